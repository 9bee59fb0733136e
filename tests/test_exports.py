"""Files for other programs hold what is in the graph and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import networkx as nx
import pytest
from python_calamine import CalamineWorkbook

import orgraph
from orgraph.exports import FORMATS, area_network, write_graph
from orgraph.model import Entity, Source

EVIL = '=HYPERLINK("x")'
ROWS = f"""区域名称,区域类型,上级区域
示例市,市,
"{EVIL.replace('"', '""')}",街道,示例市
@街道,街道,示例市
"""


@pytest.fixture
def graph(tmp_path: Path) -> orgraph.Graph:
    (tmp_path / "区划.csv").write_text(ROWS, encoding="utf-8")
    graph = orgraph.open(f"sqlite:///{tmp_path / 'evil.db'}")
    graph.load([tmp_path / "区划.csv"])
    return graph


def test_what_looks_like_a_formula_stays_a_text(graph: orgraph.Graph, tmp_path: Path) -> None:
    network = area_network(graph.at(), "示例市")
    assert sorted(name for _, name in network.nodes(data="name")) == sorted(["示例市", EVIL, "@街道"])
    write_graph(network, tmp_path / "a.csv")
    with (tmp_path / "a.nodes.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["名称"] for row in csv.DictReader(file)]
    assert sorted(names) == sorted(["示例市", f"'{EVIL}", "'@街道"])
    write_graph(network, tmp_path / "a.xlsx")
    sheet = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("节点").to_python()
    assert sorted(str(row[1]) for row in sheet[1:]) == sorted(names)


def test_every_format_is_written(tmp_path: Path) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(as_of="2024-01-01", generation=1)
    network.add_node("a", name="甲<&>")
    network.add_node("b", name="乙")
    network.add_edge("a", "b", key="X:0", type="X", label="连")
    for suffix in FORMATS:
        assert all(path.stat().st_size for path in write_graph(network, tmp_path / f"n{suffix}"))
    assert nx.read_graphml(tmp_path / "n.graphml").nodes["a"]["name"] == "甲<&>"


def test_control_characters_do_not_reach_the_files(tmp_path: Path) -> None:
    graph = orgraph.open(f"sqlite:///{tmp_path / 'control.db'}")
    graph.store.record([Entity(id="a-1", kind="City", name="示例\x0b市", source=Source("a", "", 1))])
    assert area_network(graph.at()).nodes["a-1"]["name"] == "示例市"


def test_the_day_decides_what_is_exported(tmp_path: Path) -> None:
    graph = orgraph.open(f"sqlite:///{tmp_path / 'days.db'}")
    source = Source("a", "", 1)
    graph.store.record([
        Entity(id="a-1", kind="City", name="示例市", source=source),
        Entity(id="a-2", kind="Street", name="甲街道", home="a-1", source=source, start=dt.date(2020, 1, 1),
               end=dt.date(2021, 1, 1))])
    days = "2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01"
    assert [area_network(graph.at(day), "示例市").number_of_nodes() for day in days] == [1, 2, 2, 1]
