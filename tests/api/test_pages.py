"""The pages: the answer is there, everything links, nothing comes from elsewhere, no number is bare."""

from __future__ import annotations

import doctest
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from orgraph.api.pages import labels
from orgraph.moment import Moment
from orgraph.queries.bridging.results import IslandsResult, MeasureResult

DAY = "2022-10-15"
RULE = "compound-party-organization"
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "home": ("/", {}),
    "call": ("/call", {"text": "商场夜里撤柜装修,噪声太大", "at": "南街街道"}),
    "emergency": ("/call", {"text": "家里闻到煤气味,头晕", "at": "傲梅苑小区"}),
    "nothing to dispatch": ("/call", {"text": "你好"}),
    "no place": ("/call", {"text": "路灯不亮"}),
    "wrong place": ("/call", {"text": "路灯不亮", "at": "没有这个地方"}),
    "coverage": ("/coverage", {"area": "福州市"}),
    "coverage everywhere": ("/coverage", {}),
    "gaps": ("/coverage", {"area": "福州市", "rule": RULE}),
    "covered": ("/coverage", {"area": "福州市", "rule": RULE, "show": "covered", "page": "2", "by": "District"}),
    "eligible": ("/coverage", {"area": "福州市", "rule": RULE, "show": "eligible"}),
    "waived": ("/coverage", {"area": "福州市", "rule": RULE, "show": "waived"}),
    "new": ("/coverage", {"area": "福州市", "rule": RULE, "show": "new"}),
    "bridging": ("/bridging", {"area": "宁德市"}),
    "bridging of persons": ("/bridging", {"area": "宁德市", "mode": "person", "measure": "constraint"}),
    "bridging of nothing": ("/bridging", {"area": "傲梅苑小区", "layers": "need"}),
    "bridging somewhere": ("/bridging", {}),
    "area": ("/entity/继光花园小区", {}),
    "person": ("/entity/陈碧乔", {}),
    "organization": ("/entity/鼓楼区城市管理局", {}),
    "topic": ("/entity/t-noise-mall-night-works", {}),
}
LOADING = {"src", "href", "action", "data", "poster", "srcset", "formaction"}


class Seen(HTMLParser):
    """Collects what a page links to, and what the security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.posts: list[str] = []
        self.inline: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        found = [value or "" for name, value in attrs if name in LOADING]
        if given.get("method") == "post":
            self.posts += found
        else:
            self.links += found
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)


def get(client: httpx.Client, name: str, **more: str) -> str:
    path, params = PAGES[name]
    answer = client.get(path, params={"as_of": DAY, **params, **more})
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture(scope="session")
def telephones(now: Moment) -> set[str]:
    """Every telephone number on record, as it stands and as digits alone."""
    found = {str(now.view.props(p).get("phone", "")) for p in range(now.view.size)} - {""}
    assert found
    return found | {"".join(c for c in number if c.isdigit()) for number in found}


def text_of(page: str) -> str:
    """What a reader sees, without white space."""
    return re.sub(r"<[^>]*>|\s+", "", page)


@pytest.mark.parametrize("more", [{}, {"lang": "en", "big": "1"}], ids=["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_from_elsewhere(client: httpx.Client, name: str, more: dict[str, str]) -> None:
    page = get(client, name, **more)
    seen = Seen()
    seen.feed(page)
    assert seen.links
    assert all(link.startswith(("/", "#")) and not link.startswith("//") for link in (*seen.links, *seen.posts))
    assert not re.search(r"https?://", page)
    assert not seen.inline
    assert len(seen.ids) == len(set(seen.ids))
    assert '<meta name="viewport"' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("name", ["call", "coverage", "gaps", "bridging", "area", "person"])
def test_every_link_of_a_page_leads_somewhere(client: httpx.Client, name: str) -> None:
    seen = Seen()
    seen.feed(get(client, name))
    for link in sorted({link for link in seen.links if link.startswith("/")})[:60]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize("path", [*(f"/v1/{rest}" for rest in (
    "who-to-call?text=路灯不亮&at=傲梅苑小区", f"coverage/{RULE}/gaps?area=福州市", "entities/陈碧乔",
    "search?name=陈碧乔", "entities/鼓楼区城市管理局")), *PAGES])
def test_no_contact_is_bare(client: httpx.Client, telephones: set[str], path: str) -> None:
    shown = client.get(path, params={"as_of": DAY}).text if path.startswith("/") else get(client, path)
    assert not [number for number in telephones if number in shown]


def test_the_call_page_answers(client: httpx.Client, now: Moment) -> None:
    page = get(client, "call")
    result = now.who_to_call("商场夜里撤柜装修,噪声太大", at="南街街道")
    assert result.convene is not None
    assert result.convene.convener is not None
    said = text_of(page)
    assert result.place is not None
    assert f"{result.place.name}（福建省福州市鼓楼区）" in said
    for candidate in result.candidates:
        assert candidate.organization.name in said
        assert candidate.why in page
        assert f"/entity/{candidate.organization.id}" in page
    for unit in (result.convene.convener, *result.convene.support):
        assert unit.name in said
    for rung in result.escalation:
        assert rung.organization.name in said
    assert "000****" in said
    assert "天前确认" in said
    assert page.index("candidate") < page.index('id="card"')


def test_an_emergency_comes_first(client: httpx.Client) -> None:
    page = get(client, "emergency")
    assert page.index("先拨 119") < page.index("understood")


def test_what_is_not_known_is_said_with_what_to_do(client: httpx.Client, empty: httpx.Client) -> None:
    assert "请补一句" in get(client, "nothing to dispatch")
    assert "请在“地点”里写" in get(client, "no place")
    assert "没有认出地点" in get(client, "wrong place")
    assert "先选一个区域" not in get(client, "bridging somewhere")  # all the data lies in one province
    assert "换一种联系" in get(client, "bridging of nothing")
    for path in ("/", "/coverage", "/bridging", "/?text=路灯不亮"):
        assert "orgraph load" in empty.get(path).text


def test_an_ambiguous_place_is_asked_about(client: httpx.Client, now: Moment) -> None:
    place = now.who_to_call("路灯不亮", at="同名小区").places[0]
    assert place.alternatives
    page = client.get("/", params={"text": "路灯不亮", "at": "同名小区", "as_of": DAY}).text
    assert all(f"at={other.id}" in page for other in place.alternatives)


def test_every_number_of_coverage_opens_its_rows(client: httpx.Client, now: Moment) -> None:
    rule = now.coverage(RULE, area="福州市").rules[0]
    for show, count in (("eligible", rule.eligible), ("covered", rule.covered), ("missing", rule.missing),
                        ("waived", rule.waived)):
        page = client.get("/coverage", params={"as_of": DAY, "area": "福州市", "rule": RULE, "show": show}).text
        listed = len(re.findall(r'<th scope="row"><a href="/entity/', page))
        assert listed == min(count, 50)
        assert f"<strong>{count:,}</strong>" in page
    gaps = text_of(get(client, "gaps"))
    for gap in rule.gaps:
        assert gap.focus.name in gaps
        assert gap.owner is None or gap.owner.organization.name in gaps


def test_the_overview_adds_up(client: httpx.Client, now: Moment) -> None:
    rules = now.coverage(area="福州市", gaps=0).rules
    missing = sum(rule.missing for rule in rules if rule.covered)
    assert f"共缺{missing:,}处" in text_of(get(client, "coverage"))


def test_the_bridging_page_says_who_must_not_go(client: httpx.Client, now: Moment) -> None:
    worst = now.bridging("failure-points", area="宁德市").to_dict()["results"][0]
    said = text_of(get(client, "bridging"))
    assert f"若{worst['name']}离任，{worst['cut_off_count']}个组织和地方失联" in said
    assert all(s["person"]["name"] in said for s in worst["successors"])


def test_an_island_without_a_permitted_link_shows_who_is_near(client: httpx.Client, now: Moment) -> None:
    asked = now.bridging("islands", area="宁德市")
    assert isinstance(asked, IslandsResult)
    island = next(one for one in asked.islands[:10] if one.by_place and not one.nearest)
    assert island.by_place
    assert island.by_place.area
    said = text_of(get(client, "bridging", area="宁德市"))
    assert f"{island.by_place.node.name}同在{island.by_place.area.name}" in said.replace(" ", "")


def test_a_measure_of_the_whole_network_is_one_number(client: httpx.Client, now: Moment) -> None:
    asked = now.bridging(area="宁德市", measure=["assortativity_kind"])
    assert isinstance(asked, MeasureResult)
    said = text_of(get(client, "bridging", measure="assortativity_kind", area="宁德市"))
    assert asked.value is not None
    assert f"{asked.value:.4g}"[:5] in said
    assert "完全随机时约为" in said or asked.expected is None


def test_the_address_holds_the_state(client: httpx.Client) -> None:
    page = get(client, "gaps", generation="1", lang="en")
    links = re.findall(r'href="(/entity/[^"]*)"', page)
    assert links
    assert all(f"as_of={DAY}&amp;generation=1&amp;lang=en" in link for link in links)


def test_every_label_has_both_languages_and_is_used() -> None:
    folder = Path(labels.__file__).parent
    told = "".join(path.read_text(encoding="utf-8")
                   for path in [*folder.glob("*.py"), *(folder.parent / "templates").glob("*.html")])
    made = re.findall(r'"(\w+\.\w*)(?:" ~|_",|\{)', told)  # names of labels that are put together
    unused = [key for key in labels.labels() if f'"{key}"' not in told and not key.startswith(tuple(made))]
    assert not unused
    assert all(pair[0][-1] >= "\u4e00" or not pair[1] or pair[0] != pair[1] for pair in labels.labels().values())


def test_how_numbers_are_written() -> None:
    assert doctest.testmod(labels).failed == 0
