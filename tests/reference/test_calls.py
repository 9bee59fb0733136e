"""Who-to-call on random cities: the units that the routes lead to are those of the reference."""

from __future__ import annotations

import datetime as dt

from cities import FUNCTIONS, TOPICS, cities, days
from hypothesis import given, settings
from hypothesis import strategies as st
from stores.memory import view_of

from orgraph.model import Record
from orgraph.queries.who_to_call.units.candidates import Anchor, collect, complete
from orgraph.queries.who_to_call.units.routes import ranking, routes

from . import calls as slow
from .graph import above, build, of_kind


@settings(max_examples=settings().max_examples * 2)
@given(records=cities(), day=days, data=st.data())
def test_units_by_route(records: tuple[Record, ...], day: dt.date, data: st.DataObject) -> None:
    graph, view = build(records), view_of(records)
    nodes = [*(("topic", f"t-{t}") for t in TOPICS), *(("function", f"f-{f}") for f in FUNCTIONS)]
    asked = data.draw(st.lists(st.sampled_from(nodes), min_size=1, unique=True))
    place = data.draw(st.sampled_from(sorted(of_kind(graph, "Area"))))
    chain = [view.position(place), *view.path_of(view.position(place))]
    assert view.ids(chain) == [place, *above(graph, place)]
    anchors = [Anchor(view.position(node), by, 0.9, False, -1) for by, node in asked]
    found = collect(view, chain, anchors, day.toordinal())
    expected = slow.units(graph, routes(), place, asked, day)
    said = {(view.ids([f.organization])[0], f.route.id, view.ids([f.area])[0]) for f in found}
    assert said <= expected
    assert sorted(unit for unit, _, _ in said) == sorted({unit for unit, _, _ in expected})
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    weights = ranking().reliability
    for one in found:
        handled, solved = slow.solved(graph, view.ids([one.organization])[0], day)
        full, _, _ = complete(view, one, day.toordinal())
        assert full.parts.reliability == round(
            (solved + weights.prior * weights.strength) / (handled + weights.strength), 4)
