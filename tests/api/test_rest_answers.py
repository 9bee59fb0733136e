"""Every read endpoint gives what Python gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from orgraph.moment import Moment
from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.who_to_call.topics import topics
from orgraph.results import Result

DAY = "2022-10-15"
TEXT = "商场夜里撤柜装修,噪声太大"
GAPS = "compound-party-organization"


def settled(value: Any) -> Any:
    """The JSON of a result without the one thing that differs from call to call."""
    return {name: part for name, part in value.items() if name != "took_ms"}


READS: dict[str, tuple[str, dict[str, Any], Callable[[Moment], Result]]] = {
    "coverage": ("/v1/coverage", {"area": "金洲社区"}, lambda now: now.coverage(area="金洲社区")),
    "coverage of rules": (
        "/v1/coverage", {"area": "福州市", "rule": f"{GAPS},post-filled", "by": "District", "since": "2022-01-01",
                         "gaps": 3},
        lambda now: now.coverage(GAPS, "post-filled", area="福州市", by="District", since="2022-01-01", gaps=3)),
    "gaps": (f"/v1/coverage/{GAPS}/gaps", {"area": "福州市"}, lambda now: now.coverage(GAPS, area="福州市")),
    "since a generation": (
        f"/v1/coverage/{GAPS}/gaps", {"area": "福州市", "since_generation": 1, "gaps": 2},
        lambda now: now.coverage(GAPS, area="福州市", since_generation=1, gaps=2)),
    "trend": (f"/v1/coverage/{GAPS}/trend", {"area": "福州市", "months": 3},
              lambda now: now.coverage_trend(GAPS, area="福州市", months=3)),
    "measures": ("/v1/bridging/betweenness,constraint", {"area": "宁德市", "top": 4},
                 lambda now: now.bridging(area="宁德市", measure=["betweenness", "constraint"], top=4)),
    "layers": ("/v1/bridging/degree", {"area": "宁德市", "layers": ["membership", "alliance"], "mode": "two"},
               lambda now: now.bridging(area="宁德市", measure=["degree"], layers=["membership", "alliance"],
                                        mode="two")),
    "islands": ("/v1/bridging/islands", {"area": "宁德市"}, lambda now: now.bridging("islands", area="宁德市")),
    "failure points": ("/v1/bridging/failure-points", {"area": "宁德市", "top": 3},
                       lambda now: now.bridging("failure-points", area="宁德市", top=3)),
    "a page of islands": ("/v1/bridging/islands", {"area": "宁德市", "mode": "two", "page": 2},
                          lambda now: now.bridging("islands", area="宁德市", mode="two", page=2)),
    "failing organisations": ("/v1/bridging/failure-points", {"area": "宁德市", "of": "organization", "top": 2},
                              lambda now: now.bridging("failure-points", area="宁德市", of="organization", top=2)),
    "what if": ("/v1/bridging/failure-points/陈碧乔", {"area": "宁德市"},
                lambda now: now.what_if("陈碧乔", area="宁德市")),
    "bridging trend": ("/v1/bridging/degree/trend", {"area": "宁德市", "months": 2, "since": "2020-01-01", "top": 3},
                       lambda now: now.bridging_trend("degree", area="宁德市", months=2, since="2020-01-01", top=3)),
    "proposals": ("/v1/bridging/proposals", {"area": "宁德市"}, lambda now: now.bridging("proposals", area="宁德市")),
    "brokerage": ("/v1/bridging/brokerage",
                  {"area": "宁德市", "by": "area", "null": "groups", "directed": True, "top": 3},
                  lambda now: now.bridging("brokerage", area="宁德市", by="area", null="groups", directed=True, top=3)),
    "key players": ("/v1/bridging/key-players", {"area": "宁德市", "measure": "reach,distance_reach", "size": 2},
                    lambda now: now.bridging("key-players", area="宁德市", size=2,
                                             measure=["reach", "distance_reach"])),
    "call": ("/v1/who-to-call", {"text": TEXT, "at": "南街街道", "top": 3},
             lambda now: now.who_to_call(TEXT, at="南街街道", top=3)),
    "call in two places": ("/v1/who-to-call", {"text": TEXT, "at": ["金洲社区", "驿里社区"]},
                           lambda now: now.who_to_call(TEXT, at=["金洲社区", "驿里社区"])),
    "call in an area": ("/v1/who-to-call", {"text": TEXT, "area": "南街街道"},
                        lambda now: now.who_to_call(TEXT, at="南街街道")),
    "call by somebody near": ("/v1/who-to-call", {"text": TEXT, "near": "南街街道", "asked_at": "2026-06-28T23:10"},
                              lambda now: now.who_to_call(TEXT, near="南街街道", asked_at="2026-06-28T23:10")),
    "entity": ("/v1/entities/陈碧乔", {}, lambda now: now.show("陈碧乔")),
    "search": ("/v1/search", {"name": "工商局", "area": "鼓楼区"}, lambda now: now.find("工商局", area="鼓楼区")),
    "search of a kind": ("/v1/search", {"name": "宁德市", "kind": "City"},
                         lambda now: now.find("宁德市", kind="City")),
    "all of a kind": ("/v1/search", {"kind": "街道", "area": "宁德市"},
                      lambda now: now.find(kind="街道", area="宁德市")),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_gives_what_python_gives(client: httpx.Client, now: Moment, name: str) -> None:
    path, params, query = READS[name]
    answer = client.get(path, params={**params, "as_of": DAY, "generation": 1})
    assert answer.status_code == 200, answer.text
    assert settled(answer.json()) == settled(query(now).to_dict())
    assert answer.json()["as_of"] == DAY


def test_a_text_may_be_posted(client: httpx.Client, now: Moment) -> None:
    body = {"text": TEXT, "at": ["南街街道"], "as_of": DAY}
    answer = client.post("/v1/who-to-call", json=body)
    assert settled(answer.json()) == settled(now.who_to_call(TEXT, at="南街街道").to_dict())


def test_an_area_with_what_is_above_and_below(client: httpx.Client) -> None:
    area = client.get("/v1/areas/仓山区", params={"as_of": DAY}).json()
    assert [ref["name"] for ref in area["path"]] == ["福建省", "福州市"]
    assert "金山街道" in [ref["name"] for ref in area["children"]]
    below = client.get(f"/v1/areas/{area['children'][0]['id']}").json()
    assert below["path"][-1]["id"] == area["area"]["id"] == area["entity"]["id"]


def test_a_name_that_several_have_is_settled_by_the_area(client: httpx.Client) -> None:
    found = client.get("/v1/entities/工商局", params={"area": "鼓楼区"}).json()
    assert found["entity"]["name"] == "鼓楼区市场监督管理局"
    assert client.get("/v1/entities/工商局", params={"area": "宁德市"}).status_code == 404


def test_the_catalogues(client: httpx.Client) -> None:
    assert GAPS in [rule["id"] for rule in client.get("/v1/rules").json()]
    assert len(client.get("/v1/topics").json()) == len(topics())
    assert [layer["id"] for layer in client.get("/v1/layers").json()] == list(layers())
    assert [measure["id"] for measure in client.get("/v1/measures").json()] == list(MEASURES)
    generations = client.get("/v1/generations").json()
    assert [(g["number"], g["active"]) for g in generations] == [(1, True)]


def test_an_unchanged_answer_is_not_sent_again(client: httpx.Client) -> None:
    params = {"area": "宁德市", "as_of": DAY}
    tag = client.get("/v1/coverage", params=params).headers["etag"]
    again = client.get("/v1/coverage", params=params, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    other_day = client.get("/v1/coverage", params={**params, "as_of": "2022-10-16"}, headers={"if-none-match": tag})
    assert other_day.status_code == 200
