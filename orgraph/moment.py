"""What a graph says on a day, as of a generation: every question, whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

from orgraph.analyses import Analyses, Names
from orgraph.dates import as_day
from orgraph.errors import NotFound, UsageError
from orgraph.queries import bridging as bridges
from orgraph.queries.areas import locate
from orgraph.queries.bridging.failing.together import TogetherResult, together
from orgraph.queries.bridging.multigraph import multigraph
from orgraph.queries.bridging.over_time.over_time_results import OverTimeResult
from orgraph.queries.bridging.results import BridgingResult, WhatIfResult
from orgraph.queries.coverage import CoverageResult, Look, Rule, TrendResult, coverage, trend
from orgraph.queries.coverage.closing import Closing
from orgraph.queries.coverage.explained import Explained
from orgraph.queries.coverage.gaps import gap_id
from orgraph.queries.coverage.levels import level_named
from orgraph.queries.coverage.standing import evaluate, lacks
from orgraph.queries.coverage.waivers import WaiversResult, waivers
from orgraph.queries.coverage.without import broken
from orgraph.queries.coverage.workbench import explain
from orgraph.queries.entity import ANY, EntityResult, FindResult, find, show
from orgraph.queries.scope import EVERYWHERE, Scope, only_area, washed
from orgraph.queries.successors import meant
from orgraph.queries.suggest import LIMIT, SuggestResult, suggest
from orgraph.queries.who_to_call.proof.lint import LintResult, lint
from orgraph.queries.who_to_call.query import who_to_call
from orgraph.queries.who_to_call.results import CallResult
from orgraph.queries.who_to_call.units.record import NO_PAST, Past
from orgraph.queries.who_to_call.units.routes import Ranking
from orgraph.results import Broken, Result
from orgraph.stores.base import View
from orgraph.stores.science import Science
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    import networkx as nx

HANDED = ("breaks", "close", "science")
EMPTY = "数据库里还没有数据：先导入 (nothing is loaded yet)"


def _options(ask: Callable[..., Any]) -> frozenset[str]:
    """What a caller may choose; not what the moment itself hands in."""
    found = signature(ask).parameters.values()
    return frozenset(one.name for one in found if one.kind is one.KEYWORD_ONLY and one.name not in HANDED)


def kind_named(name: str) -> str:
    """A kind by its name or a label. Raises UsageError."""
    kind = vocabulary().kind_of_label.get(name, name)
    if kind not in vocabulary().kinds:
        raise UsageError(f"没有这种类别：{name} (no such kind)")
    return kind


R = TypeVar("R", bound=Result)
BRIDGING = {name: (ask, _options(ask)) for name, ask in bridges.ANALYSES.items()}
"""The analyses of `Moment.bridging` by name, with the options of each."""


class Moment(Analyses):
    """The graph on one day in one generation, as a caller with a scope may know it (see `queries.scope`).

    For a caller with areas a question without an area is about these, and everything else is as if it were not there,
    or is told without its name.
    """

    def __init__(self, view: View, day: dt.date, rules: Mapping[str, Rule],
                 known: Callable[[int], View] | None = None, *, past: Callable[[dt.date], Past] = lambda _: NO_PAST,
                 weights: Ranking | None = None, science: Science | None = None, scope: Scope = EVERYWHERE) -> None:
        """known: gives the view of another generation; past: what came of kept calls by a day; weights: of scores.
        science: the procedures of the store's server, where it may have any. scope: that of the view."""
        self.view = view
        self.day = day
        self.rules = rules
        self._known = known
        self._past = past
        self._weights = weights
        self._science = science
        self.scope = scope

    def __repr__(self) -> str:
        return (f"<orgraph.Moment {self.day}，第 {self.view.generation} 代，{self.view.size:,} 个节点 nodes："
                "问 ask .coverage()、.bridging()、.who_to_call(…)、.find(…)、.show(…)>")

    @property
    def _ordinal(self) -> int:
        return self.day.toordinal()

    def _inside(self, area: str | None, ask: Callable[[int | None], R]) -> R:
        """The answer about an area, with what is to be told of the area itself before its other warnings."""
        position, told = self.area(area)
        result = ask(position)
        result.warnings[:0] = told if self.view.generation else [*told, EMPTY]
        return self._told(result)

    def area(self, area: str | None) -> tuple[int | None, list[str]]:
        """The area that is asked about, and what is to be told of it; None: all that may be asked about.

        A caller with one area asks about that. Raises NotFound or Ambiguous.
        """
        own = None if area else only_area(self.view)
        named = area or ("" if own is None else self.view.ids([own])[0])
        return meant(self.view, named, self._ordinal) if named else (None, [])

    def _told(self, result: R) -> R:
        """The result as it may leave."""
        return washed(result) if self.scope.areas else result

    def coverage(self, *rules: str, area: str | None = None, by: str | None = None, gaps: int | None = None,
                 since: str | dt.date | None = None, since_generation: int | None = None,
                 explained: int | None = None) -> CoverageResult:
        """What lacks what the rules ask for; without rules all are asked.

        area: id, code, name or path. by: what to roll up by: a kind of area, a kind of organisation (who serves the
        focus, e.g. "PropertyFirm"), or "kind" (of the focus). gaps: how many gaps of each rule to describe
        (default 1000, or 200 when all rules are asked; the counts are always whole). since, since_generation: an
        earlier day, a generation, or both, to compare with; explained: of how many changes of each kind to name the
        fact behind (default: like gaps). Raises NotFound for a rule, area or generation that there is none of.
        """
        wanted = self._wanted(rules)
        gaps = (1000 if rules else 200) if gaps is None else gaps
        level, look = level_named(by), self._since(since, since_generation)
        return self._inside(area, lambda at: coverage(
            self.view, wanted, self._ordinal, at, by=level, gaps=gaps, since=look,
            explained=gaps if explained is None else explained))

    def coverage_trend(self, *rules: str, area: str | None = None, months: int = 24) -> TrendResult:
        """The counts of rules at the end of each of the last months, the last of them today's; without rules of all.

        Raises NotFound for a rule or area that there is none of.
        """
        if months < 1:
            raise UsageError(f"月数至少为 1：{months} (at least one month)")
        wanted = self._wanted(rules)
        return self._inside(area, lambda at: trend(self.view, wanted, self.day, at, months))

    def explain(self, rule: str, *, area: str | None = None, focus: str | None = None) -> Explained:
        """What a rule walks, step by step, with how many foci come through; for one focus (id or name) where it stops.

        Raises NotFound or Ambiguous for a rule, area or focus.
        """
        asked = self._wanted((rule,))[0]
        position = None if focus is None else locate(
            self.view, focus, asked.eligible.nodes["f"].labels, self._ordinal)
        return self._inside(area, lambda at: explain(
            self.view, asked, list(self.rules.values()), self._ordinal, at, position))

    def waivers(self, *, area: str | None = None, expiring: int | None = None) -> WaiversResult:
        """Waivers with their state and what each hides; expiring: only those in force that end within so many days."""
        return self._inside(area, lambda at: waivers(self.view, self.rules, self._ordinal, at, expiring))

    def _wanted(self, rules: Sequence[str]) -> list[Rule]:
        for rule in rules:
            if rule not in self.rules:
                raise NotFound(f"没有这条规则：{rule} (no such rule)", hint="orgraph rules")
        return [self.rules[name] for name in rules or self.rules]

    def _since(self, since: str | dt.date | None, generation: int | None) -> Look | None:
        if since is None and generation is None:
            return None
        day = self.day if since is None else as_day(since)
        if day > self.day:
            raise UsageError(f"{day} 晚于 {self.day}，只能和更早的比 (the day to compare with must not be later)")
        if generation is None or generation == self.view.generation:
            return Look(self.view.on(day.toordinal()), day.toordinal())
        if self._known is None:
            raise NotFound(f"没有第 {generation} 代 (no such generation)")
        return Look(self._known(generation).on(day.toordinal()), day.toordinal())

    def _analysis(self, what: str, area: str | None, layers: Names, mode: str | None, options: Mapping[str, Any]
                  ) -> BridgingResult:
        known = BRIDGING.get(what)
        if known is None:
            raise UsageError(f"没有这种分析：{what} (no such analysis)", hint="、".join(BRIDGING))
        ask, own = known
        if unknown := options.keys() - own:
            raise UsageError(f"{what} 没有这个选项：{'、'.join(sorted(unknown))} (no such option)",
                             hint="、".join(sorted(own)))
        given: dict[str, Any] = {}
        if what == "measures":
            given["science"] = self._science
        if what == "failure-points":
            given["breaks"] = self._breaks
        if what == "proposals":
            given["close"] = partial(Closing, self.view, self.rules, self._ordinal)
        found: BridgingResult = self._inside(
            area, lambda at: ask(self.view, layers, mode, self._ordinal, at, **options, **given))
        return found

    def to_networkx(self, *, area: str | None = None, layers: Names = (), mode: str | None = None,
                    directed: bool = False) -> nx.MultiGraph[str]:
        """The network of the layers as a networkx graph with every parallel tie, its days and rows; a MultiDiGraph if
        directed. See `queries.bridging.multigraph`."""
        return multigraph(self.view, layers, mode or "org", self._ordinal, self.area(area)[0], directed=directed)

    def what_if(self, node: str, *, area: str | None = None, layers: Names = (), mode: str | None = None
                ) -> WhatIfResult:
        """The loss of one person, post or organisation (id or name): the network before and after, and what breaks.

        Raises NotFound or Ambiguous for it, UsageError for anything else.
        """
        position = locate(self.view, node, ("Person", "Post", "Organization"), self._ordinal)
        return self._inside(area, lambda at: bridges.what_if(
            self.view, layers, mode, self._ordinal, position, at, breaks=self._breaks))

    def without(self, gone: Sequence[str] = (), *, cut: Sequence[tuple[str, str]] = (), area: str | None = None,
                layers: Names = (), mode: str | None = None) -> TogetherResult:
        """The loss of several persons, organisations and ties (two ends each) at once: before and after, what breaks.

        Ids or names. Raises NotFound or Ambiguous for one, UsageError where nothing is lost.
        """
        def at(name: str) -> int:
            return locate(self.view, name, ANY, self._ordinal)

        nodes, ties = [at(name) for name in gone], [(at(a), at(b)) for a, b in cut]
        return self._inside(area, lambda inside: together(
            self.view, layers, mode, self._ordinal, nodes, ties, inside, breaks=self._breaks))

    def bridging_trend(self, measure: str = "betweenness", *, area: str | None = None, layers: Names = (),
                       mode: str | None = None, months: int = 12, since: str | dt.date | None = None, top: int = 20
                       ) -> OverTimeResult:
        """A measure at the ends of the last months, and who became or ceased to be a bridge, with the facts behind.

        since: the day that the moment's day is compared with (default the first of the month ends).
        """
        return self._inside(area, lambda at: bridges.over_time(
            self.view, measure, layers, mode, self.day, at, months=months,
            since=None if since is None else as_day(since), top=top))

    @property
    def _breaks(self) -> Callable[[Collection[int], Collection[tuple[str, int]]], list[Broken]]:
        """Says which coverage rules would have new gaps without some nodes and links."""
        return partial(broken, self.view, list(self.rules.values()), self._ordinal)

    def who_to_call(self, text: str, *, at: str | Sequence[str] = (), near: str | None = None, top: int = 5,
                    asked_at: str | dt.datetime | None = None) -> CallResult:
        """Whom to call for a text at a place (or places); without `at`, at the places that the text names.

        near: the caller's own area (id, code, name or path): of places of one name the one there is meant. Raises
        NotFound or Ambiguous for it; a place that is not found or not sure is a warning and a low confidence.
        asked_at: when the matter came up (Chinese time if it has no zone), from which time limits run over office hours
        and working days; by default when offices open on the moment's day, so that an answer depends on no clock.
        """
        places = (at,) if isinstance(at, str) else tuple(at)
        return self._inside(near, lambda around: who_to_call(
            self.view, text, [p for p in places if p], self._ordinal, top=top, near=-1 if around is None else around,
            asked_at=asked_at, gaps=self._gap, weights=self._weights, past=self._past(self.day)))

    def call_lint(self, *, area: str | None = None) -> LintResult:
        """Whether for every place and topic the chain of calls ends at somebody; where not, and where it is weak."""
        return self._inside(area, lambda at: lint(self.view, self._ordinal, at, self._missing))

    def _missing(self, rule: str) -> Mapping[int, str]:
        """Ids of all gaps of a rule by position of the focus; nothing where there is no such rule."""
        if rule not in self.rules:
            return {}
        foci = evaluate(self.view, self.rules[rule], self._ordinal, 0, self.view.size).missing.tolist()
        return {focus: gap_id(rule, id_) for focus, id_ in zip(foci, self.view.ids(foci), strict=True)}

    def _gap(self, rule: str, focus: int) -> str | None:
        """The id of the coverage gap of a rule at one focus, None if there is no gap (or no such rule)."""
        if rule not in self.rules or not lacks(self.view, self.rules[rule], self._ordinal, focus):
            return None
        return gap_id(rule, self.view.ids([focus])[0])

    def find(self, name: str = "", *, kind: str | None = None, area: str | None = None) -> FindResult:
        """Everything that a name, alias, code or number may mean; without a name everything of the kind."""
        kind = kind_named(kind) if kind else None
        return self._inside(area, lambda at: find(self.view, name, kind=kind, area=at, day=self._ordinal))

    def suggest(self, text: str, *, kind: str | None = None, area: str | None = None, near: str | None = None,
                limit: int = LIMIT) -> SuggestResult:
        """What a text typed so far may mean: characters, pinyin, initials, or these mixed; see `queries.suggest`.

        near: the caller's own area, around which is looked first; by default the only one that they answer for.
        """
        kinds = (kind_named(kind),) if kind else ()
        around = self.area(near)[0]
        return self._told(suggest(self.view, text, day=self._ordinal, kinds=kinds, near=around, limit=limit,
                                  area=self.area(area)[0] if area else None))

    def show(self, name: str) -> EntityResult:
        """One entity by id or name."""
        return self._told(show(self.view, locate(self.view, name, ANY, self._ordinal), self._ordinal))
