"""Who sits down together, under which whistle, by when; the card and the printed list. Expectations by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
import systems
from typer.testing import CliRunner

import orgraph
from orgraph.cli.app import app
from orgraph.queries.who_to_call.convening.cover import smallest
from orgraph.queries.who_to_call.convening.duties import Duties
from orgraph.queries.who_to_call.convening.whistle import whistle
from orgraph.queries.who_to_call.reaching.calendar import moment
from orgraph.queries.who_to_call.reaching.escalation import Asked
from orgraph.queries.who_to_call.results import CallResult
from orgraph.queries.who_to_call.units.candidates import Anchor, collect

FILES = {
    "区域.csv": """区域名称,区域类型,上级区域
示例市,市,
示例区,区,示例市
示例街道,街道,示例区
示例社区,社区,示例街道
甲小区,小区,示例社区
""",
    "组织.csv": """组织名称,组织类别,所在区域,职能,联系电话,电话确认日期
示例街道办事处,街道办事处,示例街道,,000-0000-0001,2026-09-01
示例街道党工委,街道党工委,示例街道,,000-0000-0002,2026-09-01
示例社区居委会,居委会,示例社区,,000-0000-0003,2026-09-01
示例区城市管理局,部门,示例区,城市管理,000-0000-0004,2026-09-01
示例区交警大队,部门,示例区,公安交警,000-0000-0005,2026-09-01
示例区专项整治办,部门,示例区,,000-0000-0006,2026-09-01
甲小区物业服务站,物业服务站,甲小区,,,
""",
    "任职.csv": """姓名,任职组织,职务,任职日期
示例甲,示例区城市管理局,局长,2021-07-01
示例乙,示例区交警大队,大队长,2022-03-01
示例丙,示例街道党工委,书记,2023-01-01
""",
    "职责.csv": """责任单位,事项,主办协办
示例区城市管理局,占道经营,主办
示例区交警大队,违法停车,主办
示例区城市管理局,违法停车,协办
示例区专项整治办,违法停车、占道经营,协办
""",
}
DAY = "2026-09-30"  # a Wednesday; 1–7 October are off, Saturday the 10th is worked (State Council's notice for 2026)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return systems.town(tmp_path_factory.mktemp("town"), FILES)


def ask(database: str, text: str, at: str = "示例社区", asked_at: str | None = None) -> CallResult:
    return orgraph.open(database).at(DAY).who_to_call(text, at=at, asked_at=asked_at)


def seats(result: CallResult) -> list[tuple[str, str, str | None, list[str]]]:
    assert result.convene is not None
    return [(seat.part, seat.organization.name, seat.person and seat.person.name, seat.duties)
            for seat in result.convene.seats]


def test_lead_and_support_come_with_what_each_is_there_for(database: str) -> None:
    assert seats(ask(database, "路边有人违法停车，堵住了小区出口")) == [
        ("convener", "示例街道党工委", "示例丙", ["召集会商"]),
        ("lead", "示例区交警大队", "示例乙", ["主办“违法停车”", "公安交警职能"]),
        ("support", "示例区城市管理局", "示例甲", ["协办“违法停车”", "城市管理职能"]),
        ("support", "示例区专项整治办", None, ["协办“违法停车”"])]


def test_no_unit_comes_twice_for_two_matters_in_one(database: str) -> None:
    now = orgraph.open(database).at(DAY)
    view, day = now.view, now.day.toordinal()
    place = view.position(now.find("示例社区").results[0].id)
    (parking,), (stalls,) = view.named(["违法停车", "占道经营"])
    anchors = [Anchor(topic, "topic", score, False, topic) for topic, score in ((parking, 1.0), (stalls, 0.9))]
    duties = Duties(view, collect(view, [place, *view.path_of(place)], anchors, day), (), (), day, hard=False)
    units = smallest(duties.of, duties.order, duties.order[:1])
    assert {view.name(unit): share for unit, share in zip(units, duties.shared_out(units), strict=True)} == {
        "示例区交警大队": ["主办“违法停车”"], "示例区城市管理局": ["主办“占道经营”", "协办“违法停车”"],
        "示例区专项整治办": ["协办“违法停车”", "协办“占道经营”"]}
    assert view.name(units[0]) == "示例区交警大队"


@pytest.mark.parametrize(("text", "asked_at", "type_", "due"), [
    # several departments with powers to enforce: two hours of office time
    ("路边有人违法停车，堵住了小区出口", "2026-09-30T17:00", "enforcement", "2026-10-08T10:00+08:00"),
    # beyond what the street can do, and nobody settled it: five working days are 8, 9, 10, 12 and 13 October
    ("占道经营历史遗留问题拖了十几年，久拖不决", "2026-09-30T17:00", "complaint", "2026-10-13T17:00+08:00"),
])
def test_the_whistle_and_its_clock(database: str, text: str, asked_at: str, type_: str, due: str) -> None:
    convene = ask(database, text, asked_at=asked_at).convene
    assert convene is not None
    assert convene.whistle is not None
    assert (convene.whistle.type, convene.whistle.due) == (type_, due)
    assert convene.whistle.basis


def test_an_emergency_is_answered_within_half_an_hour_of_any_night(database: str) -> None:
    now = orgraph.open(database).at(DAY)
    units = [now.view.position(now.find(name).results[0].id) for name in ("示例街道办事处", "示例社区居委会")]
    at = moment("2026-10-01T23:50", now.day)
    found = whistle(now.view, units, hard=False, asked=Asked(at, emergency=True))
    assert found is not None
    assert (found.type, found.due) == ("emergency", "2026-10-02T00:20+08:00")
    # what the street and the community settle themselves needs no whistle
    assert whistle(now.view, units, hard=False, asked=Asked(at)) is None


def test_a_unit_with_nobody_is_never_the_last_word(database: str) -> None:
    result = ask(database, "小区路灯不亮", at="甲小区")
    station = next(one for one in result.candidates if one.organization.name == "甲小区物业服务站")
    assert (station.person, station.contact) == (None, None)
    assert station.turn_to is not None
    assert station.turn_to.organization.name == "示例社区居委会"
    assert any("请找示例社区居委会" in warning for warning in result.warnings)
    assert result.escalation[0].reachable is False


def test_the_card(database: str) -> None:
    result = ask(database, "路边有人违法停车，堵住了小区出口")
    lines = result.card().splitlines()
    heads = [line[:line.index("】") + 1] for line in lines]
    assert heads == ["【诉求】", "【找谁】", "【理由】", "【把握】", "【不通】", "【上报】", "【会商】", "【数据】"]
    said = dict(zip(heads, lines, strict=True))
    assert said["【找谁】"] == ("【找谁】示例区交警大队 示例乙（大队长，2022-03-01起任职） "
                            "电话000****0005（29天前确认，中间数字按权限查看）")
    assert "职责.csv 第3行" in said["【理由】"]
    assert said["【上报】"].startswith("【上报】9月30日11:00 示例社区居委会 000****0003 → 9月30日14:00 示例街道办事处")
    assert said["【上报】"].endswith("→ 12345")
    assert said["【会商】"].startswith(
        "【会商】联合执法哨，9月30日11:00前报到；召集示例街道党工委；主办示例区交警大队；协办")
    assert "000-0000" not in result.card()


def test_the_card_says_what_is_not_known(database: str) -> None:
    assert "请补充说明" in ask(database, "你好，谢谢").card()
    assert "先核实" in ask(database, "那个事情你们管一管吧，路灯或者停车什么的").card()


def test_the_command_prints_the_card_and_the_list(database: str, tmp_path: Path) -> None:
    file = tmp_path / "会商.docx"
    text = "路边有人违法停车，堵住了小区出口"
    done = CliRunner().invoke(app, ["call", text, "--at", "示例社区", "--as-of", DAY, "--card", "--docx", str(file),
                                    "--db", database])
    assert done.exit_code == 0, done.output
    assert ask(database, text).card() in done.stdout
    document: Any = docx.Document(str(file))
    card, called, ladder = document.tables
    assert card.rows[2].cells[0].text == "找谁"
    assert [cell.text for cell in called.rows[0].cells] == [
        "序号", "分工", "单位", "姓名", "职务", "联系电话", "办什么", "签到", "时间"]
    assert [cell.text for cell in called.rows[2].cells][1:8] == [
        "主办", "示例区交警大队", "示例乙", "大队长", "000****0005", "主办“违法停车”；公安交警职能", ""]
    assert [row.cells[1].text for row in ladder.rows][1:3] == ["示例社区居委会", "示例街道办事处"]
    page = document.sections[1]
    assert sorted((round(page.page_width.mm), round(page.page_height.mm))) == [210, 297]
