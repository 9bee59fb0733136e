"""What an assistant may ask: each tool with its parameters, which are those of REST, and the question it puts."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
from pydantic import Field

from orgraph.api import catalogue, questions
from orgraph.api.asked import (
    Asked,
    BrokerageAsked,
    CallAsked,
    CoverageAsked,
    FailurePointsAsked,
    GapsAsked,
    IslandsAsked,
    KeyPlayersAsked,
    MeasuresAsked,
    Names,
    NetworkAsked,
    OverTimeAsked,
    ProposalsAsked,
    SearchAsked,
    Text,
    TrendAsked,
)
from orgraph.api.entities import shown
from orgraph.api.suggest import SuggestAsked
from orgraph.graph import Graph
from orgraph.moment import Moment
from orgraph.results import Result


class RuleGapsAsked(GapsAsked):
    """Parameters of coverage_gaps."""

    rule: str = Field(description="Id of the rule.")


class RuleTrendAsked(TrendAsked):
    """Parameters of coverage_trend."""

    rule: str = Field(description="Id of the rule.")


class ExplainAsked(Asked):
    """Parameters of coverage_explain."""

    rule: str = Field(description="Id of the rule.")
    focus: Text = Field(None, description="Id or name of one thing that the rule is about.")


class RankedAsked(MeasuresAsked):
    """Parameters of bridging."""

    measure: Names = Field(["betweenness"], description="Ids of measures.")


class MeasureTrendAsked(OverTimeAsked):
    """Parameters of bridging_trend."""

    measure: str = Field("betweenness", description="Id of a measure.")


class WhatIfAsked(NetworkAsked):
    """Parameters of what_if."""

    node: str = Field(description="Id or name of a person, post or organisation.")


class ShowAsked(Asked):
    """Parameters of show."""

    name: str = Field(max_length=200, description="Id or name.")


class ListAsked(Asked):
    """Parameters of a catalogue, which is the same on every day and everywhere."""

    about: Text = Field(None, description="Only entries in which this text stands.")


@dataclass(frozen=True)
class Tool:
    """One question. `ask` is given the moment and a value of `asked`; `listed` in its place makes a catalogue."""

    name: str
    says: str
    asked: type[Asked]
    ask: Callable[[Moment, Any], Result] | None = None
    listed: Callable[[Graph], list[Any]] | None = None

    @property
    def schema(self) -> dict[str, Any]:
        """The parameters as JSON Schema."""
        return self.asked.model_json_schema()


@cache
def tools() -> dict[str, Tool]:
    """All of them by name."""
    told = tomllib.loads((files(__package__) / "tools.toml").read_text(encoding="utf-8"))
    return {name: Tool(name, f"{said['zh']}\n{said['en']}", *_TOOLS[name]) for name, said in told.items()}


def entries(listed: list[Any], about: str | None) -> list[dict[str, Any]]:
    """The entries of a catalogue in which a text stands, in either case."""
    plain = [one.model_dump(mode="json") for one in listed]
    return [one for one in plain if not about or about.lower() in orjson.dumps(one).decode().lower()]


def _bridging(what: str) -> Callable[[Moment, NetworkAsked], Result]:
    return lambda now, asked: questions.bridging(now, asked, what)


def _gaps(now: Moment, asked: RuleGapsAsked) -> Result:
    return questions.gaps(now, asked, asked.rule)


def _trend(now: Moment, asked: RuleTrendAsked) -> Result:
    return questions.trend(now, asked, asked.rule)


def _explain(now: Moment, asked: ExplainAsked) -> Result:
    return now.explain(asked.rule, area=asked.area, focus=asked.focus)


def _what_if(now: Moment, asked: WhatIfAsked) -> Result:
    return questions.what_if(now, asked, asked.node)


def _suggest(now: Moment, asked: SuggestAsked) -> Result:
    return now.suggest(asked.q, kind=asked.kind, area=asked.area, near=asked.near, limit=asked.limit)


def _show(now: Moment, asked: ShowAsked) -> Result:
    return shown(now, asked.name, asked)


_TOOLS: dict[str, tuple[Any, ...]] = {
    "coverage": (CoverageAsked, questions.coverage), "coverage_gaps": (RuleGapsAsked, _gaps),
    "coverage_trend": (RuleTrendAsked, _trend), "coverage_explain": (ExplainAsked, _explain),
    "bridging": (RankedAsked, _bridging("measures")), "bridging_trend": (MeasureTrendAsked, questions.bridging_trend),
    "islands": (IslandsAsked, _bridging("islands")),
    "failure_points": (FailurePointsAsked, _bridging("failure-points")), "what_if": (WhatIfAsked, _what_if),
    "proposals": (ProposalsAsked, _bridging("proposals")), "brokerage": (BrokerageAsked, _bridging("brokerage")),
    "key_players": (KeyPlayersAsked, _bridging("key-players")), "who_to_call": (CallAsked, questions.who_to_call),
    "find": (SearchAsked, questions.find), "suggest": (SuggestAsked, _suggest), "show": (ShowAsked, _show),
    "rules": (ListAsked, None, catalogue.all_rules),
    "topics": (ListAsked, None, lambda _: catalogue.all_topics()),
    "layers": (ListAsked, None, lambda _: catalogue.all_layers()),
    "measures": (ListAsked, None, lambda _: catalogue.all_measures()),
}
