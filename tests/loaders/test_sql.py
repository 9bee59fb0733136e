"""Queries as a source: checks, mappings and errors are those of files; nothing is written; no password is shown."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fake_store import FakeStore
from small_town import Write

from orgraph.loaders import LoadReport, load
from orgraph.loaders.corrected import corrected_copies
from orgraph.loaders.reading import sql
from orgraph.loaders.reading.formats import tables
from orgraph.loaders.reading.spool import Spool
from orgraph.loaders.reading.sql import Queried

SELECT = "SELECT mc AS 组织名称, lb AS 组织类别, sq AS 所在区域, rq AS 成立日期 FROM zz ORDER BY id"


@pytest.fixture
def civil(tmp_path: Path, write: Write) -> Path:
    """A department's database in its folder, beside the areas."""
    path = tmp_path / "甲" / "civil.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE zz (id INTEGER PRIMARY KEY, mc, lb, sq, rq)")
        db.executemany("INSERT INTO zz (mc, lb, sq, rq) VALUES (?, ?, ?, ?)", [
            ("示例队", "志愿服务队", "东社区", "2020-01-05"), ("100%示例:店", "企业", "西社区", None)])
        db.commit()
    return path


def source(folder: Path, query: str = SELECT, *, url: str = 'url = "sqlite:///civil.db"', name: str = "组织表") -> Path:
    path = folder / "民政.source.toml"
    path.write_text(f"[[table]]\nname = {json.dumps(name)}\n{url}\nquery = {json.dumps(query)}\n", encoding="utf-8")
    return path


def loaded(folder: Path, store: FakeStore | None = None) -> LoadReport:
    return load(store or FakeStore(), [folder], dry_run=store is None)


def test_rows_of_a_query_are_rows_of_a_file(civil: Path) -> None:
    source(civil.parent)
    store = FakeStore()
    report = loaded(civil.parent, store)
    assert (report.errors, report.generation) == ([], 1)
    assert [(s.file, s.sheet, s.kind, s.rows) for s in report.sheets][1:] == [
        ("甲/民政.source.toml", "组织表", "organization", 2)]
    team = store.entity("示例队")
    assert team.start == dt.date(2020, 1, 5)
    assert (team.source.file, team.source.sheet, team.source.row) == ("甲/民政.source.toml", "组织表", 1)
    assert store.entity("100%示例:店").source.row == 2


def test_percent_and_colon_in_a_query_mean_themselves(civil: Path) -> None:
    source(civil.parent, SELECT.replace("ORDER", "WHERE mc LIKE '%示例:店' ORDER"))
    assert loaded(civil.parent).sheets[1].rows == 1


def test_errors_are_those_of_cells(civil: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(civil)) as db:
        db.execute("UPDATE zz SET sq = '没有的社区', rq = '2020-13-01' WHERE id = 2")
        db.commit()
    path = source(civil.parent)
    report = loaded(civil.parent)
    assert report.flatten("file", "sheet", "row", "column", "code") == [
        ("甲/民政.source.toml", "组织表", 2, "成立日期", "cell.date"),
        ("甲/民政.source.toml", "组织表", 2, "所在区域", "reference.unknown")]
    assert corrected_copies(report, [path], tmp_path / "退回") == []  # it is mended in the database


def test_a_mapping_gives_columns_their_meaning(civil: Path) -> None:
    source(civil.parent, "SELECT mc, lb, sq FROM zz")
    (civil.parent / "民政.mapping.toml").write_text(
        '[[table]]\nfile = "民政.source.toml"\nsheet = "组织表"\nkind = "organization"\n'
        'columns = { mc = "name", lb = "kind", sq = "home" }\n', encoding="utf-8")
    store = FakeStore()
    assert loaded(civil.parent, store).errors == []
    assert store.entity("示例队").source.row == 1


@pytest.mark.parametrize(("query", "code"), [
    (SELECT.replace("lb AS 组织类别, ", ""), "header.missing"),
    (SELECT.replace("mc AS", "nothing AS"), "source.query"),
    (SELECT.replace("FROM zz", "FROM nowhere"), "source.query"),
    ("SELECT 1 +", "source.query"),
    ("DELETE FROM zz", "source.invalid"),
    ("WITH a AS (SELECT 1) DELETE FROM zz", "source.invalid"),
    ("SELECT 1; DROP TABLE zz", "source.invalid"),
    ("SELECT mc AS 姓名, '110101190001010000' AS 身份证号 FROM zz", "privacy.roster"),
    ("SELECT x'00' AS 组织名称, 1 AS 组织类别, 2 AS 所在区域", "source.query"),
])
def test_what_is_wrong_with_a_query(civil: Path, query: str, code: str) -> None:
    source(civil.parent, query)
    assert loaded(civil.parent).flatten("file", "code") == [("甲/民政.source.toml", code)]
    with closing(sqlite3.connect(civil)) as db:
        assert db.execute("SELECT count(*) FROM zz").fetchone() == (2,)


@pytest.mark.parametrize("query", [
    "select 1", "WITH a AS (SELECT 1 AS x) SELECT * FROM a;", "SELECT ';delete' AS \"drop\" -- update\n FROM t",
    "SELECT replace(a, 'into', b) AS updated FROM t /* ; insert */",
])
def test_reading_is_permitted(query: str) -> None:
    assert Queried(name="表", url="sqlite://", query=query).query == query


def test_sqlite_is_opened_to_read(civil: Path) -> None:
    """Whatever gets past the check of the text cannot write, nor make a file."""
    for name, query in (("civil.db", "SELECT load_extension('x')"), ("none.db", SELECT)):
        source(civil.parent, query, url=f'url = "sqlite:///{name}"')
        assert loaded(civil.parent).flatten("code") == [("source.query",)]
    assert not (civil.parent / "none.db").exists()
    import sqlalchemy

    engine = sqlalchemy.create_engine(sql._readable(sqlalchemy.make_url("sqlite:///civil.db"), civil.parent))
    with engine.connect() as connection, pytest.raises(sqlalchemy.exc.OperationalError, match="readonly"):
        connection.exec_driver_sql("DELETE FROM zz")
    engine.dispose()


def test_an_address_may_come_from_the_environment(civil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(civil.parent, url='url_env = "CIVIL_DB"')
    assert loaded(civil.parent).flatten("code") == [("source.invalid",)]
    monkeypatch.setenv("CIVIL_DB", f"sqlite:///{civil}")
    assert loaded(civil.parent).errors == []


@pytest.mark.parametrize(("url", "code"), [
    ("nosuch://u:mima-1234@host/db", "source.driver"),
    ("mima-1234", "source.invalid"),
    ("postgresql://u:mima-1234@host:port/db", "source.invalid"),
    ("sqlite:////no/mima-1234.db?key=mima-1234", "source.query"),
])
def test_no_address_or_password_is_shown(civil: Path, url: str, code: str) -> None:
    source(civil.parent, url=f'url = "{url}"')
    report = loaded(civil.parent)
    assert report.flatten("code") == [(code,)]
    assert "mima" not in str(report.to_dict())


def test_what_the_database_says_is_masked(civil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> Iterator[Any]:
        raise OSError("cannot reach u:mi%2Fma@host, password mi/ma")
        yield

    import sqlalchemy

    engine = sqlalchemy.create_engine("sqlite://")
    monkeypatch.setattr(sqlalchemy, "create_engine", lambda *_, **__: engine)
    monkeypatch.setattr(sql, "_chunks", unreachable)
    source(civil.parent, url='url = "postgresql://u:mi%2Fma@host/db"')
    report = loaded(civil.parent)
    assert report.flatten("code") == [("source.query",)]
    assert "***" in report.errors[0].detail
    assert not any(secret in str(report.to_dict()) for secret in ("mi/ma", "mi%2Fma"))


@pytest.mark.parametrize("text", [
    "", "[[table]]", "[[table]]\nname = 3", 'table = "mima"', "[[table",
    '[[table]]\nname="a"\nquery="SELECT 1"\nurl="mima"\nurl_env="B"',
    '[[table]]\nname="a"\nquery="SELECT 1"\nurl="mima"\n' * 2,
    '[[table]]\nname="a"\nquery="SELECT 1"\nurl="x://mima"\nmore="mima"',
    '[[table]]\nname="a"\nquery=["mima"]\nurl="x://mima"',
])
def test_a_wrong_source_file_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "民政.source.toml"
    path.write_text(text, encoding="utf-8")
    found, wrong = tables(path)
    assert (found, [e.code for e in wrong]) == ([], ["source.invalid"])
    assert "mima" not in str(wrong)


def test_without_the_library(civil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(civil.parent)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    report = loaded(civil.parent)
    assert report.flatten("code") == [("source.driver",)]
    assert "orgraph[sql]" in report.errors[0].hint


def test_a_query_runs_once_a_load(civil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its table is read several times, and must say the same each time though the database changes."""
    runs: list[str] = []
    chunks = sql._chunks

    def counted(engine: Any, query: str) -> Iterator[Any]:
        runs.append(query)
        return chunks(engine, query)

    monkeypatch.setattr(sql, "_chunks", counted)
    source(civil.parent)
    assert loaded(civil.parent, FakeStore()).generation == 1
    assert runs == [SELECT]


def test_rows_are_kept_outside_memory_and_the_file_goes() -> None:
    spool = Spool()
    spool.keep(iter([[(0, ["名"])], [(1, ["甲"]), (2, [dt.date(2020, 1, 5)])]]))
    first = spool.rows()
    assert next(first) == (0, ["名"])
    assert list(spool.rows()) == [(0, ["名"]), (1, ["甲"]), (2, [dt.date(2020, 1, 5)])]
    assert list(first) == [(1, ["甲"]), (2, [dt.date(2020, 1, 5)])]
    path = spool.path
    assert path.exists()
    del spool, first
    assert not path.exists()


@pytest.mark.parametrize(("value", "cell"), [
    (Decimal("913502110001000414"), 913502110001000414), (Decimal("1.5"), 1.5), (dt.time(8, 30), "08:30:00"),
    (True, True), (None, None), ("甲", "甲"), (dt.date(2020, 1, 5), dt.date(2020, 1, 5)),
])
def test_values_as_cells(value: Any, cell: Any) -> None:
    assert sql._cell(value) == cell
