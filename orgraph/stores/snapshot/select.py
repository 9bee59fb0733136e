"""Patterns over whole columns: a table of bindings (one int32 column a variable) that grows a relation at a time.

Rows that differ only in variables nobody needs any more are merged, so an existence test never blows up.
"""

from __future__ import annotations

import numpy as np

from orgraph.patterns import Differ, Pattern
from orgraph.stores.base import Bits
from orgraph.stores.snapshot.days import Days
from orgraph.stores.snapshot.plan import WITHIN, Walk, plan, spread
from orgraph.stores.snapshot.predicates import LinkFilter, NodeFilter
from orgraph.stores.snapshot.snapshot import Positions, Snapshot
from orgraph.stores.snapshot.table import Index, Table

MERGE_FACTOR = 4  # merge rows once the table has grown this much


def bindings(snapshot: Snapshot, pattern: Pattern, wanted: tuple[str, ...], days: Days, given: dict[str, Positions],
             *, merge: bool = True) -> Table:
    """The `wanted` variables over all matches, with their days; with `merge`, equal rows may be merged."""
    table = Table({}, days.of(np.ones(1, bool)))
    for name, positions in given.items():
        table = _times(table, name, positions, NodeFilter(snapshot, pattern.nodes[name]).when(positions, days))
    walks = plan(snapshot, pattern, given)
    differ = list(pattern.differ)
    table = _different(table, differ, days)
    size = len(table)
    for number, walk in enumerate(walks):
        table = _different(_step(snapshot, pattern, walk, table, days), differ, days)
        table = table.only({*wanted, *(v for w in walks[number + 1:] for v in (w.source, w.target)),
                            *(v for d in differ for v in (d.left, d.right))})
        if merge and (len(table.columns) <= 1 or len(table) > MERGE_FACTOR * size):
            table = table.merged(days, snapshot.size)
    return table.only(wanted)


def _step(snapshot: Snapshot, pattern: Pattern, walk: Walk, table: Table, days: Days) -> Table:
    check = NodeFilter(snapshot, pattern.nodes[walk.target])
    if not walk.source:  # a part of the pattern that nothing ties to the rest
        apart = snapshot.of_kind(pattern.nodes[walk.target].labels)
        return _times(table, walk.target, apart, check.when(apart, days))
    source = table[walk.source]
    if walk.closing and walk.relation.types == (WITHIN,):
        outer, inner = (source, table[walk.target]) if walk.inbound else (table[walk.target], source)
        return table.holding(days.of((outer < inner) & (inner < snapshot.until[outer])))
    rows, other, when = _along(snapshot, walk, source, pattern.nodes[walk.target].labels, days)
    when = when & table.when[rows]
    if walk.closing:
        return table.joined(rows, when & days.of(table[walk.target][rows] == other))
    return table.joined(rows, when & check.when(other, days), **{walk.target: other})


def _times(table: Table, name: str, positions: Positions, when: Bits) -> Table:
    """Every row with every position."""
    rows = np.repeat(np.arange(len(table)), len(positions))
    return table.joined(rows, table.when[rows] & np.tile(when, len(table)), **{name: np.tile(positions, len(table))})


def _along(snapshot: Snapshot, walk: Walk, source: Positions, labels: tuple[str, ...], days: Days
           ) -> tuple[Index, Positions, Bits]:
    """Follow links of the relation's types: row numbers in `source`, the nodes at the other end, and on which days."""
    found: list[tuple[Index, Positions, Bits]] = []
    for type_ in walk.relation.types:
        if type_ == WITHIN:
            row, other = (_down if walk.inbound else _up)(snapshot, source, labels)
            found.append((row, other, days.of(np.ones(len(row), bool))))
        if not snapshot.has(type_):
            continue
        columns = snapshot.columns
        begin = columns[f"{type_}.in" if walk.inbound else f"{type_}.out"]
        first = begin[source]
        row, link = spread(first, begin[source + 1] - first)
        if walk.inbound:
            link = columns[f"{type_}.in.link"][link]
        when = LinkFilter(snapshot, walk.relation, type_).when(link, days)
        passed = np.flatnonzero(when)
        other = columns[f"{type_}.subject" if walk.inbound else f"{type_}.object"][link[passed]]
        found.append((row[passed], other, when[passed]))
    if len(found) == 1:
        return found[0]
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, days.dtype)
    rows, others, when_all = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(others), np.concatenate(when_all)


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


def _different(table: Table, differ: list[Differ], days: Days) -> Table:
    """Apply the `a <> b` whose variables are both there, and forget them."""
    for pair in list(differ):
        if pair.left in table.columns and pair.right in table.columns:
            table = table.holding(days.of(table[pair.left] != table[pair.right]))
            differ.remove(pair)
    return table
