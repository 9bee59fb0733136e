"""What the parameters of a question ask of a moment: the same over REST, in workbooks and for assistants."""

from __future__ import annotations

from typing import Any

from orgraph.api.asked import (
    CallAsked,
    CoverageAsked,
    GapsAsked,
    NetworkAsked,
    OverTimeAsked,
    SearchAsked,
    TrendAsked,
)
from orgraph.moment import Moment
from orgraph.queries.bridging.over_time.over_time_results import OverTimeResult
from orgraph.queries.bridging.results import BridgingResult, WhatIfResult
from orgraph.queries.coverage.results import CoverageResult, TrendResult
from orgraph.queries.entity import FindResult
from orgraph.queries.who_to_call.results import CallResult


def coverage(now: Moment, asked: CoverageAsked) -> CoverageResult:
    """Which things lack what the rules ask for."""
    return now.coverage(*asked.rule, area=asked.area, by=asked.by, gaps=asked.gaps, since=asked.since,
                        since_generation=asked.since_generation)


def gaps(now: Moment, asked: GapsAsked, rule: str) -> CoverageResult:
    """The gaps of one rule."""
    return now.coverage(rule, area=asked.area, gaps=asked.gaps, since=asked.since,
                        since_generation=asked.since_generation)


def trend(now: Moment, asked: TrendAsked, rule: str) -> TrendResult:
    """The counts of one rule at the end of each month."""
    return now.coverage_trend(rule, area=asked.area, months=asked.months)


def bridging(now: Moment, asked: NetworkAsked, what: str, **more: Any) -> BridgingResult:
    """An analysis of the network by its name; `more`: options that are no parameters."""
    return now.bridging(what, area=asked.area, layers=asked.layers, mode=asked.mode, **asked.options, **more)


def bridging_trend(now: Moment, asked: OverTimeAsked, **more: Any) -> OverTimeResult:
    """A measure at the end of each month."""
    return now.bridging_trend(area=asked.area, layers=asked.layers, mode=asked.mode, **asked.options, **more)


def what_if(now: Moment, asked: NetworkAsked, node: str) -> WhatIfResult:
    """The loss of one person, post or organisation."""
    return now.what_if(node, area=asked.area, layers=asked.layers, mode=asked.mode)


def who_to_call(now: Moment, asked: CallAsked) -> CallResult:
    """Whom to call for a text at a place."""
    return now.who_to_call(asked.text, at=asked.places, near=asked.near, asked_at=asked.asked_at, top=asked.top)


def find(now: Moment, asked: SearchAsked) -> FindResult:
    """Everything that a name, alias, code or number may mean."""
    return now.find(asked.name, kind=asked.kind, area=asked.area)
