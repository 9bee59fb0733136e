"""Files for other programs hold what is in the graph and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from python_calamine import CalamineWorkbook

import orgraph
from orgraph.errors import UsageError
from orgraph.exports import (
    GRAPHS,
    PICTURES,
    area_network,
    bridging_network,
    statements,
    write_graph,
    write_statements,
)
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


@pytest.fixture
def tied(tmp_path: Path) -> orgraph.Graph:
    """Two offices that share two persons, one of them by two posts in one office; an agreement of both with a firm."""
    graph = orgraph.open(f"sqlite:///{tmp_path / 'tied.db'}")
    day = dt.date(2020, 1, 1)
    graph.store.record([
        Entity(id="a-1", kind="City", name="示例市", source=SOURCE),
        *(Entity(id=f"o-{n}", kind=kind, name=name, home="a-1", source=SOURCE) for n, kind, name in (
            (1, "StreetOffice", "甲\x0b办"), (2, "ResidentsCommittee", "乙居委会"), (3, "PropertyFirm", "丙物业"))),
        *(Entity(id=f"p-{n}", kind="Person", name=f"张{n}", home="a-1", source=SOURCE) for n in (1, 2)),
        Entity(id="g-1", kind="Agreement", name="共建", home="a-1", source=SOURCE),
        *(Link(id=f"l-{n}", type="MEMBER", subject=p, object=o, source=Source("任职.csv", "", n), start=start, end=end,
               props={"role": role}) for n, p, o, role, start, end in (
            (1, "p-1", "o-1", "主任", day, dt.date(2030, 1, 1)), (2, "p-1", "o-2", "书记", dt.date(2021, 5, 1), None),
            (3, "p-1", "o-2", "委员", None, None), (4, "p-2", "o-1", "科员", None, None),
            (5, "p-2", "o-2", "委员", None, dt.date(2025, 1, 1)))),
        *(Link(id=f"l-{n}", type="PARTY_TO", subject=o, object="g-1", source=Source("协议.csv", "", 1))
          for n, o in ((6, "o-2"), (7, "o-3")))])
    return graph


def ends(graph: nx.MultiGraph[str]) -> Counter[tuple[object, ...]]:
    """Its ties: (ends, attributes) as often as there are such."""
    order = tuple if graph.is_directed() else sorted
    return Counter((*order((a, b)), *sorted(values.items())) for a, b, values in graph.edges(data=True))


def test_a_network_keeps_parallel_ties_with_days_and_rows(tied: orgraph.Graph) -> None:
    graph = bridging_network(tied.at("2022-01-01"), layers=["cross_appointment", "agreement"])
    assert dict(graph.nodes(data="name")) == {"o-1": "甲办", "o-2": "乙居委会", "o-3": "丙物业"}
    assert (graph.nodes["o-3"]["kind"], graph.nodes["o-3"]["area"]) == ("PropertyFirm", "示例市")
    shared = {values["evidence"]: values for values in graph["o-1"]["o-2"].values()}
    assert len(shared) == 3  # 张1 by two posts in o-2, 张2 by one
    one = shared.get("任职.csv::1；任职.csv::2") or shared["任职.csv::2；任职.csv::1"]
    assert {name: one[name] for name in ("layer", "label", "via", "start", "end", "weight")} == {
        "layer": "cross_appointment", "label": "交叉任职", "via": "张1", "start": "2021-05-01", "end": "2030-01-01",
        "weight": 1}
    assert set(one["role"].split("、")) == {"主任", "书记"}
    (agreed,) = graph["o-2"]["o-3"].values()
    assert (agreed["via"], agreed["layer"], "end" in agreed) == ("共建", "agreement", False)
    # 张2 leaves on 2025-01-01: the first day on which the two share him no longer
    assert [tied.at(day).to_networkx(layers=["cross_appointment"]).number_of_edges() for day in (
        "2021-04-30", "2024-12-31", "2025-01-01", "2030-01-01")] == [2, 3, 2, 0]


def test_a_network_of_persons_and_one_with_directions(tied: orgraph.Graph) -> None:
    persons = bridging_network(tied.at("2022-01-01"), layers=["membership"], mode="person")
    assert ends(persons).total() == 2  # once for each office that they share, whatever the number of posts
    assert {values["via"] for _, _, values in persons.edges(data=True)} == {"甲办", "乙居委会"}
    two = bridging_network(tied.at("2022-01-01"), layers=["membership"], mode="two", directed=True)
    assert two.is_directed()
    assert {(a, b): two.number_of_edges(a, b) for a, b in two.edges()} == {
        ("p-1", "o-1"): 1, ("p-1", "o-2"): 2, ("p-2", "o-1"): 1, ("p-2", "o-2"): 1}
    both = bridging_network(tied.at("2022-01-01"), layers=["agreement"], directed=True)
    assert sorted(both.edges()) == [("o-2", "o-3"), ("o-3", "o-2")]
    with pytest.raises(UsageError):
        bridging_network(tied.at("2022-01-01"), mode="person", directed=True)


@pytest.mark.parametrize("directed", [False, True])
def test_what_networkx_reads_back_is_what_was_written(tied: orgraph.Graph, tmp_path: Path, *, directed: bool) -> None:
    graph = bridging_network(tied.at("2022-01-01"), layers=["membership", "agreement"], mode="two", directed=directed)
    for suffix in GRAPHS:
        write_graph(graph, tmp_path / f"n{suffix}")
    xml = nx.read_graphml(tmp_path / "n.graphml", force_multigraph=True)
    link = nx.node_link_graph(json.loads((tmp_path / "n.json").read_text(encoding="utf-8")), edges="links")
    for read in (xml, link):
        assert read.is_directed() == directed
        assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))
        assert ends(read) == ends(graph)
        assert {key for *_, key in read.edges(keys=True)} == {key for *_, key in graph.edges(keys=True)}
    assert link.graph == graph.graph

    gexf: Any = nx.read_gexf(tmp_path / "n.gexf", version="1.3")
    names = {"label_zh": "label", "valid_from": "start", "valid_until": "end"}

    def plain(values: dict[str, object]) -> dict[str, object]:
        return {names.get(name, name): value for name, value in values.items() if name not in ("label", "id")}

    assert {node: plain(values) for node, values in gexf.nodes(data=True)} == dict(graph.nodes(data=True))
    back = nx.MultiDiGraph() if directed else nx.MultiGraph()
    back.add_edges_from((a, b, plain(values)) for a, b, values in gexf.edges(data=True))
    assert ends(back) == ends(graph)
    assert gexf.nodes["o-1"]["label"] == "甲办"


def test_gexf_is_what_gephi_expects(tied: orgraph.Graph, tmp_path: Path) -> None:
    """GEXF 1.3: attributes declared by class with a type that it has, edges typed by direction only, unique ids."""
    graph = area_network(tied.at("2022-01-01"))
    write_graph(graph, tmp_path / "a.gexf")
    write_graph(graph, tmp_path / "b.gexf")
    assert (tmp_path / "a.gexf").read_bytes() == (tmp_path / "b.gexf").read_bytes()
    root = ElementTree.parse(tmp_path / "a.gexf").getroot()
    space = "{http://gexf.net/1.3}"
    assert (root.tag, root.get("version")) == (f"{space}gexf", "1.3")
    (whole,) = root.findall(f"{space}graph")
    assert whole.attrib == {"defaultedgetype": "directed", "mode": "static"}
    declared = {}
    for attributes in whole.findall(f"{space}attributes"):
        for one in attributes:
            assert one.get("type") in {"integer", "long", "double", "float", "boolean", "string"}
            declared[attributes.get("class"), one.get("id")] = one.get("title")
    for kind in ("node", "edge"):
        found = list(whole.iter(f"{space}{kind}"))
        assert len({one.get("id") for one in found}) == len(found) > 0
        assert all((kind, value.get("for")) in declared for one in found for value in one.iter(f"{space}attvalue"))
    nodes = {one.get("id") for one in whole.iter(f"{space}node")}
    for edge in whole.iter(f"{space}edge"):
        assert {edge.get("source"), edge.get("target")} <= nodes
        assert edge.get("type") in {None, "directed", "undirected", "mutual"}
    assert "relation" in declared.values()
