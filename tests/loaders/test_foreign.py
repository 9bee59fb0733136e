"""Another team's graph answers as the same facts from sheets do, and nothing is written to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import foreign
import neo4j
import pytest
from neo4j_server import Server
from typer.testing import CliRunner

import orgraph
from orgraph.cli.app import app
from orgraph.config import Settings
from orgraph.errors import StoreError
from orgraph.graph import Graph
from orgraph.loaders.foreign.store import ForeignStore
from orgraph.moment import Moment
from orgraph.stores.neo4j.address import address
from orgraph.stores.neo4j.foreign import ForeignGraph

NOISE = "楼上装修中午也不停，电钻声震得头疼"
# What differs where the same facts come from elsewhere: ids (of areas too), and the rows that they stand on.
ELSEWHERE = {"id", "area", "source", "evidence", "took_ms"}


@pytest.fixture(params=foreign.STYLES)
def theirs(request: pytest.FixtureRequest, neo4j_server: Server) -> Iterator[Graph]:
    opened = orgraph.open(foreign.town(neo4j_server, request.param))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    opened = orgraph.open(f"sqlite:///{tmp_path_factory.mktemp('sheets') / 'town.db'}")
    opened.load([foreign.FOLDER / "sheets"])
    yield opened
    opened.close()


def facts(value: Any) -> Any:
    """An answer without what differs; lists of things that have no rank in an order of their own."""
    if isinstance(value, dict):
        return {key: facts(one) for key, one in value.items() if key not in ELSEWHERE}
    if isinstance(value, list):
        found = [facts(one) for one in value]
        return sorted(found, key=lambda one: json.dumps(one, sort_keys=True)) \
            if found and isinstance(found[0], dict) else found
    return value


def islands(now: Moment) -> list[list[str]]:
    """Who is in which island; what else is said of them goes by ids where two are alike."""
    found = now.bridging("islands", area="东华街道", mode="two")
    return sorted(sorted(member.name for member in island.members) for island in found.islands)


# ---- worked out by hand ----
def test_coverage_counts_what_is_there_on_the_day(theirs: Graph) -> None:
    """Of four compounds 梅园 and 竹园 have an owners' committee; that of 兰园 ended on 2024-06-30, 菊园 had none."""
    rule, = theirs.at(foreign.DAY).coverage("owners-committee", area="东华街道").rules
    assert (rule.eligible, rule.covered) == (4, 2)
    assert sorted((gap.focus.name, str(gap.since)) for gap in rule.gaps) == [("兰园", "2024-06-30"), ("菊园", "None")]
    before, = theirs.at("2024-06-29").coverage("owners-committee", area="甲社区").rules
    assert (before.eligible, before.covered) == (2, 2)


def test_bridging_ranks_by_shortest_paths(theirs: Graph) -> None:
    """梅园业委会—甲居委会; 甲居委会, 甲党委 and 联盟 each with each (赵一, 钱二); 联盟—大同物业, 学校, 派出所.

    7 nodes, 15 pairs beside a node. Through 联盟 go the 3 pairs of its own leaves and each leaf with the 3 others: 12.
    Through 甲居委会 goes 业委会 with the 5 others.
    """
    result = theirs.at(foreign.DAY).bridging(area="东华街道", measure=["betweenness"])
    assert [one.name for one in result.results[:2]] == ["甲社区党建联盟", "甲社区居民委员会"]
    assert {one.name: one.value for one in result.results} == {
        "甲社区党建联盟": pytest.approx(12 / 15), "甲社区居民委员会": pytest.approx(5 / 15), "梅园业主委员会": 0.0,
        "甲社区党委": 0.0, "大同物业": 0.0, "东华街道派出所": 0.0, "示例小学": 0.0}


def test_call_goes_to_the_unit_whose_duty_it_is(theirs: Graph) -> None:
    """The police station's list of duties names the topic, and it is there for the whole street."""
    first, second, *_ = theirs.at(foreign.DAY).who_to_call(NOISE, at="梅园").candidates
    assert (first.organization.name, first.route, first.person.name, first.contact.value) == (
        "东华街道派出所", "duty", "孙三", "000****0203")
    assert (second.organization.name, second.route, second.person.name) == ("大同物业", "compound", "吴六")


def test_every_answer_is_that_of_the_same_facts_in_sheets(theirs: Graph, ours: Graph) -> None:
    for day in (foreign.DAY, "2024-01-01", "2021-06-01"):
        one, other = theirs.at(day), ours.at(day)
        pairs = [
            (one.coverage(area="东华街道", by="Community"), other.coverage(area="东华街道", by="Community")),
            (one.bridging(area="东华街道", measure=["degree", "betweenness", "constraint"]),
             other.bridging(area="东华街道", measure=["degree", "betweenness", "constraint"])),
            (one.who_to_call(NOISE, at="梅花园"), other.who_to_call(NOISE, at="梅花园")),
            (one.find("甲居委"), other.find("甲居委")),
        ]
        for seen, wanted in pairs:
            assert facts(seen.to_dict()) == facts(wanted.to_dict())
        assert islands(one) == islands(other)


# ---- what is read, and what is not ----
def test_only_office_holders_are_persons(theirs: Graph) -> None:
    """王八一 is an ordinary Party member and 冯九 nothing: counted, and their names are nowhere."""
    names = {entry.name for entry in theirs.store.directory() if entry.kind == "Person"}
    assert names == {"赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七"}
    assert isinstance(theirs.store, ForeignStore)
    report = theirs.store.report
    assert report.errors == []
    unheld, = (one for one in report.warnings if one.code == "graph.unheld")
    assert unheld.detail.startswith("2 ")
    assert report.left_out == 3  # the two, and what makes 王八一 a member
    assert "王八一" not in json.dumps(report.to_dict(), ensure_ascii=False)


def test_every_fact_points_at_where_it_is_from(theirs: Graph, neo4j_server: Server) -> None:
    rows = [one for one in theirs.store.statements() if one.source.file != "orgraph/topics"]
    assert {one.source.file for one in rows} == {f"bolt://{neo4j_server.address}"}
    assert neo4j_server.password not in repr(rows)
    with neo4j.GraphDatabase.driver(neo4j_server.url, auth=neo4j_server.auth) as driver:
        for one in rows[:60]:
            pattern = f"{one.source.sheet} " if one.source.sheet[0] == "(" else f"()-{one.source.sheet}->() "
            found = driver.execute_query(
                f"MATCH {pattern.replace('(:', '(n:').replace('[:', '[n:')} WHERE elementId(n) ENDS WITH $end RETURN n",
                end=f":{one.source.row}").records
            assert len(found) == 1, one.source


def test_one_generation_that_is_read_anew_when_it_is_opened(neo4j_server: Server) -> None:
    url = foreign.town(neo4j_server, "zh")
    first = orgraph.open(url)
    only, = first.generations()
    assert (only.number, only.active, only.note) == (1, True, f"bolt://{neo4j_server.address}")
    with neo4j.GraphDatabase.driver(neo4j_server.url, auth=neo4j_server.auth) as driver:
        driver.execute_query("MATCH (n:单位 {编号: 'D05'}) SET n.撤销 = '2025-01-01'")
    second = orgraph.open(url)
    covered = [graph.at(foreign.DAY).coverage("owners-committee", area="东华街道").rules[0].covered
               for graph in (first, second)]
    assert covered == [2, 1]
    assert [graph.generations()[0].number for graph in (first, second)] == [1, 1]
    first.close()
    second.close()


# ---- read-only ----
def state(server: Server) -> list[Any]:
    """All that a write would change: the last transaction, the schema, every name and number."""
    with neo4j.GraphDatabase.driver(server.url, auth=server.auth) as driver:
        asked = ("SHOW DATABASES YIELD name, lastCommittedTxn WHERE name = 'neo4j' RETURN lastCommittedTxn",
                 "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name",
                 "SHOW INDEXES YIELD name RETURN name ORDER BY name",
                 "CALL db.labels() YIELD label RETURN label ORDER BY label",
                 "CALL db.propertyKeys() YIELD propertyKey AS key RETURN key ORDER BY key",
                 "MATCH (n) RETURN count(n)", "MATCH ()-[r]->() RETURN count(r)")
        return [[tuple(record) for record in driver.execute_query(one).records] for one in asked]


def test_nothing_is_written(neo4j_server: Server) -> None:
    url = foreign.town(neo4j_server, "zh")
    before = state(neo4j_server)
    graph = orgraph.open(url)
    now = graph.at(foreign.DAY)
    now.coverage(area="东华街道")
    now.who_to_call(NOISE, at="梅园")
    for refused in (lambda: graph.load([foreign.FOLDER / "sheets"]),
                    lambda: graph.load([foreign.FOLDER / "sheets"], dry_run=True),
                    lambda: graph.store.activate(1), lambda: graph.store.record([]), lambda: graph.store.prune(1),
                    lambda: graph.decide([], "same")):
        with pytest.raises(StoreError) as caught:
            refused()
        assert caught.value.code == "store-read-only"
    graph.close()
    assert state(neo4j_server) == before
    assert before[0] != [], "the server tells of its transactions"


def test_the_server_refuses_a_write_in_such_a_session(neo4j_server: Server) -> None:
    url = foreign.town(neo4j_server, "zh")
    before = state(neo4j_server)
    graph = ForeignGraph(address(url, Settings()), Settings())
    with pytest.raises(StoreError):
        list(graph._connection.stream("CREATE (n:X) RETURN n"))
    with pytest.raises(StoreError):
        graph._connection.read("CREATE INDEX x FOR (n:X) ON (n.x)")
    graph.close()
    assert state(neo4j_server) == before


# ---- commands ----
def test_commands(neo4j_server: Server, tmp_path: Path) -> None:
    url = foreign.town(neo4j_server, "en")

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, [*arguments, "--db", url])

    checked = run("check")
    assert checked.exit_code == 0
    assert "[:HAS_OFFICER]" in checked.stdout
    assert json.loads(run("check", "--json").stdout)["left_out"] == 3
    shown = run("show", "大同物业", "--as-of", foreign.DAY)
    assert "(:Firm)" in shown.stdout
    assert "orgraph check" in shown.stderr
    assert json.loads(run("coverage", "owners-committee", "--json", "--as-of", foreign.DAY).stdout)["rules"][0][
        "missing"] == 2
    written = tmp_path / "out.json"
    assert run("export", str(written), "--as-of", foreign.DAY).exit_code == 0
    assert "甲社区党建联盟" in written.read_text(encoding="utf-8")
    for arguments in (("load", str(foreign.FOLDER / "sheets")), ("generations", "activate", "1"),
                      ("call", "ask", NOISE, "--at", "梅园", "--keep")):
        refused = run(*arguments)
        assert refused.exit_code == 1, arguments
        assert neo4j_server.password not in refused.output
