"""Coverage as a workbook: the rules, the counts by area, the gaps, each sheet with its total."""

from __future__ import annotations

from pathlib import Path

from orgraph.exports.cells import Cell, add_sheet, open_workbook
from orgraph.exports.reports.coverage import COUNTS, added
from orgraph.queries.coverage.results import CoverageResult
from orgraph.queries.coverage.tables import counts
from orgraph.results.table import kind_label

_COUNTS = tuple(title for title, _ in COUNTS)
_RULES = ("规则", "名称", "版本", "依据", "级别", *_COUNTS)
_AREAS = ("规则", "名称", "区域编号", "区域", "区域类型", *_COUNTS)
_GAPS = ("编号", "规则", "名称", "对象编号", "对象", "所在", "缺什么", "级别", "起始日期", "责任单位", "责任人",
         "联系方式", "最接近的", "谁能补", "来源")
_LINES = ("项目", "内容")


def coverage_workbook(result: CoverageResult, path: Path) -> None:
    """Write the sheets 规则, 分区域, 缺口 and 说明. The totals add up the rows above them; the last rate is theirs."""
    tables = result.tables()
    with open_workbook(path) as book:
        rules = ([rule.rule, rule.title, rule.version, rule.basis, rule.severity, *counts(rule)]
                 for rule in result.rules)
        add_sheet(book, "规则", _RULES, rules,
                  total=["合计", "", "", "", "", *added(result.rules)], percent=(9,), widths=(30, 34, 8, 40))
        areas = ([*row[:4], kind_label(str(row[4])) if row[4] else "", *row[5:]] for row in tables["areas"].rows)
        add_sheet(book, "分区域", _AREAS, areas, percent=(9,), widths=(30, 34, 28, 20),
                  total=["合计", "", "", "", "", *added([area for rule in result.rules for area in rule.by])])
        gaps = tables["gaps"].rows
        add_sheet(book, "缺口", _GAPS, gaps, total=["合计", len(gaps)],
                  widths=(22, 30, 30, 28, 26, 40, 44, 8, 12, 26, 16, 16, 30, 40, 30))
        add_sheet(book, "说明", _LINES, _about(result), widths=(16, 60))


def _about(result: CoverageResult) -> list[list[Cell]]:
    lines: list[list[Cell]] = [["区域", result.area.name if result.area else "全部"], ["截至日期", result.as_of],
            ["数据代次", result.generation], ["覆盖率", "已建 ÷（应建 − 豁免）"]]
    return lines + [["注意", warning] for warning in result.warnings]
