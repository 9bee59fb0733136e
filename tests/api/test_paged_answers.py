"""Gaps and finds a page at a time: together the pages are the list, and their headers lead from one to the next."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

import orgraph

DAY = "2022-10-15"
GAPS = "/v1/coverage/compound-party-organization/gaps"


def listed(answer: httpx.Response) -> list[Any]:
    """Ids of the entries."""
    body = answer.json()
    return [one["id"] for one in (body["rules"][0]["gaps"] if "rules" in body else body["results"])]


@pytest.mark.parametrize(("path", "asked"), [
    (GAPS, {"area": "福州市"}), ("/v1/search", {"kind": "PropertyFirm"}), ("/v1/search", {"kind": "Street"})])
def test_pages_make_the_list(client: httpx.Client, path: str, asked: dict[str, str]) -> None:
    whole = client.get(path, params={**asked, "as_of": DAY})
    assert "link" not in whole.headers
    every = listed(whole)
    assert len(every) > 4
    limit = -(-len(every) // 3)
    found: list[str] = []
    answer = client.get(path, params={**asked, "as_of": DAY, "limit": limit})
    for _ in range(3):
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-total-count"] == str(len(every))
        assert "etag" in answer.headers
        found += listed(answer)
        onward = re.search(r'<([^>]+)>; rel="next"', answer.headers["link"])
        if onward is None:
            break
        answer = client.get(onward[1])
    assert found == every
    beyond = client.get(path, params={**asked, "as_of": DAY, "limit": limit, "page": 9})
    assert (beyond.status_code, listed(beyond), beyond.headers["x-total-count"]) == (200, [], str(len(every)))


def test_a_page_of_gaps_counts_all_of_them(client: httpx.Client, now: orgraph.Moment) -> None:
    rule = client.get(GAPS, params={"as_of": DAY, "page": 2, "limit": 1}).json()["rules"][0]
    asked = now.coverage("compound-party-organization", gaps=2).rules[0]
    assert rule["missing"] == asked.missing
    assert [one["id"] for one in rule["gaps"]] == [asked.gaps[1].id]
    few = client.get(GAPS, params={"as_of": DAY, "gaps": 3, "limit": 2, "page": 2})
    assert (few.headers["x-total-count"], len(listed(few))) == ("3", 1)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 1001}, {"page": 0}])
def test_pages_that_there_are_none_of(client: httpx.Client, wrong: dict[str, int]) -> None:
    assert client.get(GAPS, params=wrong).status_code == 400
    assert client.get("/v1/search", params={"kind": "Area", **wrong}).status_code == 400
