"""The review queue on the command line: what a rejected load leaves, decided, loaded, undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from orgraph.cli.app import app

AREAS = """区域名称,区域类型,上级区域
示例市,市,
甲区,区,示例市
南街街道,街道,甲区
园林社区,社区,南街街道
碧园社区,社区,南街街道
"""
UNITS = """组织名称,组织类别,所在区域
某企业,企业,南街街道圆林社区
某公司,企业,南街街道碧源社区
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{tmp_path}/city.db")
    monkeypatch.setenv("COLUMNS", "200")
    data = tmp_path / "数据"
    data.mkdir()
    (data / "区域.csv").write_text(AREAS, encoding="utf-8")
    (data / "组织.csv").write_text(UNITS, encoding="utf-8")
    return data


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args])


def test_from_a_rejected_load_to_the_graph(here: Path) -> None:
    rejected = run("load", here)
    assert rejected.exit_code == 1
    assert "orgraph review (2 names to review)" in rejected.stderr
    waiting = json.loads(run("review", "--json").stdout)
    assert [(one["text"], one["name"], one["where"]["row"], one["score"]) for one in waiting] == [
        ("南街街道圆林社区", "园林社区", 2, 0.95), ("南街街道碧源社区", "碧园社区", 3, 0.95)]
    shown = run("review").stdout
    assert "0.95" in shown
    done = run("review", "decide", waiting[0]["key"], "same", "--by", "甲某")
    assert done.exit_code == 0
    assert "园林社区" in done.stdout
    assert run("review", "decide", "--all-above", "0.9", "same").exit_code == 0
    assert json.loads(run("review", "--json").stdout) == []
    assert run("load", here).exit_code == 0
    undone = json.loads(run("review", "undo", waiting[1]["key"], "--json").stdout)
    assert [one["verdict"] for one in undone] == [""]
    history = json.loads(run("review", "history", "--json").stdout)
    assert [one["verdict"] for one in history] == ["", "same", "same"]
    assert history[-1]["by"] == "甲某"
    assert "收回 undone" in run("review", "history").stdout
    assert run("load", here).exit_code == 1


@pytest.mark.parametrize("args", [
    ("decide",), ("decide", "r-1"), ("decide", "r-1", "perhaps"), ("decide", "r-1", "same"), ("undo", "r-1"),
    ("decide", "r-1", "same", "--all-above", "0.9"),
])
def test_what_cannot_be_decided(here: Path, args: tuple[str, ...]) -> None:
    run("load", here)
    done = run("review", *args)
    assert done.exit_code == 1
    assert "→" in done.stderr
