"""`orgraph load` and `watch`: what is said of many errors, of what was left out, and where the corrected copies are."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from orgraph.stores.sqlite import store

HEADER = "区域名称,区域类型,上级区域"
GOOD = [HEADER, "示例市,市,", "甲街道,街道,示例市"]


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> Path:
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{tmp_path / 'new.db'}")
    return tmp_path / "new.db"


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: str, name: str = "区划") -> Path:
        path = tmp_path / "甲" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join([*GOOD, *rows]), encoding="utf-8")
        return path

    return write


def wrong(count: int) -> Iterator[str]:
    return (f"示例{n}社区,社区,没有的街道" for n in range(count))


def test_many_errors_are_counted_first(run: Any, db: Path, sheet: Any) -> None:
    told = run("load", sheet(*wrong(20))).stderr
    assert "处 errors" not in told
    told = run("load", sheet(*wrong(50), "示例乙街道,街,示例市")).stderr
    overview, cells = told.split("还有")[0].split("问题 problem")
    assert [line.split() for line in overview.splitlines() if "区划.csv" in line] == [
        ["甲/区划.csv", "cell.kind", "1"], ["甲/区划.csv", "reference.unknown", "50"]]
    assert cells.count("reference.unknown") == 40


def test_a_rejected_load_writes_corrected_copies(run: Any, db: Path, sheet: Any, tmp_path: Path) -> None:
    path = sheet(*wrong(1))
    copy = Path("退回") / "甲" / "区划.csv.更正.xlsx"
    done = run("load", path, "--corrected", "退回")
    assert done.exit_code == 1
    assert str(copy) in done.stderr
    assert copy.exists()
    problem = json.loads(run("load", path, "--corrected", "退回", "--json").stderr)
    assert problem["report"]["corrected"] == [str(copy)]
    tried = run("load", path, "--corrected", "又", "--dry-run", "--json")
    assert tried.exit_code == 1
    assert json.loads(tried.stdout)["corrected"] == [str(Path("又") / "甲" / "区划.csv.更正.xlsx")]
    assert json.loads(run("load", sheet(), "--corrected", "无", "--json").stdout)["corrected"] == []
    assert not Path("无").exists()
    sheet(*wrong(1))
    Path("一个文件").mkdir()
    (Path("一个文件") / "甲").touch()
    done = run("load", path, "--corrected", "一个文件")
    assert (done.exit_code, "更正本写不了" in done.stderr, "没有的街道" in done.stderr) == (1, True, True)


def test_what_was_left_out_is_said(run: Any, db: Path, sheet: Any) -> None:
    path = sheet("示例乙街道,街道,没有的市", "示例丙街道,街,没有的市",
                 "示例丁社区,社区,示例乙街道", "示例戊社区,社区,示例乙街道")
    told = run("load", path, "--allow-errors")
    assert told.exit_code == 0
    lines = [line.split() for line in told.stdout.split("略过的 left out")[1].splitlines() if "区划.csv" in line]
    assert lines == [["甲/区划.csv", "挂在略过的行上", "hangs", "on", "one", "2"], ["甲/区划.csv", "cell.kind", "1"],
                     ["甲/区划.csv", "reference.unknown", "1"]]
    report = json.loads(run("load", path, "--allow-errors", "--json").stdout)
    assert report["left_out"] == 4
    assert report["omitted"] == [
        {"file": "甲/区划.csv", "sheet": "", "code": code, "rows": rows}
        for code, rows in (("", 2), ("cell.kind", 1), ("reference.unknown", 1))]


def test_a_dry_run_on_a_new_database_leaves_nothing_behind(run: Any, db: Path, sheet: Any, tmp_path: Path) -> None:
    path = sheet()
    before = sorted(tmp_path.iterdir())
    assert "试运行" in run("load", path, "--dry-run").stdout
    assert json.loads(run("load", path, "--dry-run", "--json").stdout)["diff"]["Street"]["added"] == 1
    assert sorted(tmp_path.iterdir()) == before


def test_a_locked_database_is_an_error_and_no_trace(run: Any, db: Path, sheet: Any,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.1)
    assert run("load", sheet()).exit_code == 0
    with closing(sqlite3.connect(db)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = run("load", sheet("乙街道,街道,示例市", name="乙"), "--json")
    assert (done.exit_code, json.loads(done.stderr)["code"]) == (1, "store")


def test_watch_once(run: Any, answer: Any, db: Path, sheet: Any, tmp_path: Path) -> None:
    folder = sheet().parent
    done = run("watch", folder, "--once")
    assert done.exit_code == 0
    assert "第 1 代" in done.stdout
    path = sheet(*wrong(1))
    done = run("watch", folder, "--once")
    assert done.exit_code == 1
    assert "reference.unknown" in done.stderr
    assert (folder / "退回" / "甲" / "区划.csv.更正.xlsx").exists()
    assert len(answer("generations")) == 1
    assert run("load", folder).exit_code == 1  # of which the copies are no part
    path.unlink()
    assert run("watch", folder / "no").exit_code == 2


def _interruptible() -> None:
    """What runs in the background inherits that an interruption is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_watch_ends_at_ctrl_c(sheet: Any, tmp_path: Path) -> None:
    folder = sheet().parent
    command = [sys.executable, "-c", "from orgraph.cli import main; main()", "watch", str(folder), "--settle", "0.1",
               "--db", f"sqlite:///{tmp_path / 'new.db'}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONUNBUFFERED": "1"}, preexec_fn=_interruptible) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if "第 1 代" in line:
                    break
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Traceback" not in said
