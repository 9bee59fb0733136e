"""The coverage page: panels, filters, what is waived and handed out from it, and the pictures beside their tables."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from signed import serving
from starlette.testclient import TestClient

import orgraph
from orgraph.api import create_app
from orgraph.api.drawing.lines import line
from orgraph.api.pages.coverage_parts import waited
from orgraph.dates import today
from orgraph.moment import Moment

DAY, AREA = "2022-10-15", "福州市"
RULE = "compound-party-organization"
FIXTURES = Path(__file__).parents[2] / "fixtures"


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>|\s+", "", page))


def get(client: httpx.Client, **params: str) -> str:
    answer = client.get("/coverage", params={"as_of": DAY, "area": AREA, **params})
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def own(tmp_path: Path) -> Iterator[TestClient]:
    """A service whose data a test may change."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    graph = orgraph.open(url)
    graph.load([FIXTURES / "ningde"])
    graph.close()
    with TestClient(create_app(url)) as found:
        yield found


def test_tiles_are_the_parts_with_their_rates(client: httpx.Client, now: Moment) -> None:
    page = get(client, panel="map")
    tiles = re.findall(r'<title>([^<]+) ([\d,]+)/([\d,]+) · [^<]+</title>\s*<rect class="shade-(\d)"', page)
    sums: dict[str, list[int]] = {}
    for rule in now.coverage(area=AREA, gaps=0).rules:
        for part in rule.by if rule.covered else ():
            total = sums.setdefault(part.name, [0, 0])
            total[0] += part.covered
            total[1] += part.covered + part.missing
    seen = [(name, int(covered.replace(",", "")), int(due.replace(",", "")), int(shade))
            for name, covered, due, shade in tiles]
    assert {one[:3] for one in seen} == {(name, *total) for name, total in sums.items() if total[1]}
    assert all(shade == (5 if covered == due else int(5 * covered / due)) for _, covered, due, shade in seen)


def test_the_trend_is_that_of_the_query(client: httpx.Client, now: Moment) -> None:
    page = get(client, rule=RULE)
    points = now.coverage_trend(RULE, area=AREA, months=13).rules[0].points
    for point in points:
        row = re.search(rf'<tr><th scope="row"><a [^>]*>{point.on}</a></th>(.*?)</tr>', page)
        assert row is not None
        assert f">{point.covered:,}<" in row.group(1)
    assert page.count("<circle") == sum(point.rate is not None for point in points)


def test_a_line_breaks_where_there_is_no_rate() -> None:
    drawn = line([("2024-01-31", 0.5), ("2024-02-29", None), ("2024-03-31", 0.6), ("2024-04-30", 0.7)])
    assert drawn is not None
    assert [len(part.split()) for part in drawn.parts] == [1, 2]
    heights = [y for _, y, _, _ in drawn.points]
    assert heights == sorted(heights, reverse=True)
    assert line([("2024-01-31", None)]) is None


def test_changes_are_told_with_the_row_behind(client: httpx.Client, now: Moment) -> None:
    since = "2021-06-01"
    changed = [move for rule in now.coverage(area=AREA, gaps=0, since=since, explained=300).rules if rule.change
               for move in rule.change.all]
    page = get(client, panel="changes", since=since)
    said = text_of(page)
    assert f"共{len(changed):,}项变化" in said
    assert f"新缺{sum(move.now == 'missing' for move in changed):,}处" in said
    assert '<a class="source" href="/row?' in page
    assert "没有变化" in text_of(get(client, panel="changes", since=DAY))


def test_rules_are_filtered_by_severity_and_words(client: httpx.Client, now: Moment) -> None:
    rules = now.coverage(area=AREA, gaps=0).rules
    page = get(client, severity="fail")
    listed = set(re.findall(r'class="severity (\w+)"', page))
    assert listed == {"fail"}
    assert any(rule.severity != "fail" for rule in rules)
    page = get(client, words="业委会")
    titles = re.findall(r'<tr><th scope="row"><a href="/coverage[^"]*rule=[^"]*">([^<]+)</a>', page)
    assert titles
    assert all("业委会" in title for title in titles)
    assert "没有符合筛选的" in get(client, words="没有这样的规则")


def test_gaps_are_filtered_by_owner_and_age(client: httpx.Client, now: Moment) -> None:
    gaps = now.coverage(RULE, area=AREA, gaps=1000).rules[0].gaps
    owner = next(gap.owner.organization for gap in gaps if gap.owner)
    theirs = {gap.id for gap in gaps if gap.owner and gap.owner.organization.id == owner.id}
    assert set(re.findall(r'<tr id="(g-[^"]+)"', get(client, rule=RULE, owner=owner.id))) == theirs
    old = {gap.id for gap in gaps if waited(gap, now.day) > 365}
    shown = re.findall(r'<tr id="(g-[^"]+)"', get(client, rule=RULE, older="365"))
    assert set(shown) <= old
    assert len(shown) == min(len(old), 50)


def test_reports_can_be_fetched(client: httpx.Client) -> None:
    links = re.findall(r'href="(/v1/(?:reports|coverage\.xlsx)[^"]*)"', get(client, panel="reports"))
    assert len(links) >= 6
    for link in links[:4]:
        assert client.get(html.unescape(link)).status_code == 200, link


def test_a_gap_is_waived_from_its_row(own: TestClient) -> None:
    params = {"area": "宁德市", "as_of": DAY, "rule": RULE}
    page = own.get("/coverage", params=params).text
    form = re.search(r'<form class="waive" method="post" action="([^"]+)">.*?name="focus" value="([^"]+)"', page, re.S)
    assert form is not None
    action, focus = html.unescape(form.group(1)), form.group(2)
    given = {"rule": RULE, "focus": focus, "reason": "已列入改造", "approver": "区委组织部", "start": DAY,
             "until": "2023-10-15"}
    late = own.post(action, data={**given, "until": "2022-01-01"})
    assert late.status_code == 400
    assert "不晚于" in late.text
    done = own.post(action, data=given)
    assert done.status_code == 200  # shown what is waived
    assert "show=waived" in str(done.url)
    now = own.app.state.graph.at(DAY)  # type: ignore[attr-defined]
    rule = now.coverage(RULE, area="宁德市").rules[0]
    assert rule.waived == 1
    assert focus not in {gap.focus.id for gap in rule.gaps}
    assert focus in done.text


def test_gaps_are_handed_out_and_brought_back(own: TestClient) -> None:
    page = own.get("/coverage", params={"area": "宁德市", "as_of": DAY, "rule": RULE}).text
    assert 'href="/v1/worklist.xlsx' not in page  # a link would be followed by whatever crawls the page
    form = re.search(r'<form method="post" action="(/v1/worklist/handouts[^"]*)"', page)
    assert form is not None
    books = own.post(html.unescape(form.group(1)))
    assert books.status_code == 200
    inside = zipfile.ZipFile(BytesIO(books.content)).namelist()
    packed = all(name.endswith(".xlsx") for name in inside)
    name = "books.zip" if packed else "book.xlsx"
    back = own.post("/coverage/worklist?area=宁德市", files={"files": (name, books.content)})
    assert back.status_code == 200, back.text
    assert "0处有新情况" in text_of(back.text)
    handed_out = today().isoformat()
    listed = own.get("/coverage", params={"area": "宁德市", "panel": "worklist", "as_of": max(DAY, handed_out)}).text
    assert RULE in listed
    assert "未办" in listed
    rows = "缺口编号,状态,说明,经办人,完成日期\ng-0,已办,,,\n".encode()
    wrong = own.post("/coverage/worklist", files={"files": ("x.csv", rows)})
    assert 400 <= wrong.status_code < 500


def test_who_may_not_has_no_buttons(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        viewer = service.program("viewer")
        page = viewer.get("/coverage").text
        assert "panel=worklist" not in page
        assert "不能导出" in viewer.get("/coverage?panel=reports").text
        assert viewer.get("/v1/worklist.xlsx").status_code == 403
        assert viewer.post("/v1/worklist/handouts").status_code == 403
        body = {"rule": RULE, "focus": service.here, "reason": "x", "approver": "y", "until": "2099-01-01"}
        assert viewer.post("/coverage/waivers", data=body).status_code == 403
        assert viewer.post("/coverage/worklist", files={"files": ("a.csv", b"a")}).status_code == 403
