"""Labels, constraints and indexes of the database, made when it is first opened.

(:OrgraphState)  one node: the active generation, who is writing; (:Generation)  one each; (:File)  names by number.
(:EntityStatement), (:LinkStatement)  the record: one node a statement, with the columns of `sqlite.tables`, current in
    the generations [gen_from, gen_to); of a link also `key`, the 64 bits by which its relationship knows it.
(:Kept)  beside the generations: reviews, decisions, steps of the worklist, calls and outcomes, by a second label.
(:Entity:<kind and more general kinds>)  and relationships: what the statements come to, see `graph`.
"""

from __future__ import annotations

from uuid import uuid4

from orgraph.errors import StoreError
from orgraph.stores.neo4j.connection import Connection
from orgraph.stores.neo4j.indexes import ensure

VERSION = 3
STATEMENTS = ("EntityStatement", "LinkStatement")
_UNIQUE = {"OrgraphState": ("key",), "Generation": ("number",), "File": ("name",), "Kept": ("key",),
           **dict.fromkeys(STATEMENTS, ("id", "file", "gen_from")), "Entity": ("id", "gen_from")}
_INDEXED = (*((label, name) for label in STATEMENTS for name in ("gen_from", "gen_to", "file")),
            ("LinkStatement", "key"), ("LinkStatement", "type"),
            *(("Entity", name) for name in ("gen_from", "gen_to", "name", "code", "number")))
FULL_TEXT = "entity_text"


def prepare(connection: Connection, patience: float) -> str:
    """Make what is missing; the name of this database, which it keeps for ever. Raises StoreError.

    patience: seconds for which indexes that the server still builds are waited for.
    """
    found = connection.newest("MATCH (s:OrgraphState) RETURN s.schema, s.store")
    if not found:
        ensure(connection, _commands(), patience)
        found = connection.write(
            "MERGE (s:OrgraphState {key: 'state'}) ON CREATE SET s.schema = $version, s.store = $store, s.active = 0 "
            "RETURN s.schema, s.store", version=VERSION, store=uuid4().hex)
    version, store = found[0]
    if version != VERSION:
        raise StoreError(f"数据库的结构是第 {version} 版，本程序写第 {VERSION} 版 "
                         f"(the database has schema {version}, this program writes {VERSION})")
    ensure(connection, _commands(), patience)
    return str(store)


def seek(name: str, label: str = "Entity") -> str:
    """The hint, behind MATCH, that a node is looked up by its id, whatever the server has counted so far: while it is
    being filled, going through all that is current may seem to cost less, and costs minutes a batch."""
    return f"USING INDEX {name}:{label}({', '.join(_UNIQUE[label])})"


def _commands() -> dict[str, str]:
    """By name of each index the command that makes it; a constraint's index has its name."""
    commands = {f"{label.lower()}_unique": f"CREATE CONSTRAINT {label.lower()}_unique IF NOT EXISTS FOR (n:{label}) "
                f"REQUIRE ({', '.join('n.' + name for name in names)}) IS UNIQUE" for label, names in _UNIQUE.items()}
    commands |= {f"{label.lower()}_{name}": f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) "
                 f"ON (n.{name})" for label, name in _INDEXED}
    return commands | {FULL_TEXT: (
        f"CREATE FULLTEXT INDEX {FULL_TEXT} IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliases] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}")}
