"""Commands that write: load, generations, backup, restore, export, topics of a file, synth, demo."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from python_calamine import CalamineWorkbook

ROWS = ["区域名称,区域类型,上级区域", "示例市,市,", "甲街道,街道,示例市"]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "区划.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    return path


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> Path:
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{tmp_path / 'new.db'}")
    return tmp_path / "new.db"


def names(answer: Any, area: str) -> list[str]:
    return [one["name"] for one in answer("find", area)["results"]]


def test_load_compare_and_go_back(run: Any, answer: Any, db: Path, sheet: Path) -> None:
    tried = answer("load", sheet, "--dry-run")
    assert tried["generation"] is None
    assert tried["diff"]["Street"]["added"] == 1
    assert answer("load", sheet)["generation"] == 1
    sheet.write_text("\n".join([*ROWS, "乙街道,街道,示例市"]), encoding="utf-8")
    assert "第 2 代" in run("load", sheet).stdout
    assert answer("generations", "diff", 1, 2)["Street"]["added"] == 1
    assert "街道" in run("generations", "diff", 1, 2).stdout
    assert names(answer, "乙街道") == ["乙街道"]
    assert [one["active"] for one in answer("generations", "list")] == [True, False]
    assert answer("generations", "activate", 1)["number"] == 1
    assert names(answer, "乙街道") == []
    assert "找不到" in run("find", "乙街道").stderr
    assert "相近的有：示例市甲街道" in run("find", "甲街").stderr
    assert [one["number"] for one in answer("generations") if one["active"]] == [1]


def test_backup_and_restore(run: Any, answer: Any, db: Path, sheet: Path, tmp_path: Path) -> None:
    answer("load", sheet)
    saved = tmp_path / "saved.bak"
    assert answer("backup", saved)["bytes"] > 0
    sheet.write_text("\n".join([*ROWS, "乙街道,街道,示例市"]), encoding="utf-8")
    answer("load", sheet)
    assert "--force" in run("restore", saved).stderr
    assert names(answer, "乙街道") == ["乙街道"]
    assert run("restore", saved, "--force").exit_code == 0
    assert names(answer, "乙街道") == []
    assert answer("check")["generation"] == 1
    again = f"sqlite:///{tmp_path / 'again.db'}"
    answer("restore", saved, "--db", again)
    assert answer("check", "--db", again)["ok"] is True


def test_a_damaged_or_foreign_file_is_not_restored(run: Any, db: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.bak"
    foreign.write_bytes(b"not a database" * 100)
    assert run("restore", foreign).exit_code == 1
    assert not db.exists()


def test_export(run: Any, answer: Any) -> None:
    where = "--area", "宁德市", "--as-of", "2022-10-15"
    written = answer("export", "out.graphml", *where)
    read = nx.read_graphml("out.graphml")
    assert (read.number_of_nodes(), read.number_of_edges()) == (written["nodes"], written["links"])
    answer("export", "out.gexf", *where)
    assert nx.read_gexf("out.gexf").number_of_nodes() == written["nodes"]
    stated = answer("export", "out.json", *where)
    document = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert len({node["id"] for node in document["nodes"]}) == written["nodes"]
    assert stated["links"] == len(document["links"]) == written["links"]
    assert document["graph"] == {"as_of": "2022-10-15", "generation": 1}
    assert len(answer("export", "out.csv", *where)["files"]) == 2
    assert Path("out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with Path("out.nodes.csv").open(encoding="utf-8-sig", newline="") as file:
        nodes = list(csv.DictReader(file))
    assert len(nodes) == stated["nodes"]
    assert "鹤峰社区党总支" in {node["名称"] for node in nodes}
    assert not any("000-0000" in node["联系电话"] for node in nodes)
    answer("export", "out.xlsx", *where)
    book = CalamineWorkbook.from_path("out.xlsx")
    heights = [book.get_sheet_by_name(name).height for name in ("节点", "关系")]
    assert heights == [stated["nodes"] + 1, stated["links"] + 1]
    assert f"{stated['nodes']:,}" in run("export", "again.csv", *where).stdout


def test_export_for_other_programs(run: Any, answer: Any) -> None:
    where = "--area", "宁德市", "--as-of", "2022-10-15"
    for name, options, begins in (
            ("out.popolo.json", (), b"{"), ("out.ftm.json", (), b'{"id"'), ("out.jsonld", (), b"{"),
            ("services.json", ("--format", "hsds"), b"{"), ("out.txt", ("--format", "ftm"), b'{"id"')):
        written = answer("export", name, *where, *options)
        assert written["files"] == [name]
        assert written["as_of"] == "2022-10-15"
        assert written["nodes"] > 0
        assert Path(name).read_bytes().startswith(begins)
        assert b"000-0000" not in Path(name).read_bytes()
    assert "没有打星号" in run("export", "out.popolo.json", "--contacts").stderr
    assert run("export", "out.popolo.json", "--mode", "org").exit_code == 1
    assert run("export", "out.json", "--format", "nothing").exit_code == 2


def test_an_export_with_contacts_says_so(run: Any) -> None:
    done = run("export", "out.csv", "--contacts")
    assert "没有打星号" in done.stderr
    with Path("out.nodes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not any("*" in node["联系电话"] for node in csv.DictReader(file))
    assert run("export", "out.gexf", "--contacts").exit_code == 1


def test_changes_are_told_with_names_and_fields(run: Any, answer: Any, db: Path, tmp_path: Path) -> None:
    path = tmp_path / "组织.csv"
    rows = ["组织名称,组织类别,所在区域,联系电话,成员数", "甲街道办,街道办事处,甲街道,13800000417,5"]
    (tmp_path / "区划.csv").write_text("\n".join(ROWS), encoding="utf-8")
    path.write_text("\n".join(rows), encoding="utf-8")
    answer("load", tmp_path / "区划.csv", path)
    path.write_text("\n".join(rows).replace("13800000417,5", "13811110417,6"), encoding="utf-8")
    (changed,) = answer("load", path, "--dry-run")["diff"]["StreetOffice"]["described"]["changed"]
    assert (changed["name"], changed["place"]) == ("甲街道办", "示例市/甲街道")
    assert changed["fields"] == [{"field": "成员数", "old": "5", "new": "6"},
                                 {"field": "联系电话", "old": "138****0417", "new": "138****0417"}]
    assert "成员数：5 → 6" in run("load", path, "--dry-run").stdout
    answer("load", path)
    (back,) = answer("generations", "diff", 2, 1)["StreetOffice"]["described"]["changed"]
    assert back["fields"][0] == {"field": "成员数", "old": "6", "new": "5"}
    assert "甲街道办" in run("generations", "diff", 1, 2).stdout


def test_templates(run: Any, answer: Any) -> None:
    assert len(answer("templates", "empty")["files"]) == 10
    assert "区域表.xlsx" in run("templates", "empty").stdout


def test_topics_of_a_file_are_one_line_a_row(run: Any, tmp_path: Path) -> None:
    rows = '{"id": "a", "说": "路灯坏了"}\n\n{"id": "b", "说": "谢谢你们"}\n'
    (tmp_path / "in.jsonl").write_text(rows, encoding="utf-8")
    done = run("topics", "of", "--file", "in.jsonl", "--text", "说", "--json")
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["a", "b"]
    assert [line["abstained"] for line in lines] == [False, True]
    assert lines[0]["ranked"] == [kind["id"] for kind in lines[0]["kinds"]]
    assert sum(topic["score"] for topic in lines[0]["topics"]) <= 1
    wrong = run("topics", "of", "--file", "in.jsonl", "--text", "text")
    assert wrong.exit_code == 1
    assert "第 1 行" in wrong.stderr


def test_synth_loads(run: Any, answer: Any, db: Path) -> None:
    written = answer("synth", "region", "--scale", "2000", "--seed", "7")
    assert answer("load", "region")["rows"] >= sum(written["rows"].values()) > 0
    assert run("synth", "region", "--scale", "2000").exit_code == 1
    assert run("synth", "other", "--scale", "huge").exit_code == 1


def test_demo_loads_an_empty_database_once(run: Any, answer: Any, db: Path, sheet: Path, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    sheet.rename(folder / sheet.name)
    command = "demo", folder, "--db", f"sqlite:///{db}", "--load-only"
    assert run(*command).exit_code == 0
    (folder / sheet.name).unlink()
    assert run(*command).exit_code == 0
    assert len(answer("generations")) == 1
