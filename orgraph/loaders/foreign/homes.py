"""In which area each of their nodes lies: by a property, by a relationship, or where those lie that it is tied to."""

from __future__ import annotations

from collections.abc import Iterable

from orgraph.loaders.foreign.findings import Findings
from orgraph.loaders.foreign.known import Known
from orgraph.loaders.foreign.links import Tied
from orgraph.loaders.foreign.mapping import OFFICES, Whereabouts
from orgraph.loaders.foreign.nodes import Node, Nodes
from orgraph.loaders.foreign.ties import Ties
from orgraph.loaders.reading import cells
from orgraph.vocabulary import vocabulary

_LOWEST = 64
_SHOWN = 4


class Homes:
    """Finds the home of every node."""

    def __init__(self, nodes: Nodes, ties: Ties, known: Known, findings: Findings) -> None:
        self._nodes, self._ties, self._known, self._findings = nodes, ties, known, findings
        self._asked: set[str] = set()

    def settle(self, links: Iterable[Tied]) -> None:
        """Set `home` of every node. links: by which those lie somewhere whose mapping says nothing of a home."""
        nodes = [node for node in self._nodes.good.values() if not node.unheld]
        for node in nodes:
            self._find(node)
        self._cut_loops([node for node in nodes if node.root == "Area"])
        by_links: dict[str, list[Node]] = {}
        for tied in links:
            if tied.object is not None:
                for end, other in ((tied.subject, tied.object), (tied.object, tied.subject)):
                    if _lies_by(end, tied):
                        by_links.setdefault(end.id, []).append(other)
        for node in nodes:
            if not node.mapping.home and node.root not in ("Area", "Organization"):
                node.home = _widest(by_links.get(node.id, ()))
            if node.home is None and node.root != "Area":
                self._findings.count("graph.homeless", self._findings.table(node.source.sheet),
                                     what=vocabulary().kinds[node.kind].zh[0])

    def _find(self, node: Node) -> None:
        """The home by the first way that gives one. Ways lead on from one node to another, but never in a circle."""
        if node.element in self._asked:
            return
        self._asked.add(node.element)
        for place in node.mapping.home:
            node.home = self._by_property(node, place) if place.property else self._by_relationship(node, place)
            if node.home is not None:
                return

    def _by_property(self, node: Node, place: Whereabouts) -> Node | None:
        text = node.values.one(place.property, cells.reference, needed=False)
        if not text:
            return None
        found = self._known.one(text, place.by, ("Area",), node.values, place.property)
        return self._checked(node, found if isinstance(found, Node) else None, place.property)

    def _by_relationship(self, node: Node, place: Whereabouts) -> Node | None:
        others = [other for element in self._ties.ends(node.element, place.relationship, place.direction)
                  if (other := self._nodes.good.get(element)) is not None and other is not node]
        areas = list({other.id: other for other in others if other.root == "Area"}.values())
        if len(areas) > 1:
            shown = "；".join(area.name for area in areas[:_SHOWN])
            node.values.report("graph.several", place.relationship, count=len(areas), choices=shown)
            return None
        for other in others:
            self._find(other)
        return self._checked(node, areas[0] if areas else _widest(others), place.relationship)

    def _checked(self, node: Node, home: Node | None, column: str) -> Node | None:
        """The home, unless an area were put under a lower one, or under itself."""
        if home is None or node.root != "Area":
            return home
        if _level(home) > _level(node) or home is node:
            node.values.report("area.level", column, home.name, child=node.name, parent=home.name)
            return None
        return home

    def _cut_loops(self, areas: Iterable[Node]) -> None:
        settled: set[str] = set()
        for area in areas:
            line: list[Node] = []
            at: Node | None = area
            while at is not None and at.id not in settled and at not in line:
                line.append(at)
                at = at.home
            if at is not None and at in line:
                loop = line[line.index(at):]
                at.values.report("area.cycle", "", at.name, loop="→".join(one.name for one in (*loop, at)))
                for one in loop:
                    one.home = None
            settled.update(one.id for one in line)


def _level(area: Node) -> int:
    return vocabulary().kinds[area.kind].level or 0


def _lies_by(node: Node, tied: Tied) -> bool:
    """Whether a link may say where one of its ends lies: of a person only an office does."""
    return node.root != "Person" or (tied.subject is node and tied.link.type in OFFICES)


def _widest(others: Iterable[Node]) -> Node | None:
    """Of the areas, and the areas that the others lie in, the widest; the first of those."""
    found = [area for other in others if (area := other if other.root == "Area" else other.home) is not None]
    return min(found, key=_level, default=None)
