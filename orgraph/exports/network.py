"""The graph of an area on a day as a networkx graph: all that lies in it, or a network that bridging looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgraph.dates import iso
from orgraph.loaders.exchange.graphs import BETWEEN
from orgraph.queries.entity import entity_ref
from orgraph.queries.scope import reach
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    import networkx as nx

    from orgraph.moment import Moment

# What XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def area_network(moment: Moment, area: str | None = None) -> nx.MultiDiGraph[str]:
    """Nodes in `area` (id, code, name or path; None: everywhere) that exist on the moment's day, with the links in
    force between them.

    Attributes are texts, numbers and truth values: kind, name, code, number, aliases, area (the path), home (its id),
    start, end and the properties; restricted ones are left out and contacts masked. Raises NotFound and Ambiguous for
    the area.
    """
    import networkx as nx

    view, day = moment.view, moment.day.toordinal()
    here = reach(view, moment.area(area)[0])
    hidden = {name for name, prop in vocabulary().properties.items() if prop.restricted}
    alive = [position for stretch in here.stretches for position in range(*stretch) if view.alive(position, day)]
    ids = dict(zip(alive, view.ids(alive), strict=True))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(as_of=moment.day.isoformat(), generation=view.generation)
    for position, node in ids.items():
        found = entity_ref(view, position, day)
        graph.add_node(node, **_attributes({
            "name": found.name, "kind": found.kind, "label": vocabulary().kinds[found.kind].zh[0], "code": found.code,
            "number": found.number, "aliases": BETWEEN.join(found.aliases), "area": "/".join(found.area_path),
            "home": ids.get(view.home(position)), "start": found.start, "end": found.end,
            "contact": found.contact.value if found.contact else None, **found.props}))
    for type_, relation in vocabulary().relations.items():
        for position, node in ids.items():
            for edge in view.edges(position, type_, inbound=False, day=day):
                if edge.object in ids:
                    graph.add_edge(node, ids[edge.object], key=f"{type_}:{edge.number}", **_attributes({
                        "type": type_, "label": relation.zh[0], "start": iso(edge.start), "end": iso(edge.end),
                        "source": f"{edge.source.file}:{edge.source.sheet}:{edge.source.row}",
                        **{name: value for name, value in edge.props.items() if name not in hidden}}))
    return graph


def bridging_network(moment: Moment, area: str | None = None, *, layers: Sequence[str] = (), mode: str | None = None,
                     directed: bool = False) -> nx.MultiGraph[str]:
    """The network that bridging's measures are computed on, with every parallel tie; see `Moment.to_networkx`."""
    graph = moment.to_networkx(area=area, layers=layers, mode=mode, directed=directed)
    for *_, values in (*graph.nodes(data=True), *graph.edges(data=True)):
        cleaned = _attributes(values)
        values.clear()
        values.update(cleaned)
    return graph


def _attributes(values: dict[str, object]) -> dict[str, str | int | float | bool]:
    """Values that every format can hold; what is empty is left out."""
    kept: dict[str, str | int | float | bool] = {}
    for name, value in values.items():
        if isinstance(value, (int, float)):
            kept[name] = value
        elif value:
            kept[name] = _NOT_XML.sub("", str(value))
    return kept
