"""What a name surely means, and what it does not: former and short names, endings, variant characters, codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_store import FakeStore
from small_town import Write

from orgraph.loaders import load
from orgraph.loaders.reading.credit import fault, hint
from orgraph.loaders.resolving.functions import usual_function
from orgraph.vocabulary import vocabulary
from orgraph.vocabulary.spellings import spellings

ORGANIZATION = ["组织名称", "组织类别", "所在区域"]
SEATS = ["姓名", "任职组织", "任职区域", "职务"]
UNITS = [
    ["甲区市场监督管理局", "部门", "甲区"], ["城市管理和综合执法局", "部门", "甲区"],
    ["示例市住房和城乡建设局", "部门", "示例市"],
    ["卫生健康局", "部门", "甲区"], ["文化和旅游局", "部门", "甲区"], ["自然资源局", "部门", "甲区"],
    ["生态环境局", "部门", "甲区"], ["应急管理局", "部门", "甲区"], ["民族宗教事务局", "部门", "甲区"],
    ["阳光物业管理有限公司", "物业企业", "南街街道"], ["示例市宏达物业服务有限责任公司", "物业企业", "示例市"],
    ["顺心（集团）有限公司", "企业", "甲区"],
]


def seat(write: Write, folder: Path, text: str, area: str = "东社区", units: list[list[str]] | None = None
         ) -> tuple[str, ...]:
    """The organisation that a row of the 任职表 is found to mean, or the code of the error."""
    write("组织", [ORGANIZATION, *(units or UNITS)])
    write("任职", [SEATS, ["王某", text, area, "委员"]])
    store = FakeStore()
    report = load(store, [folder], allow_errors=True)
    return tuple(body for _, body in store.named_links("MEMBER")) or tuple(report.flatten("code")[0])


@pytest.mark.parametrize(("text", "unit"), [
    ("工商局", "甲区市场监督管理局"), ("甲区工商局", "甲区市场监督管理局"), ("区市场监管局", "甲区市场监督管理局"),
    ("质监局", "甲区市场监督管理局"), ("甲区城管局", "城市管理和综合执法局"), ("城市管理局", "城市管理和综合执法局"),
    ("房管局", "示例市住房和城乡建设局"), ("市住建局", "示例市住房和城乡建设局"), ("计生局", "卫生健康局"),
    ("文广新局", "文化和旅游局"), ("国土局", "自然资源局"), ("環保局", "生态环境局"), ("安监局", "应急管理局"),
    ("民宗局", "民族宗教事务局"), ("阳光物业", "阳光物业管理有限公司"), ("阳光物业公司", "阳光物业管理有限公司"),
    ("南街街道阳光物业服务有限公司", "阳光物业管理有限公司"), ("宏达物业", "示例市宏达物业服务有限责任公司"),
])
def test_former_and_short_names(write: Write, folder: Path, text: str, unit: str) -> None:
    assert seat(write, folder, text) == (unit,)


@pytest.mark.parametrize(("text", "area"), [
    ("工商局", ""),  # of no area
    ("甲区房管局", "东社区"),  # the area named has none; the city's is another
    ("市工商局", "东社区"), ("乙区工商局", "东社区"), ("阳光物业", ""), ("顺心集团", "东社区"),
    ("顺心有限公司", "东社区"),
    ("阳光物业甲区分公司", "东社区"), ("阳光置业有限公司", "东社区"), ("税务局", "东社区"),
])
def test_what_is_not_certain_is_not_joined(write: Write, folder: Path, text: str, area: str) -> None:
    assert seat(write, folder, text, area) == ("reference.unknown",)


@pytest.mark.parametrize("other", [
    ["市监局", "部门", "甲区"],  # both are what the market regulation may be called now
    ["市场监督管理局", "机关", "甲区"],
])
def test_of_two_units_none_is_meant(write: Write, folder: Path, other: list[str]) -> None:
    assert seat(write, folder, "工商局", units=[*UNITS, other]) == ("reference.unknown",)
    assert seat(write, folder, "工商局", units=[*UNITS, ["工商局", "部门", "示例市"]]) == ("工商局",)


def test_two_firms_of_one_core_are_not_told_apart(write: Write, folder: Path) -> None:
    both = [*UNITS, ["阳光物业服务有限公司", "物业企业", "甲区"]]
    assert seat(write, folder, "阳光物业", units=both) == ("reference.unknown",)
    assert seat(write, folder, "阳光物业服务有限责任公司", units=both) == ("阳光物业服务有限公司",)


@pytest.mark.parametrize(("text", "home"), [
    ("新村街道临溪村", "临溪村"), ("新邨街道临谿邨民委員會", "临溪村"), ("新村街道办临溪村村委会", "临溪村"),
    ("新邨街道临溪", "临溪村"), ("新村街道办事处衚衕社區居委", "胡同社区"),
])
def test_areas_in_many_spellings(write: Write, folder: Path, text: str, home: str) -> None:
    write("区域二", [["区域名称", "区域类型", "上级区域"], ["新村街道", "街道", "甲区"], ["临溪村", "村", "新村街道"],
                  ["胡同社区", "社区", "新村街道"]])
    write("组织", [ORGANIZATION, ["某企业", "企业", text]])
    store = FakeStore()
    load(store, [folder])
    assert store.entity("某企业").home == store.entity(home).id


def test_a_bare_name_needs_its_street_and_to_be_alone(write: Write, folder: Path) -> None:
    write("区域二", [["区域名称", "区域类型", "上级区域"], ["临溪村", "村", "南街街道"],
                  ["临溪社区", "社区", "南街街道"],
                  ["碧园社区", "社区", "南街街道"]])
    write("组织", [ORGANIZATION, ["甲企业", "企业", "南街街道临溪"], ["乙企业", "企业", "甲区碧园"],
                 ["丙企业", "企业", "碧园"]])
    report = load(FakeStore(), [folder], dry_run=True)
    assert report.flatten("row", "code") == [(row, "reference.unknown") for row in (2, 3, 4)]


def test_one_name_in_many_communities_is_settled_by_path_or_parent(write: Write, folder: Path) -> None:
    write("组织", [ORGANIZATION, ["甲企业", "企业", "一网格"], ["乙企业", "企业", "东社区一网格"]])
    write("楼栋", [["区域名称", "区域类型", "上级区域"], ["1号楼", "楼栋", "一网格"],
                 ["2号楼", "楼栋", "西社区/一网格"]])
    report = load(FakeStore(), [folder], dry_run=True)
    assert report.flatten("file", "row", "code") == [
        ("甲/楼栋.csv", 2, "reference.ambiguous"), ("甲/组织.csv", 2, "reference.ambiguous")]


@pytest.mark.parametrize(("code", "passes"), [
    ("91350100M000100Y43", True), ("91350100M000100Y4X", False), ("9I350100M000100Y43", False),
    ("D2143569X", True), ("D21435690", False), ("9135010M000100Y43", False), ("91350100M000100Y433", False),
    ("350100100012345", True), ("X-17", True),
])
def test_codes_of_organizations(code: str, passes: bool) -> None:
    # D2143569-X is the example of GB 11714, 91350100M000100Y43 that of GB 32100.
    assert (fault(code) == "") is passes


def test_letters_that_no_code_has_are_named_and_not_guessed() -> None:
    assert "字母 O，是不是 0" in hint("9135O100M000100Y43")
    assert hint("91350100M000100Y43") == hint("91350100M000100Y44") == ""


def test_every_corruption_of_one_character_is_caught() -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = "91350100M000100Y43"
    wrong = [code[:at] + other + code[at + 1:] for at in range(18) for other in alphabet if other != code[at]]
    assert len(wrong) == 18 * 30
    assert [text for text in wrong if not fault(text)] == []


def test_a_wrong_code_of_an_area_is_an_error(write: Write, folder: Path) -> None:
    write("区域二", [["区域名称", "区域类型", "上级区域", "区划代码"], ["丙社区", "社区", "南街街道", "980101002003"],
                  ["丁社区", "社区", "南街街道", "98010100100"], ["戊社区", "社区", "南街街道", "980101001005"],
                  ["己网格", "网格", "戊社区", "77"], ["庚社区", "社区", "南街街道", "庚-1"]])
    report = load(FakeStore(), [folder], dry_run=True)
    assert report.flatten("row", "column", "code") == [(2, "上级区域", "area.code"), (3, "区划代码", "area.code")]


def test_no_word_means_two_departments() -> None:
    words = [word for unit in spellings().department for word in (*unit.names, *unit.former)]
    assert sorted(words) == sorted(set(words))


def test_names_of_one_department_have_one_function() -> None:
    """The two tables that know departments, functions.toml and spellings.toml, do not contradict each other."""
    for unit in spellings().department:
        functions = {usual_function("Department", name) for name in unit.names} - {None}
        assert len(functions) <= 1, (unit.names[0], functions)
        assert functions <= vocabulary().functions.keys()
