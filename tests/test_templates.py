"""The empty workbooks: each is its own kind of sheet, knows every choice, and loads when it is filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import orgraph
from orgraph.exports import write_templates
from orgraph.loaders.mapping.recognise import recognise
from orgraph.loaders.reading.formats import tables
from orgraph.vocabulary import vocabulary
from orgraph.vocabulary.templates import templates

# A made-up city, a row or two a sheet, by field; in the order of the sheets nothing else is needed.
FILLED: dict[str, list[dict[str, Any]]] = {
    "area": [{"name": "示例市", "kind": "市", "code": "9801"}, {"name": "示例街道", "kind": "街道", "parent": "示例市"},
             {"name": "示例社区", "kind": "社区", "parent": "示例街道"},
             {"name": "示例花园", "kind": "小区", "parent": "示例社区", "number": "0012", "households": 755}],
    "organization": [
        {"name": "示例社区居委会", "kind": "居委会", "home": "示例社区", "phone": "000-0000-0101"},
        {"name": "示例花园业委会", "kind": "业委会", "home": "示例花园", "party_coverage": "单独组建",
         "duties_published": "是", "start": "2021-03-01"}],
    "person": [{"name": "甲某", "number": "0007", "home": "示例社区", "party_member": "是"}],
    "post": [{"organization": "示例社区居委会", "title": "主任"}],
    "membership": [{"member": "甲某", "number": "0007", "organization": "示例社区居委会", "role": "主任"}],
    "relation": [{"type": "包联", "from": "甲某", "number": "0007", "to": "示例花园"}],
    "duty": [{"organization": "示例社区居委会", "topic": "室内装修噪声", "part": "主办", "hours": 48}],
    "entry": [{"kind": "需求", "name": "楼道照明改造", "owner": "示例社区居委会", "home": "示例花园"}],
    "case": [{"number": "0001", "text": "夜间噪声", "home": "示例花园", "status": "已完成"}],
    "waiver": [{"rule": "owners-committee", "focus": "示例花园", "reason": "新建", "approver": "示例街道办事处",
                "end": "2026-01-01"}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("templates")
    write_templates(folder)
    return folder


def data(book: Workbook) -> Any:
    return book[book.sheetnames[0]]


@pytest.mark.parametrize("kind", FILLED)
def test_a_template_is_recognised_as_its_own_kind(folder: Path, kind: str) -> None:
    sheet = vocabulary().sheets[kind]
    found, wrong = tables(folder / f"{sheet.title}.xlsx")
    assert [table.sheet for table in found] == [sheet.title, templates().explanation]
    assert wrong == []
    (understood,), problems = recognise(found[0])
    assert (understood.kind.name, understood.unknown, problems) == (kind, (), [])
    assert [heading.column.field for heading in understood.headings] == [column.field for column in sheet.column]


def test_filled_templates_load(folder: Path, tmp_path: Path) -> None:
    for kind, rows in FILLED.items():
        sheet = vocabulary().sheets[kind]
        book = load_workbook(folder / f"{sheet.title}.xlsx")
        fields = [column.field for column in sheet.column]
        for number, row in enumerate(rows, 3):
            for field, value in row.items():
                data(book).cell(number, fields.index(field) + 1, value)
        book.save(tmp_path / f"{sheet.title}.xlsx")
    graph = orgraph.open(f"sqlite:///{tmp_path / 'filled.db'}")
    report = graph.load([tmp_path])
    assert report.errors == []
    assert {(warning.code, warning.where.row) for warning in report.warnings} == {("row.example-skipped", 2)}
    assert len(report.warnings) == len(FILLED)
    assert report.rows == sum(map(len, FILLED.values()))
    assert graph.at("2025-01-01").show("示例花园").entity.number == "0012"


def options_of(book: Workbook, source: str) -> list[str]:
    if source.startswith('"'):
        return source.strip('"').split(",")
    title, cells = source.split("!")
    assert book[title.strip("'")].sheet_state == "hidden"
    return [row[0].value for row in book[title.strip("'")][cells.replace("$", "")]]


@pytest.mark.parametrize("kind", FILLED)
def test_drop_downs_hold_exactly_the_vocabulary(folder: Path, kind: str) -> None:
    words = vocabulary()
    sheet = words.sheets[kind]
    book = load_workbook(folder / f"{sheet.title}.xlsx")
    found: dict[str, list[str]] = {}
    for check in data(book).data_validations.dataValidation:
        if check.type == "list":
            column = sheet.column[next(iter(check.sqref.ranges)).min_col - 1]
            found[column.field] = options_of(book, check.formula1.removeprefix("="))
    expected: dict[str, list[str]] = {}
    for column in sheet.column:
        prop = words.properties.get(column.prop or "")
        if column.into == "kind":
            expected[column.field] = [k.zh[0] for k in words.kinds.values() if words.is_a(k.name, sheet.makes)
                                      and k.name not in ("Area", "Entry")]
        elif column.into == "type":
            expected[column.field] = [r.zh[0] for r in words.relations.values() if not r.derived]
        elif prop is not None and prop.type == "bool":
            expected[column.field] = ["是", "否"]
        elif prop is not None and prop.type == "choice":
            expected[column.field] = [labels[0] for labels in prop.choices.values()]
        elif prop is not None and prop.name == "function":
            expected[column.field] = [function.zh for function in words.functions.values()]
    assert found == expected


@pytest.mark.parametrize("kind", FILLED)
def test_a_template_explains_itself(folder: Path, kind: str) -> None:
    sheet = vocabulary().sheets[kind]
    book = load_workbook(folder / f"{sheet.title}.xlsx")
    assert data(book).freeze_panes == "A2"
    for at, column in enumerate(sheet.column, 1):
        header = data(book).cell(1, at)
        assert header.value == column.headers[0] + "*" * column.required
        assert header.comment is not None
        if column.into in ("code", "number", "person_number") or column.prop == "phone":
            (look,) = (d for d in data(book).column_dimensions.values() if d.min <= at <= d.max)
            assert look.number_format == "@"
    assert str(data(book).cell(2, 1).value).startswith("例：")
    lines = [row[:3] for row in book[templates().explanation].iter_rows(min_row=2, values_only=True)]
    assert [line[0] for line in lines[:-1]] == [column.headers[0] for column in sheet.column]
    assert all(line[2] for line in lines[:-1])
