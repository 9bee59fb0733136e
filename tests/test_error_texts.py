"""What an error says where nobody shows its parts, as at the end of a trace in a notebook: what to do, too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from stores.memory import view_of
from typer.testing import CliRunner

import orgraph
from orgraph.checked import Checked, each
from orgraph.cli.app import app
from orgraph.errors import Ambiguous, DataError, LoadRejected, UsageError
from orgraph.moment import Moment
from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.facts import records

TOWN = "(k:Community), (o:Alliance)-[:WITHIN]->(k), (u:ResidentUnit)-[:WITHIN]->(k), (u)-[:MEMBER]->(o)"


@pytest.fixture(scope="module")
def now() -> Moment:
    return Moment(view_of(tuple(records(TOWN))), dt.date(2024, 6, 30), load_rules())


def test_the_hint_is_said(now: Moment) -> None:
    with pytest.raises(UsageError) as caught:
        now.bridging(measure=["betweeness"])
    assert str(caught.value) == f"没有这个指标：betweeness (no such measure)\n→ {'、'.join(MEASURES)}"
    assert caught.value.to_dict()["detail"] == "没有这个指标：betweeness (no such measure)"
    with pytest.raises(UsageError) as caught:
        now.bridging(layers="membreship")
    assert str(caught.value) == f"没有这一层：membreship (no such layer)\n→ {'、'.join(layers())}"
    assert str(UsageError("不行")) == "不行"
    assert str(Ambiguous("两个", [{"path": "甲 乙"}])).endswith("(write the full path or the id): 甲 乙")


def test_one_name_is_a_list_of_one(now: Moment) -> None:
    def same(a: Any, b: Any) -> bool:
        return a.model_dump(exclude={"took_ms"}) == b.model_dump(exclude={"took_ms"})

    assert same(now.bridging(measure="constraint"), now.bridging(measure=["constraint"]))
    assert same(now.bridging(layers="alliance", mode="two"), now.bridging(layers=["alliance"], mode="two"))
    assert same(now.bridging("key-players", measure="reach"), now.bridging("key-players", measure=["reach"]))
    assert same(now.bridging("islands", layers="alliance"), now.bridging("islands", layers=["alliance"]))
    assert len(now.to_networkx(layers="alliance").edges) == len(now.to_networkx(layers=["alliance"]).edges)
    karate = nx.karate_club_graph()
    assert same(orgraph.network(karate, "betweenness"), orgraph.network(karate, ["betweenness"]))


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(LoadRejected) as caught:
        orgraph.network(tmp_path / "missing.csv")
    (error,) = caught.value.report.errors
    assert str(caught.value).splitlines() == [
        f"{error.where.file} 有 1 处错误，没有计算 (1 errors)", "→ 改正后重试 (mend the file and try again)",
        f"{error.where.file}：{error.detail}", f"→ {error.hint}"]
    assert error.where.file.endswith("missing.csv")
    assert "存在" in error.hint
    with pytest.raises(LoadRejected, match="missing"):
        orgraph.open(f"sqlite:///{tmp_path}/x.db").load(tmp_path / "missing.csv")


def test_numbers_stay_masked(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("from,to,weight\na,b,1\na,c,-13800000417\n", encoding="utf-8")
    with pytest.raises(LoadRejected, match=r"ties\.csv 第3行 weight：") as caught:
        orgraph.network(tmp_path / "ties.csv")
    assert "13800000417" not in str(caught.value)


def test_the_command_line_says_it_once(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("from,to,weight\na,b,-1\n", encoding="utf-8")
    told = CliRunner().invoke(app, ["network", str(tmp_path / "ties.csv")], env={"COLUMNS": "200"}).stderr
    assert (told.count("改正后重试"), told.count("不是正数")) == (1, 1)


def test_a_data_file_keeps_the_hint_of_what_is_wrong_in_it() -> None:
    class One(Checked):
        id: str

    def wrong(_: One) -> None:
        raise UsageError("不对", hint="改成甲")

    with pytest.raises(DataError) as caught:
        each("x.toml", "[a]\n", One, wrong)
    assert (caught.value.detail, caught.value.hint) == ("x.toml: a: 不对", "改成甲")
