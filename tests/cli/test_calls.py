"""`orgraph call` and what stands under it, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import systems
from typer.testing import CliRunner, Result

import orgraph
from orgraph.cli.app import app

DAY = ("--as-of", "2022-10-15")
ASKED = ("路灯不亮", "--at", "继光花园小区", *DAY)
UNIT = "继光花园物业服务站"


@pytest.fixture(scope="module")
def ningde(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One city in a database of its own, which these tests write to."""
    return systems.database(tmp_path_factory.mktemp("calls"), "ningde")


@pytest.fixture
def run(ningde: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setenv("ORGRAPH_DB", ningde)
    monkeypatch.chdir(tmp_path)
    return lambda *args: CliRunner().invoke(app, ["call", *map(str, args)])


def answer(done: Result, code: int = 0) -> Any:
    assert done.exit_code == code, done.stderr
    return json.loads(done.stdout)


def test_a_question_needs_no_word_before_it(run: Any) -> None:
    plain, named = (answer(run(*words, "--json")) for words in (ASKED, ("ask", *ASKED)))
    assert plain["candidates"][0]["organization"]["name"] == UNIT
    assert plain | {"took_ms": 0} == named | {"took_ms": 0}
    first = answer(run("--at", "继光花园小区", *DAY, "--json", "路灯不亮"))  # options may come first
    assert first["candidates"] == plain["candidates"]
    assert set(plain["candidates"][0]["parts"]) == {
        "topic", "authority", "proximity", "reliability", "load", "freshness"}


def test_keep_record_history_replay(run: Any) -> None:
    kept = answer(run(*ASKED, "--keep", "--json"))["kept"]
    assert run("record", kept, "--unit", UNIT, "--outcome", "refused").exit_code == 1
    said = answer(run("record", kept, "--unit", UNIT, "--outcome", "refused", "--reason", "线路归供电",
                      "--better", "鹤峰社区居委会", "--by", "乙某", "--on", "2022-10-16", "--json"))
    assert (said["outcome"], said["by"], said["day"]) == ("refused", "乙某", "2022-10-16")
    shown = run("history")
    assert shown.exit_code == 0
    assert "线路归供电" in shown.stdout
    assert answer(run("history", "--unit", UNIT, "--json"))["outcomes"] == {"refused": 1}
    again = answer(run("replay", "--json"))
    assert [(one["id"], one["same"]) for one in again["kept"]] == [(kept, True)]
    assert "一字不差" in run("replay").stdout


def test_replay_and_fit_of_past_cases(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "案件.csv"
    path.write_text("诉求,地点,日期,承办单位\n" + f"路灯不亮,继光花园小区,2022-09-01,{UNIT}\n" * 12, encoding="utf-8")
    found = answer(run("replay", path, *DAY, "--json"))
    assert found["top1"] == 1.0
    assert "top-1 100.0%" in run("replay", path, *DAY).stdout
    out = tmp_path / "weights.toml"
    assert run("fit", path, *DAY, "--out", out).exit_code == 0
    fitted = answer(run("fit", path, *DAY, "--json"))
    assert fitted["used"] == 12
    assert (fitted["before"]["top1"], fitted["better"]) == (1.0, False)
    assert out.read_text(encoding="utf-8").startswith("# Weights fitted")


def test_lint_ends_with_1_where_a_chain_ends_at_nobody(run: Any) -> None:
    sound = answer(run("lint", "--area", "宁德市", *DAY, "--json"))
    assert (sound["holes"], sound["ends"]["nobody"]) == ([], 0)
    assert sum(sound["ends"].values()) == sound["pairs"] == sound["places"] * sound["topics"]
    broken = answer(run("lint", *DAY, "--json"), code=1)
    assert {one["rule"] for one in broken["holes"]} == {"place-reachable"}
    shown = run("lint", *DAY)
    assert shown.exit_code == 1
    assert broken["holes"][0]["gap"] in shown.stdout


@pytest.mark.parametrize("city", ["宁德市", None])
def test_what_lint_names_is_what_coverage_names(run: Any, ningde: str, city: str | None) -> None:
    now = orgraph.open(ningde).at("2022-10-15")
    found = now.call_lint(area=city)
    rules = {one.rule for one in (*found.holes, *found.weak) if one.rule}
    known = {gap.id for rule in now.coverage(*rules, gaps=100_000).rules for gap in rule.gaps} if rules else set()
    assert all(one.gap in known for one in (*found.holes, *found.weak))
