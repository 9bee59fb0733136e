"""A read-only store answers as the one beneath it does, and refuses everything that would change it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orgraph.errors import StoreError
from orgraph.stores.base import Store
from orgraph.stores.readonly import ReadOnlyStore, Refusal
from orgraph.stores.sqlite import SqliteStore

from .contract import BASE, put
from .dump import difference

WRITES: dict[str, Callable[[Store], Any]] = {
    "begin": lambda store: store.begin("", []), "record": lambda store: store.record(BASE),
    "activate": lambda store: store.activate(1), "prune": lambda store: store.prune(1),
    "propose": lambda store: store.queue.propose([], []), "decide": lambda store: store.queue.decide([], "same", ""),
    "take_over": lambda store: store.queue.take_over([], []), "steps": lambda store: store.worklist.add([]),
    "keep": lambda store: store.referrals.keep(), "outcome": lambda store: store.referrals.add(),
}


@pytest.fixture
def beneath(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "town.db")
    put(store, BASE)
    return store


@pytest.mark.parametrize("write", WRITES)
def test_writes_are_refused(beneath: SqliteStore, write: str) -> None:
    with pytest.raises(StoreError) as caught:
        WRITES[write](ReadOnlyStore(beneath, Refusal("read-only", "elsewhere")))
    assert (caught.value.code, caught.value.hint) == ("store-read-only", "elsewhere")
    assert [one.number for one in beneath.generations()] == [1]


def test_every_write_of_the_port_is_tried() -> None:
    reads = {"close", "diff", "directory", "files", "generations", "queue", "referrals", "statements", "view",
             "worklist"}
    ports = {name for name in vars(Store) if not name.startswith("_")}
    assert ports - reads == {"begin", "record", "activate", "prune"}


def test_reads_are_those_of_the_store_beneath(beneath: SqliteStore) -> None:
    store: Store = ReadOnlyStore(beneath, Refusal("", ""))
    assert difference(store.view(), BASE) == []
    assert store.generations() == beneath.generations()
    assert list(store.directory()) == list(beneath.directory())
    assert list(store.statements()) == list(beneath.statements())
    assert (store.files(), store.diff(1, 1)) == (beneath.files(), beneath.diff(1, 1))
    assert (store.queue.reviews(), store.queue.history(), store.worklist.steps()) == ([], [], [])
    assert (store.referrals.calls(), store.referrals.outcomes(), store.referrals.known()) == ([], [], 0)
    store.close()
