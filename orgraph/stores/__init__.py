"""Record stores behind one port; `open_store` picks the engine by URL."""

from __future__ import annotations

from orgraph.errors import UsageError
from orgraph.stores.base import Store


def open_store(url: str) -> Store:
    """The store at a URL. sqlite:///relative.db, sqlite:////absolute.db."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        from orgraph.stores.sqlite import SqliteStore

        return SqliteStore(rest[1:])
    raise UsageError(f"不认识的数据库地址：{url} (unknown database URL)", hint="sqlite:///city.db")
