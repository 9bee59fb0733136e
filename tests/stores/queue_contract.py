"""What every store's review queue must do: a subclass supplies `url`, a fixture, and gets all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orgraph.errors import NotFound, UsageError, Where
from orgraph.stores import open_store
from orgraph.stores.base import Store
from orgraph.stores.reviews import Proposal, waiting

from .contract import BASE, put


def proposed(key: str, *, subject: str = "s-1", file: str = "a.csv", score: float = 0.8) -> Proposal:
    where = Where(file, "", 2, "所在区域", "花圆小区")
    return Proposal(key, "reference", subject, "花圆小区", where, "a-2", "Compound", "花园小区", "南街街道花园小区",
                    score, ("读音相同",))


class QueueTests:
    """The conformance suite of the queue."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        opened = open_store(url)
        yield opened
        opened.close()

    def test_reviews_are_kept_beside_the_generations(self, store: Store, url: str) -> None:
        store.queue.propose(["a.csv"], [proposed("r-1"), proposed("r-2", score=0.9)])
        assert store.generations() == []  # the queue is there when nothing could be loaded
        put(store, BASE)
        put(store, BASE[:4])
        store.activate(1)
        elsewhere = open_store(url)
        assert [review.proposal for review in waiting(elsewhere.queue.reviews())] == [
            proposed("r-2", score=0.9), proposed("r-1")]
        elsewhere.close()

    def test_proposals_of_a_file_are_replaced_but_what_stands_keeps_its_day(self, store: Store) -> None:
        queue = store.queue
        queue.propose(["a.csv", "b.csv"], [proposed("r-1"), proposed("r-2"), proposed("r-3", file="b.csv")])
        since = {review.proposal.key: review.since for review in queue.reviews()}
        queue.propose(["a.csv"], [proposed("r-2"), proposed("r-4")])
        later = {review.proposal.key: review.since for review in queue.reviews()}
        assert list(later) == ["r-2", "r-3", "r-4"]
        assert (later["r-2"], later["r-3"]) == (since["r-2"], since["r-3"])
        assert later["r-4"] > since["r-2"]

    def test_decisions_are_appended_and_the_last_holds(self, store: Store) -> None:
        queue = store.queue
        queue.propose(["a.csv"], [proposed("r-1"), proposed("r-2", subject="s-2")])
        (decided,) = queue.decide(["r-1"], "different", "甲某")
        assert decided.verdict == "different"
        assert [review.proposal.key for review in waiting(queue.reviews())] == ["r-2"]
        queue.propose(["a.csv"], [])  # what was decided is kept for the next load, the rest is gone
        assert [review.proposal.key for review in queue.reviews()] == ["r-1"]
        queue.decide(["r-1"], "", "乙某")
        assert [review.verdict for review in waiting(queue.reviews())] == [""]
        assert [(d.key, d.verdict, d.by, d.text, d.name) for d in queue.history()] == [
            ("r-1", "", "乙某", "花圆小区", "花园小区"), ("r-1", "different", "甲某", "花圆小区", "花园小区")]

    def test_no_decision_without_its_proposal(self, store: Store) -> None:
        store.queue.propose(["a.csv"], [proposed("r-1"), proposed("r-2"), proposed("r-3", subject="s-2")])
        with pytest.raises(NotFound):
            store.queue.decide(["r-1", "r-9"], "same", "")
        with pytest.raises(UsageError):
            store.queue.decide(["r-1"], "perhaps", "")
        with pytest.raises(UsageError):
            store.queue.decide(["r-1", "r-2"], "same", "")  # one text, two things
        assert store.queue.history() == []
        store.queue.decide(["r-1", "r-3"], "same", "")
        assert waiting(store.queue.reviews()) == []  # r-2 is of the text that r-1 has settled
        with pytest.raises(UsageError):
            store.queue.decide(["r-2"], "same", "")

    def test_what_was_decided_but_could_not_be_done_is_asked_again(self, store: Store) -> None:
        store.queue.propose(["a.csv"], [proposed("r-1"), proposed("r-2")])
        store.queue.decide(["r-1"], "same", "")
        store.queue.propose(["a.csv"], [proposed("r-2")])
        assert [review.proposal.key for review in waiting(store.queue.reviews())] == ["r-2"]
