"""Graph: open a database, look at it as of a day, ask the three questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Self

from orgraph.config import Settings
from orgraph.dates import as_day
from orgraph.errors import Forbidden, NotFound, Where
from orgraph.loaders import LoadReport
from orgraph.loaders import load as load_files
from orgraph.loaders.changes import describe
from orgraph.loaders.foreign.store import is_foreign, open_foreign
from orgraph.loaders.rows import Changes, Generations
from orgraph.model import Record, Source
from orgraph.moment import Moment
from orgraph.queries.catalogue import catalogue
from orgraph.queries.coverage import Rule, load_rules
from orgraph.queries.scope import EVERYWHERE, Kept, Scope, may_ask, scoped, told
from orgraph.queries.who_to_call.topics import topic_names
from orgraph.queries.who_to_call.units.record import NO_PAST, Past
from orgraph.queries.who_to_call.units.routes import Ranking, ranking
from orgraph.stores import open_store
from orgraph.stores.base import Store, View
from orgraph.stores.reviews import Decision, Review, beyond_doubt, waiting
from orgraph.stores.science import Scientific

_KEPT = 32  # views of scopes, each with what may be named, a few bytes a node that was met
_RECORDS = 4  # of units, each on a day


def _where(view: View, where: Where) -> Where:
    """A place in a file, as the caller may know it."""
    source = told(view, Source(where.file, where.sheet, where.row))
    return replace(where, file=source.file, sheet=source.sheet)


class Graph:
    """A database of one engine, or what a scope may know of it (`within`). Safe to share between threads."""

    def __init__(self, store: Store, settings: Settings, name: str = "") -> None:
        """name: what the database is called where it is shown, without secrets."""
        self.name = name
        self.store = store
        self.settings = settings
        self.scope = EVERYWHERE
        self._kept, self._records = Kept(_KEPT), Kept(_RECORDS)

    def __repr__(self) -> str:
        return (f"<orgraph.Graph {self.name or type(self.store).__name__}："
                "问 ask .at('2026-06-30').coverage()、.bridging()、.who_to_call(…)；数据 data .load(…)>")

    def within(self, scope: Scope) -> Graph:
        """The same database for a caller with a scope: all that it is asked obeys it. `store` alone does not."""
        if scope == self.scope:
            return self
        _ = self.rules, self.ranking  # read once for all
        part = copy(self)
        part.scope = scope
        return part

    def at(self, as_of: str | dt.date | None = None, generation: int | None = None, *, known: int | None = None,
           scope: Scope | None = None) -> Moment:
        """The graph as it was true on `as_of` (default today) and known in `generation` (default the active one).

        known: with only so many of the first outcomes of kept calls (default all), as an earlier answer was given.
        scope: what the caller may be told of (default the graph's).
        """
        day, scope = as_day(as_of), scope or self.scope
        read = partial(self._view, day=day.toordinal(), scope=scope)
        view = read(generation).on(day.toordinal())
        return Moment(view, day, self.rules, read, past=partial(self._past, known=known, view=view, scope=scope),
                      weights=self.ranking, scope=scope,
                      science=self.store.science if isinstance(self.store, Scientific) else None)

    def view(self, generation: int | None = None) -> View:
        """A generation as the scope may know it today, with the areas of the last age."""
        return self._view(generation, day=as_day(None).toordinal(), scope=self.scope)

    def _view(self, generation: int | None, *, day: int, scope: Scope) -> View:
        """A generation as a scope may know it that asks of a day; kept, for it learns what may be named as it goes."""
        view = self.store.view(generation)
        if scope.everything:
            return view
        return self._kept.get((view, day, scope), lambda: scoped(view, scope, day))

    def unlimited(self) -> Graph:
        """The graph, for what is of all areas at once. Raises Forbidden for a caller with areas."""
        if self.scope.areas:
            raise Forbidden("这里的内容涉及所有区域 (this is about all areas)",
                            hint="请没有区域限制的同事办理 (ask somebody without an area limit)", code="scope")
        return self

    @cached_property
    def ranking(self) -> Ranking:
        """The weights of who-to-call's score: those of the settings' file, else those shipped. Raises DataError."""
        return ranking(self.settings.ranking)

    def _past(self, day: dt.date, known: int | None, view: View, scope: Scope) -> Past:
        """What came of the kept calls by a day, to a caller with areas at units in these; kept while nothing is new."""
        record = self.store.referrals
        upto = record.known() if known is None else known

        def made() -> Past:
            said = record.outcomes(upto)
            if scope.areas:
                said = [one for one in said if all(may_ask(view, view.position(unit))
                                                   for unit in (one.unit, one.better) if unit)]
            return Past(record.calls(), said, day, self.ranking.reliability.dissatisfied)

        return self._records.get((upto, day, view if scope.areas else None), made) if upto else NO_PAST

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Coverage rules in force: those shipped, and those of the user's folder over them."""
        return load_rules(self.settings.rules)

    def load(self, paths: str | Path | Iterable[str | Path], *, dry_run: bool = False, allow_errors: bool = False,
             progress: Callable[[int, str], None] | None = None, mappings: Iterable[str | Path] = (),
             within: Iterable[Path] = (), note: str = "", propose: bool | None = None) -> LoadReport:
        """Load a file, a folder or several as one generation; see `loaders.load`. The topic catalogue goes with it."""
        several = [paths] if isinstance(paths, str | Path) else paths  # a text is also one letter after another
        return load_files(self.store, several, dry_run=dry_run, allow_errors=allow_errors, progress=progress,
                          topics=topic_names(), also=catalogue(), mappings=mappings, within=within,
                          common=self.settings.mappings, note=note, propose=propose)

    def reviews(self) -> list[Review]:
        """Likenesses that people are still to judge, the likest first, what was put off last."""
        return waiting(self._judged())

    def _judged(self) -> list[Review]:
        """Likenesses with what the caller may ask about."""
        found = self.store.queue.reviews()
        if not self.scope.areas:
            return found
        view = self.view()
        mine = [one for one in found if may_ask(view, view.position(one.proposal.candidate)) and (
            one.proposal.about == "reference" or may_ask(view, view.position(one.proposal.subject)))]
        return [replace(one, proposal=replace(one.proposal, where=_where(view, one.proposal.where))) for one in mine]

    def decide(self, keys: Sequence[str], verdict: str, *, by: str = "", all_above: float | None = None
               ) -> list[Review]:
        """Record a verdict (same, different, later) that the next load applies; it can be undone.

        all_above: also on every waiting review above this score whose text is like one thing only.
        Raises NotFound for an unknown key, UsageError where one text would be two things.
        """
        more = [] if all_above is None else beyond_doubt(self._judged(), all_above)
        return self.store.queue.decide(list(dict.fromkeys((*self._own(keys), *more))), verdict, by)

    def undo(self, keys: Sequence[str], *, by: str = "") -> list[Review]:
        """Take decisions back: the next load proposes what they were about again."""
        return self.store.queue.decide(self._own(keys), "", by)

    def decisions(self) -> list[Decision]:
        """All decisions, newest first; an empty verdict is one taken back."""
        found = self.store.queue.history()
        own = {review.proposal.key for review in self._judged()} if self.scope.areas else set()
        return [one for one in found if one.key in own] if self.scope.areas else found

    def _own(self, keys: Sequence[str]) -> list[str]:
        """The keys, where the caller may know of them. Raises NotFound."""
        own = {review.proposal.key for review in self._judged()} if self.scope.areas else {*keys}
        if unknown := [key for key in keys if key not in own]:
            raise NotFound(f"没有这条待核：{unknown[0]} (no such review)")
        return list(keys)

    def generations(self) -> Generations:
        """All generations, newest first; to a caller with areas without what was loaded and how much."""
        found = self.store.generations()
        if self.scope.areas:
            found = [replace(one, note="", entities=0, links=0) for one in found]
        return Generations(found)

    def diff(self, older: int, newer: int) -> Changes:
        """What changed between two generations, by kind and relation type, with examples described.

        Raises Forbidden for a caller with areas.
        """
        self.unlimited()
        looks = [partial(self._statements, generation=number) for number in (older, newer)]
        return Changes(describe(self.store.diff(older, newer), *looks), older, newer)

    def _statements(self, ids: Collection[str], generation: int) -> Iterator[Record]:
        return self.store.statements(ids=ids, generation=generation)

    def close(self) -> None:
        """Release the engine; at the end of `with orgraph.open(url) as graph:` too."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open(url: str | None = None, *, make: bool = False) -> Graph:  # noqa: A001 — the contract's name
    """Open a database: `sqlite:///file.db`; default: the environment's ORGRAPH_DB, then sqlite:///orgraph.db.

    `neo4j://host/db?mapping=FILE.toml` reads another team's graph (docs/neo4j-mapping.md); nothing is written to it.
    make: make a file that is not there at once, empty; else the first load makes it, and whoever asks before that gets
    NotFound. Raises UsageError for an address of another kind, StoreError for what cannot be read or reached,
    MappingError for a wrong mapping file.
    """
    settings = Settings()
    url = url or settings.db
    if is_foreign(url):
        return Graph(open_foreign(url, settings, topics=topic_names(), also=catalogue()), settings, _shown(url))
    return Graph(open_store(url, make=make), settings, _shown(url))


def _shown(url: str) -> str:
    """A database's address without who asks and with what password, and without options."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('?')[0].rpartition('@')[2]}"
