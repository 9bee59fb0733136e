"""A store against a perfect model: any run of loads, edits and returns to old generations leaves what it should."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from cities import FILES, INTERVALS, cities
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from orgraph.errors import NotFound
from orgraph.model import Entity, Record
from orgraph.stores.base import Store
from stores.dump import difference

State = dict[tuple[str, str], Record]  # (id, file) → statement


def state_of(records: Iterable[Record]) -> State:
    """The statements of records."""
    return {(r.id, r.source.file): r for r in records}


class StoreMachine(RuleBasedStateMachine):
    """A subclass says how to make an empty store."""

    make: Callable[[], Store]

    def __init__(self) -> None:
        super().__init__()
        self.store = type(self).make()
        self.known: dict[int, State] = {}
        self.active = 0

    def now(self) -> State:
        """Statements of the active generation."""
        return self.known.get(self.active, {})

    def _came(self, number: int, state: State) -> None:
        if state == self.now() and self.active:
            assert number == self.active
            return
        assert number == max(self.known, default=0) + 1
        self.known[number] = state
        self.active = number

    @rule(records=cities(), files=st.sets(st.sampled_from(FILES), min_size=1))
    def load(self, records: tuple[Record, ...], files: set[str]) -> None:
        """Load some files of a city."""
        fresh = [r for r in records if r.source.file in files]
        with self.store.begin("a load", sorted(files)) as load:
            load.put(fresh[::2])
            load.put(fresh[1::2])
            assert not load.conflicts()
            number = load.activate().number
        kept = {key: r for key, r in self.now().items() if key[1] not in files}
        self._came(number, kept | state_of(fresh))

    @precondition(lambda self: self.now())
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        """Change, end and bring back a few records."""
        known = sorted(self.now())
        ever = sorted({key for state in self.known.values() for key in state})
        drawn = data.draw(st.lists(st.sampled_from(known), max_size=3, unique=True))
        changed = [self._changed(self.now()[key], data) for key in drawn]
        back = data.draw(st.sampled_from(ever))
        if back not in self.now() and data.draw(st.booleans()):
            changed.append(next(state[back] for state in self.known.values() if back in state))
        ended = data.draw(st.lists(st.sampled_from(sorted({i for i, _ in known})), max_size=2, unique=True))
        number = self.store.record(changed, ended=ended, note="an edit").number
        state = {key: r for key, r in self.now().items() if key[0] not in ended} | state_of(changed)
        assert number == max(self.known) + 1
        self.known[number] = state
        self.active = number

    def _changed(self, old: Record, data: st.DataObject) -> Record:
        start, end = data.draw(st.sampled_from(INTERVALS))
        source = replace(old.source, row=old.source.row + 1000)
        if not isinstance(old, Entity) or not data.draw(st.booleans()):
            return replace(old, start=start, end=end, source=source)
        entities = {r.id: r for r in self.now().values() if isinstance(r, Entity)}
        areas = [None, *sorted(i for i, r in entities.items() if r.id.startswith("a-") and r.id < old.id)]
        change: dict[str, Any] = data.draw(st.sampled_from([
            {"name": f"新{old.name}"}, {"home": data.draw(st.sampled_from(areas))}, {"props": {"note": "改"}},
            {"code": "98"}, {"aliases": ("甲", "乙")}, {"props": {**old.props, "function": "police"}
                                                      if old.id.startswith("o-") else old.props}]))
        return replace(old, start=start, source=source, **change)

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def activate(self, data: st.DataObject) -> None:
        """Return to any generation."""
        number = data.draw(st.sampled_from(sorted(self.known)))
        assert self.store.activate(number).active
        self.active = number

    @precondition(lambda self: self.known)
    @rule(keep=st.integers(1, 3))
    def prune(self, keep: int) -> None:
        """Forget old generations."""
        stay = {self.active, *sorted(self.known)[-keep:]}
        gone = sorted(self.known.keys() - stay, reverse=True)
        assert [g.number for g in self.store.prune(keep)] == gone
        for number in gone:
            del self.known[number]
            with pytest.raises(NotFound):
                self.store.view(number)

    @invariant()
    def knows_what_it_should(self) -> None:
        found = difference(self.store.view(), self.now().values())
        assert not found, "\n".join(found)
        assert {g.number: g.active for g in self.store.generations()} == {n: n == self.active for n in self.known}
        for number in list(self.known)[-6::2]:
            found = difference(self.store.view(number), self.known[number].values())
            assert not found, "\n".join(found)

    @invariant()
    def gives_back_its_statements(self) -> None:
        def order(record: Record) -> tuple[bool, str, str]:
            return not isinstance(record, Entity), record.id, record.source.file

        assert list(self.store.statements()) == sorted(self.now().values(), key=order)
        assert self.store.files() == sorted({file for _, file in self.now()})

    @invariant()
    def counts_are_right(self) -> None:
        for generation in self.store.generations():
            ids = {(isinstance(r, Entity), r.id) for r in self.known[generation.number].values()}
            assert (generation.entities, generation.links) == (
                sum(entity for entity, _ in ids), sum(not entity for entity, _ in ids))

    def teardown(self) -> None:
        self.store.close()
