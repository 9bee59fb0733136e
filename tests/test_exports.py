"""Files for other programs hold what is in the graph and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import networkx as nx
import pytest
from python_calamine import CalamineWorkbook

import orgraph
from orgraph.errors import UsageError
from orgraph.exports import PICTURES, area_network, statements, write_graph, write_statements
from orgraph.masks import mask
from orgraph.model import Entity, Link, Source

EVIL = '=HYPERLINK("x")'
ROWS = f"""区域名称,区域类型,上级区域
示例市,市,
"{EVIL.replace('"', '""')}",街道,示例市
@街道,街道,示例市
"""
SOURCE = Source("a", "", 1)


@pytest.fixture
def graph(tmp_path: Path) -> orgraph.Graph:
    (tmp_path / "区划.csv").write_text(ROWS, encoding="utf-8")
    graph = orgraph.open(f"sqlite:///{tmp_path / 'evil.db'}")
    graph.load([tmp_path / "区划.csv"])
    return graph


@pytest.fixture
def dated(tmp_path: Path) -> orgraph.Graph:
    graph = orgraph.open(f"sqlite:///{tmp_path / 'days.db'}")
    graph.store.record([
        Entity(id="a-1", kind="City", name="示例市", source=SOURCE),
        Entity(id="a-2", kind="Street", name="甲街道", home="a-1", source=SOURCE, start=dt.date(2020, 1, 1),
               end=dt.date(2021, 1, 1)),
        Entity(id="o-1", kind="StreetOffice", name="甲街道办", home="a-2", source=SOURCE,
               props={"phone": "13800000417"}),
        Link(id="l-1", type="SERVES", subject="o-1", object="a-1", source=SOURCE, end=dt.date(2020, 7, 1))])
    return graph


def sheet(path: Path, name: str) -> list[list[object]]:
    return list(CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python())


def test_what_looks_like_a_formula_stays_a_text(graph: orgraph.Graph, tmp_path: Path) -> None:
    network = area_network(graph.at(), "示例市")
    assert sorted(name for _, name in network.nodes(data="name")) == sorted(["示例市", EVIL, "@街道"])
    for end in (".csv", ".xlsx"):
        write_statements(graph.store, tmp_path / f"a{end}", graph.store.view())
    with (tmp_path / "a.nodes.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["名称"] for row in csv.DictReader(file)]
    assert sorted(names) == sorted(["示例市", f"'{EVIL}", "'@街道"])
    assert sorted(str(row[2]) for row in sheet(tmp_path / "a.xlsx", "节点")[1:]) == sorted(names)


def test_pictures_are_written(tmp_path: Path) -> None:
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph(as_of="2024-01-01", generation=1)
    network.add_node("a", name="甲<&>")
    network.add_node("b", name="乙")
    network.add_edge("a", "b", key="X:0", type="X", label="连")
    for suffix in PICTURES:
        write_graph(network, tmp_path / f"n{suffix}")
        assert (tmp_path / f"n{suffix}").stat().st_size
    assert nx.read_graphml(tmp_path / "n.graphml").nodes["a"]["name"] == "甲<&>"
    with pytest.raises(UsageError):
        write_graph(network, tmp_path / "n.xlsx")


def test_control_characters_do_not_reach_the_files(tmp_path: Path) -> None:
    graph = orgraph.open(f"sqlite:///{tmp_path / 'control.db'}")
    graph.store.record([Entity(id="a-1", kind="City", name="示例\x0b市", source=SOURCE)])
    assert area_network(graph.at()).nodes["a-1"]["name"] == "示例市"


def test_the_day_decides_what_a_picture_shows(dated: orgraph.Graph) -> None:
    days = "2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01"
    assert [area_network(dated.at(day), "甲街道").number_of_nodes() for day in days] == [1, 2, 2, 1]


def test_the_tables_hold_all_time_or_a_day_or_an_area(dated: orgraph.Graph, tmp_path: Path) -> None:
    def held(**options: object) -> tuple[int, int]:
        written = write_statements(dated.store, tmp_path / "d.json", dated.store.view(), **options)  # type: ignore[arg-type]
        document = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
        assert (written.nodes, written.links) == (len(document["nodes"]), len(document["links"]))
        return written.nodes, written.links

    assert held() == (3, 1)
    assert held(day=dt.date(2020, 6, 30)) == (3, 1)
    assert held(day=dt.date(2020, 7, 1)) == (3, 0)
    assert held(day=dt.date(2021, 1, 1)) == (2, 0)
    assert held(area="甲街道") == (2, 0)


def test_networkx_reads_the_json(dated: orgraph.Graph, tmp_path: Path) -> None:
    write_statements(dated.store, tmp_path / "d.json", dated.store.view())
    read = nx.node_link_graph(json.loads((tmp_path / "d.json").read_text(encoding="utf-8")), edges="links")
    assert read.is_directed()
    assert read.is_multigraph()
    assert read.nodes["o-1"]["name"] == "甲街道办"
    assert read.edges["o-1", "a-1", "l-1"]["label"] == "服务"
    assert read.nodes["o-1"]["phone"] == "138****0417"


def test_numbers_are_masked_unless_asked_for(dated: orgraph.Graph, tmp_path: Path) -> None:
    for contacts, shown in ((False, "138****0417"), (True, "13800000417")):
        write_statements(dated.store, tmp_path / "d.xlsx", dated.store.view(), contacts=contacts)
        header, *_, last = sheet(tmp_path / "d.xlsx", "节点")
        assert last[header.index("联系电话")] == shown


@pytest.mark.parametrize("value", ["13812345678", "000-0000-0417", "12345", "", "总机 8", "138****5678"])
def test_a_masked_number_stays(value: str) -> None:
    assert mask(mask(value)) == mask(value)


def test_more_rows_than_a_sheet_holds(dated: orgraph.Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "_MOST_ROWS", 2)
    files = write_statements(dated.store, tmp_path / "d.xlsx", dated.store.view()).files
    assert [len(sheet(files[0], name)) for name in ("节点", "节点2", "关系")] == [3, 2, 2]
    again = orgraph.open(f"sqlite:///{tmp_path / 'again.db'}")
    again.load(files)
    assert [r.id for r in again.store.statements(["a"])] == ["a-1", "a-2", "o-1", "l-1"]


def test_a_text_too_long_for_a_workbook_is_no_cut_text(tmp_path: Path) -> None:
    graph = orgraph.open(f"sqlite:///{tmp_path / 'long.db'}")
    graph.store.record([Entity(id="a-1", kind="City", name="示例市", source=SOURCE, props={"note": "长" * 40_000})])
    with pytest.raises(UsageError, match="a-1"):
        write_statements(graph.store, tmp_path / "long.xlsx", graph.store.view())
    write_statements(graph.store, tmp_path / "long.csv", graph.store.view())
