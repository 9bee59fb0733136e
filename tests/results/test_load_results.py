"""Loads, generations and what changed between two show like answers: a line, a table, frames.

By hand: fixtures/bad/_areas.csv has nine areas, two of them communities and two grids; eight lie in another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import systems

import orgraph
from orgraph.errors import LoadRejected
from orgraph.graph import Graph
from orgraph.results.table import columns

BAD = systems.FIXTURES / "bad"
AREAS, BODIES = BAD / "_areas.csv", BAD / "_organizations.csv"


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    with orgraph.open(f"sqlite:///{tmp_path}/x.db") as graph:
        yield graph


def test_a_load_is_shown(graph: Graph) -> None:
    report = graph.load(AREAS)
    assert repr(report).startswith("<LoadReport 第 1 代：9 行 rows，新增 9、修改 0、终止 0 ")
    assert "<td" in report._repr_html_()
    assert "社区" in report._repr_html_()
    sheets = report.frame()
    assert sheets[["file", "title", "rows", "header_row"]].to_numpy().tolist() == [["bad/_areas.csv", "区域表", 9, 1]]
    changes = report.frame("changes").set_index("type")
    assert changes.loc["Community", ["label", "added", "modified", "ended", "unchanged"]].tolist() == [
        "社区", 2, 0, 0, 0]
    assert changes.loc["Grid", "added"] == 2
    examples = report.frame("examples")
    assert {*examples[examples["type"] == "Community"]["name"]} == {"示例东社区", "示例西社区"}
    assert report.frame("errors").empty
    assert report.frame("errors", library="polars").height == 0


def test_errors_are_rows(graph: Graph) -> None:
    with pytest.raises(LoadRejected) as caught:
        graph.load([AREAS, BODIES, BAD / "cell.choice.csv"])
    report = caught.value.report
    (row,) = report.frame("errors").to_dict("records")
    assert {name: row[name] for name in ("file", "row", "column", "cell", "error")} == {
        "file": "bad/cell.choice.csv", "row": 2, "column": "层级", "cell": "宇宙级", "error": "cell.choice"}
    assert repr(report).startswith("<LoadReport 没有启用 not activated：11 行 rows，")
    assert "宇宙级" in report._repr_html_()  # with errors these are the table


def test_generations_are_a_list_and_a_table(graph: Graph) -> None:
    graph.load(AREAS, note="一")
    graph.load([AREAS, BODIES], note="二")
    found = graph.generations()
    assert [one.number for one in found] == [2, 1]
    assert found == graph.store.generations()
    assert repr(found) == "<Generations 2 代，在用第 2 代 (2 generations, number 2 active)>"
    frame = found.frame()
    assert frame[["generation", "active", "note"]].to_numpy().tolist() == [[2, True, "二"], [1, False, "一"]]
    assert frame["at"].max() - frame["at"].min() < pd.Timedelta(dt.timedelta(hours=1))
    assert "<td" in found._repr_html_()


def test_a_diff_is_a_dict_and_a_table(graph: Graph) -> None:
    graph.load(AREAS)
    graph.load(BODIES)
    found = graph.diff(1, 2)
    assert found["ResidentsCommittee"].added == 1
    # the committee, and that it serves its community
    assert repr(found).startswith("<Changes 第 1 代 → 第 2 代：新增 2、修改 0、终止 0 ")
    assert found.frame().set_index("type").loc["ResidentsCommittee", "added"] == 1
    assert "示例东社区居委会" in found.frame("examples")["name"].tolist()


def test_nothing_that_a_file_says_is_markup(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "bodies.csv"
    file.write_text(BODIES.read_text("utf-8").replace("示例东社区居委会", "<b>会</b>"), encoding="utf-8")
    page = graph.load([AREAS, file])._repr_html_()
    assert "<b>会" not in page
    graph.load([AREAS, BODIES])
    assert "<b>会" not in graph.diff(1, 2)._repr_html_()


def test_columns_are_documented(graph: Graph) -> None:
    graph.load(AREAS)
    for one in (graph.load(BODIES), graph.generations(), graph.diff(1, 2)):
        for table in one.tables().values():
            assert all(columns()[column.name] == column for column in table.columns)
