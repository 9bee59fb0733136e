"""`orgraph topics train` and `eval`: a history in, a model out, and how good it is."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

STREETS = ("东苑三栋", "和平里小区", "西街路口", "老厂宿舍", "学府花园")
SAID = {"电梯": ("电梯又停了，老人下不了楼", "电梯门关不上，困过人", "电梯没有年检"),
        "噪声": ("工地半夜打桩吵得睡不着", "烧烤摊唱歌到凌晨", "空调外机嗡嗡响")}


def written(path: Path, rows: list[tuple[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("诉求", "类别"), *rows])
    return path


@pytest.fixture
def past(tmp_path: Path) -> Path:
    return written(tmp_path / "past.csv", [
        (street + said, label) for label, every in SAID.items() for street, said in product(STREETS, every)])


def test_a_history_becomes_a_model_that_eval_measures(run: Any, past: Path, tmp_path: Path) -> None:
    columns = "--text", "诉求", "--label", "类别"
    made = run("topics", "train", past, *columns)
    assert made.exit_code == 0, made.output
    assert "已学 30 条、2 种标签 → topics.model" in made.stdout
    new = written(tmp_path / "new.csv", [("花园路的电梯坏了没人修", "电梯"), ("楼下打桩太吵", "噪声"),
                                         ("狗咬人", "动物")])
    found = json.loads(run("topics", "eval", new, *columns, "--json").stdout)
    assert found["texts"] == 3
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["macro_f1"] < 1
    assert {"ece", "sure", "coverage", "by_label", "confusions", "ms_per_text"} <= found.keys()
    assert "动物" in found["warnings"][0]
    shown = run("topics", "eval", new, *columns)
    assert shown.exit_code == 0
    assert "宏平均 F1 macro-F1" in shown.stdout


def test_the_same_history_gives_the_same_bytes(run: Any, past: Path, tmp_path: Path) -> None:
    for name in ("one.model", "two.model"):
        assert run("topics", "train", past, "--text", "诉求", "--label", "类别", "--out", name).exit_code == 0
    assert (tmp_path / "one.model").read_bytes() == (tmp_path / "two.model").read_bytes()


@pytest.mark.parametrize(("rows", "says"), [
    ([("电梯坏了", "电梯"), ("电梯停了", "电梯")], "只有一种标签"),
    ([("电梯坏了", "电梯"), ("电梯停了", "电梯"), ("太吵", "噪声")], "--drop-rare"),
    ([], "没有列"),
])
def test_what_cannot_be_learned_ends_with_1_and_says_why(run: Any, tmp_path: Path, rows: Any, says: str) -> None:
    few = written(tmp_path / "few.csv", rows)
    column = "类别" if rows else "没有这一列"
    result = run("topics", "train", few, "--text", "诉求", "--label", column)
    assert result.exit_code == 1
    assert says in result.stderr
    assert not (tmp_path / "topics.model").exists()


def test_rare_labels_are_left_out_when_asked(run: Any, tmp_path: Path) -> None:
    few = written(tmp_path / "few.csv", [("电梯坏了", "电梯"), ("电梯停了", "电梯"), ("太吵", "噪声"), ("吵", "噪声"),
                                         ("狗咬人", "动物")])
    made = json.loads(run("topics", "train", few, "--text", "诉求", "--label", "类别", "--drop-rare", "--json").stdout)
    assert made["labels"] == ["噪声", "电梯"]


def test_eval_without_a_model_says_how_to_make_one(run: Any, past: Path) -> None:
    result = run("topics", "eval", past, "--text", "诉求", "--label", "类别")
    assert result.exit_code == 1
    assert "orgraph topics train" in result.stderr


def test_no_other_command_waits_for_the_learning_library() -> None:
    code = "import sys, orgraph, orgraph.cli.app; print({'sklearn', 'rjieba'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
