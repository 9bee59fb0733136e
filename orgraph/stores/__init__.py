"""Record stores behind one port; `open_store` picks the engine by URL."""

from __future__ import annotations

from orgraph.errors import UsageError
from orgraph.stores.base import Store


def open_store(url: str, *, make: bool = True) -> Store:
    """The store at a URL. sqlite:///relative.db, sqlite:////absolute.db; neo4j://host/database, bolt://host …

    make: a file that is not there is made at once, else by the first write.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        from orgraph.stores.sqlite import SqliteStore

        return SqliteStore(rest[1:], make=make)
    if scheme.partition("+")[0] in ("neo4j", "bolt"):
        from orgraph.stores.neo4j import Neo4jStore

        return Neo4jStore(url)
    raise UsageError(f"不认识的数据库地址：{scheme} (unknown database URL)", hint="sqlite:///city.db, neo4j://host")
