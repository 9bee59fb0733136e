"""A place as the answer shows it."""

from __future__ import annotations

from orgraph.queries.areas import area_path, full_name
from orgraph.queries.refs import node_ref
from orgraph.queries.who_to_call.place.search import Where
from orgraph.queries.who_to_call.results import Place
from orgraph.results import NodeRef
from orgraph.stores.base import View


def shown(view: View, where: Where) -> Place:
    """With the areas above it, and the other places that the text may mean by their full names."""
    others = [NodeRef(id=view.ids([p])[0], name=full_name(view, p), kind=view.kind(p)) for p in where.others]
    return Place(**node_ref(view, where.position).model_dump(), confidence=round(where.confidence, 2),
                 path=area_path(view, where.position), alternatives=others)
