"""What every record store must give back of what it was told: a subclass gets these tests with the suite."""

from __future__ import annotations

import pytest

from orgraph.errors import NotFound
from orgraph.model import Membership
from orgraph.stores.base import Store

from .contract import BASE, FIRM, GARDEN, OWNERS, PERSON, SEAT, SERVES, STREET, StoreTests, entity, put


class StatementTests(StoreTests):
    """The conformance suite with reading the statements."""

    def test_statements_are_the_records_as_they_were_put(self, store: Store) -> None:
        mine = entity("o-1", "Alliance", "甲", file="b.csv", props={"stars": 3, "note": "2024-05-01"})
        assert (list(store.statements()), store.files()) == ([], [])
        put(store, [*BASE[::-1], mine], ["b.csv", "a.csv"])
        assert list(store.statements()) == [STREET, GARDEN, OWNERS, mine, FIRM, PERSON, SERVES, SEAT]
        assert [isinstance(record, Membership) for record in store.statements()][-2:] == [False, True]
        assert store.files() == ["a.csv", "b.csv"]

    def test_statements_of_files_of_ids_and_of_a_generation(self, store: Store) -> None:
        mine = entity("o-1", "Alliance", "甲", file="0.csv")
        put(store, BASE)
        put(store, [mine], ["0.csv"])
        assert list(store.statements(["0.csv"])) == [mine]
        assert list(store.statements(["nowhere"])) == list(store.statements([])) == []
        assert list(store.statements(ids=["l-2", "o-1", "x"])) == [mine, OWNERS, SEAT]
        assert list(store.statements(["a.csv"], ids=["o-1"])) == [OWNERS]
        assert list(store.statements(["a.csv"], row=10)) == [SEAT]
        assert list(store.statements(["a.csv"], row=9)) == [SERVES]
        assert list(store.statements(row=2, ids=["o-1", "l-1"])) == [
            one for one in (mine, OWNERS) if one.source.row == 2]
        assert list(store.statements(ids=["o-1"], generation=1)) == [OWNERS]
        assert (store.files(1), store.files()) == (["a.csv"], ["0.csv", "a.csv"])
        put(store, [], ["a.csv"])
        assert (list(store.statements()), store.files()) == ([mine], ["0.csv"])
        with pytest.raises(NotFound):
            list(store.statements(generation=9))

    def test_statements_of_an_edit_and_of_a_generation_made_active_again(self, store: Store) -> None:
        put(store, BASE)
        store.record([entity("o-3", "Alliance", "联盟", file="edit")], ended=["o-1", "l-1", "l-2"])
        assert [r.id for r in store.statements()] == ["a-1", "a-2", "o-2", "o-3", "p-1"]
        store.activate(1)
        assert list(store.statements()) == [STREET, GARDEN, OWNERS, FIRM, PERSON, SERVES, SEAT]

    def test_staged_statements(self, store: Store) -> None:
        put(store, BASE)
        mine = entity("o-1", "Alliance", "甲", file="0.csv")
        with store.begin("", ["a.csv", "0.csv"]) as load:
            load.put([OWNERS, SEAT, mine])
            assert list(load.statements(["l-2", "o-1", "o-2"])) == [mine, OWNERS, SEAT]
        assert list(store.statements(["0.csv"])) == []
