"""The page of one thing: what was and is, which rules it meets, who reaches it, and the row behind each fact."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from signed import Service, serving

import orgraph
from orgraph.api.pages.entity_rules import stands
from orgraph.api.pages.entity_time import spans, timeline
from orgraph.moment import Moment

DAY = "2022-10-15"


def text_of(page: str) -> str:
    return re.sub(r"<[^>]*>|\s+", "", page)


def at(now: Moment, name: str) -> int:
    return now.view.position(now.find(name).results[0].id)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("entity")) as found:
        yield found


def test_rules_stand_as_coverage_counts_them(now: Moment) -> None:
    found = 0
    for name in ("继光花园小区", "陈碧乔"):
        position = at(now, name)
        here = {one.rule.id: one for one in stands(now, position)}
        for rule in now.coverage(area="鹤峰社区", gaps=1000).rules:
            gap = {gap.focus.id: gap for gap in rule.gaps}.get(now.view.ids([position])[0])
            if gap is not None:
                assert here[rule.rule].state == "missing"
                assert here[rule.rule].gap == gap
                found += 1
            else:
                assert rule.rule not in here or here[rule.rule].state != "missing"
    assert found > 3


def test_ended_posts_are_told_after_present_ones(tmp_path: Path) -> None:
    rows = {"区划.csv": "区域名称,区域类型,上级区域\n甲街道,街道,\n甲社区,社区,甲街道\n",
            "组织.csv": "组织名称,组织类别,所在区域\n甲社区党委,社区党委,甲社区\n",
            "任职.csv": "姓名,职务,任职组织,任职日期,离任日期\n甲,书记,甲社区党委,2019-01-01,2021-01-01\n"
                      "乙,书记,甲社区党委,2021-01-01,\n丙,副书记,甲社区党委,2030-01-01,\n"}
    for name, text in rows.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    graph = orgraph.open(f"sqlite:///{tmp_path / 'posts.db'}")
    graph.load([tmp_path / name for name in rows])
    then = graph.at(DAY)
    found = spans(then.view, at(then, "甲社区党委"), then.day.toordinal())
    assert [(span.other.name, span.state) for span in found] == [("乙", "now"), ("丙", "coming"), ("甲", "past")]
    drawn = timeline(found, then.day)
    assert drawn is not None
    held = {bar.span.other.name: bar for bar in drawn.bars}
    assert held["甲"].x + held["甲"].width == pytest.approx(held["乙"].x, abs=0.2)
    assert held["丙"].x > drawn.today
    graph.close()


def test_a_time_line_is_in_proportion(now: Moment) -> None:
    found = spans(now.view, at(now, "陈碧乔"), now.day.toordinal())
    drawn = timeline(found, now.day)
    assert drawn is not None
    assert [bar.span for bar in drawn.bars] == found
    for bar in drawn.bars:
        assert bar.span.start is not None
        days = (now.day - dt.date.fromisoformat(bar.span.start)).days
        first = drawn.bars[-1]
        assert first.span.start is not None
        assert bar.width / first.width == pytest.approx(
            days / (now.day - dt.date.fromisoformat(first.span.start)).days, rel=0.02)
        assert bar.x + bar.width == pytest.approx(drawn.today, abs=0.2)
    assert timeline([], now.day) is None


def test_the_page_says_all_of_it(client: httpx.Client, now: Moment) -> None:
    page = client.get("/entity/继光花园小区", params={"as_of": DAY}).text
    said = text_of(page)
    for one in stands(now, at(now, "继光花园小区")):
        assert one.rule.title.zh.replace(" ", "") in said
        assert one.gap is None or one.gap.message.replace(" ", "") in said
    for span in spans(now.view, at(now, "继光花园小区"), now.day.toordinal()):
        assert span.other.name in said
    assert '<svg class="timeline"' in page
    assert 'class="network' in page


def test_every_fact_opens_its_row(client: httpx.Client) -> None:
    page = client.get("/entity/陈碧乔", params={"as_of": DAY}).text
    rows = set(re.findall(r'class="source" href="([^"]+)"', page))
    assert len(rows) >= 5
    for link in rows:
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, unquote(link)
        assert "陈碧乔" in answer.text
    missing = client.get("/row", params={"file": "ningde/任职.csv", "row": 99999, "as_of": DAY})
    assert missing.status_code == 404
    assert "别的一版" in missing.text


def test_a_row_says_what_it_states(client: httpx.Client, now: Moment) -> None:
    person = now.show("陈碧乔")
    post = person.posts[0]
    page = client.get("/row", params={"file": post.source.file, "sheet": post.source.sheet, "row": post.source.row,
                                      "as_of": DAY}).text
    said = text_of(page)
    assert post.organization.name in said
    assert post.role in said
    assert "000****" not in page  # no contact at all


def test_a_number_is_whole_for_whoever_may_see_it(service: Service) -> None:
    near = service.signed_in("near")
    token = near.headers.pop("x-csrf-token")
    page = near.get(f"/entity/{service.person}")
    assert page.status_code == 200
    assert "查看号码" in page.text
    assert "13812345678" not in page.text
    given = {"purpose": "dispatch", "csrf_token": token}
    whole = near.post(f"/entity/{service.person}", data=given)
    assert whole.status_code == 200, whole.text
    assert "13812345678" in whole.text
    assert whole.headers["cache-control"] == "no-store"
    assert near.post(f"/entity/{service.person}", data={"purpose": "dispatch"}).status_code == 403  # no token
    assert near.post(f"/entity/{service.person}", data={**given, "purpose": "curiosity"}).status_code == 400
    assert near.post(f"/entity/{service.elsewhere}", data=given).status_code == 404
    viewer = service.program("viewer")
    assert "查看号码" not in viewer.get(f"/entity/{service.person}").text
    assert viewer.post(f"/entity/{service.person}", data=given).status_code == 403


def test_who_answers_for_an_area_is_not_shown_another(service: Service, tmp_path: Path) -> None:
    near = service.signed_in("near")
    assert near.get(f"/entity/{service.elsewhere}").status_code == 404
    assert service.elsewhere not in near.get("/network/data").text
    assert "示例乙" not in near.get("/network").text


def test_what_a_unit_does_is_said_in_words(client: httpx.Client) -> None:
    page = client.get("/entity/鼓楼区城市管理局", params={"as_of": DAY}).text
    assert "<dt>职能</dt><dd>城市管理</dd>" in page  # functions.toml: urban_management
    assert "<dd>urban_management" not in page
