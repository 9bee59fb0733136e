"""Cells as departments and Excel write them."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgraph.loaders import cells
from orgraph.loaders.cells import Cell, CellError
from orgraph.vocabulary import vocabulary

DAYS = st.dates(dt.date(1949, 10, 1), dt.date(2099, 12, 31))


@given(DAYS, st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0.year}年{0.month}月{0.day}日",
                              "{0.year}-{0.month}-{0.day}", " {0:%Y%m%d} ", "{0:%Y-%m-%d} 00:00:00",
                              "{0:%Y-%m-%d}T08:30:00", "{0.year}．{0.month}．{0.day}"]))
def test_a_day_is_read_however_it_is_written(day: dt.date, form: str) -> None:
    assert cells.date(form.format(day)) == day


@given(DAYS)
def test_a_month_is_its_first_day(day: dt.date) -> None:
    first = day.replace(day=1)
    for form in ("{0.year}年{0.month}月", "{0.year}-{0.month}", "{0.year}.{0.month:02}"):
        assert cells.date(form.format(day)) == first


@given(st.dates(dt.date(1960, 1, 1), dt.date(2099, 12, 31)))
def test_an_excel_number_is_the_day_that_excel_shows(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert cells.date(float(serial)) == day
    assert cells.date(dt.datetime.combine(day, dt.time(8))) == day


@pytest.mark.parametrize("open_end", ["至今", "长期", "", "-", "—", "无", None, "  "])
def test_no_end(open_end: Cell) -> None:
    assert cells.date(open_end) is None


@pytest.mark.parametrize("wrong", ["2023-13-01", "2023年2月30日", "去年", "2023-05-01-02", 7, 1e9, "12-05-2023", True])
def test_what_is_no_date(wrong: Cell) -> None:
    with pytest.raises(CellError) as caught:
        cells.date(wrong)
    assert caught.value.code == "cell.date"


@given(st.integers(0, 10**9), st.sampled_from(["", "户", "人", "名", "个"]))
def test_a_count_is_read_with_its_unit(count: int, unit: str) -> None:
    full = str.maketrans("0123456789", "０１２３４５６７８９")
    for text in (f"{count}{unit}", f"{count:,}{unit}", f" {count} {unit}", str(count).translate(full) + unit):
        assert cells.integer(text) == count
    assert cells.integer(float(count)) == count
    assert cells.integer(count) == count


@given(st.text())
def test_any_text_is_a_count_or_an_error_and_nothing_else(text: str) -> None:
    for parse in (cells.integer, cells.decimal, cells.date, cells.boolean, cells.hours, cells.code, cells.text):
        with contextlib.suppress(CellError):
            parse(text)


@pytest.mark.parametrize(("cell", "count"), [
    ("1.2万", 12_000), ("755户", 755), ("2300余件", 2300), ("-", None), (0, 0),
])
def test_counts(cell: Cell, count: int | None) -> None:
    assert cells.integer(cell) == count


@pytest.mark.parametrize("wrong", ["很多", "约好", "1.5", 1.5, "户", True, "1户2户", float("nan"), float("inf"), ","])
def test_what_is_no_count(wrong: Cell) -> None:
    with pytest.raises(CellError) as caught:
        cells.integer(wrong)
    assert caught.value.code == "cell.type"


@pytest.mark.parametrize(("cell", "value"), [
    ("是", True), ("√", True), ("有", True), ("Y", True), (1, True), (1.0, True), ("１", True), (True, True),
    ("中共党员", True), ("中共黨員", True), ("否", False), ("无", False), ("×", False), ("群众", False), (0, False),
    ("N", False), ("", None),
])
def test_yes_and_no(cell: Cell, value: bool | None) -> None:
    assert cells.boolean(cell) is value


@pytest.mark.parametrize(("cell", "value"), [
    (210102.0, "210102"), (210102, "210102"), ("210102001001", "210102001001"), (" ab 12 ", "AB12"), ("无", None),
    ("９１", "91"), (None, None),
])
def test_codes_stay_text(cell: Cell, value: str | None) -> None:
    assert cells.code(cell) == value


@pytest.mark.parametrize("cut", [9.13502110001e17, 1e15, "9.1350211E+17", "913502110001000000"])
def test_a_code_that_excel_has_cut(cut: Cell) -> None:
    with pytest.raises(CellError) as caught:
        cells.code(cut)
    assert caught.value.code == "cell.number-cut"


def test_credit_codes() -> None:
    # The example of GB 32100-2015's standard body, and the same with one character changed.
    assert cells.credit_code("91350100M000100Y43") == "91350100M000100Y43"
    for wrong in ("91350100M000100Y44", "91350100M000100Y4I"):
        with pytest.raises(CellError) as caught:
            cells.credit_code(wrong)
        assert caught.value.code == "code.check-digit"


@pytest.mark.parametrize(("cell", "value"), [
    ("48", 48), ("48小时", 48), ("2个工作日", 48), ("30分钟内", 1), (24.0, 24),
])
def test_time_limits(cell: Cell, value: int) -> None:
    assert cells.hours(cell) == value


def test_a_choice_is_a_label_or_the_value_itself() -> None:
    coverage = cells.parser(vocabulary().properties["party_coverage"])
    assert [coverage(cell) for cell in ("单独组建", "單獨", "own", "聯合", "无", "")] == [
        "own", "own", "own", "joint", "none", None]
    with pytest.raises(CellError) as caught:
        coverage("分开")
    assert caught.value.code == "cell.choice"


def test_a_function_is_an_id_a_name_or_a_former_name() -> None:
    function = cells.parser(vocabulary().properties["function"])
    assert [function(cell) for cell in ("城市管理", "urban_management", "综合执法", "")] == [
        "urban_management", "urban_management", "urban_management", None]


def test_a_count_beyond_the_columns_is_an_error_of_its_cell() -> None:
    with pytest.raises(cells.CellError):
        cells.integer("3000000000")
    assert cells.integer("2147483646") == 2147483646
