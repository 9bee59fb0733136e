"""Patterns and rules in SQL, translated mechanically, over tables made from a snapshot's columns.

The peer gets its tables ready: nodes with the properties that patterns ask for, one table a relation type with derived
links written out, and `WITHIN` as every pair of a node and an area above it, so that all joins are on equal numbers.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from orgraph.names import simplify
from orgraph.patterns import AsOf, Pattern, RelationTest, Test
from orgraph.queries.coverage import Rule
from orgraph.queries.coverage.standing import waiver
from orgraph.stores.snapshot.columns import MISSING
from orgraph.vocabulary import vocabulary

_NUMBERS = ("int", "hours", "number", "bool", "date")


def patterns(rule: Rule) -> list[Pattern]:
    """Every pattern that decides a rule."""
    return [rule.eligible, *rule.exempt, *(mode.parsed for mode in rule.mode), waiver(rule.id)]


def in_duckdb(view: Any, rules: list[Rule], path: str) -> duckdb.DuckDBPyConnection:
    """The tables that the rules need in a DuckDB file."""
    snapshot, columns = view.snapshot, view.snapshot.columns
    asked = [pattern for rule in rules for pattern in patterns(rule)]
    props = {t.property for p in asked for n in p.nodes.values() for t in n.tests} - {"start", "end"}
    every = np.arange(snapshot.size, dtype=np.int32)
    node = {"id": every, "kind": snapshot.kind, "b": columns["node.start"], "e": columns["node.end"]}
    db = duckdb.connect(path)
    _table(db, "node", {**node, **{f"p_{p}": _values(snapshot, p, snapshot.node_values(p, every)) for p in props}})
    for type_ in {t for p in asked for r in p.relations for t in r.types}:
        tested = {t.property for p in asked for r in p.relations if type_ in r.types for t in r.tests}
        tested -= {"start", "end"}
        if type_ == "WITHIN":
            below, above = every, snapshot.home
            pairs = []
            while len(below):
                below, above = below[above >= 0], above[above >= 0]
                pairs.append((below, above))
                above = snapshot.home[above]
            s, o = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
            table = {"s": s, "o": o, "b": np.zeros_like(s), "e": np.full_like(s, 2**31 - 1)}
        else:
            fields = {"s": "subject", "o": "object", "b": "start", "e": "end"}
            empty = np.empty(0, np.int32)
            table = {name: columns.get(f"{type_}.{field}", empty) for name, field in fields.items()}
        count = len(table["s"])
        _table(db, type_, {**table, **{f"p_{p}": _values(snapshot, p, columns.get(
            f"{type_}.prop.{p}", np.full(count, MISSING))) for p in tested}})
    return db


def _table(db: duckdb.DuckDBPyConnection, name: str, columns: dict[str, Any]) -> None:
    frame = pd.DataFrame(columns)
    db.register("frame", frame)
    db.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
    db.unregister("frame")


def _values(snapshot: Any, prop: str, values: Any) -> Any:
    """Column values as SQL has them: numbers and days, texts simplified; NULL where there is none."""
    there = values != MISSING
    if vocabulary().properties[prop].type in _NUMBERS:
        return pd.Series(values).where(there)
    texts = np.array([*(simplify(text) for text in snapshot.texts(prop)), None], object)
    return texts[np.where(there, values, -1)]


def rule_sql(rule: Rule, day: int) -> str:
    """Each eligible focus with its state: 1 covered, 2 missing, 3 waived."""
    exempt = "".join(f" EXCEPT {pattern_sql(pattern, day)}" for pattern in rule.exempt)
    modes = " OR ".join(f"f IN ({pattern_sql(mode.parsed, day)})" for mode in rule.mode)
    return (f"SELECT f, CASE WHEN {modes} THEN 1 WHEN f IN ({pattern_sql(waiver(rule.id), day)}) THEN 3 ELSE 2 END "
            f"FROM ({pattern_sql(rule.eligible, day)}{exempt}) AS eligible")


def pattern_sql(pattern: Pattern, day: int, focus: str = "f") -> str:
    """The nodes that the focus can be. What hangs together without it is one `IN`, so that branches do not multiply."""
    where = [f"n_{focus}.id IN ({_branch(pattern, focus, part, day)})" for part in _parts(pattern, focus)]
    return f"SELECT n_{focus}.id AS f FROM node AS n_{focus} WHERE {' AND '.join(_node(pattern, focus, day) + where)}"


def _parts(pattern: Pattern, focus: str) -> list[set[str]]:
    """The variables beside the focus, those together that relations or `<>` tie without it; a loop at it alone."""
    ties = [{r.subject, r.object} - {focus} for r in pattern.relations]
    ties += [{d.left, d.right} - {focus} for d in pattern.differ] + [{name} for name in pattern.nodes if name != focus]
    parts: list[set[str]] = [tie for tie in ties if not tie]
    for tie in filter(None, ties):
        met = [part for part in parts if part & tie]
        parts = [part for part in parts if part not in met] + [tie.union(*met)]
    return parts


def _branch(pattern: Pattern, focus: str, part: set[str], day: int) -> str:
    """The nodes that the focus can be so far as one part of the pattern goes."""
    tables = [f"node AS n_{name}" for name in sorted(part)]
    where = [test for name in sorted(part) for test in _node(pattern, name, day)]
    found: list[str] = []  # columns that hold the focus: all of them the same
    for number, relation in enumerate(pattern.relations):
        ends = {relation.subject, relation.object} - {focus}
        if ends <= part if part else not ends:
            alias = f"r_{number}"
            tables.append(f"{_links(relation)} AS {alias}")
            where += [_force(alias, day), *(_test(alias, one, day) for one in relation.tests)]
            for column, name in (("s", relation.subject), ("o", relation.object)):
                if name == focus:
                    found.append(f"{alias}.{column}")
                else:
                    where.append(f"{alias}.{column} = n_{name}.id")
    if not found:  # nothing ties the part to the focus: it only has to be there
        tables.append("node AS apart")
        found.append("apart.id")
    where += [f"{found[0]} = {other}" for other in found[1:]]
    ids = {focus: found[0], **{name: f"n_{name}.id" for name in part}}
    where += [f"{ids[d.left]} <> {ids[d.right]}" for d in pattern.differ if {d.left, d.right} - {focus} <= part]
    return f"SELECT {found[0]} FROM {', '.join(tables)} WHERE {' AND '.join(where)}"


def _node(pattern: Pattern, name: str, day: int) -> list[str]:
    """What a variable's node must be."""
    words, test, alias = vocabulary(), pattern.nodes[name], f"n_{name}"
    where = [_force(alias, day), *(_test(alias, one, day) for one in test.tests)]
    if test.labels:
        kinds = {kind for label in test.labels for kind in words.subkinds[label]}
        where.append(f"{alias}.kind IN ({', '.join(str(words.kind_order.index(kind)) for kind in sorted(kinds))})")
    return where


def _links(relation: RelationTest) -> str:
    columns = ", ".join(["s", "o", "b", "e", *sorted({f"p_{t.property}" for t in relation.tests
                                                     if t.property not in ("start", "end")})])
    return "(" + " UNION ALL ".join(f'SELECT {columns} FROM "{type_}"' for type_ in relation.types) + ")"


def _force(alias: str, day: int) -> str:
    return f"{alias}.b <= {day} AND {alias}.e > {day}"


def _test(alias: str, test: Test, day: int) -> str:
    column = f"{alias}." + {"start": "b", "end": "e"}.get(test.property, f"p_{test.property}")
    if test.operator == "contains":
        return f"contains({column}, {_literal(test.operand, test, day)})"
    if test.operator == "in":
        assert isinstance(test.operand, tuple)
        return f"{column} IN ({', '.join(_literal(one, test, day) for one in test.operand)})"
    held = f"{column} {test.operator} {_literal(test.operand, test, day)}"
    return f"({held} AND {column} > 0)" if test.property == "start" else held


def _literal(value: Any, test: Test, day: int) -> str:
    if isinstance(value, AsOf):
        return str(day + value.days)
    if isinstance(value, bool | int | float):
        return str(int(value) if isinstance(value, bool) else value)
    prop = vocabulary().properties.get(test.property)
    if prop is None or prop.type == "date":
        return str(dt.date.fromisoformat(value).toordinal())
    return "'" + str(value).replace("'", "''") + "'"
