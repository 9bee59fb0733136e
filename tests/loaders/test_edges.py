"""Edge lists as people keep them: whatever the encoding, the headers and the form, read as meant or refused clearly."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest
import xlsxwriter

from orgraph.errors import LoadRejected
from orgraph.loaders.edges import EdgeList, Wanted, read_edges

ROWS = "来源单位,目标单位,往来次数\n甲社区,乙公司,3\n乙公司,丙派出所,2\n甲社区,乙公司,1\n"
TIES = [("甲社区", "乙公司", 3.0), ("乙公司", "丙派出所", 2.0), ("甲社区", "乙公司", 1.0)]


def written(tmp_path: Path, text: str, name: str = "边.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def ties(found: EdgeList) -> list[tuple[str, ...]]:
    ends = [(found.names[a], found.names[b]) for a, b in zip(found.a, found.b, strict=True)]
    return ends if found.weights is None else [(*pair, w) for pair, w in zip(ends, found.weights.tolist(), strict=True)]


def refused(path: Path, *args: object, **options: object) -> list[tuple[object, ...]]:
    with pytest.raises(LoadRejected) as caught:
        read_edges(path, *args, **options)  # type: ignore[arg-type]
    found = caught.value.report.flatten("sheet", "row", "column", "value", "code")
    assert all(caught.value.report.flatten("hint")), "each error says what to do"
    assert {file for (file,) in caught.value.report.flatten("file")} == {f"{path.parent.name}/{path.name}"}
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = written(tmp_path, ROWS.replace(",", delimiter), "边.tsv" if delimiter == "\t" else "边.csv", encoding)
    found = read_edges(path)
    assert ties(found) == TIES
    assert found.columns == {"from": "来源单位", "to": "目标单位", "weight": "往来次数"}
    assert found.rows == [2, 3, 4]
    assert found.warnings == []


def test_a_workbook_with_a_title_and_other_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "往来.xlsx", 说明=[["只是说明"]], 往来=[
        ["2025年单位往来情况"], ["甲方", "乙方", "金额"], ["甲社区", "乙公司", 3], ["乙公司", "丙派出所", 2.5],
        [], ["合计", "", 5.5]])
    found = read_edges(path)
    assert (found.sheet, ties(found)) == ("往来", [("甲社区", "乙公司", 3.0), ("乙公司", "丙派出所", 2.5)])
    assert found.rows == [3, 4]
    assert "1 行是合计" in found.warnings[0]


def test_of_two_sheets_with_ties_one_is_read_and_the_other_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "两年.xlsx", 去年=[["甲方", "乙方"], ["甲", "乙"]],
                    今年=[["甲方", "乙方"], ["丙", "丁"]])
    first = read_edges(path)
    assert ties(first) == [("甲", "乙")]
    assert "今年" in first.warnings[0]
    assert ties(read_edges(path, Wanted(sheet="今年"))) == [("丙", "丁")]
    with pytest.raises(LoadRejected) as caught:
        read_edges(path, Wanted(sheet="明年"))
    assert caught.value.report.flatten("code") == [("edges.sheet",)]


@pytest.mark.parametrize(("header", "columns"), [
    ("甲方,乙方", ("甲方", "乙方")), ("单位（A）,单位（B）", ("单位（A）", "单位（B）")), ("From,To", ("From", "To")),
    ("Source,Target", ("Source", "Target")), ("起点,终点", ("起点", "终点")), ("单位甲,单位乙", ("单位甲", "单位乙")),
    ("node1,node2", ("node1", "node2")), ("甲方单位,乙方单位", ("甲方单位", "乙方单位")),
    ("姓名,單位", ("姓名", "單位")),
    ("# FromNodeId,ToNodeId", ("# FromNodeId", "ToNodeId"))])
def test_headers(tmp_path: Path, header: str, columns: tuple[str, str]) -> None:
    found = read_edges(written(tmp_path, f"日期,{header},备注\n2024-01-01,张三,李四,好\n2024-01-01,李四,王五,\n"))
    assert ties(found) == [("张三", "李四"), ("李四", "王五")]
    assert (found.columns["from"], found.columns["to"]) == columns


def test_named_columns_by_header_or_number(tmp_path: Path) -> None:
    path = written(tmp_path, "a,谁,b,和谁,多少\n1,张三,2,李四,4\n")
    for wanted in (Wanted(("谁", "和谁"), "多少"), Wanted(("2", "4"), "5")):
        assert ties(read_edges(path, wanted)) == [("张三", "李四", 4.0)]
    assert refused(path, Wanted(("谁", "没有"))) == [("", 1, "", "", "edges.column")]
    assert refused(path, Wanted(("谁", "谁"))) == [("", 1, "", "", "edges.same-column")]
    assert refused(path) == [("", 1, "", "", "edges.columns")]


def test_a_file_without_a_header(tmp_path: Path) -> None:
    again = read_edges(written(tmp_path, "张三,李四\n李四,王五\n"))
    assert (len(again.a), again.warnings) == (2, [])  # 李四 comes again, so the first row is a tie
    numbers = read_edges(written(tmp_path, "1\t2\t0.5\n7\t3\t1\n", "e.txt"))
    assert ties(numbers) == [("1", "2"), ("7", "3")]
    assert "--weight 3" in numbers.warnings[0]
    assert ties(read_edges(tmp_path / "e.txt", Wanted(weight="3"))) == [("1", "2", 0.5), ("7", "3", 1.0)]
    unclear = written(tmp_path, "张三,李四\n王五,赵六\n")
    assert "--no-header" in read_edges(unclear).warnings[0]
    assert len(read_edges(unclear, Wanted(header=False)).a) == 2


def test_names_are_texts_whatever_they_look_like(tmp_path: Path) -> None:
    path = workbook(tmp_path / "n.xlsx", s=[["from", "to", "weight"], [101, 102.0, "约3次"],
                                            [" 102 ", "甲\u3000", "1,200"], ["102", "甲", "2e-1"]])
    assert ties(read_edges(path)) == [("101", "102", 3.0), ("102", "甲", 1200.0), ("102", "甲", 0.2)]


def test_names_that_differ_in_spelling_alone_are_kept_apart_and_told(tmp_path: Path) -> None:
    found = read_edges(written(tmp_path, "from,to\n渤海社區,甲\n渤海社区,甲\n"))
    assert len(found.names) == 3
    assert "渤海社區" in found.warnings[0]


def test_everything_wrong_is_said_at_once_with_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, "甲方,乙方,次数\n甲,乙,很多\n甲,,2\n甲,丙,-1\n甲,丁,0\n甲,戊,\n甲,己,inf\n无,甲,1\n")
    assert refused(path) == [
        ("", 2, "次数", "很多", "cell.type"), ("", 3, "乙方", "", "cell.required"),
        ("", 4, "次数", "-1", "edges.weight"), ("", 5, "次数", "0", "edges.weight"),
        ("", 6, "次数", "", "cell.required"), ("", 7, "次数", "inf", "edges.weight"),
        ("", 8, "甲方", "无", "cell.required")]
    assert len(read_edges(written(tmp_path, "甲方,乙方,次数\n甲,丙,-1\n"), Wanted(weight="")).a) == 1


def test_a_cell_that_a_spreadsheet_spoiled(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bad.xlsx", s=[["from", "to"], ["#REF!", "甲"]])
    assert refused(path) == [("s", 2, "from", "#REF!", "cell.formula-error")]


def test_two_columns_that_may_be_the_weight(tmp_path: Path) -> None:
    path = written(tmp_path, "甲方,乙方,次数,金额\n甲,乙,1,100\n")
    assert refused(path) == [("", 1, "", "", "edges.weights")]
    assert ties(read_edges(path, Wanted(weight="金额"))) == [("甲", "乙", 100.0)]


@pytest.mark.parametrize(("text", "code"), [
    ("名称\n甲\n乙\n", "edges.one-column"), ("甲 乙\n乙 丙\n", "edges.one-column"),
    (",甲,乙,丙\n甲,0,1,0\n乙,1,0,1\n丙,0,1,0\n", "edges.matrix"),
    ("女士,活动一,活动二,活动三\n甲,1,0,1\n乙,1,1,0\n", "edges.matrix"),
    ("人员,会议一,会议二\n甲,√,\n乙,,√\n", "edges.matrix"),
    ("0,1,0,1\n1,0,1,0\n0,1,0,0\n1,0,0,0\n", "edges.matrix"), ("人员,会议1,会议2\n甲,1,0\n乙,0,1\n", "edges.matrix"),
    ("甲方,乙方\n", "edges.none"), ("", "file.empty"),
    ("张三,李四,王五,赵六\n孙七,周八,吴九,郑十\n", "edges.columns")])
def test_what_is_no_edge_list(tmp_path: Path, text: str, code: str) -> None:
    assert [error[-1] for error in refused(written(tmp_path, text))] == [code]


def test_other_files(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.csv")[0][-1] == "file.unreadable"
    assert refused(written(tmp_path, "x", "图.png"))[0][-1] == "file.format"
    assert refused(written(tmp_path, "from,to,身份证号\n甲,乙,11010519491231002X\n"))[0][-1] == "privacy.roster"


def test_a_name_on_both_sides_of_a_two_mode_network(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,单位\n张三,甲公司\n甲公司,乙协会\n李四,乙协会\n")
    assert refused(path, two_mode=True) == [("", 2, "单位", "甲公司", "edges.both-sides")]
    with pytest.raises(LoadRejected) as caught:
        read_edges(path, two_mode=True)
    assert "第 3 行" in caught.value.report.errors[0].detail
    assert len(read_edges(path).names) == 4


def test_a_list_of_nodes(tmp_path: Path) -> None:
    edges = written(tmp_path, "from,to\n1,2\n")
    nodes = written(tmp_path, "id,名称,性质,街道\n1,甲社区,政府,东街\n2,乙公司,企业,西街\n3,丙协会,社团,\n", "点.csv")
    found = read_edges(edges, nodes=nodes)
    assert found.names == ["1", "2", "3"]
    assert [(found.nodes[one].name, found.nodes[one].kind, found.nodes[one].area) for one in found.names] == [
        ("甲社区", "政府", "东街"), ("乙公司", "企业", "西街"), ("丙协会", "社团", "")]
    assert found.nodes == read_edges(edges, nodes=nodes, kind="性质").nodes
    by_name = read_edges(written(tmp_path, "from,to\n甲社区,乙公司\n", "名.csv"), nodes=nodes)
    assert {one: by_name.nodes[one].kind for one in by_name.names[:2]} == {"甲社区": "政府", "乙公司": "企业"}


def test_a_list_of_nodes_that_does_not_fit(tmp_path: Path) -> None:
    edges = written(tmp_path, "from,to\n甲,乙\n乙,丙\n")
    assert refused(edges, nodes=written(tmp_path, "名称,类别\n甲,x\n乙,y\n", "少.csv")) == [
        ("", 3, "", "丙", "nodes.unknown")]
    twice = written(tmp_path, "名称,类别\n甲,x\n乙,y\n丙,y\n甲,z\n", "重.csv")
    with pytest.raises(LoadRejected) as caught:
        read_edges(edges, nodes=twice)
    assert caught.value.report.flatten("row", "column", "value", "code") == [(5, "名称", "甲", "nodes.conflict")]
    with pytest.raises(LoadRejected) as caught:
        read_edges(edges, nodes=written(tmp_path, "电话,备注\n1,2\n", "无.csv"))
    assert caught.value.report.flatten("code") == [("nodes.columns",)]


def drawn() -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", name="甲社区", kind="政府")
    graph.add_node("b", name="乙公司", kind="企业")
    graph.add_node("c", name="丙协会", kind="社团")
    graph.add_edge("a", "b", weight=2.0)
    graph.add_edge("a", "b", weight=3.0)
    graph.add_edge("b", "a", weight=1.0)
    return graph


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json", "old.json"])
def test_graph_files_of_other_programs(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"图.{suffix}"
    if suffix == "graphml":
        nx.write_graphml(drawn(), path)
    elif suffix == "gexf":
        nx.write_gexf(drawn(), path)
    else:
        key = "links" if suffix == "old.json" else "edges"
        path.write_text(json.dumps(nx.node_link_data(drawn(), edges=key), ensure_ascii=False), encoding="utf-8")
    found = read_edges(path)
    assert ties(found) == [("a", "b", 2.0), ("a", "b", 3.0), ("b", "a", 1.0)]
    assert found.directed is True
    assert {one: (found.nodes[one].name, found.nodes[one].kind) for one in found.names} == {
        "a": ("甲社区", "政府"), "b": ("乙公司", "企业"), "c": ("丙协会", "社团")}


def test_a_graph_file_whose_attributes_have_names_of_ends(tmp_path: Path) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edge("a", "b", source="表.csv:1", start="2020-01-01", end="2021-01-01", count=7, weight=2.0)
    nx.write_graphml(graph, tmp_path / "图.graphml")
    assert ties(read_edges(tmp_path / "图.graphml")) == [("a", "b", 2.0)]


@pytest.mark.parametrize(("text", "code"), [
    ("<graphml", "file.format"), ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><graphml/>", "file.unsafe")])
def test_a_graph_file_that_cannot_be_read(tmp_path: Path, text: str, code: str) -> None:
    assert refused(written(tmp_path, text, "图.graphml"))[0][-1] == code


def test_a_weight_of_a_graph_file_that_is_none(tmp_path: Path) -> None:
    graph = drawn()
    graph.add_edge("c", "a", weight=-1.0)
    nx.write_graphml(graph, tmp_path / "负.graphml")
    assert refused(tmp_path / "负.graphml") == [("edges", 4, "weight", "-1.0", "edges.weight")]
