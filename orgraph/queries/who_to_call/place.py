"""Free text → a place in the graph, with how sure that is."""

from __future__ import annotations

from orgraph.names import normalise
from orgraph.queries import areas
from orgraph.queries.refs import node_ref
from orgraph.queries.who_to_call.results import Place
from orgraph.results import NodeRef
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

LONGEST = 16  # characters of an area's name that are looked for in a text
SHORTEST = 2


def given_place(view: View, text: str) -> list[int]:
    """Positions that `--at` may mean: an id, a code, a name or path; a unit's place; else areas named in the text."""
    position = view.position(text)
    if position >= 0:
        return [_area_of(view, position)]
    found = areas.candidates(view, text)
    if found:
        return found
    units = [p for p in areas.candidates(view, text, ("Organization",)) if view.home(p) >= 0]
    return [_area_of(view, units[0])] if len(units) == 1 else named_in(view, text)


def _area_of(view: View, position: int) -> int:
    return position if vocabulary().root(view.kind(position)) == "Area" else view.home(position)


def named_in(view: View, text: str) -> list[int]:
    """Areas whose names stand in the text, the most certain first.

    Names inside a longer name are left out; of several areas of one name those that lie inside another area named in
    the text are meant; of an area and one inside it the inner one is meant.
    """
    flat = normalise(text)
    spans = [(i, j) for i in range(len(flat)) for j in range(i + SHORTEST, min(len(flat), i + LONGEST) + 1)]
    hits: list[tuple[int, int, list[int]]] = []
    for (i, j), found in zip(spans, view.named([flat[i:j] for i, j in spans]), strict=True):
        places = [p for p in found if vocabulary().root(view.kind(p)) == "Area"]
        if places:
            hits.append((i, j, places))
    hits = [h for h in hits if not any(o[0] <= h[0] and h[1] <= o[1] and o[1] - o[0] > h[1] - h[0] for o in hits)]
    named = {p for _, _, places in hits for p in places}
    chosen: list[int] = []
    for _, _, places in hits:
        inside = [p for p in places if any(above in named for above in view.path_of(p))]
        chosen += inside or places
    inner = [p for p in dict.fromkeys(chosen) if not any(p in view.path_of(other) for other in chosen)]
    return inner or chosen


def describe(view: View, position: int, confidence: float, others: list[int]) -> Place:
    """The place as the answer shows it."""
    return Place(**node_ref(view, position).model_dump(), confidence=confidence, path=areas.area_path(view, position),
                 alternatives=[NodeRef(id=view.ids([p])[0], name=areas.full_name(view, p), kind=view.kind(p))
                               for p in others])


def common_area(view: View, places: list[int]) -> int:
    """The smallest area that holds all places, or -1."""
    chains = [[p, *view.path_of(p)] for p in places]
    return next((area for area in chains[0] if all(area in chain for chain in chains[1:])), -1)
