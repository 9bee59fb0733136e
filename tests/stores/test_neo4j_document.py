"""docs/neo4j.md: its commands run, its settings are those of the program and of a server, its codes are all told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from neo4j_server import Server, running
from neo4j_server.certificates import tls

from orgraph.config import Settings
from orgraph.stores.neo4j import Neo4jStore

from .contract import BASE, put
from .test_kill import small

STORES = Path(__file__).parents[2] / "orgraph" / "stores" / "neo4j"
TEXT = (Path(__file__).parents[2] / "docs" / "neo4j.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_settings_and_codes_are_told() -> None:
    known = {f"ORGRAPH_{name.upper()}" for name in Settings.model_fields if name.startswith("neo4j_")}
    assert set(re.findall(r"^\| `(ORGRAPH_\w+)` \|", TEXT, re.MULTILINE)) - {"ORGRAPH_NEO4J_READS"} == known - {
        "ORGRAPH_NEO4J_READS"}
    assert known <= set(re.findall(r"ORGRAPH_\w+", TEXT))
    for name, default in re.findall(r"^\| `ORGRAPH_(NEO4J_\w+)` \| `?(\w+)`? \| ", TEXT, re.MULTILINE):
        assert str(Settings.model_fields[name.lower()].default or "neo4j").removesuffix(".0") == default
    codes = {code for path in STORES.glob("*.py") for code in re.findall(r'code="(store-\w[\w-]*)"', path.read_text(
        encoding="utf-8"))}
    assert codes == set(re.findall(r"^\| `(store-[\w-]+)` \|", TEXT, re.MULTILINE))


@pytest.mark.slow
def test_commands_run(neo4j_url: str, neo4j_server: Server, tmp_path: Path) -> None:
    (tmp_path / "password.txt").write_text(neo4j_server.password, encoding="utf-8")
    small(tmp_path / "表格")
    (script,) = blocks("sh")
    assert "localhost:7687" in script
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORGRAPH_NEO4J")}
    environment["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), environment["PATH"]))
    done = subprocess.run(["bash", "-euc", script.replace("localhost:7687", neo4j_server.address)], cwd=tmp_path,
                          env=environment, capture_output=True, text=True)
    assert (done.returncode, "示例市" in done.stdout) == (0, True), done.stderr


def test_queries_run(neo4j_store: Neo4jStore) -> None:
    put(neo4j_store, BASE)
    neo4j_store.connection.read("CALL db.awaitIndexes(300)")
    search, state = blocks("cypher")
    assert ("a-2", "花园小区") in [row[:2] for row in neo4j_store.connection.read(search)]
    assert neo4j_store.connection.read(state) == []


@pytest.mark.slow
def test_a_server_takes_the_settings(neo4j_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they are written, but for the folder of certificates, the size of its memory and whom it listens to."""
    (conf,) = blocks("properties")
    settings = dict(line.split("=", 1) for line in conf.splitlines())
    settings |= {name: "256m" for name in settings if ".memory." in name}
    settings |= {name: value for name, value in tls(tmp_path / "tls").items() if name.endswith("base_directory")}
    del settings["server.bolt.listen_address"]
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.setenv("ORGRAPH_NEO4J_CA", str(tmp_path / "tls" / "ca.crt"))
    monkeypatch.setenv("ORGRAPH_CACHE", str(tmp_path / "cache"))
    with running(neo4j_server.version, password=neo4j_server.password, settings=settings) as server:
        store = Neo4jStore(f"bolt+s://{server.address}")
        assert put(store, BASE).number == 1
        store.close()
