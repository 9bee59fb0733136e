"""Which database a URL means, and that no password is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgraph.config import Settings
from orgraph.errors import UsageError
from orgraph.stores import open_store
from orgraph.stores.neo4j.address import address

SECRET = "s3cret-of-tests"


@pytest.mark.parametrize(("url", "uri", "database"), [
    ("neo4j://host", "neo4j://host", None),
    ("bolt://host:7688", "bolt://host:7688", None),
    ("neo4j+s://host/city", "neo4j+s://host", "city"),
    ("bolt+ssc://[::1]:7687/city", "bolt+ssc://[::1]:7687", "city"),
    ("neo4j://host/?policy=near", "neo4j://host?policy=near", None),
    (f"neo4j://anna:{SECRET}@host/city", "neo4j://host", "city"),
    ("neo4j://host/city?mapping=their%20own.toml", "neo4j://host", "city"),
    ("neo4j://host/city?policy=near&mapping=a.toml", "neo4j://host?policy=near", "city"),
])
def test_what_a_url_means(url: str, uri: str, database: str | None) -> None:
    found = address(url, Settings())
    assert (found.uri, found.database) == (uri, database)


def test_the_mapping_stays_on_this_machine() -> None:
    found = address("neo4j://anna@host:7688/city?policy=near&mapping=their%20own.toml", Settings())
    assert found.mapping == Path("their own.toml")
    assert found.shown == "neo4j://host:7688/city"
    assert address("neo4j://host", Settings()).mapping is None


@pytest.mark.parametrize("url", ["neo4j://", "bolt+x://host", "neo4j://host:port", "neo4j://host?encrypted=1",
                                 "neo4j://host?mapping=", "neo4j://host?mapping=a.toml&encrypted=1",
                                 "bolt://127.0.0.1:1?mapping=a.toml"])  # the last: never as a store of our own
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(UsageError):
        open_store(url)


def test_where_user_and_password_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert address("bolt://host", Settings()).auth is None
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", SECRET)
    assert address("bolt://host", Settings()).auth == ("neo4j", SECRET)
    (tmp_path / "password").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD_FILE", str(tmp_path / "password"))
    monkeypatch.setenv("ORGRAPH_NEO4J_USER", "bert")
    assert address("bolt://host", Settings()).auth == ("bert", "from a file")
    assert address("bolt://anna:with%40sign@host", Settings()).auth == ("anna", "with@sign")
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="nowhere"):
        address("bolt://host", Settings())


def test_no_password_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", SECRET)
    for shown in (Settings(), address("bolt://host", Settings()), address(f"bolt://anna:{SECRET}@host", Settings())):
        assert SECRET not in f"{shown!r} {shown}"
    with pytest.raises(UsageError) as caught:
        open_store(f"neo4j://anna:{SECRET}@host?encrypted=1")
    assert SECRET not in f"{caught.value.to_dict()}"
