"""A patched snapshot knows and answers what one built from scratch does."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import product

from cities import BASE as BEGIN
from cities import INTERVALS, cities, days
from hypothesis import event, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from patterns.test_meaning import HAND_WRITTEN, MANY

from orgraph.model import Entity, Record
from orgraph.patterns import parse
from orgraph.stores.base import View
from orgraph.stores.snapshot.build import build
from orgraph.stores.snapshot.columns import Columns
from orgraph.stores.snapshot.patch import patch
from orgraph.stores.snapshot.snapshot import Snapshot
from orgraph.stores.snapshot.source import Changes
from orgraph.stores.snapshot.view import SnapshotView
from stores.contract import BASE, FIRM
from stores.dump import answers, difference
from stores.memory import Records


@st.composite
def edits(draw: st.DrawFn, records: tuple[Record, ...], more: int = 4) -> tuple[Record, ...]:
    """The records with a few changed, gone or new."""
    result = list(records)
    for _ in range(draw(st.integers(1, more))):
        at = draw(st.integers(0, len(result) - 1))
        old = result[at]
        what = draw(st.sampled_from(("gone", "dates", "dates", "else", "else", "else")))
        if what == "gone":
            del result[at]
        elif what == "dates" or not isinstance(old, Entity):
            start, end = draw(st.sampled_from(INTERVALS))
            result[at] = replace(old, start=start, end=end)
        else:
            result[at] = draw(st.sampled_from([
                replace(old, name=f"新{old.name}"), replace(old, name="主任"), replace(old, props={"note": "改"}),
                replace(old, home=None), replace(old, code="98"), replace(old, aliases=("甲", "乙")),
                replace(old, home="a-0" if old.id != "a-0" else None),
                replace(old, props={**old.props, "function": "police"} if old.id.startswith("o-") else old.props)]))
    return tuple(result)


@st.composite
def two(draw: st.DrawFn) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """A city before and after some edits, in either order: what is taken away comes back."""
    before = draw(cities())
    after = draw(edits(before))
    return (before, after) if draw(st.booleans()) else (after, before)


def changes(before: Iterable[Record], after: Iterable[Record], numbers: Records) -> Changes:
    """What a record store tells of the difference."""
    def by_id(records: Iterable[Record], kind: bool) -> dict[str, set[Record]]:
        found: dict[str, list[Record]] = {}
        for r in records:
            if isinstance(r, Entity) == kind:
                found.setdefault(r.id, []).append(r)
        return found  # type: ignore[return-value]

    touched = [{i for i in {**old, **new} if old.get(i) != new.get(i)}
               for old, new in ((by_id(before, k), by_id(after, k)) for k in (True, False))]
    entities, links = list(numbers.entities(2)), list(numbers.links(2))
    return Changes({i: [e for e in entities if e.id == i] for i in sorted(touched[0])},
                   {i: [x for x in links if x.id == i] for i in sorted(touched[1])})


def patched_and_built(before: tuple[Record, ...], after: tuple[Record, ...]) -> tuple[View | None, View]:
    """The later state as a patch of the earlier (None: the patch gave up), and built from scratch."""
    files = {r.source.file for r in (*before, *after)}
    base = Snapshot(Columns(build(Records(before, files), 1)))
    reader = Records(after, files)
    columns = patch(base, changes(before, after, reader), reader.files(), 2)
    whole = SnapshotView(Snapshot(Columns(build(reader, 2))), 2)
    return None if columns is None else SnapshotView(Snapshot(columns), 2), whole


@settings(max_examples=settings().max_examples * 6)
@given(states=two())
def test_patch_knows(states: tuple[tuple[Record, ...], tuple[Record, ...]]) -> None:
    patched, whole = patched_and_built(*states)
    event("built again" if patched is None else "patched")
    assert difference(patched or whole, states[1]) == []


@given(states=two(), day=days)
def test_patch_answers(states: tuple[tuple[Record, ...], tuple[Record, ...]], day: dt.date) -> None:
    patched, whole = patched_and_built(*states)
    if patched is not None:
        assert answers(patched, day) == answers(whole, day)


@given(states=two(), text=st.sampled_from(HAND_WRITTEN), day=days)
@example(states=(BASE, tuple(record for record in BASE if record is not FIRM)), text=HAND_WRITTEN[0], day=BEGIN)
def test_patch_finds(states: tuple[tuple[Record, ...], tuple[Record, ...]], text: str, day: dt.date) -> None:
    """On the day, and whatever day facts hold on: what is gone from the record has been at no time."""
    patched, whole = patched_and_built(*states)
    if patched is not None:
        for pattern, anytime in product(("(v0)", "(v0)-[:WITHIN]->(v1)", text), (False, True)):
            one, other = (Counter(tuple(view.ids(match.nodes.values())) for match in view.matches(
                parse(pattern), {}, day.toordinal(), MANY, anytime=anytime)) for view in (patched, whole))
            assert one == other
