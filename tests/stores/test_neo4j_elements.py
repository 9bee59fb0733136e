"""What changes in the graph of a database with the statements: looking around those that changed finds all of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cities import FILES, cities
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orgraph.model import Record
from orgraph.stores.neo4j.elements import Difference, Elements, Ties, difference, touched_by
from orgraph.stores.snapshot.view import SnapshotView
from orgraph.stores.sqlite import SqliteStore
from orgraph.stores.sqlite.reader import SqliteReader

from .contract import entity, link
from .test_boundaries import MOVE, histories

MANY = 1_000_000
HEIRS: tuple[Record, ...] = (
    entity("a-1", "Street", "南街街道", home=None), entity("a-2", "Street", "北街街道", home=None),
    entity("a-3", "Community", "甲社区", home="a-1"), entity("e-1", "Service", "助餐", home="a-1"),
    link("l-1", "SUCCEEDED_BY", "a-1", "a-2"))
ENDED: tuple[Record, ...] = (entity("a-1", "Street", "南街街道", home=None, end=MOVE), *HEIRS[1:])


def told(old: Elements, new: Elements, found: Difference) -> list[Any]:
    """A difference in words, whichever way it was found."""
    def of(side: Elements, every: dict[str, Ties]) -> Counter[tuple[object, ...]]:
        return Counter((type_, side.id(a), side.id(b), *rest) for type_, ties in every.items() for a, b, *rest in zip(
            *(getattr(ties, name).tolist() for name in (
                "subject", "object", "start", "end", "link", "laid_from", "laid_until")), strict=True))

    return [sorted(map(old.id, found.gone.tolist())), sorted(map(new.id, found.came.tolist())),
            of(old, found.gone_ties), of(new, found.came_ties)]


@settings(max_examples=settings().max_examples * 2)
@given(before=st.one_of(cities(), histories()), after=st.one_of(cities(), histories()))
@example(HEIRS, ENDED)
@example(ENDED, HEIRS)
def test_around_the_changes(before: tuple[Record, ...], after: tuple[Record, ...]) -> None:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "a.db")
        snapshots = []
        for records in (before, after):
            with store.begin("a city", (*FILES, "a.csv")) as load:
                load.put(records)
                number = load.activate().number
            view = store.view(number)
            assert isinstance(view, SnapshotView)
            snapshots.append(view.snapshot)
        changes = SqliteReader(store.connection).changes(1, number, MANY)
        store.close()
    assert changes is not None
    among = touched_by(changes, *snapshots)
    every, around = ([Elements(snapshot, ids) for snapshot in snapshots] for ids in (None, among))
    assert told(*around, difference(*around)) == told(*every, difference(*every))
