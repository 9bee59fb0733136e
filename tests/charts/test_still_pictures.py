"""Figures as still pictures: every number where it belongs, every text on the page, in letters that the font has."""

from __future__ import annotations

import datetime as dt
import re
import struct
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.patches import Rectangle, Wedge
from plotly import graph_objects as go

from orgraph import charts
from orgraph.charts.still import fonts
from orgraph.charts.still.axes import number
from orgraph.charts.still.page import page
from orgraph.charts.still.tiles import squares
from orgraph.charts.still.words import Line, Pen, lines
from orgraph.charts.style import LAYOUT, SCALE
from orgraph.errors import UsageError
from orgraph.queries.bridging.results import ByChance, MeasureResult, NullRef, Ranked
from orgraph.queries.coverage.results import AreaCounts, CoverageResult, RuleCoverage

LONG = "某某市某某区某某街道办事处综合行政执法队第一分队驻某某社区工作站" * 4


def bars() -> Any:
    made = go.Bar(x=[3, 1, 2], y=["1. 党群服务中心", f"2. {LONG}", "3. 网格"], orientation="h", text=["3", "1", "2"],
                  textposition="outside")
    return go.Figure(made).update_layout(**LAYOUT, title=f"标题 {LONG}<br><sup>说明 note</sup>")


def months() -> Any:
    days = ["2024-01-31", "2024-02-29", "2024-03-15"]
    made = [go.Scatter(name=name, x=days, y=values, mode="lines+markers", marker={"symbol": sign, "color": "#0072b2"},
                       line={"color": "#0072b2"}) for name, values, sign in (
        ("规则甲", [0.25, None, 0.75], "circle"), ("规则乙", [0.5, 0.5, 1.0], "square"))]
    return go.Figure(made).update_layout(**LAYOUT, title="趋势", xaxis={"type": "date", "tickformat": "%Y-%m-%d"},
                                         yaxis={"tickformat": ".0%", "range": [0, 1]})


def tree(shape: Any) -> Any:
    return go.Figure(shape(
        ids=["all", "a", "b", "a1", "a2"], labels=["全市", "甲区", "乙区", "一街道", "二街道"],
        parents=["", "all", "all", "a", "a"], values=[10, 6, 4, 4, 2], branchvalues="total",
        text=["5/10", "3/6", "2/4", "2/4", "1/2"], marker={"colors": [0.5, 0.5, 0.5, 0.5, None], "colorscale": SCALE,
                                                          "cmin": 0, "cmax": 1, "showscale": True,
                                                          "colorbar": {"title": {"text": "未建 missing"}}}
    )).update_layout(**LAYOUT, title="卷起来")


def rates() -> CoverageResult:
    def rule(name: str) -> RuleCoverage:
        by = [AreaCounts.of(3, 1, 0, area=f"a-{at}", name=f"{at}号街道", level="Street") for at in range(9)]
        return RuleCoverage.of(27, 9, 0, rule=name, title=f"规则{name}", title_en="", version="1", basis="",
                               severity="warn", focus_kind="Compound", by=by)

    return CoverageResult(as_of="2024-01-01", generation=1, rules=[rule("甲"), rule("乙")])


def heat() -> Any:
    return charts.coverage_heat(rates())


def ranking() -> Any:
    """Two measures, beside random networks."""
    def measure(name: str, **more: Any) -> MeasureResult:
        chance = ByChance(expected=2.5, sd=1.5, z=-0.3, percentile=40.0, words="差不多")
        return MeasureResult(as_of="2024-01-01", generation=1, mode="org", measure=name, definition="", meaning=LONG,
                             title="指标", results=[Ranked(id=f"o-{at}", name=f"{at}号单位", kind="Alliance", value=at,
                                                         rank=4 - at, percentile=None, by_chance=chance)
                                                  for at in (3, 2, 1)], **more)

    return measure("a", more=[measure("b")], null=NullRef(samples=9, seed=7, exchanged=1.0)).figure()


def table() -> Any:
    return go.Figure(go.Table(
        columnwidth=[1, 3], header={"values": ["名次", "名称<br>name"], "fill_color": "#1f5f8b",
                                    "font": {"color": "white"}},
        cells={"values": [[1, 2], ["党支部", LONG]], "fill_color": [["white"] * 2] * 2, "height": 26}))


FIGURES: dict[str, Callable[[], Any]] = {
    "bars": bars, "months": months, "treemap": lambda: tree(go.Treemap), "sunburst": lambda: tree(go.Sunburst),
    "heat": heat, "table": table, "ranking": ranking,
    "rates": lambda: charts.coverage_bars(rates()), "tiles": lambda: charts.coverage_treemap(rates()),
    "panels": lambda: charts.bars.panels([("群", [1, 3]), ("对", [36, 12])], "之前和之后"),
    "network": lambda: charts.ego(nx.florentine_families_graph(), "Medici", steps=2),
    "loss": lambda: charts.loss_map(nx.florentine_families_graph(), "Medici"),
    "two": lambda: charts.two_mode(nx.davis_southern_women_graph()),
    "islands": lambda: charts.island_map(nx.disjoint_union(nx.star_graph(6), nx.path_graph(5)))}


def texts(made: Any) -> list[Any]:
    """Every text on the page."""
    legends = [text for legend in made.legends for text in legend.get_texts()]
    return [*made.texts, *legends, *(text for axes in made.axes for text in axes.texts)]


@pytest.mark.parametrize("name", FIGURES)
def test_no_text_is_cut_off_and_every_letter_is_there(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a letter that no font has
        made = page(FIGURES[name]())
        made.canvas.draw()
    width, height = made.canvas.get_width_height()
    shown = [text for text in texts(made) if text.get_text()]
    assert len(shown) >= 3
    for text in shown:
        box = text.get_window_extent()
        assert box.x0 >= -1, text
        assert box.y0 >= -1, text
        assert box.x1 <= width + 1, text
        assert box.y1 <= height + 1, text


def test_bars_are_as_long_as_their_values() -> None:
    made = page(bars())
    (axes,) = made.axes
    assert [(bar.get_width(), round(bar.get_y() + bar.get_height() / 2)) for bar in axes.patches] == [
        (3.0, 0), (1.0, 1), (2.0, 2)]
    said = [text.get_text() for text in texts(made)]
    assert "1. 党群服务中心" in said
    assert sum(one.endswith("…") for one in said) == 1  # the name that is too long for two lines; the title takes three
    assert "".join(one.get_text() for one in made.texts[:3]) == f"标题 {LONG}"


def test_stacked_and_grouped_bars() -> None:
    made = page(go.Figure([go.Bar(name=name, x=["a", "b"], y=values, marker_color=colour) for name, values, colour in (
        ("甲", [1, 2], "#0072b2"), ("乙", [3, 4], "#e69f00"))]).update_layout(**LAYOUT, barmode="stack"))
    assert [(bar.get_y(), bar.get_height()) for bar in made.axes[0].patches] == [(0, 1), (0, 2), (1, 3), (2, 4)]
    (legend,) = made.legends
    assert [text.get_text() for text in legend.get_texts()] == ["甲", "乙"]


def test_lines_break_where_there_is_no_value() -> None:
    made = page(months())
    first, second = (line for line in made.axes[0].lines if len(line.get_xdata()) == 3)
    assert np.array_equal(first.get_ydata(), [0.25, np.nan, 0.75], equal_nan=True)
    assert list(first.get_xdata()) == [dt.date.fromisoformat(day).toordinal() for day in (
        "2024-01-31", "2024-02-29", "2024-03-15")]
    assert list(second.get_ydata()) == [0.5, 0.5, 1.0]
    said = {text.get_text() for text in texts(made)}
    assert {"2024-01-31", "2024-03-15", "0%", "100%", "规则甲", "规则乙"} <= said


def test_tiles_are_as_large_as_their_values() -> None:
    made = page(tree(go.Treemap))
    boxes = [patch for patch in made.axes[-1].patches if isinstance(patch, Rectangle)]
    sizes = [patch.get_width() * patch.get_height() for patch in boxes]
    assert len(boxes) == 5
    root, a, a1, a2, b = sizes  # the first is the whole, then each before what is in it, the larger first
    assert a / b == pytest.approx(6 / 4)
    assert a1 / a2 == pytest.approx(4 / 2)
    assert max(sizes) == root
    # What has no rate is grey, and the others are half way to the accent colour.
    assert [patch.get_facecolor()[:3] == pytest.approx((0xd9 / 255, 0xdf / 255, 0xe4 / 255)) for patch in boxes] == [
        False, False, False, True, False]


def test_arcs_are_as_long_as_their_values() -> None:
    arcs = [patch for patch in page(tree(go.Sunburst)).axes[-1].patches if isinstance(patch, Wedge)]
    spans = [round(arc.theta2 - arc.theta1, 6) for arc in arcs]
    assert spans == [360, 216, 144, 72, 144]  # all, a, a1, a2, b: 36 degrees a unit


def test_fields_of_a_table_of_rates() -> None:
    made = page(heat())
    (axes,) = (one for one in made.axes if len(one.patches) == 18)
    said = [text.get_text() for text in texts(made)]
    assert said.count("75.0%") == said.count("3/4") == 18
    assert {"0%", "6.2%", "25%", "未建 missing"} <= set(said)  # a quarter is missing: the scale ends there
    assert {f"{at}号街道" for at in range(9)} <= set(said)
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first rule on top


@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=12))
def test_squares_fill_the_box(parts: list[float]) -> None:
    """Tiles are as large as their shares, lie inside the box and not on each other."""
    whole = sum(parts)
    shares = [(str(at), part / whole) for at, part in enumerate(sorted(parts, reverse=True))]
    tiles = dict(squares(shares, (10.0, 20.0, 300.0, 200.0)))
    for one, share in shares:
        left, low, width, height = tiles[one]
        assert width * height == pytest.approx(share * 60_000)
        assert 10 - 1e-6 <= left <= left + width <= 310 + 1e-6
        assert 20 - 1e-6 <= low <= low + height <= 220 + 1e-6
    boxes = list(tiles.values())
    for at, (left, low, width, height) in enumerate(boxes):
        for right, up, wide, high in boxes[at + 1:]:
            across = min(left + width, right + wide) - max(left, right)
            down = min(low + height, up + high) - max(low, up)
            assert across < 1e-6 or down < 1e-6


def test_words_are_broken_at_blanks_and_characters_anywhere() -> None:
    pen = Pen(page(bars()), fonts.families())
    for width in (60, 90, 120):
        broken = pen.wrapped([Line("single points of failure", 12.0, False)], width, most=9)
        assert len(broken) > 1
        assert " ".join(line.text for line in broken) == "single points of failure"
        assert all(pen.width(line) <= width for line in broken)
    assert all(pen.width(line) <= 90 for line in pen.wrapped([Line(LONG, 12.0, False)], 90, most=99))
    assert "".join(line.text for line in pen.wrapped([Line(LONG, 12.0, False)], 90, most=99)) == LONG
    assert lines("甲<br><sup>乙 &amp; 丙</sup>", 10) == [Line("甲", 10, False), Line("乙 & 丙", 8.0, False)]


@pytest.mark.parametrize(("value", "form", "text"), [
    (0.25, ".0%", "25%"), (6092.5, None, "6092.5"), (6100.0, None, "6,100"), (0.00008, None, "0.00008"),
    (0.0, "d", "0")])
def test_numbers_along_an_axis(value: float, form: str | None, text: str) -> None:
    assert number(value, form) == text


def test_files(tmp_path: Path) -> None:
    figure = months()
    for ending, start in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        charts.save(figure, tmp_path / f"a{ending}")
        charts.save(figure, str(tmp_path / f"b{ending.upper()}"))
        one = (tmp_path / f"a{ending}").read_bytes()
        assert one.startswith(start)
        assert one == (tmp_path / f"b{ending.upper()}").read_bytes()
    size = struct.unpack(">II", (tmp_path / "a.png").read_bytes()[16:24])
    assert size == (1920, 900)  # 960 × 450 pixels, twice as many dots
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<text" not in svg  # letters are drawn, so the reader needs no font
    assert 'width="960pt"' in svg


def test_a_page_needs_nothing_from_outside(tmp_path: Path) -> None:
    charts.save(months(), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "plotly.js v" in text
    assert re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=", text) == []


def test_a_result_saves_its_figure(tmp_path: Path) -> None:
    rule = RuleCoverage.of(3, 1, 0, rule="r", title="业委会组建", title_en="", version="1", basis="", severity="warn",
                           focus_kind="Compound")
    CoverageResult(as_of="2024-01-01", generation=1, rules=[rule]).save_figure(tmp_path / "rates.svg")
    assert (tmp_path / "rates.svg").stat().st_size > 1000


def test_what_cannot_be_drawn_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="不会画这种文件"):
        charts.save(months(), tmp_path / "a.docx")
    with pytest.raises(UsageError, match=r"只能存为 \.html：pie"):
        charts.save(go.Figure(go.Pie(values=[1])), tmp_path / "a.svg")
    fonts.families.cache_clear()
    monkeypatch.setattr(fonts, "_KNOWN", ("No Such Font",))
    with pytest.raises(UsageError, match="没有中文字体") as caught:
        charts.save(months(), tmp_path / "a.svg")
    assert caught.value.code == "no-font"
    monkeypatch.undo()
    fonts.families.cache_clear()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match="没有装 matplotlib"):
        charts.save(months(), tmp_path / "a.svg")
    assert not (tmp_path / "a.svg").exists()
