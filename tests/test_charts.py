"""The pictures show the numbers of the answers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest

from orgraph import charts
from orgraph.charts import layout
from orgraph.errors import NotFound, UsageError
from orgraph.queries.bridging.results import Island, IslandsResult, MeasureResult, Proposal, Ranked
from orgraph.queries.bridging.roles.roles_results import Broker, BrokerageResult, Role, RoleScore
from orgraph.queries.coverage.results import (
    AreaCounts,
    CoverageResult,
    RuleCoverage,
    RuleTrend,
    TrendPoint,
    TrendResult,
)
from orgraph.queries.entity import FindResult
from orgraph.queries.who_to_call.results import CallResult
from orgraph.results import NodeRef

_COUNTS = {"eligible": 5, "covered": 3, "missing": 1, "waived": 1, "rate": 0.75}
_NONE_DUE = {"eligible": 0, "covered": 0, "missing": 0, "waived": 0, "rate": None}


def rule(name: str, **counts: object) -> RuleCoverage:
    return RuleCoverage.model_validate({
        "rule": name, "title": f"规则{name}", "title_en": name, "version": "1", "basis": "", "severity": "warn",
        "focus_kind": "Compound", **counts,
        "by": [AreaCounts.model_validate({"area": "a-1", "name": "甲街道", "level": "Street", **_COUNTS}),
               AreaCounts.model_validate({"area": "a-2", "name": "乙街道", "level": "Street", **_NONE_DUE})]})


def test_coverage() -> None:
    result = CoverageResult(as_of="2024-01-01", generation=1, rules=[rule("a", **_COUNTS), rule("b", **_NONE_DUE)])
    covered, missing, numbers = charts.coverage_bars(result).data
    assert (list(covered.y), list(covered.x), list(missing.x)) == (["规则a"], [0.75], [0.25])
    assert [text.strip() for text in numbers.text] == ["75.0% 3/4"]
    tiles = charts.coverage_treemap(result)
    made = tiles.data[0]
    assert (list(made.labels), list(made.values)) == (["规则a", "甲街道"], [0, 4])
    assert list(made.text) == ["75.0% 3/4"] * 2
    assert list(made.marker.colors) == [0.25, 0.25]
    assert tiles.layout.title.text.startswith("全部区域 2024-01-01：规则a 75.0% 3/4<br>")
    assert charts.coverage_treemap(result, "b").data[0].labels[0] == "规则b"
    with pytest.raises(NotFound, match="没有这条规则"):
        charts.coverage_treemap(result, "c")


def test_high_rates_are_told_apart() -> None:
    """Of 317 and of 277 nearly all are covered: 28 and 26 missing are 8.8 % and 9.4 %, and the scale ends at these."""
    by = [AreaCounts.of(covered, missing, 0, area=name, name=name, level="Street")
          for name, covered, missing in (("甲", 289, 28), ("乙", 251, 26), ("丙", 62, 0))]
    one = RuleCoverage.of(602, 54, 0, rule="r", title="规则", title_en="", version="1", basis="", severity="warn",
                          focus_kind="Compound", by=by)
    result = CoverageResult(as_of="2024-01-01", generation=1, rules=[one])
    heat = charts.coverage_heat(result).data[0]
    assert [list(row) for row in heat.text] == [["91.2%<br>289/317", "90.6%<br>251/277", "100.0%<br>62/62"]]
    assert list(heat.z[0]) == pytest.approx([28 / 317, 26 / 277, 0.0])
    assert (heat.zmin, heat.zmax) == (0, pytest.approx(26 / 277))
    marker = charts.coverage_treemap(result).data[0].marker
    assert (marker.cmin, marker.cmax) == (0, pytest.approx(26 / 277))
    assert marker.colorbar.title.text == "未建 missing"


def test_a_trend_is_a_line_a_rule_that_breaks_where_nothing_is_due() -> None:
    points = [TrendPoint.of(1, 3, 0, on="2024-01-31"), TrendPoint.of(0, 0, 2, on="2024-02-29"),
              TrendPoint.of(3, 1, 0, on="2024-03-15")]
    result = TrendResult(as_of="2024-03-15", generation=1, rules=[
        RuleTrend(rule="a", title="规则甲", title_en="a", points=points),
        RuleTrend(rule="b", title="规则乙", title_en="b")])
    figure = charts.coverage_trend(result)
    line, empty = figure.data
    assert (line.name, list(line.x), list(line.y)) == (
        "规则甲", ["2024-01-31", "2024-02-29", "2024-03-15"], [0.25, None, 0.75])
    assert (empty.name, len(empty.x)) == ("规则乙", 0)
    assert "2024-03-15" in figure.layout.title.text


def test_heat_has_a_field_a_rule_and_area() -> None:
    result = CoverageResult(as_of="2024-01-01", generation=1, rules=[rule("a", **_COUNTS), rule("b", **_NONE_DUE)])
    figure = charts.coverage_heat(result)
    heat = figure.data[0]
    assert list(heat.y) == ["规则a"]
    assert list(figure.layout.xaxis.ticktext) == ["甲街道", "乙街道"]
    assert [list(row) for row in heat.z] == [[0.25, None]]
    assert [list(row) for row in heat.text] == [["75.0%<br>3/4", ""]]


def test_ranking_has_the_first_on_top_and_no_undefined_values() -> None:
    result = MeasureResult(
        as_of="2024-01-01", generation=1, mode="org", measure="degree", definition="", meaning="一句话", title="联系数",
        results=[Ranked(id="o-1", name="甲", kind="Alliance", value=2.0, rank=1, percentile=100.0),
                 Ranked(id="o-2", name="乙", kind="Alliance", value=1.0, rank=2, percentile=50.0),
                 Ranked(id="o-3", name="丙", kind="Alliance", value=None, rank=3, percentile=None)])
    figure = charts.bridging_ranking(result)
    assert list(figure.data[0].y) == ["2. 乙", "1. 甲"]
    assert "一句话" in figure.layout.title.text


def test_a_call_without_candidates_says_so() -> None:
    figure = charts.call_path(CallResult(as_of="2024-01-01", generation=1, text=""))
    assert "没有找到" in figure.layout.title.text


def test_the_usual_picture_of_an_answer() -> None:
    result = CoverageResult(as_of="2024-01-01", generation=1, rules=[rule("a", **_COUNTS)])
    assert result.figure() == charts.coverage_bars(result)
    with pytest.raises(UsageError, match="没有现成的图"):
        FindResult(as_of="2024-01-01", generation=1).figure()


def test_brokers_by_role() -> None:
    roles = [Role(id=name, zh=zh, en=name, ways="", meaning="", meaning_en="") for name, zh in (
        ("coordinator", "协调者"), ("liaison", "联络者"), ("total", "合计"))]
    score = RoleScore(count=3, expected=1.0, deviation=0.5, z=4.0)
    low = RoleScore(count=1, expected=1.0, deviation=None, z=None)
    result = BrokerageResult(
        as_of="2024-01-01", generation=1, mode="org", by="kind", null="ties", definition="", reference="", roles=roles,
        results=[Broker(id="o-1", name="甲", kind="Alliance", rank=1, group="联盟",
                        scores={"coordinator": score, "liaison": low, "total": score}),
                 Broker(id="o-2", name="乙", kind="", rank=2, group="企业",
                        scores=dict.fromkeys(("coordinator", "liaison", "total"), low))])
    bars = charts.brokerage_roles(result).data
    assert [(bar.name, list(bar.y), list(bar.x)) for bar in bars] == [
        ("协调者 coordinator", ["2. 乙", "1. 甲"], [1, 3]), ("联络者 liaison", ["2. 乙", "1. 甲"], [1, 1])]
    titles = [picture(result).layout.title.text for picture in (charts.brokerage_roles, charts.brokerage_table)]
    assert titles[0].startswith("全部区域 2024-01-01：谁替谁牵线，按类别分 brokerage roles by kind<br>")
    assert titles[1].startswith("全部区域 2024-01-01：中介角色")
    cells = charts.brokerage_table(result).data[0].cells
    assert [list(column) for column in cells.values] == [
        [1, 2], ["甲", "乙"], ["联盟", "企业"], ["3（+4.0）", "1（—）"], ["1（—）", "1（—）"],
        ["3（+4.0）", "1（—）"]]
    assert list(cells.fill.color[3]) == [charts.PALE, "white"]


def marks(figure: Any) -> dict[str, tuple[float, float]]:
    """Where each node stands, by the name that whoever points at it reads."""
    return {text.split("</b>")[0].removeprefix("<b>"): (x, y) for trace in figure.data if trace.mode == "markers"
            for text, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)}


def lines(figure: Any) -> int:
    return sum(list(trace.x).count(None) for trace in figure.data if trace.mode == "lines" and trace.line.dash is None)


def named(figure: Any) -> set[str]:
    return {note.text for note in figure.layout.annotations}


def shuffled(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    """The same graph made in another order."""
    other = graph.__class__()
    other.add_nodes_from(reversed(list(graph.nodes(data=True))))
    other.add_edges_from((b, a, values) for a, b, values in reversed(list(graph.edges(data=True))))
    return other


FAMILIES = nx.florentine_families_graph()


@pytest.mark.parametrize("picture", [
    charts.island_map, charts.blocks, lambda graph: charts.ego(graph, "Medici", steps=2)])
def test_a_picture_is_the_same_whenever_it_is_drawn(picture: Callable[[Any], Any]) -> None:
    one, other = picture(FAMILIES), picture(shuffled(FAMILIES))
    assert marks(one) == marks(other)
    assert one.to_json() == picture(FAMILIES.copy()).to_json()


def test_stress_finds_the_distances_that_a_plane_has() -> None:
    """A path and a square grid can be drawn with all distances right, or nearly; where is known by hand."""
    path = np.abs(np.subtract.outer(np.arange(9.0), np.arange(9.0)))
    placed = layout.stress(path)
    assert np.allclose(np.hypot(*(placed[:, None] - placed).T), path, atol=1e-3)
    points = np.array([(x, y) for x in range(5) for y in range(4)], dtype=float)
    apart = np.hypot(*(points[:, None] - points).T)
    placed = layout.stress(apart)
    assert np.allclose(np.hypot(*(placed[:, None] - placed).T), apart, atol=1e-3)
    assert np.array_equal(placed, layout.stress(apart))


def test_circles_are_steps() -> None:
    at = marks(charts.ego(nx.krackhardt_kite_graph(), 7, steps=3))  # type: ignore[arg-type]
    steps = nx.single_source_shortest_path_length(nx.krackhardt_kite_graph(), 7)
    assert {node: round(float(np.hypot(*at[str(node)])), 2) for node in steps} == steps


def test_the_picture_round_a_node() -> None:
    figure = charts.ego(FAMILIES, "Medici", values={"Medici": 0.522}, measure="中介度")
    at = marks(figure)
    assert set(at) == {"Medici", *FAMILIES["Medici"]}
    assert at["Medici"] == (0.0, 0.0)
    assert all(np.hypot(*place) == pytest.approx(1, abs=1e-3) for name, place in at.items() if name != "Medici")
    assert "6 个直接联系" in figure.layout.title.text
    assert any("中介度 0.522" in text for trace in figure.data if trace.mode == "markers" for text in trace.customdata)
    with pytest.raises(NotFound):
        charts.ego(FAMILIES, "Nobody")


def widths(figure: Any) -> dict[str, float]:
    """How wide each node's mark is, by the name that whoever points at it reads."""
    return {text.split("</b>")[0].removeprefix("<b>"): size for trace in figure.data if trace.mode == "markers"
            for text, size in zip(trace.customdata, trace.marker.size, strict=True)}


@pytest.mark.parametrize("picture", [
    charts.island_map, charts.two_mode, lambda graph, **more: charts.ego(graph, "中", steps=2, **more)])
def test_the_larger_the_mark_the_higher_its_value(picture: Callable[..., Any]) -> None:
    """A tree in which the node with most ties is not the one with the highest value."""
    graph = nx.Graph([("中", "甲"), ("中", "乙"), ("中", "丙"), ("丙", "丁")])
    values = {"中": 0.2, "甲": 0.8, "乙": 0.4, "丙": 0.1, "丁": float("nan")}
    figure = picture(graph, values=values, measure="中介度")
    assert sorted(graph, key=widths(figure).__getitem__) == ["丁", "丙", "中", "乙", "甲"]
    assert "点的大小 mark size：中介度" in figure.layout.title.text
    ties = picture(graph)
    assert max(graph, key=widths(ties).__getitem__) == "中"
    assert "大小" not in ties.layout.title.text


def test_islands_do_not_lie_on_each_other() -> None:
    graph = nx.disjoint_union_all([nx.star_graph(6), nx.path_graph(5), *(nx.path_graph(2) for _ in range(20))])
    nx.set_node_attributes(graph, {node: f"n{node}" for node in graph}, "name")
    figure = charts.island_map(graph)
    at = marks(figure)
    boxes = []
    for part in nx.connected_components(graph):
        points = np.array([at[f"n{node}"] for node in part])
        boxes.append((*points.min(axis=0), *points.max(axis=0)))
    for one, other in combinations(boxes, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    assert figure.layout.title.text.startswith("22 个互不相连的群")
    assert lines(figure) == graph.number_of_edges()
    assert {"1（7）", "2（5）"} <= named(figure)


def test_the_nearest_permitted_links_are_dotted() -> None:
    graph = nx.Graph([("a", "b"), ("c", "d")])
    link = Proposal.model_validate({"id": "x", "from_": NodeRef(id="b", name="乙"), "to": NodeRef(id="c", name="丙"),
                                    "role": "", "basis": "", "before": 2, "after": 1, "gain": 4, "why": "可以任职"})
    island = Island(id="i", size=2, members=[], nearest=link)
    result = IslandsResult(as_of="2024-01-01", generation=1, mode="org", islands=[island, island])
    dotted = [trace for trace in charts.island_map(graph, result).data if trace.mode == "lines" and trace.line.dash]
    at = marks(charts.island_map(graph))
    assert [list(trace.x[:2]) for trace in dotted] == [[at["b"][0], at["c"][0]]]


def test_blocks_and_cut_vertices() -> None:
    """Florentine marriages: cut vertices by hand are Medici, Salviati, Albizzi and Guadagni; six blocks."""
    figure = charts.blocks(FAMILIES)
    assert "4 个单点把 6 块连在一起" in figure.layout.title.text
    assert {"Medici", "Salviati", "Albizzi", "Guadagni"} <= named(figure)
    assert lines(figure) == 9  # Medici is in three blocks, the others in two each


def test_two_columns_with_few_crossings() -> None:
    graph = nx.davis_southern_women_graph()
    figure = charts.two_mode(graph)
    at = marks(figure)
    women = {node for node, side in graph.nodes(data="bipartite") if side == 0}
    assert {at[node][0] for node in women} == {0.0}
    assert {at[node][0] for node in graph if node not in women} == {1.0}
    heights = {node: height for node, (_, height) in at.items()}

    def crossings(place: dict[str, float]) -> int:
        ties = [(a, b) if a in women else (b, a) for a, b in graph.edges]
        return sum((place[a] - place[c]) * (place[b] - place[d]) < 0 for (a, b), (c, d) in combinations(ties, 2))

    by_name = {node: float(rank) for rank, node in enumerate(sorted(graph))}
    assert crossings(heights) < 0.7 * crossings(by_name)
    with pytest.raises(UsageError, match="画不成两列"):
        charts.two_mode(FAMILIES)


def of_kinds(ties: str, **kinds: str) -> nx.Graph[Any]:
    """A graph of ties like "a-b" whose nodes have the kinds named by their first letters."""
    graph = nx.Graph([tuple(tie.split("-")) for tie in ties.split()])
    nx.set_node_attributes(graph, {node: kinds[node[0]] for node in graph}, "kind")
    return graph


def columns_of(figure: Any) -> tuple[set[str], set[str]]:
    at = marks(figure)
    return {one for one, (x, _) in at.items() if x == 0}, {one for one, (x, _) in at.items() if x == 1}


def test_organisations_stand_left_of_persons_and_areas() -> None:
    """Organisations serve areas and have persons; in the second part the smallest name is an area's."""
    graph = of_kinds("o1-p1 o1-b1 o2-a1 o2-a2", o="OwnersCommittee", p="Person", a="Compound", b="Community")
    figure = charts.two_mode(graph)
    assert columns_of(figure) == ({"o1", "o2"}, {"p1", "b1", "a1", "a2"})
    assert figure.layout.title.text.startswith("2 个单位和 4 个区域、人，4 对有联系<br><sup>一边一类")
    persons = charts.two_mode(of_kinds("o1-p1 a1-p1", o="OwnersCommittee", p="Person", a="Compound"))
    assert columns_of(persons) == ({"p1"}, {"o1", "a1"})
    assert persons.layout.title.text.startswith("1 个人和 2 个区域、单位，")


def test_every_part_has_its_kinds_on_the_same_side() -> None:
    """Organisations on both sides: three alliances of members, the smallest name being a member's in the second and an
    alliance's in the others."""
    graph = of_kinds("a1-m1 a1-m2 a1-m3 c1-b5 a9-m7 a9-m8", a="Alliance", c="Alliance", m="Enterprise", b="Enterprise")
    figure = charts.two_mode(graph)
    assert columns_of(figure) == ({"a1", "c1", "a9"}, {"m1", "m2", "m3", "b5", "m7", "m8"})
    assert figure.layout.title.text.startswith("3 个Alliance和 6 个Enterprise，")  # words are those of the graph
    mixed = charts.two_mode(of_kinds("a1-m1 m1-a2 a2-a3", a="Alliance", m="Enterprise"))
    assert "一边一类" not in mixed.layout.title.text


def test_kinds_have_colours_and_signs_of_their_own() -> None:
    graph = nx.path_graph(12)
    nx.set_node_attributes(graph, {node: f"类{min(node, 9)}" for node in graph}, "label")
    traces = [trace for trace in charts.island_map(graph).data if trace.mode == "markers"]
    assert len({(trace.marker.color, trace.marker.symbol) for trace in traces}) == len(traces) == 8
    assert (traces[0].name, traces[-1].name) == ("类9", "其他 others")
    assert [trace.name for trace in charts.island_map(shuffled(graph)).data if trace.mode == "markers"] == [
        trace.name for trace in traces]


def test_parallel_ties_are_one_line_and_loops_none() -> None:
    graph = nx.MultiGraph([("a", "b"), ("b", "a"), ("a", "a"), ("b", "c")])
    figure = charts.island_map(graph)
    assert lines(figure) == 2
    assert sorted(trace.line.width for trace in figure.data if trace.mode == "lines") == [1.0, 2.0]


def test_a_network_too_large_says_so() -> None:
    with pytest.raises(UsageError, match="画不清楚") as caught:
        charts.island_map(nx.path_graph(2001))
    assert caught.value.code == "too-many-nodes"
    assert lines(charts.island_map(nx.Graph())) == 0
