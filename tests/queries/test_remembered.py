"""What a question leaves for the next: asked of a view once, and beyond the reach of whoever changes an answer."""

from __future__ import annotations

import gc
import weakref
from typing import cast

import pytest
from pydantic import BaseModel, ValidationError

import orgraph
from orgraph.queries.remembered import remembered
from orgraph.queries.scope.tokens import token, washed
from orgraph.stores.base import View

DAY, PLACE, LAMP = "2022-10-15", "继光花园小区", "小区路灯坏了"


class Seen:
    """Stands for a view."""


def test_a_view_is_asked_once_and_another_by_itself() -> None:
    asked: list[tuple[View, int]] = []

    @remembered(2)
    def twice(view: View, number: int) -> int | None:
        """What it doubles."""
        asked.append((view, number))
        return 2 * number or None

    one, other = cast(View, Seen()), cast(View, Seen())
    assert [twice(one, 3), twice(one, 3), twice(one, 0), twice(one, 0)] == [6, 6, None, None]
    assert asked == [(one, 3), (one, 0)]
    assert twice.knows(one, 3)
    assert not twice.knows(other, 3)
    assert twice(other, 3) == 6
    assert asked[2:] == [(other, 3)]
    twice(one, 4)  # one more than it keeps
    assert [twice.knows(one, 3), twice.knows(one, 4), twice.knows(other, 3)] == [False, True, True]
    assert [twice(one, number=5), twice(one, number=6)] == [10, 12]  # what is named is told apart too
    assert twice.__doc__ == "What it doubles."


def test_what_is_remembered_goes_with_its_view() -> None:
    @remembered(2)
    def large(view: View) -> Seen:
        return Seen()

    view = cast(View, Seen())
    kept = weakref.ref(large(view))
    assert kept() is not None
    del view
    gc.collect()
    assert kept() is None


def test_whoever_changes_an_answer_changes_no_other(all_cities: str) -> None:
    with orgraph.open(all_cities) as graph:
        now = graph.at(DAY)
        first = now.who_to_call(LAMP, at=PLACE)
        before = first.to_dict() | {"took_ms": 0}
        assert any(one.stand_ins for one in first.candidates)
        assert any(rung.stand_ins for rung in first.escalation)
        for one in (*first.candidates, *first.escalation):
            one.stand_ins.clear()
            one.holes.clear()
            assert one.contact is None or not _changed(one.contact, "value")
            assert one.person is None or not _changed(one.person, "name")
        for candidate in first.candidates:
            candidate.path.clear()
        assert now.who_to_call(LAMP, at=PLACE).to_dict() | {"took_ms": 0} == before


def _changed(part: BaseModel, field: str) -> bool:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(part, field, "")
    return getattr(part, field) == ""


def test_marks_are_washed_off_a_copy() -> None:
    from orgraph.queries.who_to_call.results import Reach
    from orgraph.results import NodeRef

    hidden = NodeRef(id=token(7), name="某处")
    found = Reach(organization=hidden, person=None, contact=None)
    assert washed(found).organization == NodeRef(id="", name="某处")
    assert hidden.id == token(7) == found.organization.id
