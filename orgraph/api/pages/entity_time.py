"""Posts and the like over time: who held what from when to when, as lines of a picture and as rows of a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from orgraph.dates import iso
from orgraph.queries.refs import node_ref, source_ref
from orgraph.results import NodeRef, SourceRef
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

# What is told of each sort of node: a relation type, and whether it leads to the node.
TOLD: dict[str, tuple[tuple[str, bool], ...]] = {
    "Person": (("MEMBER", False), ("TAKES_CHARGE_OF", False), ("INSTRUCTS", False)),
    "Organization": (("MEMBER", True), ("INSTRUCTS", True)),
    "Area": (("TAKES_CHARGE_OF", True), ("SERVES", True)),
    "Post": (("HOLDS", True),),
}
MOST = 200  # spans in the table
_DRAWN, _ROW, _HEAD = 24, 24, 26
_LEFT, _WIDTH = 250, 900  # pixels for names, and of all
_YEARS = (1, 2, 5, 10, 20)
State = Literal["now", "past", "coming"]


@dataclass(frozen=True, slots=True)
class Span:
    """One tie with its days: which, whose, as what."""

    type: str
    other: NodeRef
    role: str
    start: str | None
    end: str | None
    state: State
    source: SourceRef
    days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """A span as drawn: a rectangle in a row; `open` where its end, or its beginning, is not known or yet to come."""

    span: Span
    y: int
    x: float
    width: float
    open: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars between ticks of years; today: where the day asked about is; left: spans that are in the table alone."""

    bars: list[Bar]
    ticks: list[tuple[float, str]]
    today: float
    height: int
    left: int
    width: int = _WIDTH
    names: int = _LEFT


def spans(view: View, position: int, day: int) -> list[Span]:
    """The ties of a node whenever they held: present ones first, then the latest."""
    root = vocabulary().root(view.kind(position))
    found = []
    for type_, inbound in TOLD.get(root, ()):
        for edge in view.edges(position, type_, inbound=inbound):
            state: State = "past" if edge.end <= day else "coming" if edge.start > day else "now"
            found.append(Span(type_, node_ref(view, edge.subject if inbound else edge.object),
                              str(edge.props.get("role", "")), iso(edge.start), iso(edge.end), state,
                              source_ref(edge.source), (edge.start, edge.end)))
    order = {"now": 0, "coming": 1, "past": 2}
    return sorted(found, key=lambda span: (order[span.state], -span.days[0] if span.start else 0, span.other.name))


def timeline(all_spans: list[Span], day: dt.date) -> Timeline | None:
    """The picture; None where no span has a day, for then there is nothing to see."""
    dated = [span for span in all_spans if span.start or span.end]
    if not dated:
        return None
    now = day.toordinal()
    known = [end for span in dated for end, text in zip(span.days, (span.start, span.end), strict=True) if text]
    first, last = min(*known, now) - 60, max(*known, now) + 60
    scale = (_WIDTH - _LEFT - 12) / (last - first)

    def across(when: int) -> float:
        return round(_LEFT + (min(max(when, first), last) - first) * scale, 1)

    bars = []
    for row, span in enumerate(dated[:_DRAWN]):
        begin, end = span.days[0] if span.start else first, span.days[1] if span.end else max(now, span.days[0])
        bars.append(Bar(span, _HEAD + _ROW * row, across(begin), max(round(across(end) - across(begin), 1), 2.0),
                        not span.start or not span.end))
    years = range(dt.date.fromordinal(first).year + 1, dt.date.fromordinal(last).year + 1)
    step = next((step for step in _YEARS if len(years) / step <= 8), _YEARS[-1])
    ticks = [(across(dt.date(year, 1, 1).toordinal()), str(year)) for year in years if year % step == 0]
    return Timeline(bars, ticks, across(now), _HEAD + _ROW * len(bars) + 6, len(all_spans) - len(bars))
