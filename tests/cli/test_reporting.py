"""`orgraph report` and `orgraph worklist` from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

TOWN = """区域名称,区域类型,上级区域
示例市,市,
甲街道,街道,示例市
花园小区,小区,甲街道
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> Path:
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{tmp_path / 'new.db'}")
    (tmp_path / "区划.csv").write_text(TOWN, encoding="utf-8")
    assert run("load", "区划.csv").exit_code == 0
    return tmp_path


def test_reports_are_listed_and_written(town: Path, run: Any, answer: Any) -> None:
    assert "owners-and-property" in run("report").stdout
    assert [one["id"] for one in answer("report")][:2] == ["party-coverage", "owners-and-property"]
    assert answer("report", "owners-and-property", "表.xlsx", "--area", "示例市", "--rules", "owners-committee",
                  "--unit", "市委组织部") == {"files": ["表.xlsx"]}
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(town / "表.xlsx").worksheets[0].iter_rows()]
    assert rows[1][0].startswith("填报单位：市委组织部")
    assert rows[4][:5] == ["甲街道", 1, 0, 1, 0]


@pytest.mark.parametrize("args", [["nothing", "a.xlsx"], ["blank-spots"], ["blank-spots", "a.pdf"]])
def test_a_report_that_cannot_be_written(town: Path, run: Any, args: list[str]) -> None:
    done = run("report", *args)
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert not list(town.glob("a.*"))


def test_the_worklist_goes_round(town: Path, run: Any, answer: Any) -> None:
    (file,) = answer("worklist", "export", "派单", "owners-committee")["files"]
    book = openpyxl.load_workbook(town / file)
    sheet: Any = book.worksheets[0]
    sheet["K4"], sheet["N4"] = "已办", "2024-03-01"
    book.save(town / file)
    said = answer("worklist", "load", "派单", "--by", "张三")
    assert (said["rows"], [one["name"] for one in said["changed"]]) == (1, ["花园小区"])
    result = answer("worklist", "status", "--area", "甲街道")
    assert (result["counts"], result["items"][0]["by"]) == ({"claimed": 1}, "张三")
    shown = run("worklist", "status").stdout
    assert "报已办" in shown
    assert "数据仍缺" in shown
    assert "花园小区" in run("worklist", "load", "派单").stdout + shown


def test_a_wrong_worklist_names_the_cell(town: Path, run: Any, answer: Any) -> None:
    (file,) = answer("worklist", "export", "派单", "owners-committee")["files"]
    book = openpyxl.load_workbook(town / file)
    sheet: Any = book.worksheets[0]
    sheet["K4"] = "办完"
    book.save(town / file)
    done = run("worklist", "load", file, "--json")
    assert done.exit_code == 1
    (error,) = json.loads(done.stderr)["report"]["errors"]
    assert (error["code"], error["where"]["row"], error["where"]["column"]) == ("cell.choice", 4, "状态")
