"""Cells as departments and Excel write them."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell, CellError
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


@pytest.mark.parametrize(("cell", "day"), [
    ("二〇二三年五月", (2023, 5, 1)), ("二○二三年十二月三十一日", (2023, 12, 31)),
    ("二零二三年十月二十日", (2023, 10, 20)),
    ("45047", (2023, 5, 1)), ("45047.0", (2023, 5, 1)), ("2023年", (2023, 1, 1)), (2023.5, (2023, 5, 1)),
    ("2023/5/1 0:00:00", (2023, 5, 1)), ("2023.1", (2023, 1, 1)), ('="2023-05-01"', (2023, 5, 1)),
])
def test_more_days(cell: Cell, day: tuple[int, int, int]) -> None:
    assert cells.date(cell) == dt.date(*day)


@pytest.mark.parametrize("wrong", ["23.5.1", "5/1/2023", 2023.1, "二〇二三年十三月", "2023年5月底"])
def test_days_that_are_not_guessed(wrong: Cell) -> None:
    with pytest.raises(CellError) as caught:
        cells.date(wrong)
    assert caught.value.code == "cell.date"


@pytest.mark.parametrize("both", ["2023.05-2024.06", "2023年5月至2024年6月", "2023-05-01至2024-06-30", "2023.5～2024.6",
                                  "2023年5月至今", "2023.05-至今"])
def test_two_days_in_one_cell(both: str) -> None:
    with pytest.raises(CellError) as caught:
        cells.date(both)
    assert caught.value.code == "cell.date-range"


def test_since_a_day_until_today() -> None:
    begins = cells.dates(mac=False, begins=True)
    assert [begins(cell) for cell in ("2023年5月至今", "2023.05-至今", "2023.05起至今")] == [dt.date(2023, 5, 1)] * 3
    assert begins("至今") is None


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    assert cells.dates(mac=True, begins=False)(43585.0) == dt.date(2023, 5, 1)


@pytest.mark.parametrize(("cell", "value"), [
    (13800000000.0, "13800000000"), ("000 0000 0401", "00000000401"), ("000-0000-0401 转 8001", "000-0000-0401转8001"),
    ("000-0000-0401/000-0000-0402", "000-0000-0401、000-0000-0402"), ("'000-0000-0401", "000-0000-0401"),
    ("000-0000-0401；０００-0000-0402\n", "000-0000-0401、000-0000-0402"), ("无", None), ("", None),
])
def test_phones(cell: Cell, value: str | None) -> None:
    assert cells.phone(cell) == value


@pytest.mark.parametrize("fault", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", " #n/a "])
def test_what_stands_for_an_error_is_no_text(fault: str) -> None:
    for parse in (cells.text, cells.integer, cells.date, cells.boolean, cells.code, cells.phone):
        with pytest.raises(CellError) as caught:
            parse(fault)
        assert caught.value.code == "cell.formula-error"


@pytest.mark.parametrize(("cell", "value"), [
    ('="0012"', "0012"), ("#1楼", "#1楼"), ("甲\x00\x07乙", "甲乙"), ("甲\u200b乙\ufeff", "甲乙"), ("甲\n乙", "甲\n乙"),
    ("\x7f", None), ("长" * 32_767, "长" * 32_767),
])
def test_texts(cell: str, value: str | None) -> None:
    assert cells.text(cell) == value


def test_a_text_that_no_cell_can_hold() -> None:
    with pytest.raises(CellError) as caught:
        cells.text("长" * 32_768)
    assert caught.value.code == "cell.too-long"


def test_a_name_that_has_become_a_day() -> None:
    with pytest.raises(CellError):
        cells.name(dt.date(2024, 1, 3))


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
    ("1.2万", 12_000), ("755户", 755), ("2300余件", 2300), ("-", None), (0, 0), ("约300人", 300), ("300多户", 300),
    ("500左右", 500), ("1,200", 1200), ("１，２００户", 1200),
])
def test_counts(cell: Cell, count: int | None) -> None:
    assert cells.integer(cell) == count


@pytest.mark.parametrize("wrong", ["很多", "约好", "1.5", 1.5, "户", True, "1户2户", "-5", -5, "1,2", "300以上",
                                   float("nan"), float("inf"), ","])
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
