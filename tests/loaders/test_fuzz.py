"""Whatever a file holds, a load ends with a report or LoadRejected, and a rejected one leaves the store as it was.

HYPOTHESIS_PROFILE=nightly tries more; tests/fuzz/readers.py is the same for raw bytes under atheris.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fake_store import FakeStore
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from orgraph.errors import LoadRejected
from orgraph.loaders import load
from orgraph.loaders.reading.formats import SUFFIXES
from orgraph.vocabulary import vocabulary

BASE = Path(__file__).parents[2] / "fixtures" / "bad" / "_areas.csv"
REAL = [path for folder in ("bad", "ugly") for path in sorted((BASE.parents[1] / folder).glob("*"))
        if path.suffix.lower() in SUFFIXES and path.stat().st_size < 1 << 16]
Table = list[list[Any]]


def survives(store: FakeStore, path: Path) -> None:
    """Load `path` over the areas: loaded, or rejected with a place for every error and the old statements standing."""
    before = dict(store.said)
    try:
        report = load(store, [BASE, path])
    except LoadRejected as rejected:
        report = rejected.report
        assert report.errors
        assert report.generation is None
        assert store.said == before
    assert all(error.where.file and error.detail for error in (*report.errors, *report.warnings))


@st.composite
def sheets(draw: st.DrawFn) -> Table:
    """A sheet of a known kind, some headers lost, doubled or strange, with cells right and wrong."""
    sheet = draw(st.sampled_from(list(vocabulary().sheets.values())))
    known = [draw(st.sampled_from(column.headers)) for column in sheet.column]
    headers = draw(st.lists(st.sampled_from(known), min_size=1, max_size=12, unique=draw(st.booleans())))
    if draw(st.booleans()):
        headers = list(dict.fromkeys([*(c.headers[0] for c in sheet.column if c.required), *headers]))
    headers += draw(st.lists(st.text(max_size=6), max_size=2))
    places = ("示例东社区", "示例一网格", "示例街道/示例花园", "示例市")
    usual = (*places, "小区", "居委会", "书记", "是", "√", "2023年5月", "2023.13", "至今", "合计", "例：", "=1+1",
             "000-0000-0455", "91350211M000100Y43", "9.13502E+17", "示例东社区、示例西社区", "－", "１２户")
    cell = st.one_of(
        st.sampled_from(usual),
        st.text(max_size=12), st.integers(-10, 10**18), st.floats(), st.booleans(), st.none(), st.dates())
    width = len(headers)
    rows = draw(st.lists(st.lists(cell, min_size=max(width - 1, 0), max_size=width + 1), max_size=6))
    above = draw(st.lists(st.lists(st.text(max_size=8), max_size=width), max_size=2))
    return [*above, headers, *rows]


def as_csv(table: Table, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode(encoding, "replace")


def as_workbook(table: Table) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "nan_inf_to_errors": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(table):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)
    return out.getvalue()


def written(folder: str, name: str, content: bytes) -> Path:
    path = Path(folder) / name
    path.write_bytes(content)
    return path


@given(sheets(), st.sampled_from(("csv", "gb18030", "utf-16", "xlsx")))
def test_any_sheet(table: Table, form: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        if form == "xlsx":
            path = written(folder, "表.xlsx", as_workbook(table))
        else:
            path = written(folder, "表.csv", as_csv(table, "utf-8-sig" if form == "csv" else form))
        survives(FakeStore(), path)


@given(st.sampled_from(sorted(SUFFIXES)), st.binary(max_size=400))
def test_any_bytes(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survives(FakeStore(), written(folder, f"表{suffix}", content))


@given(st.sampled_from(REAL), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1, max_size=8))
def test_damaged_files(path: Path, damage: Sequence[tuple[float, bytes]]) -> None:
    content = bytearray(path.read_bytes())
    for at, new in damage:
        start = int(at * len(content))
        content[start:start + len(new)] = new
    store = FakeStore()
    load(store, [BASE])
    with tempfile.TemporaryDirectory() as folder:
        survives(store, written(folder, path.name, bytes(content)))


@given(st.sampled_from(REAL), st.floats(0, 1))
def test_cut_files(path: Path, share: float) -> None:
    content = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        survives(FakeStore(), written(folder, path.name, content[:int(share * len(content))]))
