"""What goes wrong: exit codes, what is said where, and that standard output stays clean."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from systems import FIXTURES


@pytest.mark.parametrize(("command", "code"), [
    (("coverage", "no-such-rule"), "not-found"),
    (("coverage", "--area", "没有这个地方"), "not-found"),
    (("coverage", "--as-of", "昨天"), "usage"),
    (("coverage", "--generation", "99"), "not-found"),
    (("bridging", "--layers", "no-such-layer"), "usage"),
    (("show", "没有这个单位"), "not-found"),
    (("export", "out.doc"), "usage"),
    (("backup", "."), "usage"),
])
def test_an_error_is_a_value(run: Any, command: tuple[str, ...], code: str) -> None:
    if command == ("backup", "."):
        Path("there").touch()
        command = ("backup", "there")
    done = run(*command, "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    problem = json.loads(done.stderr)
    assert problem["code"] == code
    assert problem.keys() >= {"type", "title", "status", "detail", "code", "where", "hint"}
    told = run(*command)
    assert (told.exit_code, told.stdout) == (1, "")
    assert problem["detail"].split("\n")[0][:20] in told.stderr


@pytest.mark.parametrize("command", [("no-such-command",), ("coverage", "--no-such-option"), ("call",),
                                     ("topics", "of"), ("load", "no-such-file.csv"), ("bridging", "no-such-analysis"),
                                     ("generations", "activate", "one")])
def test_wrong_usage(run: Any, command: tuple[str, ...]) -> None:
    done = run(*command)
    assert (done.exit_code, done.stdout) == (2, "")


def test_ambiguous_names_list_the_choices(run: Any, tmp_path: Path) -> None:
    rows = ["区域名称,区域类型,上级区域", "示例市,市,", "甲街道,街道,示例市", "乙街道,街道,示例市",
            "和平社区,社区,甲街道", "和平社区,社区,乙街道"]
    (tmp_path / "区划.csv").write_text("\n".join(rows), encoding="utf-8")
    db = "--db", f"sqlite:///{tmp_path / 'two.db'}"
    assert run("load", tmp_path / "区划.csv", *db).exit_code == 0
    told = run("coverage", "--area", "和平社区", *db)
    assert told.exit_code == 1
    assert "示例市甲街道和平社区" in told.stderr
    assert "示例市乙街道和平社区" in told.stderr
    problem = json.loads(run("coverage", "--area", "和平社区", *db, "--json").stderr)
    assert problem["code"] == "ambiguous"
    assert {choice["path"] for choice in problem["choices"]} == {"示例市甲街道和平社区", "示例市乙街道和平社区"}


@pytest.mark.parametrize("command", [("coverage",), ("generations",), ("check",), ("export", "a.csv"), ("serve",)])
def test_a_missing_database_says_what_to_do(run: Any, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(*command, "--db", f"sqlite:///{tmp_path / 'none.db'}")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "orgraph load" in done.stderr or command == ("check",)
    assert not (tmp_path / "none.db").exists()


def test_an_unknown_engine(run: Any) -> None:
    assert "city.db" in run("coverage", "--db", "oracle://x").stderr


def test_a_rejected_load_lists_its_errors(run: Any, tmp_path: Path) -> None:
    bad = FIXTURES / "bad" / "area.cycle.csv"
    db = "--db", f"sqlite:///{tmp_path / 'new.db'}"
    done = run("load", bad, *db, "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    problem = json.loads(done.stderr)
    assert [error["code"] for error in problem["report"]["errors"]] == ["area.cycle"]
    assert "area.cycle" in run("load", bad, *db).stderr
    dry = run("load", bad, "--dry-run", *db, "--json")
    assert dry.exit_code == 1
    assert json.loads(dry.stdout)["generation"] is None


def test_nothing_heavy_is_imported_before_a_command_runs() -> None:
    code = ("import sys, orgraph; before = set(sys.modules); import orgraph.cli.app; "
            "print(*(set(sys.modules) - before))")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    added = {name.split(".")[0] for name in done.stdout.split()}
    assert "typer" in added
    assert not added & {"numpy", "scipy", "numba", "pandas", "plotly", "networkx", "fastapi", "uvicorn", "pydantic"}
