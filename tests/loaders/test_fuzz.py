"""Whatever a file holds, a load ends with a report or LoadRejected, and a rejected one leaves the store as it was.

HYPOTHESIS_PROFILE=nightly tries more; tests/fuzz/readers.py is the same for raw bytes under atheris.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from fake_store import FakeStore
from fuzz_files import FORMS, Damage, Table, damaged, damages, sheets, written
from hypothesis import given, settings
from hypothesis import strategies as st

import orgraph
from orgraph.errors import LoadRejected, MappingError, RowError
from orgraph.exports import write_statements
from orgraph.exports.statements import STATEMENTS
from orgraph.loaders import load
from orgraph.loaders.corrected import corrected_copies
from orgraph.loaders.folders import KINDS
from orgraph.loaders.mapping.files import SUFFIX
from orgraph.vocabulary import vocabulary

FIXTURES = Path(__file__).parents[2] / "fixtures"
BASE = FIXTURES / "bad" / "_areas.csv"
ALSO = FIXTURES / "bad" / "_organizations.csv"
REAL = [path for folder in ("bad", "ugly") for path in sorted((FIXTURES / folder).glob("*"))
        if path.suffix.lower() in KINDS and path.stat().st_size < 1 << 16]
MAPPINGS = sorted((FIXTURES / "ugly").glob(f"*{SUFFIX}"))
DAY = "2025-06-30"
some = settings(max_examples=max(10, settings.default.max_examples // 10))  # those with a database or a child


def told(problems: Sequence[RowError]) -> None:
    """Every problem has a place and a text that can be shown."""
    for problem in problems:
        assert problem.where.file
        assert problem.detail
        f"{problem.detail}{problem.hint}{problem.where}".encode()


def survives(store: FakeStore, *paths: Path) -> None:
    """Load `paths` over the areas: loaded, or rejected with a place for every error and the old statements standing.

    In both cases a corrected copy can be made of every file.
    """
    before = dict(store.said)
    try:
        report = load(store, [BASE, *paths])
    except LoadRejected as rejected:
        report = rejected.report
        assert report.errors
        assert report.generation is None
        assert store.said == before
    told((*report.errors, *report.warnings))
    corrected_copies(report, paths, paths[0].parent / "更正")


class Database:
    """A real one with an active generation, and what it answers."""

    def __init__(self, folder: Path) -> None:
        self.graph = orgraph.open(f"sqlite:///{folder / 'fuzz.db'}")
        self.graph.load([BASE, ALSO])
        self.first = self.graph.generations()[0].number
        self.files = write_statements(self.graph.store, folder / "全部.json", self.graph.store.view()).files

    def state(self) -> Any:
        now = self.graph.at(DAY)
        return self.graph.generations(), list(self.graph.store.statements()), now.find(kind="Organization").results

    def survives(self, path: Path) -> None:
        """Load `path`: a rejected load leaves generations, statements and answers; a good one can be taken back."""
        before = self.state()
        try:
            report = self.graph.load([path])
        except LoadRejected as rejected:
            report = rejected.report
            assert report.generation is None
            assert self.state() == before
        else:
            if report.generation is not None:
                self.graph.at(DAY).coverage()
                assert self.graph.load([path], dry_run=True).diff.keys() <= report.diff.keys()
                self.graph.store.activate(self.first)
                assert self.state()[1:] == before[1:]
        told((*report.errors, *report.warnings))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return Database(tmp_path_factory.mktemp("fuzz"))


def placed(folder: str, name: str, content: bytes) -> Path:
    path = Path(folder) / name
    path.write_bytes(content)
    return path


@given(sheets(), st.sampled_from(FORMS))
def test_any_sheet(table: Table, form: str) -> None:
    ending, content = written(table, form)
    with tempfile.TemporaryDirectory() as folder:
        survives(FakeStore(), placed(folder, f"表.{ending}", content))


@some
@given(sheets(), st.sampled_from(FORMS))
def test_any_sheet_into_a_database(database: Database, table: Table, form: str) -> None:
    ending, content = written(table, form)
    with tempfile.TemporaryDirectory() as folder:
        database.survives(placed(folder, f"表.{ending}", content))


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=400))
def test_any_bytes(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        survives(FakeStore(), placed(folder, f"表{suffix}", content))


@given(st.sampled_from(REAL), damages, st.booleans())
def test_damaged_files(path: Path, damage: Damage, inside: bool) -> None:
    store = FakeStore()
    load(store, [BASE])
    with tempfile.TemporaryDirectory() as folder:
        survives(store, placed(folder, path.name, damaged(path.read_bytes(), damage, inside=inside)))


@some
@given(path=st.sampled_from(REAL), damage=damages)
def test_damaged_files_into_a_database(database: Database, path: Path, damage: Damage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database.survives(placed(folder, path.name, damaged(path.read_bytes(), damage, inside=True)))


@given(st.sampled_from(REAL), st.floats(0, 1))
def test_cut_files(path: Path, share: float) -> None:
    content = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        survives(FakeStore(), placed(folder, path.name, content[:int(share * len(content))]))


# Mapping files: right ones for the wrong table, and wrong ones.

@st.composite
def mappings(draw: st.DrawFn) -> tuple[Table, str]:
    """A sheet, and a mapping file that means its headers or others by fields that the kind has or has not."""
    table = draw(sheets())
    headers = [str(text) for line in table[:3] for text in line] + ["{列}", "{格}", "{所在区域}{"]
    fields = sorted({column.field for sheet in vocabulary().sheets.values() for column in sheet.column})
    texts = st.sampled_from(headers) | st.text(max_size=6)
    kinds = st.sampled_from([*vocabulary().sheets, "x"])

    def pairs(keys: st.SearchStrategy[str], values: st.SearchStrategy[str], name: str) -> list[str]:
        found = draw(st.dictionaries(keys, values, max_size=4))
        return [f"[{name}]", *(f"{json.dumps(key)} = {json.dumps(value)}" for key, value in found.items())]

    any_field = st.sampled_from([*fields, ""])
    lines = ["[[table]]", f"headers = {json.dumps(draw(st.lists(texts, max_size=2)))}", 'file = "*"']
    if draw(st.booleans()):
        lines += [f"scope = {json.dumps(draw(st.sampled_from(['示例东社区', '示例市', '无'])))}", 'replaces = "*"']
    if draw(st.booleans()):
        lines += [f"kind = {json.dumps(draw(kinds))}", *pairs(texts, any_field, "table.columns"),
                  *pairs(any_field, texts, "table.fixed")]
    else:
        for _ in range(draw(st.integers(1, 3))):
            lines += ["[[table.record]]", f"kind = {json.dumps(draw(kinds))}",
                      f"when = {json.dumps(draw(st.lists(texts, max_size=1)))}",
                      f"each = {json.dumps(draw(texts))}" if draw(st.booleans()) else "",
                      f"for_columns = {json.dumps(draw(st.lists(texts, max_size=2)))}" if draw(st.booleans()) else "",
                      *pairs(any_field, texts, "table.record.columns"), *pairs(any_field, texts, "table.record.fixed")]
    return table, "\n".join(lines)


@given(mappings())
def test_any_mapping(made: tuple[Table, str]) -> None:
    table, mapping = made
    with tempfile.TemporaryDirectory() as folder:
        placed(folder, f"表{SUFFIX}", mapping.encode("utf-8", "replace"))
        try:
            survives(FakeStore(), placed(folder, "表.csv", written(table, "utf-8-sig")[1]))
        except MappingError as wrong:
            str(wrong).encode()


@given(st.sampled_from(MAPPINGS), damages)
def test_damaged_mappings(path: Path, damage: Damage) -> None:
    data = next(file for file in REAL if file.name.split(".")[0] == path.name.split(".")[0])
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(data, folder)
        placed(folder, path.name, damaged(path.read_bytes(), damage, inside=False))
        try:
            survives(FakeStore(), Path(folder) / data.name)
        except MappingError as wrong:
            str(wrong).encode()


# What orgraph itself has written, damaged before it is loaded back.

@some
@given(suffix=st.sampled_from(sorted(STATEMENTS)), damage=damages)
def test_damaged_exports(database: Database, suffix: str, damage: Damage) -> None:
    graph = database.graph
    with tempfile.TemporaryDirectory() as folder:
        for path in write_statements(graph.store, Path(folder) / f"全部{suffix}", graph.store.view()).files:
            path.write_bytes(damaged(path.read_bytes(), damage, inside=True))
            database.survives(path)
