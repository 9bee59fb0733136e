"""Who answers on a day, who stands in, whom next: a small town, every expectation by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from queries.covering.towns import RULES, at, link, node

import orgraph
from orgraph.model import Record
from orgraph.moment import Moment
from orgraph.queries.people import answering
from orgraph.queries.who_to_call.convening.convene import _holding, _serving
from orgraph.queries.who_to_call.path import lines
from orgraph.queries.who_to_call.reaching.escalation import ladder
from orgraph.queries.who_to_call.results import CallResult, Rung

LEFT = dt.date(2026, 9, 1)
DAY = dt.date(2026, 9, 30)  # a Wednesday; 1–7 October are off, Saturday the 10th is worked (2026 notice)

AREAS = (node("City", "市"), node("District", "区", "市"), node("Street", "街", "区"), node("Community", "社区", "街"),
         node("Compound", "小区", "社区"), node("Building", "楼", "小区"))
UNITS = (
    node("BuildingGroup", "党小组", "楼"), link("SERVES", "党小组", "楼"),
    node("CompoundBranch", "支部", "小区"), link("SERVES", "支部", "小区"),
    node("ResidentsCommittee", "居委会", "社区"), link("SERVES", "居委会", "社区"),
    node("StreetOffice", "办事处", "街"), link("SERVES", "办事处", "街"),
    node("DispatchCentre", "中心", "区", phone="000-0000-0001"), link("SERVES", "中心", "区"),
)
PEOPLE = tuple(node("Person", name, "街", phone=f"000-0000-10{number:02}") for number, name in enumerate(
    ("组长甲", "书记乙", "副书记丙", "主任丁", "副主任戊", "主任己", "外人庚", "外人辛")))


def member(person: str, unit: str, role: str, start: dt.date | None = dt.date(2021, 7, 1), end: dt.date | None = None
           ) -> Record:
    return link("MEMBER", person, unit, start, end, role=role)


def stand_in(who: str, unit: str, role: str = "", start: dt.date | None = None, end: dt.date | None = None) -> Record:
    props = {"role": role} if role else {}
    return link("STANDS_IN_FOR", who, unit, start, end, row=2, **props)


FULL = (*AREAS, *UNITS, *PEOPLE, member("组长甲", "党小组", "组长"), member("书记乙", "支部", "书记"),
        member("副书记丙", "支部", "副书记"), member("主任丁", "居委会", "主任"), member("主任己", "办事处", "主任"))


def without(*names: str) -> tuple[Record, ...]:
    """The full town without the memberships of these persons."""
    gone = {f"l-MEMBER-{name}" for name in names}
    return tuple(record for record in FULL if not any(record.id.startswith(one) for one in gone))


def town(*records: Record, on: dt.date = DAY) -> Moment:
    return at(records, on)


def call(moment: Moment, text: str = "楼道灯不亮", **asked: str) -> CallResult:
    return moment.who_to_call(text, at="楼", **asked)


def said(rungs: list[Rung]) -> list[tuple[str, str | None, int, str]]:
    return [(rung.organization.name, rung.person and rung.person.name, rung.after_hours, rung.due) for rung in rungs]


def test_every_rung_has_a_person_and_a_time_on_the_working_calendar() -> None:
    result = call(town(*FULL), asked_at="2026-09-30T16:30")
    assert said(result.escalation) == [
        ("党小组", "组长甲", 0, "2026-09-30T16:30+08:00"), ("支部", "书记乙", 0, "2026-09-30T16:30+08:00"),
        ("居委会", "主任丁", 2, "2026-10-08T09:30+08:00"), ("办事处", "主任己", 4, "2026-10-08T11:30+08:00"),
        ("中心", None, 24, "2026-10-08T16:30+08:00")]
    assert result.escalation[0].person is not None
    assert result.escalation[0].person.since == "2021-07-01"
    assert result.asked_at == "2026-09-30T16:30+08:00"
    assert not [warning for warning in result.warnings if "缺口" in warning or "无人" in warning]


def test_an_emergency_knows_no_office_hours() -> None:
    result = call(town(*FULL), "楼里着火了，有人被困", asked_at="2026-10-01T03:00")
    assert result.emergency
    assert result.emergency_number == "119"
    assert [rung.due for rung in result.escalation] == [*["2026-10-01T03:00+08:00"] * 4, "2026-10-01T04:00+08:00"]


def test_the_default_is_the_beginning_of_office_hours() -> None:
    assert call(town(*FULL)).asked_at == "2026-09-30T09:00+08:00"


def test_a_vacant_post_goes_to_the_stand_in_and_names_its_coverage_gap() -> None:
    post = (node("Post", "书记", "小区"), link("POST_IN", "书记", "支部"))
    moment = town(*without("书记乙"), *post, member("书记乙", "支部", "书记", end=LEFT),
                  stand_in("外人庚", "支部", "书记", LEFT, dt.date(2026, 12, 31)))
    result = call(moment)
    rung = result.escalation[1]
    gap, = moment.coverage("post-filled").rules[0].gaps
    assert (rung.person and rung.person.name, rung.person and rung.person.stands_in) == ("外人庚", True)
    assert [(hole.what, hole.rule, hole.gap) for hole in rung.holes] == [("lapsed", "post-filled", gap.id)]
    assert [reach.person and reach.person.name for reach in rung.stand_ins] == ["副书记丙"]
    assert any(gap.id in warning for warning in result.warnings)
    assert gap.id in result.card()
    assert rung.contact is not None
    assert (rung.contact.value, rung.contact.masked) == ("000****1006", True)


def test_a_waived_vacancy_is_no_gap() -> None:
    waived = (node("Waiver", "豁免", rule="post-filled"), link("WAIVES", "豁免", "书记"))
    rung = call(town(*without("书记乙"), node("Post", "书记", "小区"), link("POST_IN", "书记", "支部"), *waived)
                ).escalation[1]
    assert [(hole.what, hole.gap) for hole in rung.holes] == [("vacant", None)]


def test_a_stand_in_is_dated() -> None:
    records = (*without("书记乙"), member("书记乙", "支部", "书记", end=LEFT),
               stand_in("外人庚", "支部", "书记", LEFT, dt.date(2026, 9, 20)))
    assert call(town(*records, on=dt.date(2026, 9, 19))).escalation[1].person.name == "外人庚"  # type: ignore[union-attr]
    assert call(town(*records)).escalation[1].person.name == "副书记丙"  # type: ignore[union-attr]
    assert call(town(*records, on=dt.date(2026, 8, 31))).escalation[1].person.name == "书记乙"  # type: ignore[union-attr]


def test_who_stands_in_is_next_where_the_office_is_held_but_not_for_another_office() -> None:
    moment = town(*FULL, stand_in("外人庚", "支部", "书记"), stand_in("外人辛", "支部", "副主任"))
    rung = call(moment).escalation[1]
    assert rung.person is not None
    assert rung.person.name == "书记乙"
    assert [reach.person and reach.person.name for reach in rung.stand_ins] == ["外人庚", "副书记丙"]


def test_units_stand_in_one_for_the_other_and_a_loop_ends() -> None:
    units = (node("Organization", "代管一", "街"), node("Organization", "代管二", "街"))
    chain = (stand_in("代管一", "支部"), stand_in("代管二", "代管一"), stand_in("支部", "代管二"))
    moment = town(*without("书记乙", "副书记丙"), *units, *chain)
    view, unit = moment.view, moment.view.position("支部")
    assert answering(view, unit, DAY.toordinal()).edge is None  # 支部 → 代管一 → 代管二 → 支部: nobody, and it ends
    moment = town(*without("书记乙", "副书记丙"), *units, *chain, member("外人辛", "代管二", "负责人"))
    rung = call(moment).escalation[1]
    assert rung.person is not None
    assert (rung.person.name, rung.person.stands_in, rung.person.post) == ("外人辛", True, "代管二负责人（代理）")


def test_a_unit_with_nobody_gives_way_to_another_of_its_level() -> None:
    station = (node("PropertyStation", "服务站", "小区", phone="000-0000-2000"), link("SERVES", "服务站", "小区"))
    rungs = call(town(*without("书记乙", "副书记丙"), *station)).escalation
    assert [rung.organization.name for rung in rungs] == ["党小组", "服务站", "居委会", "办事处", "中心"]


def test_where_nobody_can_be_reached_the_next_rung_is_due_at_once() -> None:
    moment = town(*without("主任丁"))
    result = call(moment, asked_at="2026-11-23T09:00")
    committee, office = result.escalation[2:4]
    assert (committee.reachable, committee.due, office.due) == (
        False, "2026-11-23T11:00+08:00", "2026-11-23T11:00+08:00")
    assert any(warning.startswith("居委会无人可接，直接转办事处") for warning in result.warnings)
    missing = {gap.id for rule in moment.coverage("community-party-committee", "tier-community").rules
               for gap in rule.gaps if gap.focus.id == "社区"}
    assert {hole.gap for hole in committee.holes if hole.gap} == missing
    assert len(missing) == 2


def test_a_chain_that_ends_at_nobody_ends_at_the_hotline() -> None:
    nobody = without("组长甲", "书记乙", "副书记丙", "主任丁", "主任己")
    result = call(town(*(record for record in nobody if "中心" not in record.id)))
    assert not any(rung.reachable for rung in result.escalation)
    assert any("12345" in warning for warning in result.warnings)
    assert "12345" in result.card()


def test_where_no_unit_serves_at_any_level_the_hotline_is_named() -> None:
    result = call(town(*AREAS))
    assert result.escalation == []
    assert any("12345" in warning for warning in result.warnings)
    assert "【上报】逐级都没有可联系的人，转12345" in result.card()


def test_the_rules_named_in_the_ladder_exist() -> None:
    assert {rule for level in ladder().values() for rule in level.rules} <= RULES.keys()


def test_stand_ins_come_from_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "区域.csv").write_text("区域名称,区域类型,上级区域\n示例区,区,\n示例街道,街道,示例区\n", "utf-8")
    (tmp_path / "组织.csv").write_text(
        "组织名称,组织类别,所在区域\n示例街道办事处,街道办事处,示例街道\n示例服务站,服务站,示例街道\n", "utf-8")
    (tmp_path / "任职.csv").write_text(
        "姓名,任职组织,职务,任职日期,离任日期\n示例甲,示例街道办事处,主任,2021-07-01,2026-09-01\n"
        "示例乙,示例服务站,站长,2021-07-01,\n", "utf-8")
    (tmp_path / "代理表.csv").write_text(
        "代理方式,代理人,被代理组织,代理职务,起始日期,截止日期,依据\n主持工作,示例丙,示例街道办事处,主任,2026-09-01,2026-12-31,示例文号\n"
        "代管,示例服务站,示例街道办事处,,,,\n", "utf-8")
    graph = orgraph.open(f"sqlite:///{tmp_path / 'a.db'}")
    report = graph.load([tmp_path])
    assert not report.errors
    rung = graph.at("2026-10-15").who_to_call("占道经营", at="示例街道").escalation[0]
    assert rung.person is not None
    assert (rung.person.name, rung.person.post, rung.person.since) == ("示例丙", "代理主任", "2026-09-01")
    assert [reach.person and reach.person.name for reach in rung.stand_ins] == ["示例乙"]
    later = graph.at("2027-01-15").who_to_call("占道经营", at="示例街道")
    assert later.escalation[0].person.name == "示例乙"  # type: ignore[union-attr]
    office = next(one for one in later.candidates if one.organization.name == "示例街道办事处")
    assert [(step.relation, step.from_ and step.from_.name, step.node.name) for step in lines(office)[0][-2:]] == [
        ("STANDS_IN_FOR", "示例街道办事处", "示例服务站"), ("MEMBER", "示例服务站", "示例乙")]


@pytest.mark.parametrize(("day", "said_"), [("2026-12-30", False), ("2090-10-02", True)])
def test_holidays_that_nobody_knows_yet_are_said(day: str, said_: bool) -> None:
    result = call(town(*FULL, on=dt.date.fromisoformat(day)))
    assert any("放假安排" in warning for warning in result.warnings) is said_


def test_the_lowest_joint_conference_holds_every_unit_too() -> None:
    """A service that a unit of another street offers: the street's own conference does not hold it."""
    elsewhere = (node("Street", "邻街", "区"), node("SocialOrganization", "邻街助餐社", "邻街"))
    conferences = (node("JointConference", "街联席", "街"), link("SERVES", "街联席", "街"),
                   node("JointConference", "区联席", "区"), link("SERVES", "区联席", "区"))
    view = town(*FULL, *elsewhere, *conferences).view
    chain = [view.position(name) for name in ("楼", "小区", "社区", "街", "区", "市")]
    day = DAY.toordinal()

    def holding(*units: str) -> str:
        areas = _holding(view, chain, [view.position(unit) for unit in units], day)
        return view.name(_serving(view, areas, ("JointConference",), day, None))

    assert holding("办事处", "居委会") == "街联席"
    assert holding("办事处", "中心") == "街联席"  # the district's centre serves this street
    assert holding("办事处", "邻街助餐社") == "区联席"
