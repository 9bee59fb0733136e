"""What goes wrong with a real server: nothing is lost, nothing half-visible, and the error says what to do."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from neo4j_server import Server

from orgraph.errors import StoreError
from orgraph.stores.neo4j import Neo4jStore, writing
from orgraph.stores.sqlite.tables import ENTITY, values

from .contract import BASE, entity, put
from .dump import difference
from .neo4j_graph import in_database, of_view

CHILD = textwrap.dedent("""
    import sys
    from orgraph.stores import open_store
    from stores.contract import entity, put
    put(open_store(sys.argv[1]), [entity(f"o-{n}", "Alliance", f"联盟{n}") for n in range(30_000)], ["b.csv"])
""")


@pytest.fixture
def store(neo4j_store: Neo4jStore) -> Neo4jStore:
    return neo4j_store


def test_wrong_password_wrong_database_and_no_server(store: Neo4jStore, neo4j_server: Server,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError) as caught:
        Neo4jStore(f"{neo4j_server.url}/nowhere")
    assert caught.value.code == "store-database"
    with pytest.raises(StoreError) as caught:
        Neo4jStore("bolt://127.0.0.1:1")
    assert caught.value.code == "store-unreachable"
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", "not-the-password")
    with pytest.raises(StoreError) as caught:
        Neo4jStore(neo4j_server.url)
    assert caught.value.code == "store-login"
    assert "not-the-password" not in f"{caught.value.to_dict()}"


def test_what_a_dead_writer_left_is_taken_back(store: Neo4jStore, neo4j_server: Server,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, BASE)
    monkeypatch.setattr(writing, "LEASE", 1000)
    dead = store.writer().__enter__()
    dead.begin()
    files = dead.files({"a.csv"})
    dead.end_all(ENTITY, ["o-1"])
    dead.add(ENTITY, [values(entity("o-9", "Alliance", "半个"), files["a.csv"])])
    dead._left.set()  # it says no more that it lives
    assert difference(store.view(), BASE) == []
    made = store.record([entity("o-3", "Alliance", "联盟", file="edit")])
    assert made.number == 2
    assert difference(store.view(), (*BASE, entity("o-3", "Alliance", "联盟", file="edit"))) == []
    assert [in_database(neo4j_server, n) == of_view(store.view(n)) for n in (1, 2)] == [True, True]
    with pytest.raises(StoreError) as caught:
        dead.finish("late", "", 0, 0)
    assert caught.value.code == "store-busy"
    assert store.generations()[0].number == 2


def test_a_load_that_fails_leaves_nothing(store: Neo4jStore, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch
                                          ) -> None:
    put(store, BASE)
    with monkeypatch.context() as broken:
        broken.setattr("orgraph.stores.neo4j.graph._nodes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            put(store, [*BASE[:3], entity("o-5", "Alliance", "半个")])
    assert difference(store.view(), BASE) == []
    assert in_database(neo4j_server, 1) == of_view(store.view())
    assert in_database(neo4j_server, 2) == in_database(neo4j_server, 1)
    assert put(store, BASE[:4]).number == 2
    assert in_database(neo4j_server, 2) == of_view(store.view())


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 1.5, 3.0])
def test_killed_in_the_middle_of_a_load(store: Neo4jStore, neo4j_server: Server, after: float) -> None:
    put(store, BASE)
    before = in_database(neo4j_server, 1)
    with subprocess.Popen([sys.executable, "-c", CHILD, neo4j_server.url], cwd=Path(__file__).parents[1]) as child:
        while not store.connection.read("MATCH (s:OrgraphState) WHERE s.writing IS NOT NULL RETURN 1"):
            assert child.poll() is None
            time.sleep(0.05)
        time.sleep(after)
        assert difference(store.view(), BASE) == []
        child.kill()
    made = put(store, BASE[:4])
    assert made.number == len(store.generations())
    assert difference(store.view(1), BASE) == []
    assert in_database(neo4j_server, 1) == before
    assert in_database(neo4j_server, made.number) == of_view(store.view())
