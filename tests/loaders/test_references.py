"""What a cell refers to: codes, names, paths, numbers; and when that is not clear."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_store import FakeStore
from small_town import AREAS, Write

from orgraph.loaders import load
from orgraph.loaders.reading.areas import statistical

ORGANIZATION = ["组织名称", "组织类别", "所在区域"]


@pytest.mark.parametrize(("text", "home"), [
    ("980101001001", "东社区"), ("980101", "甲区"), ("东社区", "东社区"), ("东社区居委会", "东社区"),
    ("東社區", "东社区"),
    ("南街街道东社区", "东社区"), ("示例市甲区南街街道东社区", "东社区"), ("示例市东社区", "东社区"),
    ("甲区/南街街道/东社区", "东社区"), ("示例市 甲区", "甲区"), ("980000", "示例省"),
])
def test_an_area_by_code_name_or_path(write: Write, folder: Path, store: FakeStore, text: str, home: str) -> None:
    write("组织", [ORGANIZATION, ["某企业", "企业", text]])
    load(store, [folder])
    assert store.entity("某企业").home == store.entity(home).id


def test_a_path_tells_two_of_one_name_apart(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [ORGANIZATION, ["甲队", "企业", "东社区一网格"], ["乙队", "企业", "南街街道西社区一网格"]])
    load(store, [folder])
    grids = {grid.home: grid.id for grid in store.entities("Grid")}
    assert store.entity("甲队").home == grids[store.entity("东社区").id]
    assert store.entity("乙队").home == grids[store.entity("西社区").id]


def test_a_wrong_path_leads_nowhere(write: Write, folder: Path) -> None:
    write("组织", [ORGANIZATION, ["甲队", "企业", "西社区花园小区"]])
    assert load(FakeStore(), [folder], dry_run=True).flatten("value", "code") == [
        ("西社区花园小区", "reference.unknown")]


def test_a_name_means_the_area_of_its_own_folder(write: Write, tmp_path: Path, store: FakeStore) -> None:
    write("区域", [row[:3] for row in AREAS[:1]] + [["乙市", "市", ""], ["东社区", "社区", "乙市"]], folder="乙")
    write("组织", [ORGANIZATION, ["乙企业", "企业", "东社区"]], folder="乙")
    load(store, [tmp_path / "甲", tmp_path / "乙"])
    homes = {area.id: area.home for area in store.entities("Community")}
    assert homes[str(store.entity("乙企业").home)] == store.entity("乙市").id


def test_the_areas_served_are_those_inside_the_home(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [[*ORGANIZATION, "服务范围"], ["甲队", "志愿服务队", "东社区", "一网格、花园小区"],
                   ["乙队", "志愿服务队", "东社区", ""], ["丙公司", "物业企业", "东社区", ""]])
    load(store, [folder])
    assert store.named_links("SERVES") == [("乙队", "东社区"), ("甲队", "一网格"), ("甲队", "花园小区")]
    served = {link.object for link in store.links("SERVES")}
    assert {g.home for g in store.entities("Grid") if g.id in served} == {store.entity("东社区").id}


def test_an_organization_by_number_code_name_former_name_or_path(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [[*ORGANIZATION, "组织编号", "统一社会信用代码", "简称或曾用名"],
                   ["示例局", "部门", "甲区", "J1", "91350100M000100Y43", "老局、旧局"],
                   ["协会", "社会组织", "东社区", "", "", ""], ["协会", "社会组织", "西社区", "", "", ""]])
    texts = ["J1", "91350100M000100Y43", "示例局", "老局", "旧局", "甲区示例局", "东社区/协会", "西社区协会"]
    write("任职", [["姓名", "任职组织", "职务"], *([f"人员{at}", text, "干事"] for at, text in enumerate(texts))])
    load(store, [folder])
    homes = {o.id: o.home for o in store.entities("SocialOrganization")}
    objects = [next(link.object for link in store.links("MEMBER") if link.subject == store.entity(f"人员{at}").id)
               for at in range(len(texts))]
    assert objects[:6] == [store.entity("示例局").id] * 6
    assert [homes[known] for known in objects[6:]] == [store.entity("东社区").id, store.entity("西社区").id]


def test_an_area_column_tells_organizations_apart(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [ORGANIZATION, ["协会", "社会组织", "东社区"], ["协会", "社会组织", "西社区"]])
    rows = [["姓名", "任职组织", "任职区域", "职务"], ["甲", "协会", "西社区", "会长"]]
    write("任职", rows)
    load(store, [folder])
    (link,) = store.links("MEMBER")
    assert {o.id: o.home for o in store.entities("SocialOrganization")}[link.object] == store.entity("西社区").id
    write("任职", [[*row[:2], *row[3:]] for row in rows])
    assert load(store, [folder], dry_run=True).flatten("row", "column", "code") == [
        (2, "任职组织", "reference.ambiguous")]


def test_persons_are_never_one_on_the_name_alone(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [ORGANIZATION, ["东社区党委", "社区党组织", "东社区"], ["西社区党委", "社区党组织", "西社区"],
                   ["花园小区业委会", "业委会", "花园小区"]])
    write("任职", [["姓名", "人员编号", "任职组织", "职务"],
                   ["王某", "", "东社区党委", "委员"], ["王某", "", "西社区党委", "委员"],
                   ["王某", "", "东社区党委", "书记"],
                   ["李某", "R1", "东社区党委", "委员"], ["李某", "R1", "花园小区业委会", "主任"]])
    load(store, [folder])
    names = [person.name for person in store.entities("Person")]
    assert sorted(names) == ["李某", "王某", "王某"]
    li = store.entity("李某")
    assert (li.number, li.home) == ("R1", store.entity("东社区").id)  # the wider of the two areas
    assert sum(link.subject == li.id for link in store.links("MEMBER")) == 2


def test_a_listed_person_is_found_by_name_near_by(write: Write, folder: Path, store: FakeStore) -> None:
    write("人员", [["姓名", "人员编号", "所在区域", "是否党员"], ["王某", "R1", "东社区", "是"],
                 ["王某", "R2", "西社区", "否"]])
    write("组织", [ORGANIZATION, ["花园小区业委会", "业委会", "花园小区"], ["街道办", "街道办事处", "南街街道"]])
    write("任职", [["姓名", "任职组织", "职务"], ["王某", "花园小区业委会", "主任"], ["王某", "街道办", "干事"]])
    load(store, [folder])
    persons = {person.id: person for person in store.entities("Person")}
    by_role = {link.role: persons[link.subject] for link in store.links("MEMBER")}
    assert by_role["主任"].number == "R1"
    assert by_role["干事"].number == ""  # two of that name below the street: neither
    assert "party_member" not in by_role["干事"].props


def test_a_number_of_another_name_is_an_error(write: Write, folder: Path) -> None:
    write("人员", [["姓名", "人员编号", "所在区域"], ["王某", "R1", "东社区"]])
    write("组织", [ORGANIZATION, ["东社区党委", "社区党组织", "东社区"]])
    write("任职", [["姓名", "人员编号", "任职组织", "职务"], ["李某", "R1", "东社区党委", "委员"]])
    assert load(FakeStore(), [folder], dry_run=True).flatten("row", "code") == [(2, "duplicate.conflict")]


def test_units_are_members_too_and_send_people(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [[*ORGANIZATION, "加入联盟"], ["示例联盟", "党建联盟", "南街街道", ""],
                   ["示例银行", "企业", "南街街道", "示例联盟"], ["示例学校", "事业单位", "南街街道", ""]])
    write("任职", [["姓名", "成员单位", "任职组织", "职务", "代表单位", "任职日期"],
                   ["", "示例学校", "示例联盟", "轮值主席", "", "2025-01-01"],
                   ["王某", "", "示例联盟", "委员", "示例银行", ""]])
    load(store, [folder])
    assert store.named_links("MEMBER") == [("王某", "示例联盟"), ("示例学校", "示例联盟"), ("示例银行", "示例联盟")]
    bank = next(link for link in store.links("MEMBER") if link.subject == store.entity("示例银行").id)
    assert bank.role == "成员单位"
    wang = next(link for link in store.links("MEMBER") if link.subject == store.entity("王某").id)
    assert wang.on_behalf_of == store.entity("示例银行").id


def test_relations_lists_and_cases(write: Write, folder: Path, store: FakeStore) -> None:
    write("组织", [ORGANIZATION, ["示例局", "机关", "甲区"], ["东社区居委会", "居委会", "东社区"],
                 ["示例物业", "物业企业", "甲区"]])
    write("关系", [["关系类型", "甲方", "人员编号", "乙方", "职务"], ["双报到", "示例局", "", "东社区", ""],
                   ["包联", "王某", "R1", "东社区一网格", "网格长"], ["服务", "示例物业", "", "花园小区", ""]])
    write("清单", [
        ["清单类型", "条目名称", "条目编号", "提出单位", "所在区域", "事项", "认领单位", "认领日期", "负责人"],
        ["需求", "修路灯", "X1", "东社区居委会", "东社区", "小区路灯", "示例局", "2025-03-01", ""],
        ["资源", "心理疏导", "X2", "示例局", "甲区", "", "", "", "李某"],
    ])
    write("案件", [["案件编号", "发生地点", "承办单位", "办理环节"],
                 ["A1", "花园小区", "示例局、示例物业", "接收→办结"]])
    write("岗位", [["所属组织", "岗位名称"], ["东社区居委会", "主任"]])
    write("职责", [["责任单位", "事项", "主办协办"], ["示例局", "小区路灯", "主办"]])
    write("豁免", [["规则", "豁免对象", "豁免原因", "批准人", "有效期至"],
                 ["owners-committee", "花园小区", "在建", "示例", "2026-01-01"]])
    report = load(store, [folder], topics={"小区路灯": "street-lamp"})
    assert report.rows == len(AREAS) - 1 + 3 + 3 + 2 + 1 + 1 + 1 + 1
    assert store.named_links("REPORTS_IN") == [("示例局", "东社区")]
    assert store.named_links("TAKES_CHARGE_OF") == [("王某", "一网格")]
    assert ("示例物业", "花园小区") in store.named_links("SERVES")
    assert store.named_links("NEEDS") == [("东社区居委会", "修路灯")]
    assert store.named_links("OFFERS") == [("示例局", "心理疏导")]
    assert store.named_links("MEETS") == [("示例局", "修路灯")]
    assert str(store.links("MEETS")[0].start) == "2025-03-01"
    assert store.named_links("IN_CHARGE_OF") == [("李某", "心理疏导")]
    assert store.named_links("HANDLED") == [("示例局", "案件 A1"), ("示例物业", "案件 A1")]
    assert store.named_links("ABOUT") == [("修路灯", "t-street-lamp")]
    assert store.named_links("RESPONSIBLE_FOR") == [("示例局", "t-street-lamp")]
    assert store.links("RESPONSIBLE_FOR")[0].props["part"] == "lead"
    assert store.named_links("POST_IN") == [("主任", "东社区居委会")]
    assert store.named_links("WAIVES") == [("豁免 owners-committee", "花园小区")]


def test_an_unknown_topic(write: Write, folder: Path) -> None:
    write("组织", [ORGANIZATION, ["示例局", "机关", "甲区"]])
    write("职责", [["责任单位", "事项"], ["示例局", "小区路灯"]])
    assert load(FakeStore(), [folder], dry_run=True, topics={"路灯": "x"}).flatten("column", "value", "code") == [
        ("事项", "小区路灯", "reference.unknown")]


@pytest.mark.parametrize(("kind", "name", "function"), [
    ("部门", "甲区综合执法局", "urban_management"), ("派出所", "南街派出所", "police"),
    ("业委会", "花园业委会", "owners_committee"),
    ("企业", "示例公安培训公司", None), ("供电企业", "国网示例供电公司", "power_supply"),
])
def test_the_function_of_a_unit_that_does_not_say(write: Write, folder: Path, store: FakeStore, kind: str, name: str,
                                                  function: str | None) -> None:
    write("组织", [ORGANIZATION, [name, kind, "甲区"]])
    load(store, [folder])
    assert store.entity(name).props.get("function") == function


def test_the_statistical_code_tables(tmp_path: Path, store: FakeStore) -> None:
    (tmp_path / "provinces.csv").write_text('code,name\n98,"示例省"\n', encoding="utf-8")
    (tmp_path / "cities.csv").write_text('code,name,provinceCode\n9801,"示例市",98\n', encoding="utf-8")
    (tmp_path / "villages.csv").write_text(
        "province,city_code,city,area_code,area,street_code,street,community_code,community,is_residents_committee\n"
        "示例省,9801,示例市,980101,甲区,980101001,南街街道,980101001001,东社区居民委员会,1\n"
        "示例省,9801,示例市,980101,甲区,980101001,南街街道,980101001200,皮厂村委会,0\n", encoding="utf-8")
    load(store, [tmp_path])
    chain, at = [], store.entity("皮厂村")
    assert (at.kind, at.aliases) == ("Village", ("皮厂村委会",))
    areas = {record.id: record for record in store.said.values()}
    while at.home:
        at = areas[at.home]
        chain.append((at.name, at.code))
    assert chain == [("南街街道", "980101001"), ("甲区", "980101"), ("示例市", "9801"), ("示例省", "98")]
    assert store.entity("东社区").kind == "Community"
    assert len({record.id for record in areas.values()}) == 6


def test_other_tables_are_not_code_tables(write: Write, folder: Path) -> None:
    from orgraph.loaders.reading.formats import tables

    (table,), problems = tables(folder / "区域.csv")
    assert problems == []
    assert statistical(table) is None
