"""`orgraph network`: any edge list, the same measures, no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from typer.testing import CliRunner

from orgraph.cli.app import app


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder without a database."""
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{tmp_path / 'there-is-none.db'}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(*args: str) -> Any:
    done = CliRunner().invoke(app, ["network", *args, "--json"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def refused(*args: str) -> Any:
    done = CliRunner().invoke(app, ["network", *args, "--json"])
    assert done.exit_code == 1
    assert done.stdout == ""
    return json.loads(done.stderr)


def values(result: Any) -> dict[str, float]:
    return {item["id"]: item["value"] for item in result["results"]}


# Six ties: 甲–乙 three times (two of them 乙→甲), a loop of 丙, 乙–丙, 丙–丁.
ROWS = "甲方,乙方,合作次数\n甲,乙,3\n乙,甲,1\n\n乙,甲,4\n乙,丙,2\n丙,丙,9\n丙,丁,5\n"


@pytest.mark.parametrize(("collapse", "strength"), [
    (None, {"甲": 8, "乙": 10, "丙": 7, "丁": 5}), ("sum", {"甲": 8, "乙": 10, "丙": 7, "丁": 5}),
    ("max", {"甲": 4, "乙": 6, "丙": 7, "丁": 5}), ("count", {"甲": 3, "乙": 4, "丙": 2, "丁": 1}),
    ("one", {"甲": 1, "乙": 2, "丙": 2, "丁": 1})])
def test_parallel_ties_become_one_by_the_rule_named(folder: Path, collapse: str | None, strength: dict[str, float]
                                                    ) -> None:
    (folder / "e.csv").write_text(ROWS, encoding="gb18030")
    found = asked("e.csv", "--measure", "strength", *(("--collapse", collapse) if collapse else ()))
    assert values(found) == strength
    assert {name: found[name] for name in ("ties", "loops", "parallel", "edges", "nodes", "mode", "directed")} == {
        "ties": 6, "loops": 1, "parallel": 2, "edges": 3, "nodes": 4, "mode": "one", "directed": False}
    assert found["collapse"] == (collapse or "sum")
    assert found["columns"] == {"from": "甲方", "to": "乙方", "weight": "合作次数"}


def test_without_weights_ties_are_counted_and_direction_is_kept_when_asked(folder: Path) -> None:
    (folder / "e.csv").write_text(ROWS, encoding="utf-16")
    found = asked("e.csv", "--unweighted", "--directed", "--measure", "out_degree,in_degree,strength")
    assert (found["collapse"], found["directed"], found["edges"], found["parallel"]) == ("count", True, 4, 1)
    out, into, strength = found, *found["more"]
    assert values(out) == {"甲": 1, "乙": 2, "丙": 1, "丁": 0}
    assert values(into) == {"甲": 1, "乙": 1, "丙": 1, "丁": 1}
    assert values(strength) == {"甲": 3, "乙": 4, "丙": 2, "丁": 1}


def test_the_florentine_families(folder: Path) -> None:
    """networkx ships the marriages; Medici first by betweenness, 0.522 (Wasserman & Faust; networkx's tests)."""
    nx.write_graphml(nx.florentine_families_graph(), folder / "families.graphml")
    found = asked("families.graphml", "--top", "2")
    assert [(one["name"], round(one["value"], 3), one["rank"], one["percentile"]) for one in found["results"]] == [
        ("Medici", 0.522, 1, 100.0), ("Guadagni", 0.255, 2, 93.33)]


def davis(folder: Path) -> nx.Graph[Any]:
    graph = nx.davis_southern_women_graph()
    lines = [f"{a}\t{b}" for a, b in graph.edges if a in graph.graph["top"]]
    (folder / "davis.tsv").write_text("woman\tevent\n" + "\n".join(lines), encoding="utf-8-sig")
    return graph


def test_davis_as_a_two_mode_network(folder: Path) -> None:
    """Borgatti & Halgin 2011: two-mode degree, betweenness and closeness of event 8 are 0.78, 0.24 and 0.85."""
    davis(folder)
    found = asked("davis.tsv", "--two-mode", "--measure", "betweenness,closeness,clustering_two,transitivity_two")
    betweenness, closeness, clustering, whole = found, *found["more"]
    assert (found["mode"], found["nodes"], found["edges"]) == ("two", 32, 89)
    assert round(values(betweenness)["E8"], 2) == 0.24
    assert round(values(closeness)["E8"], 2) == 0.85
    assert values(clustering)["Laura Mandeville"] == pytest.approx(0.8421751, abs=1e-7)  # tnet
    assert (whole["value"], whole["results"]) == (pytest.approx(0.7718968, abs=1e-7), [])


def test_a_measure_that_does_not_fit_the_network(folder: Path) -> None:
    davis(folder)
    assert "--two-mode" in refused("davis.tsv", "--two-mode", "--measure", "constraint")["hint"]
    assert "--two-mode" in refused("davis.tsv", "--measure", "clustering_two")["hint"]
    assert "betweenness" in refused("davis.tsv", "--measure", "nothing")["hint"]


def test_groups_come_from_a_list_of_nodes(folder: Path) -> None:
    (folder / "e.csv").write_text("from,to\n甲,乙\n甲,丙\n丙,丁\n", encoding="utf-8")
    (folder / "n.csv").write_text("名称,组\n甲,红\n乙,红\n丙,蓝\n丁,蓝\n戊,蓝\n", encoding="utf-8")
    assert refused("e.csv", "--measure", "ei_kind")["code"] == "no-groups"
    found = asked("e.csv", "--nodes", "n.csv", "--kind", "组", "--measure", "ei_kind,ei_network_kind")
    # 甲: one link within, one across; 乙 and 丁: one within; 丙: one of each. Of three links one is across.
    assert values(found) == {"甲": 0.0, "丙": 0.0, "乙": -1.0, "丁": -1.0}
    assert {one["id"]: one["kind"] for one in found["results"]} == {"甲": "红", "丙": "蓝", "乙": "红", "丁": "蓝"}
    assert found["nodes"] == 5
    assert found["more"][0]["value"] == pytest.approx((1 - 2) / 3)
    # five nodes, two red and three blue: (2·1 + 3·2) of 5·4 ordered pairs are of one kind
    assert found["more"][0]["expected"] == pytest.approx(1 - 2 * 8 / 20)


def test_brokerage_by_role(folder: Path) -> None:
    """a₁, a₂, b₂ → v → a₃, b₁, v being an a: a₁, a₂ → a₃ are two pairs of its own, a₁, a₂ → b₁ two that it speaks for,
    b₂ → a₃ one that it lets in, b₂ → b₁ one of the others."""
    (folder / "e.csv").write_text("from,to\na1,v\na2,v\nb2,v\nv,a3\nv,b1\n", encoding="utf-8")
    (folder / "n.csv").write_text("name,kind\nv,a\na1,a\na2,a\na3,a\nb1,b\nb2,b\n", encoding="utf-8")
    roles = {"": 6, "_coordinator": 2, "_representative": 2, "_gatekeeper": 1, "_itinerant": 1, "_liaison": 0}
    found = asked("e.csv", "--nodes", "n.csv", "--directed", "--measure", ",".join(f"brokerage{one}" for one in roles))
    assert [values(one)["v"] for one in (found, *found["more"])] == list(roles.values())


def test_nodes_without_ties_go_to_the_side_of_their_kind(folder: Path) -> None:
    (folder / "e.csv").write_text("姓名,单位\n张三,甲社区\n李四,甲社区\n", encoding="utf-8")
    (folder / "n.csv").write_text("名称,类别\n张三,人\n李四,人\n王五,人\n甲社区,单位\n某物,不明\n", encoding="utf-8")
    found = asked("e.csv", "--two-mode", "--nodes", "n.csv", "--measure", "degree")
    assert values(found) == {"甲社区": 2, "张三": 1, "李四": 1, "王五": 0}
    assert any("哪一边" in one for one in found["warnings"])


def test_what_is_wrong_is_said_with_its_place(folder: Path) -> None:
    (folder / "e.csv").write_text("甲方,乙方,次数\n甲,乙,许多\n丙,,1\n", encoding="utf-8")
    problem = refused("e.csv")
    assert problem["code"] == "load-rejected"
    assert [(one["code"], one["where"]["row"], one["where"]["column"], one["where"]["value"])
            for one in problem["report"]["errors"]] == [
                ("cell.type", 2, "次数", "许多"), ("cell.required", 3, "乙方", "")]
    shown = CliRunner().invoke(app, ["network", "e.csv"])
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "--unweighted" in shown.stderr
    assert refused("e.csv", "--from", "甲方")["code"] == "usage"
    assert refused("e.csv", "--weight", "次数", "--unweighted")["code"] == "usage"


def test_people_read_a_table(folder: Path) -> None:
    (folder / "e.csv").write_text(ROWS, encoding="utf-8")
    shown = CliRunner().invoke(app, ["network", "e.csv", "--measure", "betweenness,transitivity"])
    assert shown.exit_code == 0
    for text in ("中介度", "绕不开", "百分位", "2 条重复", "1 条连着自己", "权重相加", "by chance"):
        assert text in shown.stdout
