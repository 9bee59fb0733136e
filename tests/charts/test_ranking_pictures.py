"""A ranking's picture shows every measure asked for, and what chance would give."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from orgraph import charts
from orgraph.charts.still.page import page
from orgraph.queries.bridging.results import ByChance, MeasureResult, NullRef, Ranked
from orgraph.results import NodeRef

HEAD: dict[str, Any] = {"as_of": "2024-03-15", "generation": 1, "mode": "org", "definition": "",
                        "area": NodeRef(id="a", name="某市")}


def measure(name: str, values: list[float], *, chance: tuple[float, float, float] | None = None, **more: Any
            ) -> MeasureResult:
    by = chance and ByChance(expected=chance[0], sd=chance[1], z=chance[2], percentile=50.0, words="差不多")
    return MeasureResult(**HEAD, measure=name, title=f"指标{name}", meaning=f"{name}的意思", results=[
        Ranked(id=f"o-{rank}", name=f"单位{rank}", kind="Alliance", value=value, rank=rank, percentile=None,
               by_chance=by) for rank, value in enumerate(values, 1)], **more)


def bars(figure: Any) -> list[Any]:
    return [trace for trace in figure.data if trace.type == "bar"]


def test_a_panel_a_measure() -> None:
    result = measure("a", [0.5, 0.25], more=[measure("b", [3.0, 4.0, 5.0])])
    figure = result.figure()
    assert [list(bar.x) for bar in bars(figure)] == [[0.25, 0.5], [5.0, 4.0, 3.0]]
    assert [list(bar.y)[-1] for bar in bars(figure)] == ["1. 单位1", "1. 单位1"]
    assert [(bar.xaxis, bar.yaxis) for bar in bars(figure)] == [("x", "y"), ("x2", "y2")]
    upper, lower = figure.layout.yaxis.domain, figure.layout.yaxis2.domain
    assert lower[1] < upper[0]  # the first on top
    assert upper[1] - upper[0] == pytest.approx(2 / 3 * (lower[1] - lower[0]))  # bars of both are as thick
    assert (figure.layout.xaxis.title.text, figure.layout.xaxis2.title.text) == ("指标a a", "指标b b")
    assert figure.layout.title.text.startswith("某市 2024-03-15：指标a a、指标b b<br>")
    assert {"指标a：a的意思", "指标b：b的意思"} <= {
        line.removeprefix("<sup>").removesuffix("</sup>") for line in figure.layout.title.text.split("<br>")}
    assert figure.layout.showlegend is False


def test_what_chance_gives_stands_beside() -> None:
    """The value 0.5 against 0.75 ± 0.125: two deviations below."""
    figure = measure("a", [0.5], chance=(0.75, 0.125, -2.0), null=NullRef(samples=50, seed=7, exchanged=0.9)).figure()
    _, mark, words = figure.data
    assert (list(mark.x), list(mark.error_x.array), list(mark.y)) == ([0.75], [0.125], ["1. 单位1"])
    assert (mark.marker.color, mark.name) == ("white", "随机网络 by chance")
    assert (list(words.x), [text.strip() for text in words.text]) == ([0.875], ["0.5，z -2.0"])  # past both
    assert "50 个随机网络的平均和标准差" in figure.layout.title.text
    assert figure.layout.showlegend is True
    # On paper the line reaches from one deviation below to one above.
    (line,) = [one for axes in page(figure).axes for one in axes.collections if len(one.get_paths()) == 1
               and len(one.get_paths()[0].vertices) == 2]
    assert sorted(x for x, _ in line.get_segments()[0]) == [0.625, 0.875]


def test_measures_left_out_are_named() -> None:
    result = measure("a", [1.0], more=[measure(name, [1.0]) for name in "bcdef"])
    figure = result.figure()
    assert len(bars(figure)) == 4
    assert "没有画的 not drawn：指标e e、指标f f" in figure.layout.title.text
    domains = [figure.layout[f"yaxis{at}"].domain for at in ("", 2, 3, 4)]
    assert all(lower[1] < upper[0] for upper, lower in pairwise(domains))
    assert domains[-1][0] == pytest.approx(0)


def test_the_value_of_a_whole_network_is_a_bar() -> None:
    figure = measure("density", [], value=-0.25).figure()
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([-0.25], ["全网 whole network"])
    assert figure.layout.xaxis.range[0] < -0.25


def test_an_edge_list_has_no_day() -> None:
    result = measure("a", [1.0]).model_copy(update={"as_of": "", "area": None})
    assert charts.bridging_ranking(result).layout.title.text.startswith("指标a a<br>")
