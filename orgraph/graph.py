"""Graph: open a database, look at it as of a day, ask the three questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from orgraph.config import Settings
from orgraph.dates import as_day
from orgraph.errors import NotFound, UsageError
from orgraph.loaders import LoadReport
from orgraph.loaders import load as load_files
from orgraph.loaders.changes import describe
from orgraph.model import Record
from orgraph.queries import bridging as bridges
from orgraph.queries.areas import locate
from orgraph.queries.bridging.results import BridgingResult
from orgraph.queries.catalogue import catalogue
from orgraph.queries.coverage import CoverageResult, Look, Rule, TrendResult, coverage, load_rules, trend
from orgraph.queries.coverage.explained import Explained
from orgraph.queries.coverage.gaps import gap_id
from orgraph.queries.coverage.levels import level_named
from orgraph.queries.coverage.standing import evaluate, lacks
from orgraph.queries.coverage.waivers import WaiversResult, waivers
from orgraph.queries.coverage.workbench import explain
from orgraph.queries.entity import ANY, EntityResult, FindResult, find, show
from orgraph.queries.who_to_call.proof.lint import LintResult, lint
from orgraph.queries.who_to_call.query import who_to_call
from orgraph.queries.who_to_call.results import CallResult
from orgraph.queries.who_to_call.topics import topic_names
from orgraph.queries.who_to_call.units.record import NO_PAST, Past
from orgraph.queries.who_to_call.units.routes import Ranking, ranking
from orgraph.stores import open_store
from orgraph.stores.base import Diff, Generation, Store, View
from orgraph.stores.reviews import Review, beyond_doubt, waiting
from orgraph.vocabulary import vocabulary

BRIDGING = ("measures", "islands", "failure-points", "proposals")


class Graph:
    """A database of one engine. Safe to share between threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._record: tuple[tuple[int, dt.date], Past] | None = None

    def at(self, as_of: str | dt.date | None = None, generation: int | None = None, *, known: int | None = None
           ) -> Moment:
        """The graph as it was true on `as_of` (default today) and known in `generation` (default the active one).

        known: with only so many of the first outcomes of kept calls (default all), as an earlier answer was given.
        """
        view = self.store.view(generation)
        return Moment(view, as_day(as_of), self.rules, self.store.view, past=partial(self._past, known=known),
                      weights=self.ranking)

    @cached_property
    def ranking(self) -> Ranking:
        """The weights of who-to-call's score: those of the settings' file, else those shipped. Raises DataError."""
        return ranking(self.settings.ranking)

    def _past(self, day: dt.date, known: int | None) -> Past:
        """What came of the kept calls by a day; kept while nothing new is said."""
        record = self.store.referrals
        key = record.known() if known is None else known, day
        if self._record is None or self._record[0] != key:
            past = Past(record.calls(), record.outcomes(key[0]), day, self.ranking.reliability.dissatisfied) \
                if key[0] else NO_PAST
            self._record = key, past
        return self._record[1]

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Coverage rules in force: those shipped, and those of the user's folder over them."""
        return load_rules(self.settings.rules)

    def load(self, paths: Iterable[str | Path], *, dry_run: bool = False, allow_errors: bool = False,
             progress: Callable[[int, str], None] | None = None, mappings: Iterable[str | Path] = (),
             within: Iterable[Path] = ()) -> LoadReport:
        """Load files and folders as one generation; see `loaders.load`. The topic catalogue is recorded with them."""
        return load_files(self.store, paths, dry_run=dry_run, allow_errors=allow_errors, progress=progress,
                          topics=topic_names(), also=catalogue(), mappings=mappings, within=within,
                          common=self.settings.mappings)

    def reviews(self) -> list[Review]:
        """Likenesses that people are still to judge, the likest first, what was put off last."""
        return waiting(self.store.queue.reviews())

    def decide(self, keys: Sequence[str], verdict: str, *, by: str = "", all_above: float | None = None
               ) -> list[Review]:
        """Record a verdict (same, different, later) that the next load applies; it can be undone.

        all_above: also on every waiting review above this score whose text is like one thing only.
        Raises NotFound for an unknown key, UsageError where one text would be two things.
        """
        queue = self.store.queue
        more = [] if all_above is None else beyond_doubt(queue.reviews(), all_above)
        return queue.decide(list(dict.fromkeys((*keys, *more))), verdict, by)

    def undo(self, keys: Sequence[str], *, by: str = "") -> list[Review]:
        """Take decisions back: the next load proposes what they were about again."""
        return self.store.queue.decide(keys, "", by)

    def generations(self) -> list[Generation]:
        """All generations, newest first."""
        return self.store.generations()

    def diff(self, older: int, newer: int) -> Diff:
        """What changed between two generations, by kind and relation type, with examples described."""
        looks = [partial(self._statements, generation=number) for number in (older, newer)]
        return describe(self.store.diff(older, newer), *looks)

    def _statements(self, ids: Collection[str], generation: int) -> Iterator[Record]:
        return self.store.statements(ids=ids, generation=generation)

    def close(self) -> None:
        """Release the engine."""
        self.store.close()


class Moment:
    """The graph on one day in one generation."""

    def __init__(self, view: View, day: dt.date, rules: Mapping[str, Rule],
                 known: Callable[[int], View] | None = None, *, past: Callable[[dt.date], Past] = lambda _: NO_PAST,
                 weights: Ranking | None = None) -> None:
        """known: gives the view of another generation; past: what came of kept calls by a day; weights: of scores."""
        self.view = view
        self.day = day
        self.rules = rules
        self._known = known
        self._past = past
        self._weights = weights

    @property
    def _ordinal(self) -> int:
        return self.day.toordinal()

    def _area(self, area: str | None) -> int | None:
        return locate(self.view, area) if area else None

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
        return coverage(self.view, wanted, self._ordinal, self._area(area), by=level_named(by), gaps=gaps,
                        since=self._since(since, since_generation), explained=gaps if explained is None else explained)

    def coverage_trend(self, *rules: str, area: str | None = None, months: int = 24) -> TrendResult:
        """The counts of rules at the end of each of the last months, the last of them today's; without rules of all.

        Raises NotFound for a rule or area that there is none of.
        """
        if months < 1:
            raise UsageError(f"月数至少为 1：{months} (at least one month)")
        return trend(self.view, self._wanted(rules), self.day, self._area(area), months)

    def explain(self, rule: str, *, area: str | None = None, focus: str | None = None) -> Explained:
        """What a rule walks, step by step, with how many foci come through; for one focus (id or name) where it stops.

        Raises NotFound or Ambiguous for a rule, area or focus.
        """
        asked = self._wanted((rule,))[0]
        position = None if focus is None else locate(self.view, focus, asked.eligible.nodes["f"].labels)
        return explain(self.view, asked, list(self.rules.values()), self._ordinal, self._area(area), position)

    def waivers(self, *, area: str | None = None, expiring: int | None = None) -> WaiversResult:
        """Waivers with their state and what each hides; expiring: only those in force that end within so many days."""
        return waivers(self.view, self.rules, self._ordinal, self._area(area), expiring)

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
            return Look(self.view, day.toordinal())
        if self._known is None:
            raise NotFound(f"没有第 {generation} 代 (no such generation)")
        return Look(self._known(generation), day.toordinal())

    def bridging(self, what: str = "measures", *, area: str | None = None, layers: Sequence[str] = (),
                 mode: str | None = None, measure: Sequence[str] = (), top: int = 20) -> BridgingResult:
        """What joins groups: "measures", "islands", "failure-points" or "proposals" on the layers, in a mode."""
        position = self._area(area)
        if what == "measures":
            return bridges.measures(self.view, measure, layers, mode or "org", self._ordinal, position, top=top)
        if what == "islands":
            return bridges.islands(self.view, layers, mode or "org", self._ordinal, position)
        if what == "failure-points":
            return bridges.failure_points(self.view, layers, mode or "person", self._ordinal, position, top=top)
        if what == "proposals":
            return bridges.proposals(self.view, layers, mode or "org", self._ordinal, position, top=top)
        raise UsageError(f"没有这种分析：{what} (no such analysis)", hint="、".join(BRIDGING))

    def who_to_call(self, text: str, *, at: str | Sequence[str] = (), near: str | None = None, top: int = 5,
                    asked_at: str | dt.datetime | None = None) -> CallResult:
        """Whom to call for a text at a place (or places); without `at`, at the places that the text names.

        near: the caller's own area (id, code, name or path): of places of one name the one there is meant. Raises
        NotFound or Ambiguous for it; a place that is not found or not sure is a warning and a low confidence.
        asked_at: when the matter came up (Chinese time if it has no zone), from which time limits run over office hours
        and working days; by default when offices open on the moment's day, so that an answer depends on no clock.
        """
        places = (at,) if isinstance(at, str) else tuple(at)
        around = self._area(near)
        return who_to_call(self.view, text, [p for p in places if p], self._ordinal, top=top,
                           near=-1 if around is None else around, asked_at=asked_at, gaps=self._gap,
                           weights=self._weights, past=self._past(self.day))

    def call_lint(self, *, area: str | None = None) -> LintResult:
        """Whether for every place and topic the chain of calls ends at somebody; where not, and where it is weak."""
        return lint(self.view, self._ordinal, self._area(area), self._missing)

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
        if kind is not None and kind not in vocabulary().kinds:
            kind = vocabulary().kind_of_label.get(kind, kind)
            if kind not in vocabulary().kinds:
                raise UsageError(f"没有这种类别：{kind} (no such kind)")
        return find(self.view, name, kind=kind, area=self._area(area), day=self._ordinal)

    def show(self, name: str) -> EntityResult:
        """One entity by id or name."""
        return show(self.view, locate(self.view, name, ANY), self._ordinal)


def open(url: str | None = None) -> Graph:  # noqa: A001 — the contract's name
    """Open a database: `sqlite:///file.db`; default: the environment's ORGRAPH_DB, then sqlite:///orgraph.db."""
    settings = Settings()
    return Graph(open_store(url or settings.db), settings)
