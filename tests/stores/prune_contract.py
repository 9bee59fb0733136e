"""What every record store must do when old generations are pruned: a subclass supplies what it needs to look inside."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orgraph.errors import NotFound, UsageError
from orgraph.stores import open_store
from orgraph.stores.base import Store

from .contract import BASE, DAY, OWNERS, PERSON, entity, put
from .dump import answers, difference

PRUNE = """
import sys
from orgraph.stores import open_store
store = open_store(sys.argv[1])
print("ready", flush=True)
store.prune(1)
"""
MANY = 1_000


class PruneTests:
    """The conformance suite of pruning."""

    IN_CHILD = ""  # run first by a process that is to be killed

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        opened = open_store(url)
        yield opened
        opened.close()

    def ids(self, store: Store) -> set[str]:
        """The ids of all that the database holds of any generation."""
        raise NotImplementedError

    def snapshots(self, store: Store) -> Path:
        """The folder of its snapshots."""
        raise NotImplementedError

    def test_the_newest_and_the_active_one_stay_as_they_are(self, store: Store) -> None:
        put(store, BASE)
        put(store, BASE[:4])
        put(store, [*BASE[:3], entity("o-3", "Alliance", "联盟")])
        put(store, BASE[:5])
        put(store, BASE[:2])
        store.activate(2)
        kept = {n: (answers(store.view(n), DAY, generation=True), list(store.statements(generation=n)))
                for n in (2, 4, 5)}
        assert [g.number for g in store.prune(2)] == [3, 1]
        assert [(g.number, g.active) for g in store.generations()] == [(5, False), (4, False), (2, True)]
        for number, before in kept.items():
            assert (answers(store.view(number), DAY, generation=True), list(store.statements(generation=number))
                    ) == before
        assert store.diff(2, 4)["Person"].added == 1

    def test_what_only_old_generations_knew_is_deleted(self, store: Store) -> None:
        put(store, BASE)
        put(store, [*BASE[:3], entity("o-3", "Alliance", "联盟")])
        put(store, BASE[:3])
        assert self.ids(store) == {"a-1", "a-2", "o-1", "o-2", "o-3", "p-1", "l-1", "l-2"}
        store.prune(1)
        assert self.ids(store) == {"a-1", "a-2", "o-1"}

    def test_a_pruned_generation_is_not_found(self, store: Store) -> None:
        put(store, BASE)
        put(store, BASE[:4])
        store.view(1)
        assert (self.snapshots(store) / "1.snap").exists()
        store.prune(1)
        assert not (self.snapshots(store) / "1.snap").exists()
        for ask in (store.view, store.activate, lambda n: store.diff(n, 2), lambda n: list(store.statements(
                generation=n)), lambda n: store.files(n)):
            with pytest.raises(NotFound, match="第 1 代已经清理"):
                ask(1)
        with pytest.raises(NotFound, match="没有第 3 代"):
            store.view(3)

    def test_numbers_are_not_given_twice(self, store: Store) -> None:
        put(store, BASE)
        put(store, BASE[:4])
        store.prune(1)
        assert store.prune(1) == []
        assert put(store, BASE).number == 3
        store.activate(2)
        store.prune(1)
        assert [g.number for g in store.generations()] == [3, 2]
        assert put(store, BASE[:3]).number == 4
        assert [difference(store.view(n), BASE[:said]) for n, said in ((2, 4), (3, 7), (4, 3))] == [[], [], []]

    def test_something_must_be_kept(self, store: Store) -> None:
        put(store, BASE)
        with pytest.raises(UsageError):
            store.prune(0)
        assert store.prune(1) == []
        assert difference(store.view(), BASE) == []

    def test_edits_are_seen_by_who_knew_the_newest(self, store: Store) -> None:
        """The statement recorded last is gone, and the next one takes its place in the engine's own numbering."""
        new = entity("o-3", "Alliance", "联盟", file="edit")
        put(store, BASE)
        store.record([new])
        store.record([], ended=["o-3"])
        assert difference(store.view(), BASE) == []
        store.prune(1)
        other = entity("o-4", "Alliance", "又一联盟", file="edit")
        store.record([other])
        assert difference(store.view(), (*BASE, other)) == []

    def test_edits_are_seen_by_who_knew_a_pruned_one_only(self, store: Store, url: str) -> None:
        put(store, BASE)
        late = open_store(url)
        assert difference(late.view(), BASE) == []
        store.record([], ended=["o-1"])
        store.prune(1)
        store.record([PERSON])
        rest = [record for record in BASE if record is not OWNERS]
        assert difference(late.view(), rest) == []
        late.close()

    def test_who_reads_a_generation_while_it_is_pruned_is_told(self, store: Store, url: str) -> None:
        put(store, BASE)
        put(store, BASE[:4])
        reading = store.statements(generation=1)
        next(reading)
        other = open_store(url)
        other.prune(1)
        other.close()
        with pytest.raises(NotFound):
            list(reading)

    @pytest.mark.slow
    @pytest.mark.parametrize("after", [0.0, 0.03, 0.3])
    def test_killed_at_any_moment(self, store: Store, url: str, after: float) -> None:
        """What is kept answers the same, what was to go is there or not found, and the next prune does the rest."""
        many = [entity(f"o-{n}", "Alliance", f"联盟{n}", row=n) for n in range(MANY)]
        put(store, many)
        put(store, [*many[:10], *BASE])
        put(store, BASE)
        with subprocess.Popen([sys.executable, "-c", f"{self.IN_CHILD}{PRUNE}", url], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(after)
            child.kill()
        assert difference(store.view(), BASE) == []
        there = [g.number for g in store.generations()]
        assert there in ([3], [3, 2, 1])
        if 1 in there:
            assert list(store.statements(generation=1)) == sorted(many, key=lambda record: record.id)
        else:
            with pytest.raises(NotFound):
                store.view(1)
        assert [g.number for g in store.prune(1)] == there[1:]
        assert self.ids(store) == {record.id for record in BASE}
        assert difference(store.view(), BASE) == []
