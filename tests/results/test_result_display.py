"""What a notebook and a prompt show of an answer: one sentence, a few rows, nothing that runs, no number in full."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import systems
from stores.memory import view_of

import orgraph
from orgraph.moment import Moment
from orgraph.queries.bridging.results import ByChance, MeasureResult, Ranked
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.facts import records
from orgraph.queries.coverage.results import CoverageResult, RuleCoverage
from orgraph.queries.entity import FindResult
from orgraph.queries.suggest import Suggestion, SuggestResult
from orgraph.queries.who_to_call.results import CallResult
from orgraph.results import NodeRef, written
from orgraph.results.display import ROWS


class Read(HTMLParser):
    """The tags of a page in order, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def ranked(count: int, name: str = "单位") -> MeasureResult:
    return MeasureResult(
        as_of="2024-01-01", generation=1, area=NodeRef(id="k", name="某区"), mode="org", measure="degree", nodes=count,
        definition="", meaning="有几个联系", title="联系数", results=[
            Ranked(id=f"o-{at}", name=f"{name}{at}", kind="Alliance", value=at / 2, rank=at, percentile=None)
            for at in range(1, count + 1)])


def test_one_line_says_the_answer() -> None:
    rule = RuleCoverage.of(3, 1, 1, rule="r", title="业委会组建", title_en="", version="1", basis="", severity="warn",
                           focus_kind="Compound")
    result = CoverageResult(as_of="2024-01-01", generation=1, area=NodeRef(id="k", name="某区"), rules=[rule])
    assert repr(result) == str(result) == (
        "<CoverageResult 某区 2024-01-01：业委会组建，应建 5，已建 3，缺 1，豁免 1，覆盖率 75.0% (1 of 5 missing)>")
    assert repr(ranked(3)) == ("<MeasureResult 某区 2024-01-01：联系数最突出的是 单位1（0.5），共 3 个节点 "
                               "(单位1 comes first of 3)>")
    assert repr(FindResult(as_of="", generation=0)) == "<FindResult 找到 0 个 (0 found)>"
    assert "没有找到" in repr(CallResult(as_of="2024-01-01", generation=1, text="路灯坏了"))


def test_a_table_under_the_sentence() -> None:
    read = Read(ranked(3)._repr_html_())
    assert read.texts[0].startswith("某区 2024-01-01：联系数最突出的是 单位1")
    assert read.texts[1:] == ["联系数：有几个联系", "名次", "名称", "类别", "数值", "1", "单位1", "党建联盟", "0.5",
                              "2", "单位2", "党建联盟", "1", "3", "单位3", "党建联盟", "1.5"]
    assert "还有" not in "".join(read.texts)


def test_what_the_numbers_mean_is_said_in_both_languages() -> None:
    """Of two measures by what people call them, with samples beside what chance gives."""
    first, second = ranked(1), ranked(1)
    second.title, second.meaning = "约束度", "越低越是桥梁"
    by_chance = ByChance(expected=0.25, sd=0.1, z=2.5, percentile=99, words="")
    second.results[0] = second.results[0].model_copy(update={"by_chance": by_chance})
    first.more = [second]
    page = first._repr_html_()
    texts = Read(page).texts
    assert {"联系数：有几个联系", "约束度：越低越是桥梁"} <= {*texts}
    assert [text for text in texts if text in ("标题", "随机时", "z", "0.25", "2.5", "约束度", "constraint")] == [
        "标题", "随机时", "z", "约束度", "0.25", "2.5"]
    assert 'title="按这个指标算出的数 value of the measure"' in page


def test_long_answers_are_cut() -> None:
    read = Read(ranked(ROWS + 7)._repr_html_())
    assert read.tags.count("tr") == ROWS + 1
    assert "… 还有 7 行 7 more：" in read.texts
    assert ".frame('nodes')" in read.texts


def test_names_and_warnings_are_no_markup() -> None:
    result = ranked(1, name="<script>alert(1)</script>&")
    result.warnings.append("<img src=x onerror=alert(1)>")
    page = result._repr_html_()
    assert set(Read(page).tags) <= {"div", "p", "b", "table", "thead", "tbody", "tr", "th", "td", "code"}
    assert "<script>alert(1)</script>&1" in Read(page).texts
    suggested = SuggestResult(as_of="", generation=1, text="<b>", results=[
        Suggestion(id="<i>", name="<u>", kind="Area", how="exact")])
    assert not {"i", "u"} & set(Read(suggested._repr_html_()).tags)


def test_an_empty_answer_is_a_sentence() -> None:
    assert Read(FindResult(as_of="2024-01-01", generation=1)._repr_html_()).tags == ["div", "p", "b"]


@pytest.mark.parametrize(("value", "text"), [(20631, "20,631"), (20631.4, "20,631"), (0.0004461, "0.0004461"),
                                             (2.0, "2"), (None, "—"), (-1234.5, "-1,234")])
def test_numbers_are_never_powers_of_ten(value: float | None, text: str) -> None:
    assert written(value) == text


def test_contacts_stay_masked() -> None:
    facts = """(k:Community), (a:Compound)-[:WITHIN]->(k), (o:ResidentsCommittee {phone: "13800000417"})-[:WITHIN]->(k),
               (o)-[:SERVES]->(k), (p:Person {phone: "13900000526"}), (p)-[:MEMBER {role: "主任"}]->(o)"""
    now = Moment(view_of(tuple(records(facts))), dt.date(2024, 6, 30), load_rules())
    answers = [now.who_to_call("路灯坏了", at="a"), now.show("o"), now.find("o"), now.coverage()]
    shown = "".join(repr(one) + one._repr_html_() + "".join(
        one.frame(table).to_csv() for table in one.tables()) for one in answers)
    assert "138****0417" in shown
    assert re.findall(r"13800000417|13900000526", shown) == []


def test_a_database_and_a_day_say_what_they_are(tmp_path: Path) -> None:
    url = systems.database(tmp_path, "ningde")
    graph = orgraph.open(url)
    assert repr(graph).startswith(f"<orgraph.Graph {url}：")
    now = graph.at("2022-10-15")
    assert repr(now).startswith("<orgraph.Moment 2022-10-15，第 1 代，")
    for named in re.findall(r"\.(\w+)\(", repr(now)):
        assert callable(getattr(now, named))
    graph.close()


def test_secrets_in_an_address_are_not_shown() -> None:
    from orgraph.graph import _shown

    assert _shown("neo4j://zhang:geheim@host:7687/db?mapping=a.toml") == "neo4j://host:7687/db"


@pytest.mark.parametrize("name", ["orgraph.results.table", "orgraph.charts.style"])
def test_examples_in_docstrings(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted
    assert not outcome.failed
