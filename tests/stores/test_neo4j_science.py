"""Neo4j's Graph Data Science procedures on a real server: our values, nothing written, nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from neo4j_server import SCIENCE, Server
from neo4j_server.fixture import emptied
from published import DAVIS, FLORENCE, KARATE, KITE, WOMEN, Net
from queries.bridging.random_graphs import sample, two_mode
from typer.testing import CliRunner

import orgraph
from orgraph.cli.app import app
from orgraph.config import Settings
from orgraph.errors import StoreError, UsageError
from orgraph.queries.bridging.engines.gds import GDS, by_gds
from orgraph.queries.bridging.layers import MODES, Mode
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.coverage.facts import records
from orgraph.stores.neo4j import science
from orgraph.stores.neo4j.address import address
from orgraph.stores.neo4j.connection import Connection
from orgraph.stores.neo4j.science import GraphDataScience
from orgraph.stores.science import Links, Procedure

WITHIN = 1e-9
TOWN = """
(k:Community), (m:Community), (o:OwnersCommittee)-[:WITHIN]->(k), (f:PropertyFirm)-[:WITHIN]->(k),
(u:Alliance)-[:WITHIN]->(k), (v:ResidentUnit)-[:WITHIN]->(k), (x:ResidentUnit)-[:WITHIN]->(m),
(y:ResidentUnit)-[:WITHIN]->(m), (p:Person)-[:WITHIN]->(k), (q:Person)-[:WITHIN]->(k), (p)-[:MEMBER]->(o),
(p)-[:MEMBER {role: "b"}]->(o), (p)-[:MEMBER]->(f), (p)-[:MEMBER]->(v), (q)-[:MEMBER]->(v), (q)-[:MEMBER]->(x),
(r:Person)-[:MEMBER]->(x), (r)-[:MEMBER]->(f), (v)-[:MEMBER]->(u), (x)-[:MEMBER]->(u), (s:Person)-[:MEMBER]->(y)
"""
LONG = Projection.from_pairs(30_000, *np.random.default_rng(0).integers(0, 30_000, (2, 200_000)))


@pytest.fixture(scope="module")
def url(gds_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database, and who may ask it in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORGRAPH_NEO4J_PASSWORD", gds_server.password)
        patch.setenv("ORGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield emptied(gds_server)


@pytest.fixture(scope="module")
def server(url: str) -> Iterator[Connection]:
    found = Connection(address(url), Settings())
    yield found
    found.close()


@pytest.fixture
def gds(server: Connection) -> GraphDataScience:
    """What is asked; no store is needed for it."""
    return GraphDataScience(server)


@pytest.fixture(scope="module")
def town(url: str) -> Iterator[orgraph.Graph]:
    """The town in the server's database."""
    graph = orgraph.open(url)
    graph.store.record(records(TOWN))
    yield graph
    graph.close()


def in_memory(server: Connection) -> list[str]:
    """The networks that GDS holds."""
    return [name for name, in server.read("CALL gds.graph.list() YIELD graphName RETURN graphName")]


def random_graphs() -> Iterator[Projection]:
    """Ten, half of them directed, with isolates; with weights where `whole` fits, then with real ones."""
    for seed in range(10):
        p = sample(seed, directed=seed % 2 == 1).p
        assert p.weights is not None
        yield replace(p, weights=np.ceil(p.weights))
    yield from (sample(seed, directed=seed % 2 == 1).p for seed in (10, 11))
    yield from (Projection.from_pairs(n, [], [], directed=directed) for n in (1, 4) for directed in (False, True))


def same(gds: GraphDataScience, name: str, p: Projection) -> bool:
    """Whether a measure is the same on the server; False where it is refused."""
    measure = MEASURES[name]
    try:
        found, engine = by_gds(gds, measure, p)
    except UsageError as refused:
        if refused.code != "not-in-gds":
            raise
        return False
    assert (engine.name, engine.version, engine.procedure) == ("gds", SCIENCE.gds, GDS[name].procedure)
    np.testing.assert_allclose(found, measure.compute(p), rtol=WITHIN, atol=WITHIN)
    return True


@pytest.mark.parametrize("name", GDS)
def test_the_values_are_ours_on_random_graphs(gds: GraphDataScience, server: Connection, name: str) -> None:
    done = [same(gds, name, p) for p in random_graphs()]
    some = {"clustering": 8, "betweenness_weighted": 14}  # not with direction, not with real weights
    assert sum(done) == some.get(name, 16)
    assert same(gds, name, two_mode(3)[0]) == GDS[name].two_mode
    assert in_memory(server) == []


@pytest.mark.parametrize("net", [DAVIS, WOMEN, FLORENCE, KARATE, KITE], ids=["Davis", "women", "Florence", "karate",
                                                                             "kite"])
def test_the_values_are_ours_on_published_networks(gds: GraphDataScience, net: Net) -> None:
    """Of which tests/published.py has what their authors say."""
    refused = {name for name in GDS if not same(gds, name, net.p)}
    assert refused == ({"closeness", "closeness_in"} if net is DAVIS else set())


def test_ways_of_one_length_are_seen_to_be(gds: GraphDataScience) -> None:
    """Six sixths are one, but not in floating point, by which GDS tells lengths apart: so it is sent whole numbers."""
    around = Projection.from_pairs(7, [0, 1, 2, 3, 4, 5, 0], [1, 2, 3, 4, 5, 6, 6], [6, 6, 6, 6, 6, 6, 1])
    assert same(gds, "betweenness_weighted", around)
    upper = around.rows < around.indices
    assert around.weights is not None
    links = Links(7, around.rows[upper].astype(int), around.indices[upper].astype(int),
                  weights=1 / around.weights[upper])
    ours = MEASURES["betweenness_weighted"].compute(around) * 15
    assert not np.allclose(gds.work(links, Procedure("gds.betweenness", "score")).values, ours)


@pytest.mark.parametrize(("mode", "options"), [
    *((mode, options) for mode in MODES for options in ({}, {"area": "k"}, {"collapse": "one"})),
    ("org", {"directed": True, "layers": ["alliance"]}), ("two", {"area": "k", "boundary": True}),
    ("two", {"directed": True})])
def test_the_answer_is_ours(town: orgraph.Graph, mode: Mode, options: dict[str, Any]) -> None:
    now = town.at("2024-06-30")
    able = [name for name in GDS if mode in MEASURES[name].modes]
    compared = 0
    for name in able:
        asked = {"measure": [name], "mode": mode, **options}
        ours = now.bridging(**asked).to_dict()
        try:
            found = now.bridging(engine="gds", **asked).to_dict()
        except UsageError as refused:
            if refused.code != "not-in-gds":
                raise
            continue
        compared += 1
        assert found.pop("engine")["version"] == SCIENCE.gds
        assert ours.pop("engine")["name"] == "orgraph"
        assert _values(found) == _values(ours)
        assert found | {"took_ms": 0} == ours | {"took_ms": 0}
    assert compared >= len(able) - 2  # of all, closeness in a two-mode network and clustering with direction are not


def _values(found: dict[str, Any]) -> list[object]:
    """The numbers taken out of an answer, to be compared as numbers are."""
    value = found.pop("value")
    near = [one | {"value": pytest.approx(one["value"], rel=WITHIN, abs=WITHIN)} for one in found.pop("results")]
    return [near, value if value is None else pytest.approx(value, rel=WITHIN)]


def test_nothing_is_written_and_several_are_asked_at_once(town: orgraph.Graph, server: Connection) -> None:
    everything = ("MATCH (n) OPTIONAL MATCH (n)-[r]->() WITH n, count(r) AS ties ORDER BY elementId(n) "
                  "RETURN elementId(n), labels(n), properties(n), ties")
    names = ("CALL db.labels() YIELD label RETURN label AS name UNION CALL db.propertyKeys() YIELD propertyKey "
             "RETURN propertyKey AS name")
    before = server.read(everything), sorted(server.read(names))
    found = town.at("2024-06-30").bridging(engine="gds", measure=list(GDS), mode="org").to_dict()
    assert [one["engine"]["procedure"] for one in (found, *found["more"])] == [how.procedure for how in GDS.values()]
    assert (server.read(everything), sorted(server.read(names))) == before


def test_a_network_is_dropped_after_an_error(gds: GraphDataScience, server: Connection) -> None:
    links = Links(3, np.array([0, 1]), np.array([1, 2]))
    with pytest.raises(StoreError, match="dampingFactor"):
        gds.work(links, Procedure("gds.pageRank", "score", parameters={"dampingFactor": 7}))
    with pytest.raises(StoreError, match="nix"):
        gds.work(links, Procedure("gds.pageRank", "nix"))
    assert in_memory(server) == []
    assert gds.work(links, Procedure("gds.degree", "score")).values.tolist() == [1, 2, 1]


def test_a_network_is_dropped_when_the_time_runs_out(url: str, server: Connection) -> None:
    hasty = Connection(address(url), Settings(neo4j_timeout=3))
    with pytest.raises(StoreError) as late:
        by_gds(GraphDataScience(hasty), MEASURES["betweenness"], LONG)
    hasty.close()
    assert late.value.code == "store-timeout"
    assert in_memory(server) == []


def test_what_a_broken_run_left_is_dropped_by_a_later_one(gds: GraphDataScience, server: Connection,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("orgraph-of-old", "somebody-else"):
        server.read("UNWIND [0] AS a RETURN gds.graph.project($name, a, 1)", name=name)
    assert same(gds, "degree", KITE.p)
    assert sorted(in_memory(server)) == ["orgraph-of-old", "somebody-else"]  # it may be at work yet
    monkeypatch.setattr(science, "_AGE", "PT0S")
    assert same(gds, "degree", KITE.p)
    assert in_memory(server) == ["somebody-else"]
    server.read("CALL gds.graph.drop('somebody-else') YIELD graphName RETURN graphName")


def test_a_procedure_that_the_server_lacks(gds: GraphDataScience) -> None:
    with pytest.raises(StoreError, match=r"gds\.nix\.stream") as lacking:
        gds.work(Links(1, np.array([], int), np.array([], int)), Procedure("gds.nix", "score"))
    assert lacking.value.code == "no-gds"


def test_a_server_without_gds_says_what_to_do(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD", neo4j_server.password)
    plain = Connection(address(neo4j_server.url), Settings())
    with pytest.raises(StoreError) as lacking:
        by_gds(GraphDataScience(plain), MEASURES["degree"], KITE.p)
    plain.close()
    assert (lacking.value.code, "GDS" in lacking.value.hint) == ("no-gds", True)


@pytest.mark.usefixtures("town")
def test_the_command_line(url: str) -> None:
    asked = ["bridging", "--db", url, "--as-of", "2024-06-30", "--engine", "gds", "--measure", "degree,modularity"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.stderr
    assert all(f"GDS {SCIENCE.gds} 的 {name}" in done.stdout for name in ("gds.degree", "gds.modularity"))
    found = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert found["engine"] == {"name": "gds", "version": SCIENCE.gds, "procedure": "gds.degree"}
    for wrong in (["--trend", "3"], ["--measure", "constraint"], ["--samples", "4"]):
        done = CliRunner().invoke(app, [*asked, *wrong])
        assert (done.exit_code, done.stdout, "--engine" in done.stderr) == (1, "", True)
