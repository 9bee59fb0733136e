"""Random patterns: read off a city's own links, so that most hold somewhere, or made up from the vocabulary alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from cities import BODIES, ROLES
from hypothesis import strategies as st
from reference.graph import build

from orgraph.model import Record
from orgraph.vocabulary import vocabulary

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

MOST = 5  # variables
RELATIONS = (*["WITHIN"] * 4, *["SERVES"] * 4, *["MEMBER"] * 4, "HOLDS", "POST_IN", "ON_BEHALF_OF", "INSTRUCTS",
             "TAKES_CHARGE_OF", "REPORTS_IN", "PERFORMS", "PARTY_TO", "MEETS", "ABOUT", "HANDLED")
ALSO = {"SERVES": "REPORTS_IN", "MEMBER": "INSTRUCTS", "WITHIN": "SERVES", "MEETS": "HANDLED"}
LABELS = ("Area", "Organization", "Person", "Post", "Entry", "Compound", "Community", "Community|Village", "Street",
          "PartyOrganization", "HousingCommittee", "Grid", "Need", "ResidentUnit", *BODIES[:8])
NODE_TESTS = {
    "Compound": ("households = 40", "self_managed = true", "population > 20", "self_managed IN [false, true]"),
    "HousingCommittee": ('party_coverage = "own"', 'party_coverage IN ["joint", "affiliated"]',
                         "published_on <= as_of", "published_on > as_of - 3"),
    "Organization": ('phone CONTAINS ""', "confirmed_on >= as_of - 90"),
    "Person": ("party_member = true", "party_member = false"),
}
ANY_TESTS = ("start <= as_of", "end > as_of + 3", 'end = "2024-01-07"', 'start < "2024-01-04"')
LINK_TESTS = ('role CONTAINS "书记"', f'role = "{ROLES[0]}"', 'role IN ["主任", "经理"]', 'role CONTAINS ""')
WITH_ROLE = ("MEMBER", "TAKES_CHARGE_OF", "INSTRUCTS", "SERVES", "HANDLED", "MEETS", "REPORTS_IN")


class _Sketch:
    """Labels of variables v0, v1, …, and relations between their numbers."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.labels: list[str] = []
        self.relations: list[tuple[int, int, str]] = []

    def pick(self, options: Sequence[T]) -> T:
        return options[self.draw(st.integers(0, len(options) - 1))]

    def sometimes(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(0, one_in - 1)) == one_in - 1)

    def from_city(self, records: Sequence[Record]) -> None:
        """Follow links of the city from a random node, saying of each node met no more than is true of it."""
        graph = build(records)
        nodes = [self.pick(sorted(graph))]
        for _ in range(self.draw(st.integers(0, 4))):
            at = self.pick(nodes)
            ties = sorted({(s, o, tie.type) for s, o, tie in (*graph.out_edges(at, data="tie"),
                                                              *graph.in_edges(at, data="tie"))})
            if not ties or len(nodes) == MOST:
                break
            subject, object_, type_ = self.pick(ties)
            for node in (subject, object_):
                if node not in nodes or (node != at and self.sometimes(4)):
                    nodes.append(node)
            ends = [len(nodes) - 1 - nodes[::-1].index(node) for node in (subject, object_)]
            if type_ in ALSO and self.sometimes(6):
                type_ += f"|{ALSO[type_]}"
            self.relations.append((ends[0], ends[1], type_))
        if self.sometimes(8):
            nodes.append(self.pick(sorted(graph)))
        for node in nodes:
            self.labels.append(self.pick((*vocabulary().ancestry(graph.nodes[node]["entity"].kind), "")))

    def from_vocabulary(self) -> None:
        """Any chain, star or cycle that the vocabulary permits."""
        words = vocabulary()
        self.labels.append(self.pick(("", *LABELS)))
        for _ in range(self.draw(st.integers(0, 4))):
            type_ = self.pick(RELATIONS)
            subject, object_ = self._end(words.relations[type_].from_), self._end(words.relations[type_].to)
            if subject >= 0 and object_ >= 0:
                self.relations.append((subject, object_, type_))

    def _end(self, kinds: tuple[str, ...]) -> int:
        """A variable that may stand at this end: an old one or a new one."""
        def fits(label: str) -> bool:
            return not label or any(vocabulary().is_a(one, kind) or vocabulary().is_a(kind, one)
                                    for one in label.split("|") for kind in kinds)

        old = [n for n, label in enumerate(self.labels) if fits(label)]
        if len(self.labels) < MOST and (not old or not self.sometimes(3)):
            self.labels.append(self.pick(("", *(label for label in LABELS if fits(label)))))
            return len(self.labels) - 1
        return self.pick(old) if old else -1

    def conditions(self, *, tests: bool) -> list[str]:
        found: list[str] = []
        if tests:
            for number, label in enumerate(self.labels):
                if self.sometimes(5):
                    line = vocabulary().ancestry(label) if label in vocabulary().kinds else ()
                    own = next((NODE_TESTS[kind] for kind in line if kind in NODE_TESTS), ())
                    found.append(f"v{number}.{self.pick((*own, *ANY_TESTS))}")
            for number, (_, _, types) in enumerate(self.relations):
                type_ = types.split("|")[0]
                if type_ != "WITHIN" and self.sometimes(5):
                    able = (*LINK_TESTS, *ANY_TESTS) if type_ in WITH_ROLE else ANY_TESTS
                    found.append(f"r{number}.{self.pick(able)}")
        if len(self.labels) > 1 and self.sometimes(3):
            found.append(f"v0 <> v{self.draw(st.integers(1, len(self.labels) - 1))}")
        return found

    def text(self, *, tests: bool) -> str:
        paths = [f"(v{n}{':' + label if label else ''})" for n, label in enumerate(self.labels)]
        for number, (subject, object_, type_) in enumerate(self.relations):
            paths.append(f"(v{subject})-[r{number}:{type_}]->(v{object_})" if self.sometimes(2) else
                         f"(v{object_})<-[r{number}:{type_}]-(v{subject})")
        conditions = self.conditions(tests=tests)
        return ", ".join(paths) + (" WHERE " + " AND ".join(conditions) if conditions else "")


@st.composite
def patterns(draw: Draw, records: Sequence[Record], *, tests: bool = True) -> str:
    """The text of a pattern with variables v0, v1, …"""
    sketch = _Sketch(draw)
    if sketch.sometimes(5):
        sketch.from_vocabulary()
    else:
        sketch.from_city(records)
    return sketch.text(tests=tests)
