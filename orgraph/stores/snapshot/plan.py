"""In which order a pattern's relations are walked: always from what is known, the fewest expected steps first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orgraph.patterns import Pattern, RelationTest
from orgraph.stores.snapshot.snapshot import Snapshot

WITHIN = "WITHIN"
DEPTH = 4.0  # areas above a node, on average, that a pattern without a label would visit
NOTHING = RelationTest("", "", ())


@dataclass(frozen=True, slots=True)
class Walk:
    """Walk `relation` from variable `source` to `target`; `closing` if both are known, then it is only a check.

    Without a source the target is any node that fits: a part of the pattern that nothing ties to the rest.
    """

    relation: RelationTest
    source: str
    target: str
    inbound: bool
    closing: bool


def plan(snapshot: Snapshot, pattern: Pattern, known: Iterable[str]) -> list[Walk]:
    """Order the relations. One that touches nothing known waits; a part apart from all known is a cross product."""
    bound = set(known)
    left = list(pattern.relations)
    walks: list[Walk] = []
    while left:
        best: tuple[float, int, Walk] | None = None
        for number, relation in enumerate(left):
            for source, target, inbound in ((relation.subject, relation.object, False),
                                            (relation.object, relation.subject, True)):
                if source not in bound:
                    continue
                closing = target in bound
                cost = 0.0 if closing else _fan_out(snapshot, pattern, relation, source, inbound)
                if best is None or cost < best[0]:
                    best = (cost, number, Walk(relation, source, target, inbound, closing))
        if best is None:
            start = min(left, key=lambda r: snapshot.count(pattern.nodes[r.subject].labels))
            bound.add(start.subject)
            walks.append(Walk(NOTHING, "", start.subject, False, False))
            continue
        walks.append(best[2])
        bound.add(best[2].target)
        del left[best[1]]
    return walks + [Walk(NOTHING, "", name, False, False) for name in pattern.nodes if name not in bound]


def _fan_out(snapshot: Snapshot, pattern: Pattern, relation: RelationTest, source: str, inbound: bool) -> float:
    if relation.types == (WITHIN,):
        if not inbound:
            return 1.0 if pattern.nodes[relation.object].labels else DEPTH
        inside = snapshot.count(pattern.nodes[relation.subject].labels)
        return max(inside / max(snapshot.count(pattern.nodes[source].labels), 1), 2.0)
    links = sum(snapshot.link_count(type_) for type_ in relation.types)
    return links / max(snapshot.count(pattern.nodes[source].labels), 1)
