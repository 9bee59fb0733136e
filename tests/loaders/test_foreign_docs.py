"""The example of docs/neo4j-mapping.md does what is said below it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import foreign
from neo4j_server import Server
from typer.testing import CliRunner

import orgraph
from orgraph.cli.app import app
from orgraph.loaders.foreign import findings, mapping
from orgraph.loaders.foreign.store import ForeignStore

GUIDE = (Path(__file__).parents[2] / "docs" / "neo4j-mapping.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The only block of code of a language."""
    found, = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return str(found)


def test_the_example(neo4j_server: Server, tmp_path: Path) -> None:
    foreign.planted(neo4j_server, block("cypher"))
    file = tmp_path / "theirs.graph.toml"
    file.write_text(block("toml"), encoding="utf-8")
    graph = orgraph.open(foreign.url_of(neo4j_server, file))
    assert isinstance(graph.store, ForeignStore)
    report = graph.store.report
    assert report.errors == []
    assert [(one.code, one.where.sheet) for one in report.warnings] == [("graph.unheld", "(:人员)")]
    assert report.left_out == 1
    now = graph.at(foreign.DAY)
    rule, = now.coverage("owners-committee", area="甲社区").rules
    assert (rule.eligible, rule.covered, [gap.focus.name for gap in rule.gaps]) == (2, 1, ["兰园"])
    tied = now.bridging(area="甲社区", layers=["cross_appointment"])
    assert (tied.edges, {one.name for one in tied.results}) == (1, {"梅园业委会", "甲居委会"})
    tiers = {one.name: one.props.get("tier") for one in graph.store.statements() if one.id.startswith("o-")}
    assert tiers == {"梅园业委会": "compound", "甲居委会": "community"}
    graph.close()


def test_every_key_and_finding_is_in_the_guide() -> None:
    for model in (mapping.NodeMapping, mapping.LinkMapping, mapping.ForeignMapping, mapping.Whereabouts,
                  mapping.Reference, mapping.KindOf, mapping.Named):
        for name, field in model.model_fields.items():
            assert f"{field.alias or name}" in GUIDE
    assert [code for code in findings.CODES if f"`{code}`" not in GUIDE] == []


def test_a_first_mapping_names_what_can_be_told(neo4j_server: Server, tmp_path: Path) -> None:
    """What the example's graph calls as we do is filled in; the rest is a line with a question mark."""
    cypher = block("cypher").replace("聘用", "任职").replace("(p:人员 {", "(p:人员 {身份证号: '-', ")
    foreign.planted(neo4j_server, cypher)
    file = tmp_path / "theirs.graph.toml"
    url = foreign.url_of(neo4j_server, file).partition("?")[0]
    ran = CliRunner().invoke(app, ["map", "--graph", url, "--out", str(file)])
    assert ran.exit_code == 0, ran.output
    text = file.read_text(encoding="utf-8")
    read = tomllib.loads(text)
    nodes = {one["label"]: one for one in read["node"]}
    assert (nodes["社区"]["kind"], nodes["社区"]["name"], nodes["社区"]["code"]) == ("Community", "名称", "代码")
    assert (nodes["小区"]["number"], nodes["小区"]["properties"]) == ("编号", {"households": "户数"})
    assert (nodes["人员"]["name"], nodes["人员"]["held_by"]) == ("姓名", ["任职"])
    links = {one["relationship"]: one for one in read["link"]}
    assert links["任职"]["relation"] == "MEMBER"
    assert (nodes["单位"]["name"], nodes["单位"]["properties"]["tier"]) == ("名称", "级别")
    assert "# ? 岗位" in text
    assert "身份证号" not in text
    assert "000-0000-0201" not in text
    again = CliRunner().invoke(app, ["map", "--graph", url, "--out", str(file)])
    assert (again.exit_code, file.read_text(encoding="utf-8")) == (1, text)
