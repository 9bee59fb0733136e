"""In which order a pattern's relations are walked: always from what is known, the fewest expected rows first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from orgraph.patterns import Pattern, RelationTest
from orgraph.stores.snapshot.snapshot import Positions, Snapshot

WITHIN = "WITHIN"
SAMPLE = 256  # nodes whose links are counted to know how a relation fans out
DEPTH = 4.0  # areas above a node, on average, that a pattern without a label would visit
NOTHING = RelationTest("", "", ())
Measure = Callable[[Snapshot, tuple[str, ...], bool, tuple[str, ...], tuple[str, ...]], float]


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


def plan(snapshot: Snapshot, pattern: Pattern, known: Iterable[str], measure: Measure | None = None) -> list[Walk]:
    """Order the relations. One that touches nothing known waits; a part apart from all known is a cross product.

    measure: how a relation fans out, where the snapshot itself has no links.
    """
    measure = measure or measured
    bound = set(known)
    left = list(pattern.relations)
    walks: list[Walk] = []
    while left:
        best: tuple[float, int, Walk] | None = None
        for number, relation in enumerate(left):
            for source, target, inbound in _both_ways(relation):
                if source not in bound:
                    continue
                closing = target in bound
                cost = 0.0 if closing else _fan_out(snapshot, pattern, relation, source, inbound, measure)
                if cost:  # a step that many others follow is cheap if the next one leaves few of them
                    ahead = (_fan_out(snapshot, pattern, next_, target, back, measure) for next_ in left
                             if next_ is not relation
                             for here, there, back in _both_ways(next_) if here == target and there not in bound)
                    cost *= min((1.0, *ahead))
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


def _both_ways(relation: RelationTest) -> tuple[tuple[str, str, bool], tuple[str, str, bool]]:
    """Source, target and whether that is against the link's direction."""
    return (relation.subject, relation.object, False), (relation.object, relation.subject, True)


def _fan_out(snapshot: Snapshot, pattern: Pattern, relation: RelationTest, source: str, inbound: bool,
             measure: Measure) -> float:
    """Nodes that fit at the other end, on average over nodes that fit at this one."""
    target = relation.subject if inbound else relation.object
    here, there = pattern.nodes[source].labels, pattern.nodes[target].labels
    key = relation.types, inbound, here, there
    found = snapshot.fan_outs.get(key)
    if found is None:
        found = snapshot.fan_outs[key] = _lying(snapshot, *key[1:]) if relation.types == (WITHIN,) else \
            measure(snapshot, *key)
    return found


def _lying(snapshot: Snapshot, inbound: bool, here: tuple[str, ...], there: tuple[str, ...]) -> float:
    if not inbound:
        return 1.0 if there else DEPTH
    return max(snapshot.count(there) / max(snapshot.count(here), 1), 2.0)


def sampled(snapshot: Snapshot, labels: tuple[str, ...]) -> Positions:
    """Some of the nodes of the labels, evenly."""
    nodes = snapshot.of_kind(labels)
    return nodes[:: max(len(nodes) // SAMPLE, 1)]


def measured(snapshot: Snapshot, types: tuple[str, ...], inbound: bool, here: tuple[str, ...],
             there: tuple[str, ...]) -> float:
    """How many nodes of `there` the links of the types lead to from one of `here`, on average over a sample."""
    sample = sampled(snapshot, here)
    fits = snapshot.kind_mask(there)
    total = 0
    for type_ in types:
        if not snapshot.has(type_):
            continue
        columns = snapshot.columns
        begin = columns[f"{type_}.in" if inbound else f"{type_}.out"]
        _, link = spread(begin[sample], begin[sample + 1] - begin[sample])
        if inbound:
            link = columns[f"{type_}.in.link"][link]
        ends = columns[f"{type_}.subject" if inbound else f"{type_}.object"][link]
        total += int(fits[snapshot.kind[ends]].sum())
    return total / max(len(sample), 1)


def spread(first: npt.NDArray[Any], count: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], Positions]:
    """Ranges [first, first + count) laid end to end: the row that each number is of, and the numbers."""
    rows = np.repeat(np.arange(len(first)), count)
    begin = np.cumsum(count) - count  # where each range begins in the result
    return rows, (np.arange(len(rows)) + (first - begin)[rows]).astype(np.int32)
