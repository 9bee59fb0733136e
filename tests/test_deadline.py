"""Questions that nobody waits for any more stop, in every thread that works on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import orgraph
from orgraph.deadline import Deadline, GivenUp, check, limited, steps
from orgraph.moment import Moment

DAY = "2022-10-15"


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Moment:
    """A small city."""
    graph = orgraph.open(f"sqlite:///{tmp_path_factory.mktemp('deadline') / 'one.db'}")
    graph.load([Path(__file__).parents[1] / "fixtures" / "ningde"])
    return graph.at(DAY)


@pytest.mark.parametrize("ask", [
    lambda now: now.coverage(), lambda now: now.coverage("owners-committee", gaps=10),
    lambda now: now.bridging(measure=["degree"], samples=100), lambda now: now.bridging_trend("degree", months=3)],
    ids=["coverage", "gaps", "samples", "months"])
def test_long_questions_stop_when_nobody_waits(now: Moment, ask: Callable[[Moment], Any]) -> None:
    deadline = Deadline()
    with limited(deadline):
        assert ask(now).to_dict()
        deadline.end()
        with pytest.raises(GivenUp):
            ask(now)
    assert ask(now).to_dict()


def test_steps_stop_between_two_of_them() -> None:
    deadline, seen = Deadline(), list[str]()

    def walk() -> None:
        for one in steps("abc"):
            seen.append(one)
            if one == "b":
                deadline.end()

    with limited(deadline), pytest.raises(GivenUp):
        walk()
    assert seen == ["a", "b"]
    check()
