"""The network to a real server breaks, at any moment: what was done is done once, what was not is not half done."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from neo4j_server import Server
from neo4j_server.fixture import emptied
from neo4j_server.proxy import Proxy

from orgraph.errors import StoreError
from orgraph.model import Source
from orgraph.stores.neo4j import Neo4jStore, connection, writing
from orgraph.stores.sqlite.tables import ENTITY, values
from orgraph.stores.worklist import Step

from .contract import BASE, entity, link, put
from .dump import difference
from .neo4j_graph import in_database, of_view

pytestmark = pytest.mark.long

NEXT = (*BASE[:5], *(entity(f"o-1{n}", "Alliance", f"联盟{n}", home="a-2") for n in range(9)),
        *(link(f"l-1{n}", "SERVES", f"o-1{n}", "a-2") for n in range(9)))
STEP = Step("g", "rule", "a-1", "a-1", "名", "处", "open", date(2024, 6, 1), "某", datetime(2024, 6, 1, tzinfo=UTC),
            Source("f", "", 1), "")
WRITES: dict[str, Callable[[Neo4jStore], object]] = {
    "load": lambda store: put(store, NEXT),
    "edit": lambda store: store.record([entity("o-3", "Alliance", "联盟", file="edit")], ended=["l-1"]),
    "activate": lambda store: store.activate(1),
    "steps": lambda store: store.worklist.add([STEP, STEP]),
}


def prepared(server: Server, proxy: Proxy) -> Neo4jStore:
    """A store behind the proxy with two generations."""
    emptied(server)
    store = Neo4jStore(f"bolt://127.0.0.1:{proxy.port}")
    put(store, BASE[:4])
    put(store, BASE)
    return store


def outcome(write: Callable[[], object]) -> str:
    """"" or what it failed with."""
    try:
        write()
    except StoreError as error:
        return error.code
    return ""


def state(server: Server, store: Neo4jStore) -> object:
    """All that the writes above may change."""
    generations = [(g.number, g.active, g.entities, g.links) for g in store.generations()]
    return generations, store.worklist.steps(), [in_database(server, number) for number, *_ in generations]


@pytest.mark.slow
@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize(("retry", "gone"), [(60, False), (0, False), (0.3, True)],
                         ids=["retried", "once", "gone"])
def test_the_answer_to_a_commit_is_lost(neo4j_url: str, neo4j_server: Server, proxy: Proxy, what: str, retry: float,
                                        monkeypatch: pytest.MonkeyPatch, *, gone: bool) -> None:
    """The driver cannot know whether it was done. Every fourth commit of a write in turn, and the last ones, one of
    which makes the generation the active one."""
    monkeypatch.setenv("ORGRAPH_NEO4J_RETRY", str(retry))
    monkeypatch.setattr(writing, "LEASE", 10_000_000)  # no writer says that it is alive: only the write's commits count
    store = prepared(neo4j_server, proxy)
    before, commits = state(neo4j_server, store), proxy.commits
    WRITES[what](store)
    commits = proxy.commits - commits
    wanted = state(neo4j_server, store)
    assert commits
    store.close()
    for nth in sorted({*range(2 if gone else 1, commits, 4), *range(max(commits - 3, 1), commits + 1)}):
        store = prepared(neo4j_server, proxy)
        proxy.lose_commit(nth, refusing=gone)
        said = outcome(lambda store=store: WRITES[what](store))
        assert said == ("store-unreachable" if retry < 1 else ""), nth
        assert not proxy.waiting
        if said:
            proxy.refusing = False
            store.connection.write("MATCH (s:OrgraphState) WHERE s.until > 0 SET s.until = 0")  # its lease runs out
            found = state(neo4j_server, store)
            assert found in (before, wanted), nth
            if found == before or what == "load":  # loading the same again changes nothing
                WRITES[what](store)
        assert state(neo4j_server, store) == wanted, nth
        assert in_database(neo4j_server, store.active_number()) == of_view(store.view())
        store.close()


@pytest.mark.slow
def test_cut_anywhere_in_a_load(neo4j_url: str, neo4j_server: Server, proxy: Proxy) -> None:
    store = prepared(neo4j_server, proxy)
    before, answered = state(neo4j_server, store), proxy.answered
    put(store, NEXT)
    wanted, answered = state(neo4j_server, store), proxy.answered - answered
    store.close()
    chosen = random.Random(20240601)
    for _ in range(6):
        store = prepared(neo4j_server, proxy)
        proxy.cut_after(chosen.randrange(answered))
        if outcome(lambda store=store: put(store, NEXT)):
            assert state(neo4j_server, store) in (before, wanted)
            put(store, NEXT)
        assert not proxy.waiting
        assert state(neo4j_server, store) == wanted
        assert in_database(neo4j_server, 3) == of_view(store.view())
        store.close()


def test_cut_in_the_middle_of_a_read(through: Neo4jStore, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "FETCHED", 50)
    put(through, NEXT)
    proxy.cut_after(20)
    assert [g.number for g in through.generations()] == [1]  # nothing was seen of it yet: asked again
    assert not proxy.waiting
    proxy.cut()
    assert len(list(through.statements())) == len(NEXT)  # a connection that stood idle is replaced
    monkeypatch.setattr(connection, "FETCHED", 5)
    rows = through.statements()
    first = next(rows)
    proxy.cut()
    with pytest.raises(StoreError) as caught:
        list(rows)
    assert caught.value.code == "store-unreachable"
    assert next(through.statements()) == first
    assert difference(through.view(), NEXT) == []


def test_refused_and_back(through: Neo4jStore, proxy: Proxy) -> None:
    put(through, BASE)
    proxy.refusing = True
    proxy.cut()
    for ask in (through.generations, lambda: list(through.statements()), lambda: put(through, NEXT)):
        with pytest.raises(StoreError) as caught:
            ask()
        assert caught.value.code == "store-unreachable"
        assert str(proxy.port) in caught.value.detail
    proxy.refusing = False
    assert difference(through.view(), BASE) == []
    assert put(through, NEXT).number == 2
    assert difference(through.view(), NEXT) == []


def test_a_slow_network(through: Neo4jStore, neo4j_server: Server, proxy: Proxy) -> None:
    proxy.delay = 0.05
    put(through, BASE)
    put(through, NEXT)
    assert difference(through.view(), NEXT) == []
    assert in_database(neo4j_server, 2) == of_view(through.view())


def test_so_slow_that_another_writer_takes_over(through: Neo4jStore, neo4j_store: Neo4jStore, neo4j_server: Server,
                                                proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the slow one still says when it is heard again belongs to nobody."""
    put(neo4j_store, BASE)
    monkeypatch.setattr(writing, "LEASE", 300)
    with pytest.raises(StoreError) as caught, through.writer() as slow:  # noqa: PT012
        slow.begin()
        files = slow.files({"slow.csv"})
        proxy.delay = 1.0
        put(neo4j_store, NEXT)
        slow.add(ENTITY, [values(entity("o-9", "Alliance", "半个"), files["slow.csv"])])
    assert caught.value.code == "store-busy"
    assert [g.number for g in neo4j_store.generations()] == [2, 1]
    assert difference(neo4j_store.view(), NEXT) == []
    assert in_database(neo4j_server, 2) == of_view(neo4j_store.view())
    assert not neo4j_store.connection.read("MATCH (n:EntityStatement {id: 'o-9'}) RETURN n.id")
