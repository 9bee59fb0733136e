"""Copies between stores: the same generations, statements and lists on both sides, or a clear refusal."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cities import FILES, cities
from hypothesis import given, settings
from hypothesis import strategies as st

from orgraph.errors import NotFound, StoreError, UsageError
from orgraph.model import Entity, Record, Source
from orgraph.stores import open_store
from orgraph.stores.base import Store
from orgraph.stores.copying import copy
from orgraph.stores.generations import Generation
from orgraph.stores.sqlite import SqliteStore
from orgraph.stores.sqlite.staging import SqliteLoad
from orgraph.stores.worklist import Step

from .contract import BASE, DAY, GARDEN, entity, put
from .dump import answers
from .queue_contract import proposed
from .referrals_contract import CALL, SAID
from .test_neo4j import url as neo4j_url

__all__ = ["neo4j_url"]

COPY = """
import sys
from orgraph.stores import open_store
from orgraph.stores.copying import copy
copy(open_store(sys.argv[1]), open_store(sys.argv[2]))
"""
STEP = Step("g-1", "owners-committee", "a-2", "a-1", "花园小区", "南街街道", "assigned", dt.date(2026, 4, 1), "甲某",
            dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC), Source("", "", 0))


def everything(store: Store) -> dict[str, Any]:
    """All that a copy takes along."""
    known = store.generations()
    return {"generations": known, "statements": [list(store.statements(generation=g.number)) for g in known],
            "reviews": store.queue.reviews(), "decisions": store.queue.history(), "steps": store.worklist.steps(),
            "calls": store.referrals.calls(), "outcomes": store.referrals.outcomes()}


def talk(store: Store) -> None:
    """Something of each list beside the generations, with what was undone."""
    queue = store.queue
    queue.propose(["a.csv"], [proposed("r-1"), proposed("r-2", subject="s-2"), proposed("r-3", subject="s-3")])
    for keys, verdict in ((["r-1", "r-2"], "different"), (["r-1"], ""), (["r-3"], "later"), (["r-2"], "same")):
        queue.decide(keys, verdict, "甲某")
    store.worklist.add([STEP, replace(STEP, state="done", finished=dt.date(2026, 3, 9), handler="乙某")])
    store.referrals.keep(CALL, replace(CALL, id="k-0", text="另一件"))
    store.referrals.add(SAID, replace(SAID, outcome="solved", satisfied=5), SAID)


def history(store: Store) -> None:
    """Five generations: of files, an edit, one that changes nothing, one after an older one; the third is active."""
    put(store, BASE)
    put(store, [entity("o-2", "PropertyFirm", "物业（乙表）", file="b.csv", props={"stars": 3.5})], ["b.csv"])
    store.record([msgspec.structs.replace(GARDEN, props={"households": 41})], ended=["l-1"], note="改")
    store.record([], note="什么也没有变")
    store.activate(2)
    put(store, BASE[:4])
    store.activate(3)
    talk(store)


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/source.db")
    history(store)
    yield store
    store.close()


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/target.db")
    yield store
    store.close()


def apart(source: Store, target: Store) -> bool:
    """Whether all that the target has was pruned from the source."""
    there = {g.number for g in target.generations()}
    return bool(there) and there.isdisjoint(g.number for g in source.generations())


@settings(max_examples=max(settings().max_examples // 5, 10))
@given(data=st.data())
def test_any_history(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("copy")
    ours, theirs = SqliteStore(folder / "a.db"), SqliteStore(folder / "b.db")
    for records in data.draw(st.lists(cities(), min_size=1, max_size=3)):
        files = sorted(data.draw(st.sets(st.sampled_from(FILES), min_size=1)))
        put(ours, [r for r in records if r.source.file in files], files)
        ours.record(records[:1])
        if data.draw(st.booleans()) and not apart(ours, theirs):
            copy(ours, theirs)
        ours.activate(data.draw(st.sampled_from([g.number for g in ours.generations()])))
        if data.draw(st.booleans()):
            ours.prune(data.draw(st.integers(1, 3)))
    if apart(ours, theirs):
        with pytest.raises(UsageError, match="别的数据"):  # nothing is left that shows where it comes from
            copy(ours, theirs)
        theirs = SqliteStore(folder / "c.db")
    copied = copy(ours, theirs)
    found, kept = everything(theirs), [g.number for g in ours.generations()]
    found["generations"] = [g for g in found["generations"] if g.number in kept]
    found["statements"] = [list(theirs.statements(generation=number)) for number in kept]
    assert found == everything(ours)
    assert [(g.number, sum(g.contents.nodes.values()), sum(g.contents.links.values())) for g in copied.generations
            ] == [(g.number, g.entities, g.links) for g in ours.generations()[::-1]]
    assert answers(theirs.view(), DAY, generation=True) == answers(ours.view(), DAY, generation=True)
    ours.close()
    theirs.close()


def test_there_and_back_through_neo4j(source: Store, target: Store, neo4j_url: str) -> None:
    between = open_store(neo4j_url)
    there = copy(source, between)
    assert everything(between) == everything(source)
    back = copy(between, target)
    assert everything(target) == everything(source)
    assert there == back
    assert there.beside == {"reviews": 3, "decisions": 5, "steps": 2, "calls": 2, "outcomes": 3}
    again = copy(source, between)
    assert [(g.number, g.copied) for g in again.generations] == [(n, False) for n in range(1, 6)]
    assert [answers(store.view(), DAY, generation=True) for store in (between, target)] == [
        answers(source.view(), DAY, generation=True)] * 2
    between.close()


def test_what_came_since_is_all_that_is_copied_again(source: Store, target: Store) -> None:
    copy(source, target)
    put(source, BASE[:2])
    source.activate(4)
    source.queue.propose(["a.csv"], [proposed("r-9", subject="s-9")])  # the other open ones of the file are gone
    source.queue.decide(["r-9"], "same", "")
    source.worklist.add([STEP])
    source.referrals.add(SAID)
    copied = copy(source, target)
    assert [(g.number, g.copied) for g in copied.generations if g.copied] == [(6, True)]
    assert everything(target) == everything(source)


def test_one_generation_keeps_its_number_and_the_next_follow(source: Store, target: Store) -> None:
    with pytest.raises(NotFound):
        copy(source, target, 9)
    assert [g.number for g in copy(source, target, 2).generations] == [2]
    assert [(g.number, g.active, g.note) for g in target.generations()] == [(2, True, "test")]
    copy(source, target, "active")
    assert [(g.number, g.active) for g in target.generations()] == [(3, True), (2, False)]
    copy(source, target, 5)
    assert [(g.number, g.active) for g in target.generations()] == [(5, False), (3, True), (2, False)]
    for number in (2, 3, 5):
        assert list(target.statements(generation=number)) == list(source.statements(generation=number))
    with pytest.raises(UsageError, match="第 1 代"):
        copy(source, target)


def test_a_source_that_was_pruned_goes_on_into_its_copy(source: Store, target: Store) -> None:
    copy(source, target)
    source.prune(1)
    put(source, BASE[:1])
    copy(source, target)
    assert [g.number for g in source.generations()] == [6, 5, 3]
    assert [g.number for g in target.generations()] == [6, 5, 4, 3, 2, 1]
    assert target.generations()[0].active


def elsewhere(store: Store) -> None:
    put(store, BASE[:3])


def gone_on(store: Store) -> None:
    history(store)
    store.record([GARDEN])


def other_numbers(store: Store) -> None:
    history(store)
    store.prune(1)
    for _ in range(2):
        store.record([GARDEN])
    store.prune(1)


def another_active(store: Store) -> None:
    put(store, BASE)
    put(store, [entity("o-2", "PropertyFirm", "另一物业", file="b.csv")], ["b.csv"])


def said_something(store: Store) -> None:
    store.worklist.add([replace(STEP, state="done")])


def open_proposals(store: Store) -> None:
    store.queue.propose(["c.csv"], [proposed("r-7")])


@pytest.mark.parametrize("held", [elsewhere, gone_on, other_numbers, another_active, said_something, open_proposals])
def test_a_target_that_holds_something_else_is_refused_and_stays(source: Store, target: Store, held: Any) -> None:
    held(target)
    before = everything(target)
    with pytest.raises(UsageError) as caught:
        copy(source, target)
    assert caught.value.code == "copy-conflict"
    assert everything(target) == before


def test_who_writes_into_the_target_meanwhile_loses_nothing(source: Store, target: Store) -> None:
    other = entity("o-9", "Alliance", "联盟", file="edit")

    def meanwhile(rows: int, doing: str) -> None:
        if doing.startswith("写 recording 第 2 代"):
            target.record([other])

    with pytest.raises(UsageError) as caught:
        copy(source, target, progress=meanwhile)
    assert caught.value.code == "copy-conflict"
    assert list(target.statements(["edit"])) == [other]
    assert [g.number for g in target.generations()] == [2, 1]


def test_a_number_that_is_taken_is_refused_by_the_store_itself(source: Store, target: Store) -> None:
    copy(source, target, 3)
    for generation in source.generations()[2:]:
        with target.begin("", ["a.csv"], copied=generation) as load, pytest.raises(UsageError, match="第 3 代"):
            load.activate()
    assert [g.number for g in target.generations()] == [3]


class _Careless(SqliteStore):
    """Loses or changes what it is told."""

    def __init__(self, path: Path, change: Any) -> None:
        super().__init__(path)
        self._change = change

    def begin(self, note: str, files: Sequence[str], *, copied: Generation | None = None) -> SqliteLoad:
        load, change = super().begin(note, files, copied=copied), self._change
        put_ = load.put
        load.put = lambda records: put_(filter(None, map(change, records)))  # type: ignore[method-assign]
        return load


def _loses(record: Record) -> Record | None:
    return None if record.id == "p-1" else record


def _renames(record: Record) -> Record | None:
    return msgspec.structs.replace(record, name="花圆小区") if isinstance(record, Entity) and record.id == "a-2" \
        else record


@pytest.mark.parametrize(("change", "said"), [
    (_loses, r"Person 1 ≠ 0\n"), (_renames, r"[0-9a-f]{32} ≠ [0-9a-f]{32}\n")])
def test_what_does_not_arrive_is_noticed(source: Store, tmp_path: Path, change: Any, said: str) -> None:
    target = _Careless(tmp_path / "careless.db", change)
    with pytest.raises(StoreError, match=said) as caught:
        copy(source, target)
    assert caught.value.code == "copy-mismatch"
    target.close()


@pytest.mark.parametrize("tampered", [
    "UPDATE entity SET name = '花圆小区' WHERE id = 'a-2'", "UPDATE entity SET props = '{}' WHERE id = 'a-2'",
    "UPDATE link SET \"end\" = NULL WHERE id = 'l-1'", "DELETE FROM link WHERE id = 'l-2'",
    "UPDATE entity SET row = 99 WHERE id = 'p-1'", "UPDATE file SET name = 'c.csv' WHERE name = 'b.csv'"])
def test_what_was_changed_there_by_hand_is_noticed(source: Store, target: Store, tampered: str) -> None:
    copy(source, target)
    assert isinstance(target, SqliteStore)
    with target.writing(target.connection):
        target.connection.execute(tampered)
    with pytest.raises(UsageError) as caught:
        copy(source, target)
    assert caught.value.code == "copy-conflict"


def _killed(source: Store, target: Store, target_url: str, tmp_path: Path) -> None:
    """Start a copy, kill it once a generation has arrived, and copy again."""
    for turn in range(4):
        records = [entity(f"o-{n}", "Alliance", f"联盟{turn}{n}", row=n) for n in range(turn * 300, turn * 300 + 2_000)]
        put(source, [*records, *BASE])
    talk(source)
    with subprocess.Popen([sys.executable, "-c", COPY, f"sqlite:///{tmp_path}/many.db", target_url]) as child:
        while not target.generations():
            assert child.poll() is None
            time.sleep(0.01)
        child.kill()
    there = [g.number for g in target.generations()]
    assert there == list(range(len(there), 0, -1))
    copied = copy(source, target)
    assert [(g.number, g.copied) for g in copied.generations] == [(n, n not in there) for n in range(1, 5)]
    assert everything(target) == everything(source)


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/many.db")
    yield store
    store.close()


@pytest.mark.slow
def test_killed_in_the_middle(many: Store, target: Store, tmp_path: Path) -> None:
    _killed(many, target, f"sqlite:///{tmp_path}/target.db", tmp_path)


@pytest.mark.slow
def test_killed_in_the_middle_on_the_way_to_neo4j(many: Store, neo4j_url: str, tmp_path: Path) -> None:
    target = open_store(neo4j_url)
    _killed(many, target, neo4j_url, tmp_path)
    target.close()
