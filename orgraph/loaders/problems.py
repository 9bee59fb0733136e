"""What a load has found wrong so far, and which rows are therefore left out."""

from __future__ import annotations

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import CODES, error
from orgraph.loaders.resolving.people import WrongNameError
from orgraph.loaders.resolving.places import CycleError, LevelError
from orgraph.loaders.resolving.references import AreaCodeError, Candidate, Several, Unknown
from orgraph.loaders.resolving.review import proposal
from orgraph.loaders.resolving.stays import OverlapError
from orgraph.model import Source
from orgraph.stores.reviews import Proposal

_TABLES = {"area": "区域表", "organization": "组织表", "person": "人员表", "member": "组织表或人员表",
           "topic": "事项目录", "entry": "清单表", "case": "案件表", "any": "区域表、组织表或清单表"}
_SHOWN = 8
_COMPARED = 100
_SUGGESTED = 2000  # references of a load that candidates are looked for


class Problems:
    """Errors and warnings, each once, the rows that make no record (`left_out`), and what people are to review."""

    def __init__(self) -> None:
        self.errors: dict[RowError, None] = {}
        self.warnings: dict[RowError, None] = {}
        self.left_out: set[Source] = set()
        self.proposals: dict[str, Proposal] = {}
        self._suggested: dict[str, list[str]] = {}

    def file(self, problems: list[RowError]) -> bool:
        """Take what reading a file or header found; whether the table can be used."""
        for problem in problems:
            (self.warnings if CODES[problem.code].warning else self.errors)[problem] = None
        return all(CODES[problem.code].warning for problem in problems)

    def row(self, code: str, source: Source, column: str = "", value: object = "", **parts: object) -> None:
        """An error in a row, which is left out; or a warning."""
        where = Where(source.file, source.sheet, source.row, column, "" if value is None else str(value))
        self.file([error(code, where, **parts)])
        if not CODES[code].warning:
            self.left_out.add(source)

    def reference(self, problem: Exception, source: Source, column: str, value: str, ref: str) -> None:
        """A reference that failed, or leads to a row that is left out, so that this one is too."""
        if isinstance(problem, Unknown):
            similar = self._similar(problem, source, column)
            near = f"；相近的有：{'、'.join(similar)}" if similar else ""
            self.row("reference.unknown", source, column, problem.text, table=_TABLES[ref], near=near)
        elif isinstance(problem, Several):
            shown = "；".join(problem.choices[:_SHOWN]) + ("…" if len(problem.choices) > _SHOWN else "")
            self.row("reference.ambiguous", source, column, problem.text, count=len(problem.choices), choices=shown)
        elif isinstance(problem, AreaCodeError):
            self.row("area.code", source, column, problem.code, fault=problem.fault)
        elif isinstance(problem, LevelError):
            self.row("area.level", source, column, value, child=problem.child.name, parent=problem.parent.name)
        elif isinstance(problem, CycleError):
            loop = "→".join(place.name for place in (*problem.loop, problem.loop[0]))
            self.row("area.cycle", source, column, value, loop=loop)
        elif isinstance(problem, OverlapError):
            where = "" if problem.other.file == source.file else f"{problem.other.file} "
            self.row("area.overlap", source, column, value, other=f"{where}第 {problem.other.row} 行")
        elif isinstance(problem, WrongNameError):
            self.row("duplicate.conflict", source, column, value,
                     other=f"编号为 {problem.human.number} 的{problem.human.name}")
        else:
            self.left_out.add(source)

    def twin(self, candidate: Candidate, name: str, source: Source, column: str) -> None:
        """A row whose entity may be the same as another."""
        self.proposals.setdefault(candidate.key, proposal("twins", candidate, name, source, column))

    def _similar(self, problem: Unknown, source: Source, column: str) -> list[str]:
        """Names of what a reference may have meant; people are asked whether it does."""
        known = self._suggested.get(problem.subject)  # the same at every pass, or an error would be counted twice
        if known is None:
            found = problem.suggest() if problem.subject and len(self._suggested) < _SUGGESTED else []
            for candidate in found:
                self.proposals.setdefault(candidate.key, proposal("reference", candidate, problem.text, source, column))
            known = [candidate.name for candidate in found]
            known = list(dict.fromkeys(known)) or (problem.near() if len(self.errors) < _COMPARED else [])
            if problem.subject:
                self._suggested[problem.subject] = known
        return known
