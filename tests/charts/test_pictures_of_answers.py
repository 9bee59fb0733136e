"""The pictures of losses, links, islands, key players and months show the numbers of their answers."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from stores.memory import view_of

from orgraph import charts
from orgraph.charts.style import COLOURS, REST, SIGNS, apart
from orgraph.errors import NotFound, UsageError
from orgraph.moment import Moment
from orgraph.queries.bridging.over_time.over_time_results import NetworkPoint, OverTimeResult, TrendLine
from orgraph.queries.bridging.results import (
    FailurePoint,
    FailurePointsResult,
    Holding,
    Island,
    IslandsResult,
    MeasureResult,
    Proposal,
    ProposalsResult,
    Ranked,
    WhatIfResult,
)
from orgraph.queries.bridging.roles.roles_results import KeyPlayerSet, KeyPlayersResult
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.facts import records
from orgraph.queries.coverage.results import RuleTrend, TrendPoint, TrendResult
from orgraph.queries.who_to_call.results import CallResult, Candidate, PathStep
from orgraph.results import NodeRef

HEAD: dict[str, Any] = {"as_of": "2024-03-15", "generation": 1, "mode": "org", "area": NodeRef(id="a", name="某市")}
WHERE = "某市 2024-03-15："  # in every title
FAMILIES = nx.florentine_families_graph()


def point(rank: int, name: str, cut_off: int, gaps: int) -> FailurePoint:
    return FailurePoint(id=f"p-{name}", name=name, kind="Person", rank=rank, cut_off=[], cut_off_count=cut_off,
                        population=10, gaps_opened=gaps)


def proposal(to: str, before: float | None, after: float | None) -> Proposal:
    return Proposal(id=f"x-{to}", person=NodeRef(id="p", name="甲"), from_=NodeRef(id="o", name="社区党委"),
                    to=NodeRef(id=to, name=to), role="委员", basis="", before=before, after=after, gain=4,
                    why="可以任职")


def test_failure_points() -> None:
    result = FailurePointsResult(**HEAD, results=[point(1, "甲", 7, 2), point(2, "乙", 3, 0)])
    gaps, cut = result.figure().data
    assert (list(cut.y), list(cut.x)) == (["2. 乙", "1. 甲"], [3, 7])
    assert (list(gaps.y), list(gaps.x)) == (["2. 乙", "1. 甲"], [0, 2])
    assert result.figure().layout.title.text.startswith(f"{WHERE}没有谁就会断开")


def test_what_if() -> None:
    before = Holding(nodes=9, islands=1, largest=9, reachable_pairs=36)
    after = Holding(nodes=8, islands=3, largest=5, reachable_pairs=12)
    figure = WhatIfResult(**HEAD, point=point(0, "甲", 3, 2), before=before, after=after).figure()
    assert [list(bar.y) for bar in figure.data] == [[1, 3], [9, 5], [36, 12], [0, 3], [0, 2]]
    assert [list(bar.text) for bar in figure.data][2] == ["36", "12"]
    assert figure.layout.title.text.startswith(f"{WHERE}假如没有 甲<br>")
    # Each panel has axes of its own, side by side.
    domains = [figure.layout[f"xaxis{'' if at == 1 else at}"].domain for at in range(1, 6)]
    assert all(one[1] < other[0] for one, other in pairwise(domains))


def test_several_losses_at_once() -> None:
    facts = "(k:Community), (u:Alliance)-[:WITHIN]->(k), (v:ResidentUnit)-[:WITHIN]->(k), (v)-[:MEMBER]->(u)"
    now = Moment(view_of(tuple(records(facts))), dt.date(2024, 6, 30), load_rules())
    result = now.without(cut=[("v", "u")], mode="org")
    figure = result.figure()
    assert list(figure.data[0].y) == [result.before.islands, result.after.islands] == [1, 2]
    assert "v～u" in figure.layout.title.text


def test_proposals_before_and_after() -> None:
    result = ProposalsResult(**HEAD, candidates=9, results=[
        proposal("乙", 5, 4), proposal("丙", 4, 3), proposal("丁", None, None)])
    figure = result.figure()
    line, before, after = figure.data
    assert list(before.x) == [5, 4]
    assert list(after.x) == [4, 3]
    assert list(after.text) == ["4", "3"]
    assert list(before.y) == list(after.y) == ["1. 甲 → 乙委员", "2. 甲 → 丙委员"]
    assert list(line.x) == [5, 4, None, 4, 3, None]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.title.text.startswith(f"{WHERE}补上这些联系，群的个数 islands，")
    assert before.marker.color == "white"  # else the line shows through it
    assert (before.marker.symbol, before.marker.line.color) == (None, REST)


def test_islands() -> None:
    def island(size: int, name: str, **more: Any) -> Island:
        return Island(id=f"i-{name}", size=size, members=[NodeRef(id=name, name=name)], **more)

    result = IslandsResult(**HEAD, total=3, isolated=8, islands=[
        island(4, "甲", nearest=proposal("乙", 3, 2)), island(2, "乙"), island(1, "丙")])
    figure = result.figure()
    (bars,) = figure.data
    assert (list(bars.y), list(bars.x)) == (["3. 丙", "2. 乙 等", "1. 甲 等"], [1, 2, 4])
    assert bars.customdata[2] == "社区党委 → 乙委员"
    assert "no permitted link" in bars.customdata[0]
    assert figure.layout.title.text.startswith(f"{WHERE}3 个互不相连的群，另有 8 个没有任何联系")


def test_key_players() -> None:
    of = KeyPlayerSet(measure="fragmentation", goal="neg", zh="撤掉后最散", en="fragmentation", meaning="",
                      meaning_en="", definition="", value=0.6, before=0.1, bound=0.75, exact=False, guarantee=None,
                      members=[NodeRef(id="a", name="甲"), NodeRef(id="b", name="乙")])
    figure = KeyPlayersResult(**HEAD, size=2, reference="", results=[of]).figure()
    assert [list(bar.y) for bar in figure.data] == [[0.1, 0.6, 0.75]]
    assert figure.layout.title.text.startswith(f"{WHERE}2 个关键节点")
    assert "撤掉后最散：甲、乙" in figure.layout.title.text
    assert list(figure.layout.xaxis.ticktext) == ["之前", "这几个", "上限"]


def test_months() -> None:
    points = [NetworkPoint(on=on, nodes=4, edges=3, islands=1, cut_vertices=1, value=value)
              for on, value in (("2024-02-29", 0.25), ("2024-03-15", 0.5))]
    lines = [TrendLine(id=f"o-{at}", name=f"单位{at}", kind="Alliance", values=[None, float(at)], ranks=[None, at])
             for at in range(9, 0, -1)]
    head = {**HEAD, "measure": "betweenness", "title": "中介度", "definition": "", "meaning": "一句话。"}
    figure = OverTimeResult(**head, points=points, lines=lines).figure()
    assert [(line.name, list(line.y)) for line in figure.data] == [
        (f"单位{at}", [None, float(at)]) for at in range(1, len(COLOURS) + 1)]
    assert all(list(line.x) == ["2024-02-29", "2024-03-15"] for line in figure.data)
    assert len({(line.line.color, line.marker.symbol) for line in figure.data}) == len(COLOURS) == len(SIGNS)
    title, meaning, rest = figure.layout.title.text.split("<br>")
    assert (title, meaning) == (f"{WHERE}中介度 betweenness，各月末 at the ends of months", "<sup>一句话。</sup>")
    assert rest == f"<sup>最后一天最靠前的 {len(COLOURS)} 个，另有 2 个没有画 2 more are not drawn</sup>"
    (whole,) = OverTimeResult(**head, points=points).figure().data
    assert (whole.name, list(whole.y)) == ("中介度", [0.25, 0.5])


def test_what_is_of_one_name_stays_apart() -> None:
    assert apart(["甲", "乙", "甲", "甲"]) == ["甲", "乙", "甲（2）", "甲（3）"]
    result = MeasureResult(**HEAD, measure="degree", definition="", meaning="", title="联系数", results=[
        Ranked(id=id_, name="党支部", kind="Alliance", value=2.0, rank=1, percentile=None) for id_ in "ab"])
    assert len(set(result.figure().data[0].y)) == 2


# Two streets of one district: of the three compounds of 甲 two have a committee, of the one of 乙 none; c5 lies right
# in the district and has one.
TOWN = """
(d:District), (s:Street)-[:WITHIN]->(d), (t:Street)-[:WITHIN]->(d), (n:Street)-[:WITHIN]->(d),
(c1:Compound)-[:WITHIN]->(s), (c2:Compound)-[:WITHIN]->(s), (c3:Compound)-[:WITHIN]->(s), (c4:Compound)-[:WITHIN]->(t),
(c5:Compound)-[:WITHIN]->(d),
(o1:OwnersCommittee)-[:SERVES]->(c1), (o2:OwnersCommittee)-[:SERVES]->(c2), (o5:OwnersCommittee)-[:SERVES]->(c5)
"""


@pytest.mark.parametrize("shape", ["treemap", "sunburst"])
def test_a_roll_up_through_levels(shape: Any) -> None:
    now = Moment(view_of(tuple(records(TOWN))), dt.date(2024, 6, 30), load_rules())
    figure = charts.coverage_roll_up(now, "owners-committee", levels=("District", "Street"), shape=shape)
    (tiles,) = figure.data
    assert tiles.type == shape
    rows = {id_: (parent, due, text, rate) for id_, parent, due, text, rate in zip(
        tiles.ids, tiles.parents, tiles.values, tiles.text, tiles.marker.colors, strict=True)}
    assert rows == {  # the colour is what is missing
        "all": ("", 5, "60.0% 3/5", 0.4), "d": ("all", 5, "60.0% 3/5", 0.4), "s": ("d", 3, "66.7% 2/3", 1 - 2 / 3),
        "t": ("d", 1, "0.0% 0/1", 1.0)}  # nothing is due in n; what is right in d has no tile of a street
    assert tiles.branchvalues == "total"
    assert figure.layout.title.text.startswith("全部区域 2024-06-30：")
    with pytest.raises(UsageError, match="没有这种图"):
        charts.coverage_roll_up(now, "owners-committee", shape="pie")  # type: ignore[arg-type]


def test_a_loss_on_the_map() -> None:
    """Florentine marriages without the Medici: the Acciaiuoli, and the Salviati with the Pazzi, are cut off."""
    figure = charts.loss_map(FAMILIES, "Medici", steps=2)
    assert figure.layout.title.text.startswith("假如没有 Medici：断开 3 个<br>")
    shown = {trace.name: [text.split("</b>")[0].removeprefix("<b>") for text in trace.customdata]
             for trace in figure.data if trace.mode == "markers"}
    assert sorted(shown["断开 cut off"]) == sorted(["Acciaiuoli", "Salviati", "Pazzi"] * 2)  # before and after
    assert shown["失去的 lost"] == ["Medici"]
    near = nx.single_source_shortest_path_length(FAMILIES, "Medici", cutoff=2)
    assert set(shown["留在大块里 stays"]) == set(near) - {"Medici", "Acciaiuoli", "Salviati", "Pazzi"}
    ties = sum(list(trace.x).count(None) for trace in figure.data if trace.mode == "lines")
    drawn = FAMILIES.subgraph(near)
    assert ties == 2 * drawn.number_of_edges() - drawn.degree("Medici")
    with pytest.raises(NotFound):
        charts.loss_map(FAMILIES, "Nobody")


def test_persons_cut_off_are_counted_beside() -> None:
    graph = nx.path_graph(["大块", "二", "三", "失", "人", "单位"])
    nx.set_node_attributes(graph, {"人": "Person", "单位": "Alliance"}, "kind")
    title = charts.loss_map(graph, {"失"}).layout.title.text
    assert "断开 1 个，连人 2 个" in title
    assert "2 cut off, 1 of them persons" in title
    assert "within 1 step;" in charts.loss_map(graph, {"失"}, steps=1).layout.title.text


def test_of_many_rules_those_that_moved_most() -> None:
    rules = [RuleTrend(rule=f"r{at}", title=f"规则{at}", title_en="", points=[
        TrendPoint.of(0, 10, 0, on="2024-01-31"), TrendPoint.of(at, 10 - at, 0, on="2024-02-29")]) for at in range(10)]
    figure = TrendResult(as_of="2024-02-29", generation=1, rules=rules).figure()
    assert [line.name for line in figure.data] == [f"规则{at}" for at in range(3, 10)]
    assert "另有 3 条没有画" in figure.layout.title.text


def test_a_path_with_long_names() -> None:
    node = NodeRef(id="o", name="某某街道办事处综合行政执法队第一分队", kind="Department")
    refs = [node.model_copy(update={"id": f"o-{number}"}) for number in range(6)] + [node]
    steps = [PathStep(node=refs[0], relation="about"), *(
        PathStep(node=there, relation="SERVES", from_=here) for here, there in pairwise(refs))]
    call = CallResult(as_of="2024-01-01", generation=1, text="", candidates=[Candidate.model_validate({
        "rank": 1, "organization": {"id": "o", "name": node.name, "classification": "Department"}, "person": None,
        "contact": None, "score": 1.0, "parts": dict.fromkeys(
            ("topic", "authority", "proximity", "reliability", "load", "freshness"), 1.0),
        "path": steps, "why": "因为", "route": "r"})])
    figure = call.figure()
    _, trace = figure.data
    assert trace.text[0].startswith("诉求")
    for text in trace.text[1:]:
        *names, kind = text.split("<br>")
        assert ("".join(names), kind) == (node.name, "<sub>部门</sub>")
        assert max(map(len, names)) * 12 < 960 / 8  # as wide as a step
    assert figure.layout.title.text == "因为"


def test_charts_are_there_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", "import orgraph; print(orgraph.charts.save.__name__)"],
                          capture_output=True, text=True, check=True)
    assert done.stdout == "save\n"
