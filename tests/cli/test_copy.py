"""`orgraph copy` and `orgraph generations prune`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import orgraph
from orgraph.model import Entity, Source

PHONE = "000-0000-0001"


def body(name: str) -> Entity:
    return Entity(id=f"o-{name}", kind="Alliance", name=name, source=Source("edit", "", 1), props={"phone": PHONE})


@pytest.fixture
def small(tmp_path: Path) -> str:
    """URL of a database of three generations, the second active."""
    url = f"sqlite:///{tmp_path}/small.db"
    graph = orgraph.open(url)
    for name in ("甲", "乙", "丙"):
        graph.store.record([body(name)], note=f"加{name}")
    graph.store.activate(2)
    graph.close()
    return url


def test_copy_prints_what_is_alike_on_both_sides(run: Any, answer: Any, small: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path}/copied.db"
    told = run("copy", small, target)
    assert told.exit_code == 0
    rows = [line.split() for line in told.stdout.splitlines() if "copied" in line]
    assert [row[:-3] for row in rows] == [["1", "1", "0"], ["●", "2", "2", "0"], ["3", "3", "0"]]
    assert "Alliance" in told.stdout
    again = answer("copy", small, target)
    assert [one | {"digest": ""} for one in again["generations"]] == [
        {"number": n, "active": n == 2, "copied": False, "nodes": {"Alliance": n}, "links": {}, "digest": ""}
        for n in (1, 2, 3)]
    assert [one["digest"][:16] for one in again["generations"]] == [row[-3] for row in rows]
    assert again["beside"] == {"reviews": 0, "decisions": 0, "steps": 0, "calls": 0, "outcomes": 0}
    assert answer("generations", "--db", target) == answer("generations", "--db", small)
    assert PHONE not in f"{told.output} {again}"


@pytest.mark.parametrize(("which", "numbers"), [("active", [2]), ("3", [3])])
def test_one_generation(answer: Any, small: str, tmp_path: Path, which: str, numbers: list[int]) -> None:
    target = f"sqlite:///{tmp_path}/copied.db"
    assert [one["number"] for one in answer("copy", small, target, "--generation", which)["generations"]] == numbers
    assert [one["number"] for one in answer("generations", "--db", target) if one["active"]] == numbers


def test_what_cannot_be_copied(run: Any, small: str, tmp_path: Path, cities: str) -> None:
    def code(*args: str) -> str:
        done = run("copy", *args, "--json")
        assert (done.exit_code, done.stdout) == (1, "")
        return str(json.loads(done.stderr)["code"])

    target = f"sqlite:///{tmp_path}/other.db"
    assert code(small, f"sqlite:///{tmp_path}/../{tmp_path.name}/small.db") == "usage"
    assert code(f"sqlite:///{tmp_path}/none.db", target) == "no-database"
    assert code(small, "oracle://x") == "usage"
    assert code(small, target, "--generation", "9") == "not-found"
    graph = orgraph.open(target)
    graph.store.record([body("别的")])
    graph.close()
    assert code(small, target) == "copy-conflict"
    assert "空的数据库" in run("copy", small, target).stderr
    assert run("copy", small, target, "--generation", "first").exit_code == 2
    assert run("copy", small).exit_code == 2


def test_a_password_in_a_url_is_not_shown(run: Any) -> None:
    for command in (("check", "--db"), ("copy", "sqlite:///none.db"), ("coverage", "--db")):
        assert "geheim" not in run(*command, "oracle://who:geheim@host/x").output
    assert "geheim" not in run("check", "--db", "neo4j://who:geheim@host/x").output


def test_prune(run: Any, answer: Any, small: str) -> None:
    assert answer("generations", "prune", "--keep", 1, "--db", small) == {"pruned": [1], "kept": [3, 2]}
    told = run("generations", "prune", "--keep", 1, "--db", small)
    assert told.exit_code == 0
    assert "清理了 0 代" in told.stdout
    assert "留下 2 代 (kept)：3、2" in told.stdout
    gone = run("find", "甲", "--generation", 1, "--db", small, "--json")
    assert gone.exit_code == 2 or json.loads(gone.stderr)["code"] == "not-found"
    problem = json.loads(run("generations", "diff", 1, 2, "--db", small, "--json").stderr)
    assert (problem["code"], "已经清理" in problem["detail"]) == ("not-found", True)
    for wrong in ((), ("--keep", "0")):
        assert run("generations", "prune", *wrong, "--db", small).exit_code == 2
