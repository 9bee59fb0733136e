"""Their relationships, each type read once, and what a node is tied to."""

from __future__ import annotations

from functools import cached_property

from orgraph.loaders.foreign.findings import Findings
from orgraph.loaders.foreign.mapping import ForeignMapping, nearest
from orgraph.stores.neo4j.foreign import ForeignGraph, ForeignTie


def sheet_of(type_: str) -> str:
    """A relationship type as a source names it."""
    return f"[:{type_}]"


class Ties:
    """The relationships of the types that a mapping names, with the properties that it names."""

    def __init__(self, graph: ForeignGraph, mapping: ForeignMapping, findings: Findings) -> None:
        self._graph, self._findings = graph, findings
        self._ends: dict[str, dict[tuple[str, str], list[str]]] = {}
        self._names: dict[str, dict[str, None]] = {}
        for link in mapping.link:
            self._names.setdefault(link.relationship, {}).update(dict.fromkeys(link.names))
        for node in mapping.node:
            for place in node.home:
                if place.relationship:
                    self._names.setdefault(place.relationship, {})

    def types(self) -> tuple[str, ...]:
        """The types that the mapping names."""
        return tuple(self._names)

    def names(self, type_: str) -> tuple[str, ...]:
        """The properties of a type that are read."""
        return tuple(self._names[type_])

    @cached_property
    def of(self) -> dict[str, list[ForeignTie]]:
        """All of them by type."""
        found = {type_: self._graph.ties(type_, self.names(type_)) for type_ in self._names}
        known = self._graph.properties()
        for type_, ties in found.items():
            for at, name in enumerate(self.names(type_)):
                if ties and all(tie.values[at] is None for tie in ties):
                    near = nearest(name, [one for one in known if one != name]).removeprefix(name)
                    self._findings.of("graph.property", self._findings.table(sheet_of(type_)), name, near=near)
        return found

    def ends(self, element: str, type_: str, direction: str) -> list[str]:
        """The other ends (elementIds) of a node's relationships of a type; direction: "out" or "in"."""
        found = self._ends.get(type_)
        if found is None:
            found = self._ends[type_] = {}
            for tie in self.of[type_]:
                found.setdefault((tie.start, "out"), []).append(tie.end)
                found.setdefault((tie.end, "in"), []).append(tie.start)
        return found.get((element, direction), [])
