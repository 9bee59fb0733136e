"""What `orgraph coverage` answered as papers: the rules, each rule by area, the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from orgraph.exports.cells import Cell
from orgraph.exports.reports.paper import Column, Paper, total_of
from orgraph.exports.reports.word import write_document
from orgraph.queries.coverage.results import Counts, CoverageResult, Gap
from orgraph.queries.coverage.tables import counts

COUNTS = (("应建", 6), ("已建", 6), ("未建", 6), ("豁免", 6), ("覆盖率", 9))
RATE_NOTE = "覆盖率＝已建÷（应建－豁免）。"
_COUNTED = tuple(Column(title, width, share=title == "覆盖率") for title, width in COUNTS)
_GAPS = (Column("序号", 6), Column("对象", 22), Column("所在", 26), Column("缺什么", 34), Column("起始日期", 12),
         Column("责任单位", 22), Column("责任人", 12), Column("联系电话", 14), Column("最接近的", 30),
         Column("缺口编号", 20))


def coverage_document(result: CoverageResult, path: Path) -> None:
    """Write a Word document of the answer: 覆盖情况, a table by area for each rule that has one, 缺口清单.

    Raises UsageError for an answer too long for a document.
    """
    name = result.area.name if result.area else ""

    def paper(title: str, columns: Sequence[Column], rows: list[list[Cell]], total: list[Cell], *notes: str) -> Paper:
        return Paper(title, f"{name}{title}", name or "全部区域", result.as_of, columns, rows, total, notes)

    rules: list[list[Cell]] = [[rule.title, rule.basis, *numbers(rule)] for rule in result.rules]
    papers = [paper("覆盖情况", (Column("规则", 26), Column("依据", 40), *_COUNTED), rules,
                    ["合计", f"{len(rules)}项", *added(result.rules)], RATE_NOTE, *result.warnings)]
    for rule in result.rules:
        if rule.by:
            areas: list[list[Cell]] = [[row.name, *numbers(row)] for row in rule.by]
            papers.append(paper(rule.title, (Column("区域", 24), *_COUNTED), areas, ["合计", *added(rule.by)]))
    if any(rule.gaps for rule in result.rules):
        papers.append(paper("缺口清单", *gap_table(result)))
    write_document(papers, path)


def gap_table(result: CoverageResult) -> tuple[Sequence[Column], list[list[Cell]], list[Cell]]:
    """Columns, rows and total of the gaps of all rules; where each lies is told from the area asked about downwards."""
    above = result.area.name if result.area else ""
    gaps = (gap for rule in result.rules for gap in rule.gaps)
    rows: list[list[Cell]] = [[number, *_gap(gap, above)] for number, gap in enumerate(gaps, 1)]
    return _GAPS, rows, total_of(_GAPS, f"{len(rows)}项")


def _gap(gap: Gap, above: str) -> list[Cell]:
    owner, path = gap.owner, gap.focus.area_path
    return [gap.focus.name, "/".join(path[path.index(above) + 1:] if above in path else path), gap.message, gap.since,
            owner.organization.name if owner else None, owner.person.name if owner and owner.person else None,
            owner.contact.value if owner and owner.contact else None,
            _nearest(gap), gap.id]


def _nearest(gap: Gap) -> str:
    """The nearest things, with what they lack told once for those that lack the same."""
    groups = groupby(gap.nearest, lambda near: near.lacks)
    said = ((lacks, "、".join(near.name for near in group)) for lacks, group in groups)
    return "；".join(f"{names}（{lacks}）" if lacks else names for lacks, names in said)


def numbers(row: Counts | None) -> list[Cell]:
    """The cells of counts, noughts where there is nothing to count."""
    return [0, 0, 0, 0, None] if row is None else counts(row)


def added(rows: Sequence[Counts]) -> list[Cell]:
    """What the rows add up to, with the rate of the sum."""
    eligible, covered, missing, waived = (
        sum(getattr(row, name) for row in rows) for name in ("eligible", "covered", "missing", "waived"))
    return [eligible, covered, missing, waived, covered / (covered + missing) if covered + missing else None]
