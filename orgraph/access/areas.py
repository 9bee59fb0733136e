"""The areas that somebody answers for, as people name them."""

from __future__ import annotations

from collections.abc import Iterable

from orgraph.moment import Moment
from orgraph.queries.areas import locate


def area_ids(now: Moment, names: Iterable[str]) -> list[str]:
    """Ids of areas by id, code, name or path. Raises NotFound and Ambiguous."""
    return now.view.ids([locate(now.view, name.strip(), ("Area",), now.day.toordinal()) for name in names
                         if name.strip()])


def area_names(now: Moment, ids: Iterable[str]) -> list[str]:
    """What areas are called with those they lie in; an id that the data has no more stays as it is."""
    positions = {id_: now.view.position(id_) for id_ in ids}
    return [id_ if at < 0 else "".join(now.view.name(p) for p in (*now.view.path_of(at)[::-1], at))
            for id_, at in positions.items()]
