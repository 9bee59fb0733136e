"""The pictures show the numbers of the answers."""

from __future__ import annotations

from orgraph import charts
from orgraph.queries.bridging.results import MeasureResult, Ranked
from orgraph.queries.coverage.results import (
    AreaCounts,
    CoverageResult,
    RuleCoverage,
    RuleTrend,
    TrendPoint,
    TrendResult,
)
from orgraph.queries.who_to_call.results import CallResult

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
    covered, missing = charts.coverage_bars(result).data
    assert (list(covered.y), list(covered.x), list(missing.x)) == (["规则a"], [0.75], [0.25])
    tiles = charts.coverage_treemap(result.rules[0]).data[0]
    assert (list(tiles.labels), list(tiles.values)) == (["规则a", "甲街道"], [0, 4])
    assert list(tiles.marker.colors) == [0.75, 0.75]


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
    assert [list(row) for row in heat.z] == [[0.75, None]]
    assert [list(row) for row in heat.text] == [["3/4", ""]]


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
