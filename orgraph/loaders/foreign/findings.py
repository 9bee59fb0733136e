"""What is wrong or left out in another team's graph, told as a load tells it: where, which property, what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import CODES as CELL_CODES
from orgraph.loaders.codes import Code, said
from orgraph.loaders.report import in_order
from orgraph.model import Source

CODES: dict[str, Code] = {
    "graph.absent": Code("图里没有“{value}”", "改正映射文件，或删去这一段{near}", warning=True),
    "graph.property": Code("这些节点或关系都没有属性“{column}”", "改正映射文件{near}", warning=True),
    "graph.unmapped": Code("{count} 个没有读入", "在映射文件里说明它的意思，或写进 ignore", warning=True),
    "graph.unheld": Code("{count} 个人没有任职，没有读入", "普通党员、居民只填人数；有职务的补上关系和职务",
                         warning=True),
    "graph.ordinary": Code("{count} 条普通成员的关系没有读入", "", warning=True),
    "graph.homeless": Code("{count} 个{what}不知道在哪个区域，按区域提问时看不到",
                           "补上所在区域，或在映射文件里写 home", warning=True),
    "graph.required": Code("“{column}”是空的", "补上这个属性"),
    "graph.key": Code("“{value}”和编号 {other} 的节点相同，只读了那一个", "合并这两个节点，或换一个属性作 key"),
    "graph.several": Code("有 {count} 个所在区域：{choices}", "只留一个，或在映射文件里换一种写法"),
    "graph.end": Code("{count} 条关系有一端没有映射：{ends}", "在映射文件里映射这一端，或把关系写进 ignore"),
    "graph.ends": Code("{count} 条关系不能是“{relation}”：从{subject}到{object}",
                       "{allowed}；改正 relation、reverse、from 或 to"),
    "graph.person": Code("“{value}”是人员", "人员要单独写一个 [[node]]，写明 held_by"),
    "graph.private": Code("“{column}”里有身份证号码，没有读入", "从图中删去，或不要映射这个属性"),
    "graph.conflict": Code("和编号 {other} 的说的是同一件事，但内容不同，只读了那一个",
                           "删去一个，或用职务、开始日期分开"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one label or relationship type: how many were read and how many of them made records."""

    what: str
    read: int
    used: int


@dataclass(slots=True)
class ForeignReport:
    """What a reading of another team's graph found. `left_out`: nodes and relationships read that made no record."""

    graph: str
    mapping: str
    tables: list[Taken] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Nodes and relationships that were read and made no record."""
        return sum(table.read - table.used for table in self.tables)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values for JSON."""
        return {**asdict(self), "left_out": self.left_out}


class Findings:
    """Errors and warnings of one reading, each once; those that may be very many are counted instead."""

    def __init__(self, graph: str) -> None:
        self._graph = graph
        self._found: dict[RowError, None] = {}
        self._counted: dict[tuple[str, Source, tuple[tuple[str, str], ...]], int] = {}
        self._first: dict[tuple[str, str, tuple[tuple[str, str], ...]], Source] = {}

    def of(self, code: str, source: Source, column: str = "", value: object = "", **parts: object) -> None:
        """A finding about a property of a node or relationship, or about a label or type (its number is 0)."""
        where = Where(source.file, source.sheet, source.row, column, "" if value is None else str(value))
        self._found[said(CODES.get(code) or CELL_CODES[code], code, where, **parts)] = None

    def count(self, code: str, source: Source, **parts: str) -> None:
        """One more of those that are told in one line, which points at the first."""
        key = tuple(sorted(parts.items()))
        first = self._first.setdefault((code, source.sheet, key), source)
        self._counted[code, first, key] = self._counted.get((code, first, key), 0) + 1

    def table(self, sheet: str) -> Source:
        """A label or type as a whole."""
        return Source(self._graph, sheet, 0)

    def lists(self) -> tuple[list[RowError], list[RowError]]:
        """Errors and warnings in order."""
        for (code, first, key), count in self._counted.items():
            self.of(code, first, **dict(key), count=count)
        self._counted.clear()
        codes = CELL_CODES | CODES
        return (in_order(one for one in self._found if not codes[one.code].warning),
                in_order(one for one in self._found if codes[one.code].warning))
