"""Another team's graph → records and a report: nodes, what ties them, who holds an office, where all of it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from orgraph.loaders.foreign.findings import Findings, ForeignReport, Taken
from orgraph.loaders.foreign.homes import Homes
from orgraph.loaders.foreign.known import Known
from orgraph.loaders.foreign.links import LinkReader, Links, hold_office
from orgraph.loaders.foreign.mapping import ForeignMapping
from orgraph.loaders.foreign.nodes import Nodes, read_nodes
from orgraph.loaders.foreign.ties import Ties, sheet_of
from orgraph.loaders.write import link_of
from orgraph.model import NO_PROPS, Entity, Link, Record, Source
from orgraph.stores.neo4j.foreign import ForeignGraph
from orgraph.vocabulary import vocabulary

_ASKED = 10_000  # ends whose labels are asked for at a time


class Reading:
    """One reading of a graph; `report` is whole when `records` are read and `conflict` has been told of all."""

    def __init__(self, graph: ForeignGraph, mapping: ForeignMapping, topics: Mapping[str, str]) -> None:
        """topics: name → id of the topics that properties may name."""
        self._graph, self._mapping, self._topics = graph, mapping, topics
        self._findings = Findings(graph.name)
        self._taken: Counter[str] = Counter()
        self._read: dict[str, int] = {}

    def records(self) -> Iterator[Record]:
        """Every record that the mapping makes of the graph."""
        findings = self._findings
        nodes = read_nodes(self._graph, self._mapping.node, findings)
        ties = Ties(self._graph, self._mapping, findings)
        known = Known(nodes.good.values(), self._topics)
        reader = LinkReader(ties, nodes, known, findings, self._graph.name)
        links = reader.read(self._mapping.link)
        held = hold_office(links)
        for node in nodes.good.values():
            node.unheld = node.kind == "Person" and node.id not in held
            if node.unheld:
                findings.count("graph.unheld", findings.table(node.source.sheet))
        links.found = [tied for tied in links.found if tied.records()]
        Homes(nodes, ties, known, findings).settle(links.found)
        self._tell_ends(reader.unmapped)
        self._tell_the_rest(nodes, ties, links)
        self._read = nodes.read | {sheet_of(type_): count for type_, count in links.seen.items()}
        for node in nodes.good.values():
            if not node.unheld:
                yield self._counted(node.entity())
        for tied in links.found:
            yield self._counted(tied.link) if tied.by else tied.link
        yield from _served(nodes, links)

    def _counted(self, record: Entity | Link) -> Record:
        self._taken[record.source.sheet] += 1
        return record

    def conflict(self, first: Source, second: Source) -> None:
        """Two relationships that say different things of one link: the first holds."""
        self._findings.of("graph.conflict", second, other=first.row)
        self._taken[second.sheet] -= 1

    def report(self, mapping: str) -> ForeignReport:
        """What was found; mapping: the name of the file."""
        errors, warnings = self._findings.lists()
        tables = [Taken(sheet, read, self._taken[sheet]) for sheet, read in self._read.items()]
        return ForeignReport(self._graph.name, mapping, tables, errors, warnings)

    def _tell_ends(self, unmapped: list[tuple[Source, str]]) -> None:
        """Report relationships to nodes that no mapping fits, by type and labels of these nodes."""
        elements = sorted({element for _, element in unmapped})
        labels: dict[str, tuple[str, ...]] = {}
        for at in range(0, len(elements), _ASKED):
            labels |= self._graph.labels_of(elements[at:at + _ASKED])
        for source, element in unmapped:
            self._findings.count("graph.end", source, ends=f"(:{':'.join(labels.get(element, ()))})")

    def _tell_the_rest(self, nodes: Nodes, ties: Ties, links: Links) -> None:
        """Report labels and types that are not there, and what is there and was not read."""
        findings, ignored = self._findings, set(self._mapping.ignore)
        labels, types = self._graph.labels(), self._graph.types()
        for named, there, shown in (
                (dict.fromkeys(label for node in self._mapping.node for label in node.label), labels, "(:{})"),
                (ties.types(), types, "[:{}]")):
            for name in named:
                if name not in there:
                    near = get_close_matches(name, there, n=1, cutoff=0.3)
                    findings.of("graph.absent", findings.table(shown.format(name)), value=name,
                                near=f"；相近的有：{near[0]}" if near else "")
        seen = Counter(label for of in nodes.seen.values() for label in of)
        homes = {place.relationship for node in self._mapping.node for place in node.home}
        for label, count in labels.items():
            if count > seen[label] and label not in ignored:
                findings.of("graph.unmapped", findings.table(f"(:{label})"), count=count - seen[label])
        for type_, count in types.items():
            read = links.seen.get(type_, 0)
            if count > read and type_ not in ignored and (read or type_ not in homes):
                findings.of("graph.unmapped", findings.table(sheet_of(type_)), count=count - read)


def _served(nodes: Nodes, links: Links) -> Iterator[Link]:
    """Organisations that serve the area they lie in, unless their graph says what they serve: as of sheets."""
    told = {tied.subject.id for tied in links.found if tied.link.type == "SERVES"}
    for node in nodes.good.values():
        if node.home is not None and node.id not in told and vocabulary().kinds[node.kind].serves_home:
            yield link_of("SERVES", (node.id, node.home.id), node.source, (node.start, node.end), NO_PROPS)
