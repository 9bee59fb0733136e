"""Waivers: which rule is waived for what, why, by whom, until when, and the gap that each hides.

A waiver holds from its start to the day before its end, so an expired one hides nothing and its gap is open again by
itself; it stays in the record, with the row that stated it and the generations that knew it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from orgraph.dates import iso
from orgraph.queries.areas import area_path
from orgraph.queries.coverage.results import Focus
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.coverage.tables import waived, waiver_tables
from orgraph.queries.refs import node_ref, source_ref
from orgraph.queries.scope import reach
from orgraph.results import Part, Result, SourceRef, Tables
from orgraph.stores.base import View

State = Literal["in force", "expired", "not yet"]


class WaiverLine(Part):
    """One waiver of one focus. hides: the sentence of the gap that it hides now, None if it hides none (it is not in
    force, or the focus fulfils the rule, or is not eligible). problems: what is wrong with it."""

    id: str
    state: State
    rule: str
    title: str = ""
    focus: Focus
    reason: str
    approver: str
    start: str | None
    end: str | None
    days_left: int | None = None
    hides: str | None = None
    problems: list[str] = []
    source: SourceRef


class WaiversResult(Result):
    """Waivers, those that end first in front."""

    query: str = "waivers"
    waivers: list[WaiverLine] = []

    def answer(self) -> str:
        return waived(self)

    def tables(self) -> Tables:
        return waiver_tables(self)


def waivers(view: View, rules: Mapping[str, Rule], day: int, area: int | None = None, expiring: int | None = None
            ) -> WaiversResult:
    """All waivers of what lies in `area` (None: everywhere); expiring: only those in force that end in so many days.

    A waiver of a rule that there is none of, without an approver, a reason or an end, is listed with the problem.
    """
    here = reach(view, area)
    found = [(view.lifetime(position)[1], _line(view, rules, position, edge.object, day))
             for position in view.of_kind("Waiver").tolist()
             for edge in view.edges(position, "WAIVES", inbound=False) if edge.object in here]
    if expiring is not None:
        found = [(end, line) for end, line in found if line.state == "in force" and end <= day + expiring]
    lines = [line for _, line in sorted(found, key=lambda one: (one[0], one[1].rule, one[1].focus.id, one[1].id))]
    result = WaiversResult(as_of=iso(day) or "", generation=view.generation, waivers=lines,
                           area=None if area is None else node_ref(view, area))
    result.warnings = [f"{line.focus.name}：{problem}" for line in lines for problem in line.problems]
    return result


def _line(view: View, rules: Mapping[str, Rule], position: int, focus: int, day: int) -> WaiverLine:
    start, end = view.lifetime(position)
    props = view.props(position)
    rule = rules.get(str(props.get("rule", "")))
    state: State = "not yet" if day < start else "in force" if day < end else "expired"
    ref = node_ref(view, focus)
    hidden = rule is not None and state == "in force" and len(evaluate(view, rule, day, focus, focus + 1).waived) > 0
    return WaiverLine(
        id=view.ids([position])[0], state=state, rule=str(props.get("rule", "")), title=rule.title.zh if rule else "",
        focus=Focus(**ref.model_dump(), area_path=area_path(view, focus)), reason=str(props.get("reason", "")),
        approver=str(props.get("approver", "")), start=iso(start), end=iso(end),
        days_left=end - day if state == "in force" and iso(end) else None,
        hides=rule.message(ref.name) if rule and hidden else None,
        problems=_problems(rule, props, iso(end), view.kind(focus)), source=source_ref(view.record(position)["source"]))


def _problems(rule: Rule | None, props: Mapping[str, object], end: str | None, kind: str) -> list[str]:
    found: list[str] = []
    if rule is None:
        found.append(f"豁免的规则没有：{props.get('rule')} (no such rule)")
    elif not rule.may_be(kind):
        found.append(f"规则 {rule.id} 不问这一类对象 (the rule never asks for this kind)")
    if not props.get("approver"):
        found.append("没有批准人 (no approver)")
    if not props.get("reason"):
        found.append("没有原因 (no reason)")
    if end is None:
        found.append("没有有效期，不会自己到期 (no end, never expires)")
    return found
