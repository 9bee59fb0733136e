"""`orgraph coverage`: what lacks what the rules ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from orgraph.cli.coverage_time import SHOWN, show_change, show_trend
from orgraph.cli.options import Area, AsOf, Db, InGeneration, Json, moment
from orgraph.cli.output import notes, out, percent, print_json, show_warnings, table

if TYPE_CHECKING:
    from orgraph.queries.coverage.results import CoverageResult, Gap, RuleCoverage

_ALL_GAPS = 10**9  # a file holds them all
_COUNTS = ("#应建\neligible", "#已建\ncovered", "#未建\nmissing", "#豁免\nwaived", "#覆盖率\nrate")


def coverage(
    rules: Annotated[list[str] | None, typer.Argument(metavar="[规则…]", help="编号，不写就是全部 rule ids")] = None,
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    by: Annotated[str | None, typer.Option(
        "--by", metavar="级别", help="按什么汇总 level：街道、社区…；物业企业等组织；kind 对象种类")] = None,
    gaps: Annotated[bool, typer.Option("--gaps", help="列出缺口 list the gaps")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="日期", help="和哪一天比 compare with a day")] = None,
    since_generation: Annotated[int | None, typer.Option(
        "--since-generation", min=1, metavar="N", help="和哪一代比 compare with a generation")] = None,
    months: Annotated[int | None, typer.Option(
        "--trend", min=1, metavar="月数", help="最近几个月的月末数 counts at the last month ends")] = None,
    as_json: Json = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="文件", help="写成工作簿 write a workbook")] = None,
    docx: Annotated[Path | None, typer.Option("--docx", metavar="文件", help="写成 Word 文档 write a document")] = None,
) -> None:
    """哪些该有的还没有 what lacks what the rules ask for."""
    if months is not None:
        if by or gaps or since or since_generation or xlsx or docx:
            raise typer.BadParameter("--trend 只和 --area、--as-of、--generation、--json 同用 (goes with these alone)")
        with moment(db, as_of, generation) as now:
            trend = now.coverage_trend(*(rules or ()), area=area, months=months)
        if as_json:
            print_json(trend.to_dict())
        else:
            show_trend(trend)
        return
    wanted = _ALL_GAPS if xlsx or docx else None if gaps or as_json else 0  # None: as many as Python gives
    with moment(db, as_of, generation) as now:
        result = now.coverage(*(rules or ()), area=area, by=by, gaps=wanted, since=since,
                              since_generation=since_generation, explained=None if as_json else SHOWN)
    if xlsx:
        from orgraph.exports import coverage_workbook

        coverage_workbook(result, xlsx)
        notes().print(f"已写入 {xlsx} (written)")
    if docx:
        from orgraph.exports import coverage_document

        coverage_document(result, docx)
        notes().print(f"已写入 {docx} (written)")
    if as_json:
        print_json(result.to_dict())
    elif not (xlsx or docx):
        _show(result, gaps=gaps, areas=by is not None or len(result.rules) == 1)


def _show(result: CoverageResult, *, gaps: bool, areas: bool) -> None:
    console = out()
    where = result.area.name if result.area else "全部区域 everywhere"
    console.print(table(
        f"{where} · {result.as_of} · 第 {result.generation} 代 generation", ("规则 rule", *_COUNTS),
        ((f"{rule.title}\n{rule.rule}", rule.eligible, rule.covered, rule.missing, rule.waived, percent(rule.rate))
         for rule in result.rules), caption="覆盖率 = 已建 ÷（应建 − 豁免） rate = covered / (eligible − waived)"))
    for rule in result.rules:
        _show_rule(console, rule, areas=areas)
        if gaps and rule.gaps:
            _show_gaps(console, rule)
    missing = sum(rule.missing for rule in result.rules)
    if missing and not gaps:
        console.print(f"共 {missing} 个缺口，加 --gaps 逐个列出 ({missing} gaps; add --gaps to list them)")
    show_warnings(result.warnings)


def _show_rule(console: Console, rule: RuleCoverage, *, areas: bool) -> None:
    if areas and rule.by:
        console.print(table(f"{rule.title}：分区域 by area", ("区域 area", *_COUNTS), (
            (area.name if area.level else f"{area.name} in none of them", area.eligible, area.covered, area.missing,
             area.waived, percent(area.rate)) for area in rule.by)))
    if areas and rule.modes:
        console.print("落实方式 modes：" + "，".join(f"{mode} {count}" for mode, count in rule.modes.items()))
    if areas and rule.by_work is not None:
        console.print(f"组织覆盖 by organisation {rule.by_organization}，工作覆盖 by work {rule.by_work}")
    if rule.change:
        show_change(console, rule, rule.change)


def _show_gaps(console: Console, rule: RuleCoverage) -> None:
    rest = rule.missing - rule.gaps_shown
    columns = ("缺什么 what", "在哪 where", "谁负责 owner", "编号 id")
    console.print(table(f"{rule.title}：缺口 gaps（{rule.missing}）", columns,
                        ((_what(gap), " ".join(gap.focus.area_path[-3:]), _owner(gap), gap.id) for gap in rule.gaps),
                        caption=f"还有 {rest} 个 more" if rest else "", lines=True))


def _what(gap: Gap) -> str:
    lines = [gap.message]
    if gap.since:
        lines.append(f"{gap.since} 起 since")
    if gap.nearest:
        near = (one.name + (f"（{one.lacks}）" if one.lacks else "") for one in gap.nearest[:2])
        lines.append("最接近：" + "、".join(near))
    if gap.proposals:
        first = gap.proposals[0]
        lines.append(f"可补：{first.who.name} 任 {first.to.name} {first.role}")
    return "\n".join(lines)


def _owner(gap: Gap) -> str:
    if gap.owner is None:
        return "—"
    person, contact = gap.owner.person, gap.owner.contact
    lines = gap.owner.organization.name, person.name if person else "", contact.value if contact else ""
    return "\n".join(filter(None, lines))
