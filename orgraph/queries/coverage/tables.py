"""Coverage as rows and as a sentence: the rules, their counts by area, the gaps, what changed, the months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from orgraph.results import Cell, Table, Tables, percent
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.queries.coverage.explained import Explained
    from orgraph.queries.coverage.results import (
        Cause,
        Counts,
        CoverageResult,
        Gap,
        Moved,
        RuleCoverage,
        TrendResult,
    )
    from orgraph.queries.coverage.waivers import WaiversResult

_BUILT_IN = {"start": "起始日期", "end": "截止日期", "home": "所在区域"}
_COUNTS = "eligible covered missing waived rate"


def counts(row: Counts) -> list[Cell]:
    """The cells of counts."""
    return [row.eligible, row.covered, row.missing, row.waived, row.rate]


def covered(result: CoverageResult) -> str:
    """What is missing, of all that is due."""
    due, done = (sum(getattr(rule, name) for rule in result.rules) for name in ("eligible", "covered"))
    missing, waived = (sum(getattr(rule, name) for rule in result.rules) for name in ("missing", "waived"))
    rate = percent(done / (due - waived) if due > waived else None)
    about = result.rules[0].title if len(result.rules) == 1 else f"{len(result.rules)} 条规则"
    return (f"{about}，应建 {due:,}，已建 {done:,}，缺 {missing:,}，豁免 {waived:,}，覆盖率 {rate} "
            f"({missing:,} of {due:,} missing)")


def coverage_tables(result: CoverageResult) -> Tables:
    """rules · areas · gaps · changes (only with `since`)."""
    found = {
        "rules": Table.of(f"rule title {_COUNTS}", (
            [rule.rule, rule.title, *counts(rule)] for rule in result.rules), brief=f"title {_COUNTS}"),
        "areas": Table.of(f"rule title area_id area level {_COUNTS}", (
            [rule.rule, rule.title, area.area, area.name, area.level, *counts(area)]
            for rule in result.rules for area in rule.by), brief=f"title area {_COUNTS}"),
        "gaps": Table.of("gap rule title focus_id focus area_path message severity since owner owner_person contact "
                         "nearest proposals source", (_gap(rule.title, gap) for rule in result.rules
                                                      for gap in rule.gaps), brief="title focus message since owner")}
    if any(rule.change for rule in result.rules):
        found["changes"] = Table.of("rule title change id name kind was now what on fact source", (
            row for rule in result.rules for row in _changes(rule)), brief="title change name on fact")
    return found


def _gap(title: str, gap: Gap) -> list[Cell]:
    owner = gap.owner
    return [gap.id, gap.rule, title, gap.focus.id, gap.focus.name, "/".join(gap.focus.area_path), gap.message,
            gap.severity, gap.since,
            owner.organization.name if owner else None,
            owner.person.name if owner and owner.person else None,
            owner.contact.value if owner and owner.contact else None,
            "；".join(near.name for near in gap.nearest),
            "；".join(f"{p.who.name}（{p.from_.name}）任{p.to.name}{p.role}" for p in gap.proposals),
            "；".join(str(source) for source in gap.evidence)]


def _changes(rule: RuleCoverage) -> Iterator[list[Cell]]:
    change = rule.change
    if change:
        kinds: dict[str, Sequence[Moved]] = {"new": change.new, "fixed": change.fixed, "waived": change.waived,
                                             "expired": change.expired, "came": change.came, "left": change.left}
        for kind, moves in kinds.items():
            for move in moves:
                cause = move.cause
                yield [rule.rule, rule.title, kind, move.id, move.name, move.kind, move.was, move.now,
                       cause.what if cause else None, cause.on if cause else None, fact_said(cause) if cause else "",
                       str(cause.source) if cause else None]


def fact_said(cause: Cause) -> str:
    """The fact behind a change: a link with its ends or a node with its kind, and the field that changed."""
    words = vocabulary()
    if cause.object is None:
        said = f"{words.kinds[cause.fact].zh[0]} {cause.subject.name}"
    else:
        said = f"{cause.subject.name} —{words.relations[cause.fact].zh[0]}→ {cause.object.name}"
    if not cause.field:
        return said
    known = words.properties.get(cause.field)
    return f"{said}（{_BUILT_IN.get(cause.field) or (known.zh if known else cause.field)}）"


def trended(result: TrendResult) -> str:
    """How far the rates went, of the first rule by name."""
    moves = [f"{rule.title} {percent(rule.points[0].rate)} → {percent(rule.points[-1].rate)}"
             for rule in result.rules if rule.points]
    more = f"，另 {len(moves) - 1} 条规则 and {len(moves) - 1} more" if len(moves) > 1 else ""
    months = max((len(rule.points) for rule in result.rules), default=0)
    return f"{months} 个月末的覆盖率 rates over months：{moves[0]}{more}" if moves else "没有要算的月份 (no months)"


def trend_tables(result: TrendResult) -> Tables:
    """points"""
    return {"points": Table.of(f"rule on {_COUNTS}", (
        [rule.rule, point.on, *counts(point)] for rule in result.rules for point in rule.points))}


def waived(result: WaiversResult) -> str:
    """How many waivers there are, and how many are in force."""
    force = sum(line.state == "in force" for line in result.waivers)
    return f"{len(result.waivers)} 项豁免，{force} 项有效 ({len(result.waivers)} waivers, {force} in force)"


def waiver_tables(result: WaiversResult) -> Tables:
    """waivers"""
    return {"waivers": Table.of(
        "id state rule title focus_id focus reason approver start end days_left hides problems source", (
            [line.id, line.state, line.rule, line.title, line.focus.id, line.focus.name, line.reason, line.approver,
             line.start, line.end, line.days_left, line.hides, "；".join(line.problems), str(line.source)]
            for line in result.waivers), brief="state title focus reason approver end")}


def explained(result: Explained) -> str:
    """What the rule counts."""
    return (f"{result.title}：应建 {result.eligible:,}，已建 {result.covered:,}，缺 {result.missing:,}，"
            f"豁免 {result.waived:,} ({result.covered:,} of {result.eligible:,} covered)")


def explained_tables(result: Explained) -> Tables:
    """steps"""
    return {"steps": Table.of("mode title step text words through", (
        [walk.mode, walk.title, number, step.text, step.zh, step.through]
        for walk in result.modes for number, step in enumerate(walk.steps, 1)), brief="title step words through")}
