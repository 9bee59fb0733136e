"""Graph: open a database, look at it as of a day, ask the three questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from orgraph.config import Settings
from orgraph.dates import as_day
from orgraph.errors import NotFound, UsageError
from orgraph.loaders import LoadReport
from orgraph.loaders import load as load_files
from orgraph.queries import bridging as bridges
from orgraph.queries.areas import locate
from orgraph.queries.bridging.results import BridgingResult
from orgraph.queries.catalogue import catalogue
from orgraph.queries.coverage import CoverageResult, Rule, coverage, load_rules
from orgraph.queries.entity import ANY, EntityResult, FindResult, find, show
from orgraph.queries.who_to_call.query import who_to_call
from orgraph.queries.who_to_call.results import CallResult
from orgraph.queries.who_to_call.topics import topic_names
from orgraph.stores import open_store
from orgraph.stores.base import Generation, Store, View
from orgraph.vocabulary import vocabulary

BRIDGING = ("measures", "islands", "failure-points", "proposals")


class Graph:
    """A database of one engine. Safe to share between threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings

    def at(self, as_of: str | dt.date | None = None, generation: int | None = None) -> Moment:
        """The graph as it was true on `as_of` (default today) and known in `generation` (default the active one)."""
        view = self.store.view(generation)
        return Moment(view, as_day(as_of), self.rules)

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Coverage rules in force: those shipped, and those of the user's folder over them."""
        return load_rules(self.settings.rules)

    def load(self, paths: Iterable[str | Path], *, dry_run: bool = False, allow_errors: bool = False,
             progress: Callable[[int, str], None] | None = None) -> LoadReport:
        """Load files and folders as one generation; see `loaders.load`. The topic catalogue is recorded with them."""
        return load_files(self.store, paths, dry_run=dry_run, allow_errors=allow_errors, progress=progress,
                          topics=topic_names(), also=catalogue())

    def generations(self) -> list[Generation]:
        """All generations, newest first."""
        return self.store.generations()

    def close(self) -> None:
        """Release the engine."""
        self.store.close()


class Moment:
    """The graph on one day in one generation."""

    def __init__(self, view: View, day: dt.date, rules: Mapping[str, Rule]) -> None:
        self.view = view
        self.day = day
        self.rules = rules

    @property
    def _ordinal(self) -> int:
        return self.day.toordinal()

    def _area(self, area: str | None) -> int | None:
        return locate(self.view, area) if area else None

    def coverage(self, *rules: str, area: str | None = None, by: str | None = None, gaps: int | None = None,
                 since: str | dt.date | None = None) -> CoverageResult:
        """What lacks what the rules ask for; without rules all are asked.

        area: id, code, name or path. by: kind of area to roll up by. gaps: how many gaps of each rule to describe
        (default 1000, or 200 when all rules are asked; the counts are always whole). since: an
        earlier day to compare with. Raises NotFound for a rule or area that there is none of.
        """
        for rule in rules:
            if rule not in self.rules:
                raise NotFound(f"没有这条规则：{rule} (no such rule)", hint="orgraph rules")
        if by is not None and by not in vocabulary().kinds:
            known = vocabulary().kind_of_label.get(by)
            if known is None:
                raise UsageError(f"没有这一级区域：{by} (no such level)", hint="Street、Community …")
            by = known
        wanted = [self.rules[name] for name in rules or self.rules]
        return coverage(self.view, wanted, self._ordinal, self._area(area), by=by,
                        gaps=(1000 if rules else 200) if gaps is None else gaps,
                        since=None if since is None else as_day(since).toordinal())

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

    def who_to_call(self, text: str, *, at: str | Sequence[str] = (), top: int = 5) -> CallResult:
        """Whom to call for a text at a place (or places)."""
        places = (at,) if isinstance(at, str) else tuple(at)
        return who_to_call(self.view, text, [p for p in places if p], self._ordinal, top=top)

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
