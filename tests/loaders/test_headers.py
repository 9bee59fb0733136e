"""Where the header of a sheet is, however many lines stand above it and however many rows it has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from orgraph.loaders.reading.headers import Header, find_header, known_headers
from orgraph.loaders.reading.table import Table

ORGANIZATION = ["组织名称", "组织类别", "所在区域"]


def header(*rows: Sequence[object]) -> Header | None:
    table = Table("甲/表.xlsx", "甲", "", lambda: ((number, list(cells)) for number, cells in enumerate(rows, 1)))
    return find_header(table, known_headers())


def texts(*rows: Sequence[object]) -> tuple[int, int, tuple[str, ...]]:
    found = header(*rows)
    assert found is not None
    return found.first, found.row, found.texts


def test_a_header_below_titles() -> None:
    found = header(["示例街道组织情况表"], ["单位：示例街道", "", "2023年5月"], ORGANIZATION, ["甲", "企业", "东社区"])
    assert found == Header(3, tuple(ORGANIZATION), ("示例街道组织情况表", "单位：示例街道", "2023年5月"), 3, 3)


@pytest.mark.parametrize("above", [0, 10, 19])
def test_up_to_nineteen_rows_above(above: int) -> None:
    assert texts(*[["附件"]] * above, ORGANIZATION, ["甲", "企业", "东社区"])[1] == above + 1


def test_twenty_rows_above_are_too_many() -> None:
    found = header(*[["附件"]] * 20, ORGANIZATION)
    assert found is not None
    assert found.known == 0


def test_line_breaks_and_empty_columns() -> None:
    found = texts(["", "组织\n名称", None, "组织类别", "所在区域"])
    assert found == (1, 1, ("", "组织 名称", "", "组织类别", "所在区域"))


@pytest.mark.parametrize("lower", [["", "", "", "成员数", "成立日期"], [*ORGANIZATION, "成员数", "成立日期"]])
def test_groups_over_columns(lower: list[str]) -> None:
    """The cells of the others are merged down: said once, or again by readers that know of merged cells."""
    rows = [[*ORGANIZATION, "基本情况", ""], lower, ["甲", "企业", "东社区", 5, "2023-05-01"]]
    assert texts(*rows) == (1, 2, (*ORGANIZATION, "成员数", "成立日期"))


def test_what_repeats_below_is_named_with_its_group() -> None:
    rows = [["小区名称", "区域类型", "党组织书记", "", "业委会主任", ""], ["", "", "姓名", "电话", "姓名", "电话"],
            ["花园", "小区", "王一", "", "李二", ""]]
    assert texts(*rows) == (1, 2, ("小区名称", "区域类型", "党组织书记 姓名", "党组织书记 电话", "业委会主任 姓名",
                                   "业委会主任 电话"))


def test_three_rows() -> None:
    rows = [["小区名称", "区域类型", "组织", "", "", ""], ["", "", "党支部", "", "业委会", ""],
            ["", "", "书记", "电话", "主任", "电话"], ["花园", "小区", "王一", "", "李二", ""]]
    assert texts(*rows) == (1, 3, ("小区名称", "区域类型", "书记", "组织 党支部 电话", "主任", "组织 业委会 电话"))


def test_a_row_that_counts_the_columns_belongs_to_the_header() -> None:
    assert texts(ORGANIZATION, [1.0, 2.0, 3.0], ["甲", "企业", "东社区"]) == (1, 1 + 1, tuple(ORGANIZATION))


def test_a_title_over_all_columns_is_no_group() -> None:
    assert texts(["示例街道组织情况表", "", ""], ORGANIZATION) == (2, 2, tuple(ORGANIZATION))
    assert texts(["填报单位：示例街道", "", "日期：2023年"], ORGANIZATION) == (2, 2, tuple(ORGANIZATION))


def test_rows_of_data_are_no_header() -> None:
    assert texts(ORGANIZATION, ["甲", "企业", "东社区"], ["乙", "", "西社区"]) == (1, 1, tuple(ORGANIZATION))


def test_without_known_texts_the_fullest_row() -> None:
    assert texts(["标题"], ["甲列", "乙列", "丙列"], ["5", "8", "9"]) == (2, 2, ("甲列", "乙列", "丙列"))


def test_nothing() -> None:
    assert header() is None
    assert header(["", None], [""]) is None
