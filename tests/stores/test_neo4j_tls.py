"""TLS to a real server whose certificate an office's own authority signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j_server import Server, running
from neo4j_server.certificates import tls

from orgraph.errors import StoreError
from orgraph.stores.neo4j import Neo4jStore

from .contract import BASE, put
from .dump import difference


@pytest.fixture(scope="module")
def secured(neo4j_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """A server that speaks TLS only, and the certificate of the authority."""
    folder = tmp_path_factory.mktemp("tls") / "certificates"
    with running(neo4j_server.version, password=neo4j_server.password, settings=tls(folder)) as server:
        yield server, folder / "ca.crt"


@pytest.fixture
def environment(neo4j_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PASSWORD", neo4j_server.password), ("RETRY", "1")):
        monkeypatch.setenv(f"ORGRAPH_NEO4J_{name}", value)
    monkeypatch.setenv("ORGRAPH_CACHE", str(tmp_path / "cache"))


@pytest.mark.slow
@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s", "bolt+ssc", "neo4j+ssc"])
def test_encrypted(secured: tuple[Server, Path], scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """+s trusts the authority that the file names; +ssc whatever certificate the server shows."""
    server, authority = secured
    if scheme.endswith("+s"):
        monkeypatch.setenv("ORGRAPH_NEO4J_CA", str(authority))
    store = Neo4jStore(f"{scheme}://{server.address}")
    put(store, BASE)
    assert difference(store.view(), BASE) == []
    store.close()


@pytest.mark.slow
@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_not_trusted(secured: tuple[Server, Path], scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                     ) -> None:
    server, authority = secured

    def refused(url: str) -> StoreError:
        with pytest.raises(StoreError) as caught:
            Neo4jStore(url)
        return caught.value

    unknown = refused(f"{scheme}+s://{server.address}")  # signed by nobody that this system knows
    assert (unknown.code, unknown.hint) == ("store-certificate", "ORGRAPH_NEO4J_CA")
    monkeypatch.setenv("ORGRAPH_NEO4J_CA", str(authority))
    assert refused(f"{scheme}+s://localhost:{server.port}").code == "store-certificate"  # another name
    tls(tmp_path / "other")
    monkeypatch.setenv("ORGRAPH_NEO4J_CA", str(tmp_path / "other" / "ca.crt"))
    assert refused(f"{scheme}+s://{server.address}").code == "store-certificate"  # another authority
    assert refused(f"{scheme}://{server.address}").code == "store-unreachable"  # in the clear


@pytest.mark.usefixtures("environment")
def test_a_server_without_tls(neo4j_server: Server) -> None:
    with pytest.raises(StoreError) as caught:
        Neo4jStore(f"bolt+s://{neo4j_server.address}")
    assert caught.value.code in ("store-certificate", "store-unreachable")  # as it closes at once or answers first
    assert "TLS" in caught.value.detail + caught.value.hint
