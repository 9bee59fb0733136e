"""A store that answers and is never written to: whatever would change it is refused, and says why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NoReturn

from orgraph.errors import StoreError
from orgraph.model import Record
from orgraph.stores.base import Diff, DirectoryEntry, Load, Store, View
from orgraph.stores.generations import Generation
from orgraph.stores.referrals import Call, Outcome, Referrals
from orgraph.stores.reviews import Decision, Proposal, Review, ReviewQueue
from orgraph.stores.worklist import Step, Worklist


class Refusal:
    """Why nothing is written, and where it can be."""

    def __init__(self, detail: str, hint: str) -> None:
        self._detail, self._hint = detail, hint

    def __call__(self) -> NoReturn:
        """Raise it."""
        raise StoreError(self._detail, hint=self._hint, code="store-read-only")


class _Queue:
    def __init__(self, queue: ReviewQueue, refuse: Refusal) -> None:
        self._queue, self._refuse = queue, refuse

    def propose(self, files: Sequence[str], proposals: Iterable[Proposal]) -> None:
        self._refuse()

    def reviews(self) -> list[Review]:
        return self._queue.reviews()

    def decide(self, keys: Sequence[str], verdict: str, by: str) -> list[Review]:
        self._refuse()

    def history(self) -> list[Decision]:
        return self._queue.history()

    def take_over(self, reviews: Sequence[Review], decisions: Sequence[Decision]) -> None:
        self._refuse()


class _Worklist:
    def __init__(self, worklist: Worklist, refuse: Refusal) -> None:
        self._worklist, self._refuse = worklist, refuse

    def steps(self) -> list[Step]:
        return self._worklist.steps()

    def add(self, steps: Sequence[Step]) -> None:
        self._refuse()


class _Referrals:
    def __init__(self, referrals: Referrals, refuse: Refusal) -> None:
        self._referrals, self._refuse = referrals, refuse

    def keep(self, *calls: Call) -> None:
        self._refuse()

    def calls(self) -> list[Call]:
        return self._referrals.calls()

    def add(self, *outcomes: Outcome) -> None:
        self._refuse()

    def outcomes(self, upto: int | None = None) -> list[Outcome]:
        return self._referrals.outcomes(upto)

    def known(self) -> int:
        return self._referrals.known()


class ReadOnlyStore:
    """See `stores.base.Store`: `store` as it is, for reading."""

    def __init__(self, store: Store, refuse: Refusal) -> None:
        self._store, self._refuse = store, refuse
        self.queue: ReviewQueue = _Queue(store.queue, refuse)
        self.worklist: Worklist = _Worklist(store.worklist, refuse)
        self.referrals: Referrals = _Referrals(store.referrals, refuse)

    # ---- refused ----
    def begin(self, note: str, files: Sequence[str], *, copied: Generation | None = None) -> Load:
        """Refused."""
        self._refuse()

    def record(self, records: Iterable[Record], *, ended: Iterable[str] = (), note: str = "") -> Generation:
        """Refused."""
        self._refuse()

    def activate(self, number: int) -> Generation:
        """Refused."""
        self._refuse()

    def prune(self, keep: int) -> list[Generation]:
        """Refused."""
        self._refuse()

    # ---- read ----
    def directory(self) -> Iterator[DirectoryEntry]:
        """Every entity of the active generation."""
        return self._store.directory()

    def files(self, generation: int | None = None) -> list[str]:
        """Names of the files that say anything in a generation."""
        return self._store.files(generation)

    def statements(self, files: Sequence[str] | None = None, *, ids: Collection[str] | None = None,
                   row: int | None = None, generation: int | None = None) -> Iterator[Record]:
        """Every statement of a generation, of these files, ids or row only if given."""
        return self._store.statements(files, ids=ids, row=row, generation=generation)

    def generations(self) -> list[Generation]:
        """All generations, newest first."""
        return self._store.generations()

    def diff(self, older: int, newer: int) -> Diff:
        """What changed between two generations."""
        return self._store.diff(older, newer)

    def view(self, generation: int | None = None) -> View:
        """Read one generation."""
        return self._store.view(generation)

    def close(self) -> None:
        """Release the engine."""
        self._store.close()
