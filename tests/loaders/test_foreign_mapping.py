"""A wrong mapping file of a graph is told before anything is read: the place, what is wrong, the nearest name."""

from __future__ import annotations

from pathlib import Path

import foreign
import pytest

import orgraph
from orgraph.errors import MappingError
from orgraph.loaders.foreign.mapping import read_mapping
from orgraph.loaders.foreign.store import is_foreign

NODE = '[[node]]\nlabel = "单位"\nkind = "组织"\nname = "名"\n'
PERSON = '[[node]]\nlabel = "人"\nkind = "Person"\nname = "名"\n'
POST = '[[link]]\nrelationship = "任"\nrelation = "任职"\nproperties = { role = "职" }\n'


@pytest.mark.parametrize(("text", "told"), [
    ("", ("node",)),
    ("[[node]\n", ("line 1",)),
    ('[[node]]\nlabel = "单位"\nkind = "组织"\n', ("node.0.name",)),
    (NODE + 'nmae = "x"\n', ("node.0.nmae", "nearest name")),
    (NODE.replace('"组织"', '"业会委"'), ("node.0.kind", "nearest 业委会")),
    (NODE.replace('"组织"', '"Area"'), ("node.0.kind", "no such kind")),
    (NODE.replace('"组织"', '{ property = "类", values = { "甲" = "Owners" } }'), ("node.0.kind", "values.甲")),
    (NODE + 'properties = { phones = "电话" }\n', ("node.0", "nearest phone")),
    (NODE + 'properties = { households = "户" }\n', ("node.0", "households")),
    (NODE + 'values = { tier = { "1" = "市级" } }\n', ("node.0", "values")),
    (NODE + 'properties = { tier = "级" }\nvalues = { tier = { "1" = "特级" } }\n', ("node.0", "tier", "特级", "市级")),
    (NODE + 'fixed = { tier = "特级" }\n', ("node.0", "tier", "市级")),
    (NODE + 'home = [{ property = "在", relationship = "在" }]\n', ("node.0.home.0", "one of the two")),
    (NODE + 'home = [{ property = "在", by = "nmae" }]\n', ("node.0.home.0.by", "'name'")),
    (NODE + 'reference = [{ relation = "SERVE", property = "管" }]\n',
     ("node.0.reference.0.relation", "nearest SERVES")),
    (NODE + 'reference = [{ relation = "WITHIN", property = "在" }]\n', ("no such relation",)),
    (NODE + 'held_by = "任"\n', ("node.0", "held_by")),
    (NODE.replace('"名"', '"身份证号"'), ("node.0.name", "身份证号")),
    (NODE + 'when = { "身份证号" = "1" }\n', ("node.0.when", "身份证号")),
    (NODE + 'when = { 类 = "1" }\n', ("line 5", "加引号")),
    (NODE.replace('"组织"', '{ property = "类", values = { "甲" = "人员" } }'), ("node.0", "[[node]]")),
    (PERSON, ("node.0", "held_by")),
    (PERSON + 'held_by = "人"\n' + POST, ("node.0.held_by", "no [[link]] makes this an office")),
    (PERSON + 'held_by = "认领"\n' + POST + '[[link]]\nrelationship = "认领"\nrelation = "MEETS"\n',
     ("node.0.held_by",)),
    (NODE + '[[link]]\nrelationship = "任"\nrelation = "任职"\n', ("link.0", "role")),
    (NODE + POST.replace('"任职"', '"任之"'), ("link.0.relation", "nearest 任职")),
    (NODE + POST + 'from = "组之"\n', ("link.0.from", "nearest 组织")),
    (NODE + '[[link]]\nrelationship = "管"\nrelation = "SERVES"\non_behalf_of = { property = "派" }\n',
     ("link.0", "on_behalf_of")),
    (NODE + '[[link]]\nrelationship = "管"\nrelation = "SERVES"\nproperties = { basis = "据" }\n', ("link.0", "basis")),
])
def test_what_is_wrong(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    file = tmp_path / "their.graph.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        read_mapping(file)
    for one in ("their.graph.toml", *told):
        assert one in caught.value.detail
    assert "docs/neo4j-mapping.md" in caught.value.hint


def test_members_that_are_units_need_no_role(tmp_path: Path) -> None:
    file = tmp_path / "their.graph.toml"
    file.write_text(NODE + '[[link]]\nrelationship = "加入"\nrelation = "MEMBER"\nfrom = "组织"\n', encoding="utf-8")
    assert read_mapping(file).link[0].from_ == ("Organization",)


def test_no_server_is_asked_before_the_mapping_is_right(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        orgraph.open(f"bolt://127.0.0.1:1?mapping={tmp_path / 'nowhere.toml'}")
    assert "nowhere.toml" in caught.value.detail


@pytest.mark.parametrize(("url", "foreign_graph"), [
    ("neo4j://host/db?mapping=a.toml", True), ("bolt+s://host?policy=x&mapping=a.toml", True),
    ("neo4j://host?mapping=", True), ("neo4j://host/db", False), ("sqlite:///a.db?mapping=a.toml", False),
])
def test_which_urls_are_another_teams_graph(url: str, foreign_graph: bool) -> None:
    assert is_foreign(url) == foreign_graph


@pytest.mark.parametrize("style", foreign.STYLES)
def test_those_of_the_tests_are_right(style: str) -> None:
    assert read_mapping(foreign.FOLDER / f"{style}.graph.toml").node
