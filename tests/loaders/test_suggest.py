"""Suggestions for unknown headers: what people would say that they are, ranked, with the reason."""

from __future__ import annotations

import pytest
from fake_store import FakeStore
from small_town import Write

from orgraph.loaders import load
from orgraph.loaders.mapping.suggest import SURE, assign, fixed_kind, likeness, suggest
from orgraph.vocabulary import vocabulary

PHONES = ["000-0000-0401", "000-0000-0402"]


# What a person who knows the sheets answers; the header is none of the aliases.
@pytest.mark.parametrize(("kind", "header", "values", "field"), [
    ("area", "小区全称", ["花园小区", "甲园"], "name"),
    ("area", "所在的社区", ["东社区", "西社区"], "parent"),
    ("area", "小区户数", [120, "85户"], "households"),
    ("area", "建成年份", ["2003年", "2015"], "start"),
    ("organization", "机构全称", ["某公司"], "name"),
    ("organization", "联系方式", PHONES, "phone"),
    ("organization", "信用编码", ["91350211M000100Y43"], "code"),
    ("organization", "单位性质类别", ["业委会", "物业公司"], "kind"),
    ("organization", "服务的小区", ["花园小区"], "serves"),
    ("organization", "成立时间", ["2023年5月", "2021.3.1"], "start"),
    ("organization", "简称曾用名", ["某"], "aliases"),
    ("person", "人员姓名", ["赵某某", "钱某"], "name"),
    ("person", "党员否", ["是", "否"], "party_member"),
    ("membership", "任职机构", ["东社区党委"], "organization"),
    ("membership", "现任职务", ["书记"], "role"),
    ("membership", "任职起始", ["2024-01-01"], "start"),
    ("duty", "牵头单位", ["示例局"], "organization"),
    ("case", "办理结果状态", ["已办结"], "status"),
])
def test_the_best_suggestion(kind: str, header: str, values: list[object], field: str) -> None:
    best, *others = suggest(vocabulary().sheets[kind], header, values)
    assert best.field == field
    assert best.reason
    assert 0 < best.score <= 1
    assert all(best.score >= other.score for other in others)


def test_a_slip_of_the_same_sound_is_seen() -> None:
    best = suggest(vocabulary().sheets["area"], "户树")[0]
    assert (best.field, best.score) == ("households", 0.95)
    assert "读音相同" in best.reason


def test_what_stands_in_the_column_decides_between_likenesses() -> None:
    organization = vocabulary().sheets["organization"]
    assert suggest(organization, "公示", ["2024-05-01", "2024-06-01"])[0].field == "published_on"
    assert suggest(organization, "公示", ["是", "否"])[0].field == "duties_published"


def test_names_of_known_areas_are_areas_whatever_they_end_with() -> None:
    sheet = vocabulary().sheets["person"]
    assert "home" not in {s.field for s in suggest(sheet, "片区", ["梅园", "竹园"])}
    best = suggest(sheet, "片区", ["梅园", "竹园"], areas={"梅园", "竹园"})[0]
    assert (best.field, "区域" in best.reason) == ("home", True)


def test_nothing_is_suggested_for_what_is_like_nothing() -> None:
    assert suggest(vocabulary().sheets["organization"], "星座", ["狮子", "双鱼"]) == []


def test_a_column_of_another_type_is_not_sure() -> None:
    area = vocabulary().sheets["area"]
    assert suggest(area, "小区户数", ["甲", "乙"])[0].score < suggest(area, "小区户数", [1, 2])[0].score


def test_one_field_goes_to_the_better_of_two_headers() -> None:
    sheet = vocabulary().sheets["organization"]
    found = {header: suggest(sheet, header) for header in ("机构全称", "机构的名称")}
    assigned = assign(found)
    assert assigned["机构的名称"].field == "name"
    assert "机构全称" not in assigned or assigned["机构全称"].field != "name"


def test_likeness_is_of_characters_and_bounded() -> None:
    assert likeness("户数", "户数")[0] >= 0.9
    assert likeness("户数", "电话")[0] == 0
    assert likeness("小区全称", "小区名称")[0] == pytest.approx(0.8)  # 3 of 4 characters, same beginning


def test_the_kind_of_all_rows_is_in_the_title() -> None:
    area = vocabulary().sheets["area"]
    assert fixed_kind(area, "序号", "某街道小区一览表") == "小区"
    assert fixed_kind(area, "一览表") == ""
    assert fixed_kind(vocabulary().sheets["organization"], "业主委员会名称") == "业主委员会"


def test_a_warning_and_errors_carry_the_suggestion(write: Write) -> None:
    path = write("组织", [["组织名称", "组织类别", "所在区域", "联系方式"], ["甲", "业委会", "花园小区", PHONES[0]]])
    report = load(FakeStore(), [path.parent])
    (warning,) = report.warnings
    assert "联系电话" in warning.hint
    assert "orgraph map" in warning.hint
    write("组织", [["机构的名称", "组织类别", "所在区域"], ["甲", "业委会", "花园小区"]])
    (error,) = load(FakeStore(), [path.parent], dry_run=True).errors
    assert (error.code, error.where.column) == ("header.missing", "组织名称")
    assert "“机构的名称”可能就是" in error.hint
    write("组织", [["单位的名称", "单位的类别", "所在的区域"], ["甲", "业委会", "花园小区"]])
    (error,) = load(FakeStore(), [path.parent], dry_run=True).errors
    assert error.code == "sheet.unknown"
    assert "最像组织表" in error.hint
    assert "“单位的名称”可能就是" in error.hint


def test_no_value_of_the_column_is_shown(write: Write) -> None:
    path = write("组织", [["组织名称", "组织类别", "所在区域", "联系方式"], ["甲", "业委会", "花园小区", PHONES[0]]])
    assert PHONES[0] not in str(load(FakeStore(), [path.parent], dry_run=True).warnings)


def test_sure_is_above_most_guesses() -> None:
    assert SURE == 0.8
