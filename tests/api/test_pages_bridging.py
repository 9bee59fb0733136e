"""The bridging page: roles, key players, and what several losses at once would do."""

from __future__ import annotations

import re

import httpx
import networkx as nx
import pytest

from orgraph.errors import UsageError
from orgraph.moment import Moment
from orgraph.queries.bridging.results import FailurePointsResult
from orgraph.queries.bridging.roles.roles_results import BrokerageResult, KeyPlayersResult

DAY, AREA = "2022-10-15", "宁德市"


def text_of(page: str) -> str:
    return re.sub(r"<[^>]*>|\s+", "", page)


def weak(now: Moment) -> list[str]:
    found = now.bridging("failure-points", area=AREA, top=5)
    assert isinstance(found, FailurePointsResult)
    return [point.id for point in found.results]


def test_one_loss_is_what_what_if_says(now: Moment) -> None:
    for node in weak(now):
        one, many = now.what_if(node, area=AREA), now.without([node], area=AREA)
        assert (many.before, many.after) == (one.before, one.after)
        assert many.cut_off == one.point.cut_off
        assert many.population == one.point.population
        assert many.broken == one.point.broken
        assert many.gaps_opened == one.point.gaps_opened


def test_several_losses_are_those_of_the_graph_without_them(now: Moment) -> None:
    gone = weak(now)[:3]
    graph = nx.Graph(now.to_networkx(area=AREA, mode="two"))
    tie = sorted(next(iter(graph.edges(sorted(set(graph) - set(gone))[5]))))
    result = now.without(gone, cut=[(tie[0], tie[1])], area=AREA)
    left = graph.copy()
    left.remove_edge(*tie)
    left.remove_nodes_from(gone)
    parts = [len(part) for part in nx.connected_components(left)]
    assert result.after.islands == len(parts)
    assert result.after.largest == max(parts)
    assert result.after.reachable_pairs == sum(n * (n - 1) // 2 for n in parts)
    assert result.before.islands == nx.number_connected_components(graph)
    assert [ref.id for ref in result.gone] == gone


def test_a_tie_cut_breaks_what_stands_on_it(now: Moment) -> None:
    person = now.find("陈碧乔").results[0]
    branch = now.find("继光花园小区党支部").results[0]
    cut = now.without(cut=[(person.id, branch.id)], area=AREA)
    whole = now.without([person.id], area=AREA)
    assert not cut.gone
    assert cut.cut[0][0].id == person.id
    assert {one.rule for one in cut.broken} <= {one.rule for one in whole.broken} | {one.rule for one in cut.broken}
    assert cut.after.nodes == cut.before.nodes
    assert cut.after.reachable_pairs <= cut.before.reachable_pairs


def test_nothing_lost_is_no_question(now: Moment) -> None:
    with pytest.raises(UsageError):
        now.without(area=AREA)


def test_those_ticked_are_compared(client: httpx.Client, now: Moment) -> None:
    gone = weak(now)[:2]
    result = now.without(gone, area=AREA)
    page = client.get("/bridging/without", params={"area": AREA, "as_of": DAY, "gone": gone}).text
    said = text_of(page)
    assert f"{result.cut_off_count}个组织和地方失联" in said
    for a, b in ((result.before.islands, result.after.islands),
                 (result.before.reachable_pairs, result.after.reachable_pairs)):
        assert f"{a:,}{b:,}{b - a:+d}" in said
    assert all(one.name in said for one in result.cut_off)
    assert "还没有勾选" in client.get("/bridging/without", params={"area": AREA, "as_of": DAY}).text


def test_who_is_ticked_goes_along(client: httpx.Client) -> None:
    page = client.get("/bridging", params={"area": AREA, "as_of": DAY}).text
    assert page.count('name="gone"') >= 10
    assert 'form="without"' in page
    assert re.search(r'<form id="without"[^>]*action="/bridging/without"', page)


def test_roles_and_key_players_have_their_meaning(client: httpx.Client, now: Moment) -> None:
    roles = now.bridging("brokerage", area=AREA, top=10)
    assert isinstance(roles, BrokerageResult)
    said = text_of(client.get("/bridging", params={"area": AREA, "as_of": DAY, "panel": "roles"}).text)
    assert all(role.meaning.replace(" ", "") in said for role in roles.roles)
    assert all(one.name in said for one in roles.results)
    players = now.bridging("key-players", area=AREA, size=2)
    assert isinstance(players, KeyPlayersResult)
    said = text_of(client.get("/bridging", params={"area": AREA, "as_of": DAY, "panel": "players", "size": "2"}).text)
    for one in players.results:
        assert one.meaning.replace(" ", "") in said
        assert all(member.name in said for member in one.members)


def test_the_network_beside_is_of_whoever_is_chosen(client: httpx.Client, now: Moment) -> None:
    page = client.get("/bridging", params={"area": AREA, "as_of": DAY, "focus": "鹤峰社区红管家服务队"}).text
    chosen = now.find("鹤峰社区红管家服务队").results[0].id
    assert f'data-focus="{chosen}"' in page
    assert "鹤峰社区红管家服务队的周围" in page


def test_how_a_number_comes_about_is_told_in_the_reader_s_language(client: httpx.Client) -> None:
    chinese = re.compile("[一-鿿]")
    for panel, said in (("all", "最短路"), ("roles", "牵了线"), ("players", "够不着")):
        asked = {"area": AREA, "as_of": DAY, "panel": panel}
        page = client.get("/bridging", params=asked).text
        how = re.search(r"怎样计算</summary><p>(.*?)<", page)
        assert how
        assert said in how[1]
        page = client.get("/bridging", params=asked | {"lang": "en"}).text
        how = re.search(r"How it is computed</summary><p>(.*?)<", page)
        assert how
        assert not chinese.search(how[1])


def test_an_english_page_names_groups_and_successors_in_english(client: httpx.Client) -> None:
    page = client.get("/bridging", params={"area": AREA, "as_of": DAY, "panel": "roles", "lang": "en"}).text
    groups = re.findall(r'</th><td class="muted">(.*?)</td>', page)
    assert groups
    assert not re.search("[一-鿿]", "".join(groups))
    page = client.get("/bridging", params={"area": AREA, "as_of": DAY, "lang": "en"}).text
    assert "the deputy steps up" in page
    assert "副职接替" not in page
