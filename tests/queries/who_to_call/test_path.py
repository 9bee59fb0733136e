"""The path that explains a candidate: every step is the recorded link that it names, and the person hangs on the unit.

All calls of the fixtures are asked: the sentences of whole.jsonl, and the calls of every expected.json.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import systems
import whole

import orgraph
from orgraph.moment import Moment
from orgraph.queries.refs import source_ref
from orgraph.queries.who_to_call.path import lines, relation_name
from orgraph.queries.who_to_call.results import CallResult, Candidate


@pytest.fixture(scope="module")
def everything(all_cities: str) -> orgraph.Graph:
    return orgraph.open(all_cities)


@pytest.fixture(scope="module")
def answers(everything: orgraph.Graph) -> list[tuple[Moment, CallResult]]:
    return list(asked(everything))


def asked(graph: orgraph.Graph) -> Iterator[tuple[Moment, CallResult]]:
    for line in whole.lines("whole.jsonl"):
        now = graph.at(line["as_of"])
        yield now, now.who_to_call(line["text"], at=line["at"] or (), top=10)
    for check in systems.checks():
        if check["query"] == "call":
            args = dict(check["args"])
            now = graph.at(args.pop("as_of", None), args.pop("generation", None))
            yield now, now.who_to_call(args.pop("text"), **args)


def every(answers: list[tuple[Moment, CallResult]]) -> Iterator[tuple[Moment, Candidate]]:
    return ((now, candidate) for now, result in answers for candidate in result.candidates)


def test_every_step_is_the_link_of_its_row(answers: list[tuple[Moment, CallResult]]) -> None:
    seen = 0
    for now, candidate in every(answers):
        for step in candidate.path:
            assert step.from_ is not None or step.relation in ("about", "at")
            if step.from_ is None or step.source is None:
                continue
            here, there = (now.view.position(node.id) for node in (step.from_, step.node))
            links = [edge for inbound in (True, False) for edge in now.view.edges(here, step.relation, inbound=inbound)
                     if {edge.subject, edge.object} == {here, there}]
            assert step.source in [source_ref(edge.source) for edge in links], (candidate.why, step)
            seen += 1
    assert seen > 1000


def test_every_step_leaves_from_one_before(answers: list[tuple[Moment, CallResult]]) -> None:
    for _, candidate in every(answers):
        reached: set[str] = set()
        for step in candidate.path:
            assert step.from_ is None or step.from_.id in reached, candidate.why
            assert step.node.id not in reached, candidate.why
            reached.add(step.node.id)
        assert candidate.organization.id in reached, candidate.why
        assert candidate.person is None or candidate.person.id in reached, candidate.why
        drawn = lines(candidate)
        assert sorted(step.node.id for line in drawn for step in line) == sorted(reached)
        assert drawn[0][-1].node.id == (candidate.person or candidate.organization).id


def said(candidate: Candidate) -> list[str]:
    return [" ".join((line[0].from_.name if line[0].from_ else "诉求", *(
        f"{relation_name(step)} {step.node.name}" for step in line))) for line in lines(candidate)]


def test_who_is_next_on_the_ladder_is_no_member_of_the_firm_that_is_missing(everything: orgraph.Graph) -> None:
    """fuzhou/组织机构.csv row 27: the compound's branch serves the compound; 任职.csv row 16: 于美玲 is its secretary.
    No gas firm is recorded there, so nothing leads from that kind of unit to anybody."""
    first = everything.at("2022-10-15").who_to_call("家里闻到煤气味,头晕", at="傲梅苑小区").candidates[0]
    assert first.route == "ladder"
    assert said(first) == ["诉求 在 傲梅苑小区 服务 傲梅苑小区党支部 任职 于美玲", "诉求 关于 燃气企业"]
    assert [(step.relation, str(step.source)) for step in lines(first)[0][1:]] == [
        ("SERVES", "fuzhou/组织机构.csv 第27行"), ("MEMBER", "fuzhou/任职.csv 第16行")]


def test_the_post_is_in_the_bureau_and_not_in_the_district(everything: orgraph.Graph) -> None:
    """fuzhou/组织机构.csv row 9: 鼓楼区城市管理局, 职能 城市管理, serves 鼓楼区; 任职.csv row 5: its head."""
    first = everything.at("2022-10-15").who_to_call("商场夜里装修噪声扰民", at="南街街道").candidates[0]
    assert said(first) == ["诉求 关于 城市管理 职能 鼓楼区城市管理局 任职 示例人员350103",
                           "鼓楼区城市管理局 服务 鼓楼区"]
    shown = first.model_dump(mode="json", by_alias=True)["path"]
    assert [step["from"] and step["from"]["name"] for step in shown] == [
        None, "城市管理", "鼓楼区城市管理局", "鼓楼区城市管理局"]
