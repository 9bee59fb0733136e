"""Patterns over whole columns: a table of bindings (one int32 column a variable) that grows a relation at a time.

Rows that differ only in variables nobody needs any more are merged, so an existence test never blows up.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from orgraph.patterns import Differ, Pattern
from orgraph.stores.snapshot.plan import WITHIN, Walk, plan, spread
from orgraph.stores.snapshot.predicates import LinkFilter, NodeFilter
from orgraph.stores.snapshot.snapshot import Positions, Snapshot

Index = npt.NDArray[np.int64]
MERGE_FACTOR = 4  # merge rows once the table has grown this much


def select(snapshot: Snapshot, pattern: Pattern, focus: str, day: int, start: Positions) -> Positions:
    """The nodes of `start` (ascending) that `focus` can be; ascending, since the last step leaves only `focus`."""
    return bindings(snapshot, pattern, (focus,), day, {focus: start}, merge=True)[focus]


def bindings(snapshot: Snapshot, pattern: Pattern, wanted: tuple[str, ...], day: int, given: dict[str, Positions],
             *, merge: bool) -> dict[str, Positions]:
    """Columns of the `wanted` variables over all matches; with `merge`, equal rows may be merged."""
    table: dict[str, Positions] = {}
    for name, positions in given.items():
        table[name] = positions[NodeFilter(snapshot, pattern.nodes[name]).mask(positions, day)]
    walks = plan(snapshot, pattern, given)
    differ = list(pattern.differ)
    table = _different(table, differ)
    size = len(next(iter(table.values())))
    for number, walk in enumerate(walks):
        table = _step(snapshot, pattern, walk, table, day)
        table = _different(table, differ)
        later = {*wanted, *(v for w in walks[number + 1:] for v in (w.source, w.target)),
                 *(v for d in differ for v in (d.left, d.right))}
        kept = {name: column for name, column in table.items() if name in later}
        if merge and (len(kept) == 1 or len(next(iter(table.values()))) > MERGE_FACTOR * size):
            kept = _merged(kept, snapshot.size)
        table = kept
    return {name: table[name] for name in wanted}


def _step(snapshot: Snapshot, pattern: Pattern, walk: Walk, table: dict[str, Positions], day: int
          ) -> dict[str, Positions]:
    check = NodeFilter(snapshot, pattern.nodes[walk.target])
    if not walk.source:  # a part of the pattern that nothing ties to the rest
        apart = snapshot.of_kind(pattern.nodes[walk.target].labels)
        apart = apart[check.mask(apart, day)]
        size = len(next(iter(table.values())))
        repeated = {name: np.repeat(column, len(apart)) for name, column in table.items()}
        return {**repeated, walk.target: np.tile(apart, size)}
    source = table[walk.source]
    if walk.closing and walk.relation.types == (WITHIN,):
        outer, inner = (source, table[walk.target]) if walk.inbound else (table[walk.target], source)
        return _kept(table, (outer < inner) & (inner < snapshot.until[outer]))
    rows, other = _along(snapshot, walk, source, pattern.nodes[walk.target].labels, day)
    if walk.closing:
        return {name: column[rows[table[walk.target][rows] == other]] for name, column in table.items()}
    passed = check.mask(other, day)
    rows, other = rows[passed], other[passed]
    return {**{name: column[rows] for name, column in table.items()}, walk.target: other}


def _along(snapshot: Snapshot, walk: Walk, source: Positions, labels: tuple[str, ...], day: int
           ) -> tuple[Index, Positions]:
    """Follow links of the relation's types: row numbers in `source`, and the nodes at the other end."""
    rows: list[Index] = []
    ends: list[Positions] = []
    for type_ in walk.relation.types:
        if type_ == WITHIN:
            row, other = (_down if walk.inbound else _up)(snapshot, source, labels)
            rows.append(row)
            ends.append(other)
        if not snapshot.has(type_):
            continue
        columns = snapshot.columns
        begin = columns[f"{type_}.in" if walk.inbound else f"{type_}.out"]
        first = begin[source]
        row, link = spread(first, begin[source + 1] - first)
        if walk.inbound:
            link = columns[f"{type_}.in.link"][link]
        passed = LinkFilter(snapshot, walk.relation, type_).mask(link, day)
        rows.append(row[passed])
        ends.append(columns[f"{type_}.subject" if walk.inbound else f"{type_}.object"][link[passed]])
    if not rows:
        return np.empty(0, np.int64), np.empty(0, np.int32)
    return np.concatenate(rows), np.concatenate(ends)


def _up(snapshot: Snapshot, source: Positions, labels: tuple[str, ...]) -> tuple[Index, Positions]:
    """Every area of the labels above each node."""
    lut = snapshot.kind_mask(labels)
    rows, above = np.arange(len(source)), snapshot.home[source]
    found_rows, found = [], []
    while True:
        inside = above >= 0
        if not inside.any():
            break
        rows, above = rows[inside], above[inside]
        hit = lut[snapshot.kind[above]]
        found_rows.append(rows[hit])
        found.append(above[hit])
        above = snapshot.home[above]
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int32)
    return np.concatenate(found_rows), np.concatenate(found)


def _down(snapshot: Snapshot, source: Positions, labels: tuple[str, ...]) -> tuple[Index, Positions]:
    """Every node of the labels inside each area."""
    candidates = snapshot.of_kind(labels)
    first = np.searchsorted(candidates, source, "right")
    rows, at = spread(first, np.maximum(np.searchsorted(candidates, snapshot.until[source], "left") - first, 0))
    return rows, candidates[at]


def _kept(table: dict[str, Positions], mask: npt.NDArray[np.bool_]) -> dict[str, Positions]:
    return {name: column[mask] for name, column in table.items()}


def _different(table: dict[str, Positions], differ: list[Differ]) -> dict[str, Positions]:
    """Apply the `a <> b` whose variables are both there, and forget them."""
    for pair in list(differ):
        if pair.left in table and pair.right in table:
            table = _kept(table, table[pair.left] != table[pair.right])
            differ.remove(pair)
    return table


def _merged(table: dict[str, Positions], size: int) -> dict[str, Positions]:
    names = list(table)
    if len(names) == 1:
        seen = np.zeros(size, bool)
        seen[table[names[0]]] = True
        return {names[0]: np.flatnonzero(seen).astype(np.int32)}
    order = np.lexsort([table[name] for name in reversed(names)])
    columns = [table[name][order] for name in names]
    fresh = np.ones(len(order), bool)
    if len(order):
        fresh[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return {name: column[fresh] for name, column in zip(names, columns, strict=True)}

