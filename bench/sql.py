"""The peers that speak SQL: the same tables, and so far as can be the same statements, in DuckDB and in SQLite."""

from __future__ import annotations

import sqlite3

import duckdb
from tables import Tables, codes

TYPES = ("SERVES", "MEMBER", "TAKES_CHARGE_OF", "RESPONSIBLE_FOR", "OFFERS", "ABOUT", "AVAILABLE_IN", "MEETS",
         "PERFORMS")
_NODE = """CREATE TABLE node
           (id INTEGER PRIMARY KEY, kind INTEGER, community INTEGER, street INTEGER, born INTEGER, gone INTEGER)"""
_TIE = "CREATE TABLE {} (s INTEGER, o INTEGER, b INTEGER, e INTEGER, role VARCHAR)"


def in_sqlite(tables: Tables, path: str) -> sqlite3.Connection:
    """The tables in a SQLite file, with two covering indexes a relation type."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA cache_size = -262144")
    db.execute(_NODE)
    db.executemany("INSERT INTO node VALUES (?, ?, ?, ?, ?, ?)", tables.nodes)
    for type_ in TYPES:
        db.execute(_TIE.format(type_))
        db.executemany(f"INSERT INTO {type_} VALUES (?, ?, ?, ?, ?)", tables.ties.get(type_, ()))
        db.execute(f"CREATE INDEX {type_}_out ON {type_} (s, o, b, e, role)")
        db.execute(f"CREATE INDEX {type_}_in ON {type_} (o, s, b, e, role)")
    db.execute("CREATE INDEX node_kind ON node (kind, community, born, gone)")
    db.commit()
    db.execute("ANALYZE")
    return db


def in_duckdb(tables: Tables, path: str) -> duckdb.DuckDBPyConnection:
    """The same tables in a DuckDB file."""
    import pandas as pd

    db = duckdb.connect(path)
    db.execute(_NODE.replace(" PRIMARY KEY", ""))
    frame = pd.DataFrame(tables.nodes)
    db.execute("INSERT INTO node SELECT * FROM frame")
    for type_ in TYPES:
        db.execute(_TIE.format(type_))
        frame = pd.DataFrame(tables.ties.get(type_, []), columns=["s", "o", "b", "e", "role"])
        if len(frame):
            db.execute(f"INSERT INTO {type_} SELECT * FROM frame")
    del frame
    return db


def alive(name: str, day: int) -> str:
    """SQL: the node exists on the day."""
    return f"{name}.born <= {day} AND {name}.gone > {day}"


def force(name: str, day: int) -> str:
    """SQL: the link is in force on the day."""
    return f"{name}.b <= {day} AND {name}.e > {day}"


def is_a(name: str, *kinds: str) -> str:
    """SQL: the node is of one of the kinds or their sub-kinds."""
    return f"{name}.kind IN ({', '.join(map(str, codes(*kinds)))})"
