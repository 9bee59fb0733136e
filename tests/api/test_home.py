"""The home page by role and visit, and what came of a call said on page 1."""

from __future__ import annotations

import datetime as dt
import html
import re

import httpx
import pytest
from fastapi import Request, Response

import orgraph
from orgraph.access.caller import Caller
from orgraph.api.pages import chrome, home
from orgraph.api.pages.visits import PAUSE, cookie_of, visited

DAY = "2022-10-15"
ASKED = {"text": "商场夜里撤柜装修,噪声太大", "at": "南街街道", "as_of": DAY}


def _request(cookie: str) -> Request:
    return Request({"type": "http", "scheme": "http", "server": ("127.0.0.1", 80), "path": "/", "query_string": b"",
                    "headers": [(b"cookie", f"{cookie_of('')}={cookie}".encode())]})


def _look(at: dt.datetime, generation: int) -> str:
    return f"{at.timestamp():.0f}.{generation}"


def test_looks_close_together_are_one_visit() -> None:
    now = dt.datetime.now(dt.UTC)
    old, just = now - dt.timedelta(days=3), now - PAUSE / 2
    assert visited(_request("")) is None
    assert visited(_request(_look(just, 5))) is None  # the first visit goes on
    again = visited(_request(f"{_look(old, 2)}-{_look(just, 5)}"))
    assert again is not None
    assert again.generation == 2
    later = visited(_request(f"{_look(old, 2)}-{_look(now - 2 * PAUSE, 5)}"))
    assert later is not None
    assert later.generation == 5


@pytest.mark.parametrize("cookie", ["x", "1.2.3", "9e99.1", "99999999999999999999.1", "-", "1", "a.b-c.d"])
def test_a_changed_cookie_is_no_visit(cookie: str) -> None:
    assert visited(_request(cookie)) is None


def test_a_look_is_put_down() -> None:
    response = Response()
    visited(_request(""), response, 7)
    cookie = response.headers["set-cookie"]
    assert re.match(rf"{cookie_of('')}=\d+\.7;", cookie)
    assert "HttpOnly" in cookie


def test_each_part_comes(client: httpx.Client) -> None:
    assert "还没有" not in client.get("/", params={"as_of": DAY}).text
    for part in home.USUAL:
        answer = client.get(f"/home/{part}", params={"as_of": DAY})
        assert answer.status_code == 200
        assert "<html" not in answer.text
    assert client.get("/home/nothing").status_code == 400


def test_a_large_region_is_tried_part_by_part(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "TRIED", 10)
    page = client.get("/home/holes", params={"as_of": DAY}).text
    assert "请先选一个区域" in page
    assert "福建省" in page


def test_what_is_counted_are_the_places_that_are_tried(client: httpx.Client, now: orgraph.Moment,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the list of calls tries itself, which organisations and persons are none of."""
    tried = now.call_lint(area="宁德市").places
    monkeypatch.setattr(home, "TRIED", 10)
    page = client.get("/home/holes", params={"as_of": DAY, "area": "宁德市"}).text
    assert f"要看 {tried:,} 处" in page


def test_weak_steps_are_no_holes_and_the_rest_is_a_link_away(client: httpx.Client, now: orgraph.Moment) -> None:
    lint = now.call_lint(area="福州市")
    assert len(lint.weak) > home.SHOWN
    page = client.get("/home/holes", params={"as_of": DAY, "area": "福州市"}).text
    before, _, after = page.partition("<h3>")
    assert after.startswith(f"弱环 {len(lint.weak):,} 处")
    assert not any(one.message in before for one in lint.weak)
    assert ("每一处每一类事项都有人接" in before) == (lint.ends["nobody"] == 0)
    rest = re.search(r'<a href="([^"]+)"[^>]*>其余', after)
    assert rest is not None
    whole = client.get(html.unescape(rest[1])).text
    assert all(one.message in whole for one in lint.weak[:home.MOST])


def test_nobody_is_told_of_another_s_visit() -> None:
    """At a desk that two share: the browser sends both cookies, and each user's page reads their own."""
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    request = _request(_look(old, 2))
    assert visited(request) is not None
    request.state.caller = Caller("another", "viewer")
    assert visited(request) is None


def test_the_first_part_is_the_role_s(client: httpx.Client) -> None:
    page = client.get("/", params={"as_of": DAY}).text
    assert re.findall(r'id="h-(\w+)"', page) == list(home.USUAL)
    assert {part for parts in home.FIRST.values() for part in parts} == set(home.USUAL)


@pytest.mark.parametrize(("role", "leads"), [
    ("viewer", ["/", "/call", "/coverage", "/bridging"]), ("auditor", ["/admin"]),
    ("editor", ["/", "/call", "/coverage", "/bridging", "/data"]),
    ("organisation", ["/", "/call", "/coverage", "/bridging", "/data/reviews"])])
def test_the_navigation_leads_where_a_role_may_go(role: str, leads: list[str]) -> None:
    request = _request("")
    request.state.caller = Caller("somebody", role)
    assert [path for path, _ in chrome.Chrome(request).pages] == leads


def test_an_old_address_leads_to_the_question(client: httpx.Client) -> None:
    answer = client.get("/", params=ASKED, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"].startswith("/call?text=")


def test_the_answer_alone_comes_with_its_address(client: httpx.Client) -> None:
    answer = client.get("/call/answer", params=ASKED)
    assert "<html" not in answer.text
    assert "鼓楼区城市管理局" in answer.text
    assert answer.headers["hx-replace-url"].startswith("/call?text=")
    assert "candidate" not in client.get("/call/answer", params={**ASKED, "text": "商"}).text


def test_what_came_of_a_call_is_kept_with_it(client: httpx.Client) -> None:
    hx = {"hx-request": "true"}
    form = {**ASKED, "unit": "鼓楼区城市管理局", "name": "鼓楼区城市管理局", "rank": "1"}
    said = client.post("/call/outcome", data={**form, "outcome": "accepted"}, headers=hx).text
    assert "已记录：接了" in said
    kept = re.search(r'name="kept" value="(k-\w+)"', said)
    assert kept is not None
    wrong = client.post("/call/outcome", data={**form, "outcome": "refused", "kept": kept.group(1)}, headers=hx).text
    assert "退回要写原因" in wrong
    better = {"outcome": "refused", "kept": kept.group(1), "reason": "不归我们", "better": "鼓楼区市场监督管理局"}
    assert "已记录：退回" in client.post("/call/outcome", data={**form, **better}, headers=hx).text
    call = next(one for one in client.get("/v1/referrals").json()["calls"] if one["id"] == kept.group(1))
    assert [word["outcome"] for word in call["said"]] == ["accepted", "refused"]
    plain = client.post("/call/outcome", data={**form, "outcome": "accepted"}, follow_redirects=False)
    assert plain.status_code == 303
    assert client.post("/call/outcome", data={**form, "outcome": "nonsense"}).status_code == 400
