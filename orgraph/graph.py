"""Graph: open a database, look at it as of a day, ask the three questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from orgraph.config import Settings
from orgraph.dates import as_day
from orgraph.loaders import LoadReport
from orgraph.loaders import load as load_files
from orgraph.loaders.changes import describe
from orgraph.loaders.foreign.store import is_foreign, open_foreign
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.catalogue import catalogue
from orgraph.queries.coverage import Rule, load_rules
from orgraph.queries.who_to_call.topics import topic_names
from orgraph.queries.who_to_call.units.record import NO_PAST, Past
from orgraph.queries.who_to_call.units.routes import Ranking, ranking
from orgraph.stores import open_store
from orgraph.stores.base import Diff, Generation, Store
from orgraph.stores.reviews import Review, beyond_doubt, waiting
from orgraph.stores.science import Scientific


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
        day = as_day(as_of)
        view = self.store.view(generation).on(day.toordinal())
        return Moment(view, day, self.rules, self.store.view, past=partial(self._past, known=known),
                      weights=self.ranking,
                      science=self.store.science if isinstance(self.store, Scientific) else None)

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


def open(url: str | None = None) -> Graph:  # noqa: A001 — the contract's name
    """Open a database: `sqlite:///file.db`; default: the environment's ORGRAPH_DB, then sqlite:///orgraph.db.

    `neo4j://host/db?mapping=FILE.toml` reads another team's graph (docs/neo4j-mapping.md); nothing is written to it.
    """
    settings = Settings()
    url = url or settings.db
    if is_foreign(url):
        return Graph(open_foreign(url, settings, topics=topic_names(), also=catalogue()), settings)
    return Graph(open_store(url), settings)
