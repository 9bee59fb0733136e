"""Every answer as rows: what the frames hold, by hand on a small town, in pandas and in polars."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import systems
from stores.memory import view_of

import orgraph.api
from orgraph.errors import UsageError
from orgraph.moment import Moment
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.facts import records
from orgraph.queries.coverage.results import Cause
from orgraph.queries.coverage.tables import fact_said
from orgraph.referrals.fit import FitResult
from orgraph.referrals.history import HistoryResult
from orgraph.referrals.replay import ReplayResult
from orgraph.results import NodeRef, Result, SourceRef
from orgraph.results.result import Result as Base
from orgraph.results.table import Table, columns
from orgraph.worklist.status import WorklistResult

DAY = dt.date(2024, 6, 30)
# Of two compounds the one has a committee since June. Its chair p is the committee's only tie with the alliance u, and
# e the deputy; u has the members v and x. So without p {o, a, e} and {u, v, x} fall apart; o and a lie before u, so of
# two parts equally large the first stays.
TOWN = """
(k:Community), (a:Compound {population: 100})-[:WITHIN]->(k), (b:Compound)-[:WITHIN]->(k),
(o:OwnersCommittee {start: "2024-06-01"})-[:WITHIN]->(a), (o)-[:SERVES {start: "2024-06-01"}]->(a),
(u:Alliance)-[:WITHIN]->(k), (p:Person), (p)-[:MEMBER {role: "主任"}]->(o), (p)-[:MEMBER {role: "委员"}]->(u),
(e:Person), (e)-[:MEMBER {role: "副主任"}]->(o),
(v:ResidentUnit)-[:WITHIN]->(k), (x:ResidentUnit)-[:WITHIN]->(k), (v)-[:MEMBER]->(u), (x)-[:MEMBER]->(u),
(f:PropertyFirm)-[:WITHIN]->(k), (f)-[:SERVES]->(b)
"""
RULE = "owners-committee"


@pytest.fixture(scope="module")
def now() -> Moment:
    return Moment(view_of(tuple(records(TOWN))), DAY, load_rules())


@pytest.fixture(scope="module")
def answers(now: Moment) -> list[Result]:
    """One of every answer that a moment gives."""
    return [
        now.coverage(RULE, since="2024-05-31"), now.coverage(), now.coverage_trend(RULE, months=3), now.waivers(),
        now.explain(RULE), now.bridging(), now.bridging(measure=["betweenness", "transitivity"]),
        now.bridging("islands", mode="two"), now.bridging("failure-points", mode="two"), now.bridging("proposals"),
        now.bridging("brokerage"), now.bridging("key-players"), now.what_if("p"), now.without(["p"], cut=[("v", "u")]),
        now.bridging_trend(months=3), now.who_to_call("路灯坏了", at="a"), now.call_lint(), now.find(kind="Person"),
        now.suggest("a"), now.show("o")]


def kinds(root: type[Base] = Base) -> Iterator[type[Base]]:
    for one in root.__subclasses__():
        yield one
        yield from kinds(one)


def test_every_kind_of_result_says_its_answer_and_has_tables() -> None:
    assert orgraph.api
    assert {HistoryResult, ReplayResult, FitResult, WorklistResult} <= set(kinds())
    concrete = [one for one in kinds() if one.__module__.startswith("orgraph.") and one.__name__ != "BridgingResult"]
    assert len(concrete) >= 20
    for one in concrete:
        assert one.answer is not Base.answer, one
        assert one.tables is not Base.tables, one


def test_both_libraries_hold_the_same_and_nothing_nested(answers: list[Result]) -> None:
    seen = 0
    for result in answers:
        for name, table in result.tables().items():
            pandas, polars = result.frame(name), result.frame(name, library="polars")
            assert list(pandas.columns) == polars.columns == [column.name for column in table.columns]
            assert len(pandas) == polars.height == len(table.rows)
            for column in polars.columns:
                ours = [None if pd.isna(cell) else cell for cell in pandas[column].tolist()]
                theirs = polars[column].to_list()
                assert all(cell is None or isinstance(cell, (str, int, float, bool, dt.date)) for cell in theirs)
                assert [cell.date() if isinstance(cell, pd.Timestamp) and cell.tzinfo is None else cell
                        for cell in ours] == theirs, (name, column)
            seen += len(pandas)
    assert seen > 300


def test_columns_are_documented_and_of_one_kind(answers: list[Result]) -> None:
    for result in answers:
        for table in result.tables().values():
            for column in table.columns:
                assert column.zh
                assert column.en
                known = columns().get(column.name)
                assert known is None or known == column
                if known is None:
                    assert result.query == "bridging"  # the roles of brokerage, which are data


def test_coverage(now: Moment) -> None:
    result = now.coverage(RULE, since="2024-05-31")
    frame = result.frame()
    assert frame.to_dict("records") == [{"rule": RULE, "title": result.rules[0].title, "eligible": 2, "covered": 1,
                                         "missing": 1, "waived": 0, "rate": 0.5}]
    gaps = result.frame("gaps")
    assert gaps[["gap", "focus_id", "focus"]].to_numpy().tolist() == [[result.rules[0].gaps[0].id, "b", "b"]]
    changes = result.frame("changes")
    assert changes[["id", "was", "now", "what"]].to_numpy().tolist() == [["a", "missing", "covered", "began"]]
    assert changes["fact"].tolist() == ["业委会 o"]
    assert changes["on"].tolist() == [pd.Timestamp("2024-06-01")]
    assert result.frame("changes", library="polars")["on"].to_list() == [dt.date(2024, 6, 1)]


def test_levels(now: Moment) -> None:
    areas = now.coverage(RULE, by="Community").frame("areas")
    assert areas[["area_id", "level", "eligible", "missing"]].to_numpy().tolist()[0] == ["k", "Community", 2, 1]


def test_losses(now: Moment) -> None:
    result = now.bridging("failure-points", mode="two", of="person")
    assert result.frame()[["rank", "id", "kind", "cut_off_count", "posts"]].to_numpy().tolist() == [
        [1, "p", "Person", 3, 2]]
    parts = result.frame("parts")
    assert parts[["id", "size", "people"]].to_numpy().tolist() == [["p", 3, 1], ["p", 3, 0]]
    assert result.frame("successors")["person_id"].tolist() == ["e"]
    gone = now.without(["p"])
    assert set(gone.frame("cut_off")["id"]) == {"u", "v", "x"}
    network = gone.frame().set_index("what")
    assert network.loc["islands", "count_after"] - network.loc["islands", "count_before"] == 1
    assert network["count_before"].dtype == "Int64"


def test_facts_are_said_in_the_words_of_the_command_line() -> None:
    served = Cause(what="began", fact="SERVES", subject=NodeRef(id="f", name="某物业"), field="start",
                   object=NodeRef(id="a", name="某小区"), source=SourceRef(file="甲.csv", sheet="", row=2))
    assert fact_said(served) == "某物业 —服务→ 某小区（起始日期）"


def test_what_a_link_gains_says_what_it_counts(tmp_path: Path) -> None:
    with orgraph.open(systems.database(tmp_path, "ningde")) as graph:
        result = graph.at("2022-10-15").bridging("proposals", objective="failure-points", top=2)
    effects = result.frame("effects").set_index("objective")
    assert effects.loc["failure-points", "counted"].iloc[0] == "单点隐患 failure points"
    assert "维系" in effects.loc["failure-points", "gained"].iloc[0]
    assert "增益 gain：不再单靠一人一单位维系的人口和单位" in result._repr_html_()


def test_several_measures_are_one_frame(now: Moment) -> None:
    frame = now.bridging(measure=["degree", "transitivity"]).frame()
    assert set(frame["measure"]) == {"degree", "transitivity"}
    whole = frame[frame["measure"] == "transitivity"]
    assert whole["id"].isna().all()
    assert len(whole) == 1
    first = frame.iloc[0]
    assert (first["id"], first["rank"], first["kind"]) == ("u", 1, "Alliance")


def test_times_are_of_one_zone(now: Moment) -> None:
    ladder = now.who_to_call("路灯坏了", at="a").frame("escalation")
    assert str(ladder["due"].dtype) == "datetime64[us, Asia/Shanghai]"


def test_a_missing_count_is_missing() -> None:
    table = Table.of("id population on rate", [["a", None, None, None], ["b", 3, "2024-01-31", 0.5]])
    from orgraph.results.frames import pandas_frame

    frame = pandas_frame(table)
    assert frame["population"].isna().tolist() == [True, False]
    assert frame["population"].sum() == 3
    assert frame["on"].max() == pd.Timestamp("2024-01-31")


def test_another_table_or_library(now: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    result = now.coverage(RULE)
    with pytest.raises(UsageError, match="没有这张表") as caught:
        result.frame("islands")
    assert "gaps" in caught.value.hint
    with pytest.raises(UsageError, match="不认识的数据框"):
        result.frame(library="spark")  # type: ignore[call-overload]
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match="没有装 polars") as caught:
        result.frame(library="polars")
    assert "orgraph[polars]" in caught.value.hint


def test_to_dict_is_plain(answers: list[Result]) -> None:
    def plain(value: Any) -> bool:
        if isinstance(value, dict):
            return all(isinstance(name, str) and plain(one) for name, one in value.items())
        return all(map(plain, value)) if isinstance(value, list) else isinstance(value, (str, int, float, type(None)))

    assert all(plain(result.to_dict()) for result in answers)


def test_a_source_is_a_row() -> None:
    assert str(SourceRef(file="甲.xlsx", sheet="人员", row=7)) == "甲.xlsx 人员 第7行"


FIVE_LINES = """
import orgraph
now = orgraph.open().at("2022-10-15")
islands = now.bridging("islands", area="宁德市")
print(islands)
first = islands.frame().iloc[0]
"""


def test_first_answer_in_five_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                    capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ORGRAPH_DB", systems.database(tmp_path, "ningde"))
    said: dict[str, Any] = {}
    exec(FIVE_LINES, said)
    assert len(FIVE_LINES.split("\n")) == 7  # five, between two breaks
    assert capsys.readouterr().out.startswith("<IslandsResult 宁德市 2022-10-15：")
    assert (said["first"]["size"], said["first"]["id"]) == (said["islands"].islands[0].size,
                                                           said["islands"].islands[0].id)
