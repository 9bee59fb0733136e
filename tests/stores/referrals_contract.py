"""What every store's referrals must do: a subclass supplies `url`, a fixture, and gets all tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from orgraph.errors import NotFound
from orgraph.stores import open_store
from orgraph.stores.base import Store
from orgraph.stores.referrals import Call, Outcome

from .contract import BASE, put

AT = dt.datetime(2026, 3, 1, 9, 30, 0, 125, tzinfo=dt.timezone(dt.timedelta(hours=8)))
CALL = Call(id="k-1", text="路灯不亮，打***", places=("花园小区", "a-2"), near="", as_of=dt.date(2026, 3, 1),
            asked_at="2026-03-01T09:30", top=5, generation=1, known=0, versions={"routes": "ab", "program": "cd"},
            answer="ef", units=("o-1", "o-2"), topics=("t-1",), by="甲某", at=AT)
SAID = Outcome(call="k-1", unit="o-1", outcome="refused", day=dt.date(2026, 3, 2), reason="不归我们", better="o-2",
               satisfied=None, by="乙某", at=AT)


class ReferralTests:
    """The conformance suite of the referrals."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        opened = open_store(url)
        yield opened
        opened.close()

    def test_they_are_kept_as_they_were_beside_the_generations(self, store: Store, url: str) -> None:
        store.referrals.keep(CALL)
        store.referrals.add(SAID)
        assert store.generations() == []
        put(store, BASE)
        put(store, BASE[:4])
        store.activate(1)
        elsewhere = open_store(url)
        assert (elsewhere.referrals.calls(), elsewhere.referrals.outcomes()) == ([CALL], [SAID])
        elsewhere.close()

    def test_they_are_only_appended_to_in_order(self, store: Store) -> None:
        second = replace(CALL, id="k-0", text="另一件")
        solved = replace(SAID, outcome="solved", satisfied=5, better="", reason="")
        store.referrals.keep(CALL)
        store.referrals.keep(second)
        store.referrals.keep(replace(CALL, text="改写"))  # a call that is there stays as it is
        for one in (SAID, solved, SAID):  # the same word twice is two words
            store.referrals.add(one)
        assert store.referrals.calls() == [CALL, second]
        assert store.referrals.outcomes() == [SAID, solved, SAID]
        assert store.referrals.outcomes(2) == [SAID, solved]
        assert (store.referrals.outcomes(0), store.referrals.known()) == ([], 3)

    def test_no_outcome_without_its_call(self, store: Store) -> None:
        with pytest.raises(NotFound):
            store.referrals.add(SAID)
        assert (store.referrals.outcomes(), store.referrals.known()) == ([], 0)
