"""What is wrong in another team's graph is told with label, property and value, and nothing is lost without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import foreign
import pytest
from neo4j_server import Server

import orgraph
from orgraph.errors import RowError
from orgraph.loaders.foreign.findings import ForeignReport
from orgraph.loaders.foreign.store import ForeignStore
from orgraph.model import Entity, Link, Record

MAPPING = """
[[node]]
label = "区"
kind = { property = "级", values = { "小" = "小区" } }
key = "码"
name = "名"
code = "码"
home = [{ property = "上级码" }, { property = "上级名", by = "name" }, { relationship = "在" }]

[[node]]
label = "单位"
kind = { property = "类" }
key = "号"
name = ["全称", "名"]
code = "信用代码"
start = "始"
end = "止"
home = [{ property = "在", by = "name" }]
properties = { tier = "级别", households = "户" }
reference = [{ relation = "SERVES", property = "管", by = "name" }]

[[node]]
label = "人"
kind = "Person"
key = "号"
name = "名"
held_by = "任"
properties = { phone = "电话", party_member = "党员" }

[[link]]
relationship = "任"
relation = "任职"
start = "始"
end = "止"
properties = { role = "职" }

[[link]]
relationship = "属"
relation = "SUBORDINATE_TO"
""".replace(', households = "户"', "")
BASE = """CREATE (:区 {级: '街道', 码: '1', 名: '东街'}), (:区 {级: '社区', 码: '11', 名: '甲社区', 上级码: '1'});
CREATE (:单位 {类: '居委会', 号: 'D1', 名: '甲居委会', 在: '甲社区'});
MATCH (b:单位) CREATE (:人 {号: 'R1', 名: '赵一'})-[:任 {职: '主任', 始: '2020-01-01'}]->(b);
"""
IN_TWO_AREAS = """MATCH (a:区) WITH collect(a) AS areas CREATE (n:区 {级: '小', 码: 9, 名: '甲园'})
FOREACH (a IN areas | CREATE (n)-[:在]->(a))"""


class Seen(NamedTuple):
    report: ForeignReport
    entities: dict[str, Entity]
    links: list[Link]

    def codes(self) -> list[tuple[str, str, str, str]]:
        """Every finding: code, where, property, value."""
        return sorted((one.code, one.where.sheet, one.where.column, one.where.value)
                      for one in (*self.report.errors, *self.report.warnings))

    def one(self, code: str) -> RowError:
        """The only finding with this code."""
        found, = (one for one in (*self.report.errors, *self.report.warnings) if one.code == code)
        return found


Read = Callable[..., Seen]


@pytest.fixture
def read(neo4j_server: Server, tmp_path: Path) -> Iterator[Read]:
    """Reads BASE and some more Cypher by MAPPING and some more TOML."""
    opened = []

    def read_it(cypher: str, mapping: str = "", *, base: str = BASE) -> Seen:
        foreign.planted(neo4j_server, base + cypher)
        file = tmp_path / "their.graph.toml"
        file.write_text(mapping if "[[node]]" in mapping else mapping + MAPPING, encoding="utf-8")
        graph = orgraph.open(foreign.url_of(neo4j_server, file))
        opened.append(graph)
        assert isinstance(graph.store, ForeignStore)
        rows: list[Record] = [one for one in graph.store.statements() if one.source.file != "orgraph/topics"]
        return Seen(graph.store.report, {one.name: one for one in rows if isinstance(one, Entity)},
                    [one for one in rows if isinstance(one, Link)])

    yield read_it
    for graph in opened:
        graph.close()


def test_a_sound_graph_has_no_finding_but_what_no_node_fills(read: Read) -> None:
    seen = read("")
    assert {code for code, *_ in seen.codes()} == {"graph.property", "graph.absent"}
    assert set(seen.entities) == {"东街", "甲社区", "甲居委会", "赵一"}
    assert seen.entities["赵一"].home == seen.entities["甲社区"].id
    assert sorted(link.type for link in seen.links) == ["MEMBER", "SERVES"]  # a committee serves the area it lies in


@pytest.mark.parametrize(("cypher", "finding", "kept"), [
    # the value of a mere property: it alone is left out
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '联盟', 在: '甲社区', 级别: '特级'})",
     ("cell.choice", "(:单位)", "级别", "特级"), True),
    ("CREATE (:单位 {类: '企业', 号: 'D2', 名: '联盟', 在: '甲社区', 信用代码: '91990101MA00000012'})",
     ("code.check-digit", "(:单位)", "信用代码", "91990101MA00000012"), True),
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '联盟', 在: '丙社区'})",
     ("reference.unknown", "(:单位)", "在", "丙社区"), True),
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '联盟', 在: '甲社区', 管: '东街、丁园'})",
     ("reference.unknown", "(:单位)", "管", "丁园"), True),
    # what a record cannot be without
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '联盟', 在: '甲社区', 始: '去年'})",
     ("cell.date", "(:单位)", "始", "去年"), False),
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '联盟', 在: '甲社区', 始: date('+999999-01-01')})",
     ("cell.date", "(:单位)", "始", "读不出的值 (out of range)"), False),
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '联盟', 在: '甲社区', 始: date('2024-01-02'), 止: '2024.1.1'})",
     ("time.order", "(:单位)", "止", "2024-01-01"), False),
    ("CREATE (:单位 {类: '居委', 号: 'D2', 名: '联盟', 在: '甲社区'})", ("cell.kind", "(:单位)", "类", "居委"), False),
    ("CREATE (:单位 {号: 'D2', 名: '联盟', 在: '甲社区'})", ("graph.required", "(:单位)", "类", ""), False),
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 在: '甲社区'})", ("graph.required", "(:单位)", "全称", ""), False),
    ("CREATE (:单位 {类: '联盟', 名: '联盟', 在: '甲社区'})", ("graph.required", "(:单位)", "号", ""), False),
    ("CREATE (:单位 {类: '人员', 号: 'D2', 名: '联盟', 在: '甲社区'})",
     ("graph.person", "(:单位)", "类", "人员"), False),
    # an identity number is in no finding
    ("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '11010519491231002X', 在: '甲社区'})",
     ("graph.private", "(:单位)", "名", ""), False),
])
def test_a_wrong_value(read: Read, cypher: str, finding: tuple[str, str, str, str], kept: bool) -> None:
    seen = read(cypher)
    assert finding in seen.codes()
    assert ("联盟" in seen.entities) == kept
    found = seen.one(finding[0])
    assert found in seen.report.errors
    assert found.hint
    table, = (table for table in seen.report.tables if table.what == "(:单位)")
    assert (table.read, table.used) == (2, 2 if kept else 1)
    assert "联盟" not in seen.entities or seen.entities["联盟"].props.get("tier") is None


def test_relationships_of_a_node_that_is_left_out_go_with_it(read: Read) -> None:
    seen = read("MATCH (b:单位) CREATE (:单位 {类: '联盟', 号: 'D2', 在: '甲社区'})-[:属]->(b)")
    assert ("[:属]", 1, 0) in [(table.what, table.read, table.used) for table in seen.report.tables]
    assert not [link for link in seen.links if link.type == "SUBORDINATE_TO"]
    assert seen.report.left_out == 2


def test_of_two_nodes_with_one_key_one_is_read(read: Read) -> None:
    """The one whose number is the lower, which a server may give to a newer node."""
    seen = read("CREATE (:单位 {类: '联盟', 号: 'D1', 名: '联盟', 在: '甲社区'})")
    found = seen.one("graph.key")
    assert found in seen.report.errors
    assert (found.where.sheet, found.where.column, found.where.value) == ("(:单位)", "号", "D1")
    kept, = {"联盟", "甲居委会"} & set(seen.entities)
    assert seen.entities[kept].source.row < found.where.row
    assert f"编号 {seen.entities[kept].source.row} " in found.detail


@pytest.mark.parametrize(("cypher", "finding"), [
    ("MATCH (b:单位) CREATE (:车 {牌: 'A'})-[:属]->(b), (:车 {牌: 'B'})-[:属]->(b)",
     ("graph.end", "2 条关系有一端没有映射：(:车)")),
    ("MATCH (a:区 {码: '1'}), (b:单位) CREATE (a)-[:属]->(b)",
     ("graph.ends", "1 条关系不能是“隶属”：从街道到社区居委会")),
    ("MATCH (a:人), (b:单位) CREATE (a)-[:任 {职: '委员', 始: '前年'}]->(b)", ("cell.date", "“前年”不是日期")),
    ("MATCH (a:人), (b:单位) CREATE (a)-[:任 {始: '2021-01-01'}]->(b)", ("graph.required", "“职”是空的")),
    ("MATCH (a:人), (b:单位) CREATE (a)-[:任 {职: '党员'}]->(b)", ("graph.ordinary", "1 条普通成员的关系没有读入")),
    ("CREATE (:人 {号: 'R2', 名: '钱二'}), (:人 {号: 'R3', 名: '孙三'})", ("graph.unheld", "2 个人没有任职，没有读入")),
    ("MATCH (a:人)-[r:任]->(b) CREATE (a)-[:任 {职: '主任', 始: '2020-01-01', 止: '2024-01-01'}]->(b)",
     ("graph.conflict", "和编号")),
])
def test_a_wrong_relationship(read: Read, cypher: str, finding: tuple[str, str]) -> None:
    seen = read(cypher)
    code, detail = finding
    found = seen.one(code)
    assert found.detail.startswith(detail)
    assert [link.props["role"] for link in seen.links if link.type == "MEMBER"] == ["主任"]
    assert seen.report.left_out >= 1


def test_one_fact_twice_is_one(read: Read) -> None:
    seen = read("MATCH (a:人)-[r:任]->(b) CREATE (a)-[:任 {职: '主任', 始: date('2020-01-01')}]->(b)")
    assert [one.code for one in seen.report.errors] == []
    assert len([link for link in seen.links if link.type == "MEMBER"]) == 1


@pytest.mark.parametrize(("cypher", "code", "homes"), [
    ("MATCH (n:区 {码: '1'}) SET n.上级码 = '11'", "area.level", {"东街": None, "甲社区": "东街"}),
    ("UNWIND [['甲园', 21, 22], ['乙园', 22, 21]] AS x CREATE (:区 {级: '小', 名: x[0], 码: x[1], 上级码: x[2]})",
     "area.cycle", {"甲园": None, "乙园": None}),
    ("CREATE (:区 {级: '社区', 码: '12', 名: '甲社区'}), (:区 {级: '小', 码: '21', 名: '甲园', 上级名: '甲社区'})",
     "reference.ambiguous", {"甲园": None}),
    (IN_TWO_AREAS,
     "graph.several", {"甲园": None}),
    ("MATCH (b:单位) CREATE (n:区 {级: '小', 码: '21', 名: '甲园'})-[:在]->(b)", "", {"甲园": "甲社区"}),
])
def test_where_an_area_lies(read: Read, cypher: str, code: str, homes: dict[str, str | None]) -> None:
    """Several ways are tried in turn; a relationship to what is no area means where that lies."""
    seen = read(cypher)
    assert {one.code for one in seen.report.errors} == {code} - {""}
    ids = {one.id: name for name, one in seen.entities.items()}
    assert {name: ids.get(seen.entities[name].home or "") for name in homes} == homes


def test_what_lies_nowhere_is_kept_and_told(read: Read) -> None:
    seen = read("CREATE (:单位 {类: '联盟', 号: 'D2', 名: '联盟'})")
    assert seen.one("graph.homeless").detail.startswith("1 个党建联盟")
    assert seen.entities["联盟"].home is None


def test_names_that_the_graph_does_not_have(read: Read) -> None:
    seen = read("", MAPPING.replace('label = "单位"', 'label = "单立"').replace('"职"', '"职务"')
                .replace('relationship = "属"', 'relationship = "任用"'))
    told = {(one.code, one.where.sheet, one.where.column): one.hint for one in seen.report.warnings}
    assert "相近的有：单位" in told["graph.absent", "(:单立)", ""]
    assert "任" in told["graph.absent", "[:任用]", ""]
    assert "职" in told["graph.property", "[:任]", "职务"]
    assert ("graph.unmapped", "(:单位)", "") in told


def test_what_is_left_out_on_purpose_is_not_told(read: Read) -> None:
    cypher = "CREATE (:车)-[:停]->(:车)"
    assert {one.where.sheet for one in read(cypher).report.warnings if one.code == "graph.unmapped"} == {
        "(:车)", "[:停]"}
    assert "graph.unmapped" not in {one.code for one in read(cypher, 'ignore = ["车", "停"]\n').report.warnings}


def test_the_first_mapping_that_fits_is_meant(read: Read) -> None:
    mapping = """
[[node]]
label = "单位"
when = { "类" = ["甲", "乙"], "停用" = false }
kind = "Alliance"
name = "名"

[[node]]
label = ["单位", "企"]
kind = "Enterprise"
name = "名"

[[node]]
label = "单位"
kind = "Organization"
name = "名"
"""
    seen = read("CREATE (:单位 {类: '甲', 名: '一', 停用: false}), (:单位:企 {类: '乙', 名: '二', 停用: true}), "
                "(:单位:企 {类: '乙', 名: '三', 停用: false}), (:单位 {名: '四'})", mapping, base="")
    assert {name: one.kind for name, one in seen.entities.items()} == {
        "一": "Alliance", "二": "Enterprise", "三": "Alliance", "四": "Organization"}
    assert len({one.id for one in seen.entities.values()}) == 4


def test_what_properties_name(read: Read) -> None:
    """Links by a property, either way round, lists and texts; who sent a member, by the sender's number."""
    mapping = """
[[node]]
label = "区"
kind = "小区"
key = "码"
name = "名"
number = "码"
reference = [{ relation = "SERVES", property = "物业", by = "key", reverse = true }]

[[node]]
label = "单位"
kind = "物业公司"
key = "号"
name = "名"
number = "号"
reference = [{ relation = "包联", property = "包", by = "number" }]

[[node]]
label = "人"
kind = "Person"
name = "名"
held_by = "任"

[[link]]
relationship = "任"
relation = "MEMBER"
fixed = { role = "兼职委员" }
on_behalf_of = { property = "派出", by = "number" }
"""
    seen = read("CREATE (:区 {码: 'X1', 名: '甲园', 物业: 'D1'}), (:区 {码: 'X2', 名: '乙园'}), "
                "(a:单位 {号: 'D1', 名: '甲物业', 包: ['X1', 'X2']}), (b:单位 {号: 'D2', 名: '乙物业', 包: 'X1，X2'}), "
                "(:人 {名: '赵一'})-[:任 {派出: 'D2'}]->(a), (:人 {名: '钱二'})-[:任 {派出: 'D9'}]->(a)",
                mapping, base="")
    ids = {one.id: name for name, one in seen.entities.items()}
    assert sorted((link.type, ids[link.subject], ids[link.object]) for link in seen.links) == [
        ("MEMBER", "赵一", "甲物业"), ("SERVES", "甲物业", "甲园"), ("TAKES_CHARGE_OF", "乙物业", "乙园"),
        ("TAKES_CHARGE_OF", "乙物业", "甲园"), ("TAKES_CHARGE_OF", "甲物业", "乙园"),
        ("TAKES_CHARGE_OF", "甲物业", "甲园")]
    member, = (link for link in seen.links if link.type == "MEMBER")
    assert ids[str(member.props["on_behalf_of"])] == "乙物业"
    assert ("reference.unknown", "[:任]", "派出", "D9") in seen.codes()
    assert seen.one("graph.unheld").where.sheet == "(:人)"  # 钱二, whose only office could not be read


def test_a_restricted_value_is_in_no_finding(read: Read) -> None:
    seen = read("CREATE (:单位 {类: '甲', 号: '000-0000-0417', 名: '某', 在: '000-0000-0417'})")
    assert "000-0000-0417" not in str(seen.report.to_dict())
