"""Type-ahead: characters, pinyin, initials and mixtures find what they should, first what fits best."""

from __future__ import annotations

import httpx
import pytest

DAY = "2022-10-15"


def names(client: httpx.Client, q: str, **more: str) -> list[str]:
    answer = client.get("/v1/suggest", params={"as_of": DAY, "q": q, **more})
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["results"]]


@pytest.mark.parametrize("typed", [
    "南街", "南街街道", "nanjie", "nanjiejiedao", "njjd", "nanjjd", "南j", "nan街", "NJJD", "南街jd", " 南 街 "])
def test_a_street_is_found_however_it_is_typed(client: httpx.Client, typed: str) -> None:
    assert names(client, typed, kind="Area", area="福州市")[0] == "南街街道"


@pytest.mark.parametrize(("typed", "name"), [
    ("街街道", "南街街道"), ("jjd", "南街街道"), ("继光花", "继光花园小区"), ("jghyxq", "继光花园小区"),
    ("花园小区", "继光花园小区"), ("hyxq", "继光花园小区")])
def test_the_inside_of_a_name_is_found(client: httpx.Client, typed: str, name: str) -> None:
    assert name in names(client, typed, kind="Area", limit="50")


@pytest.mark.parametrize("typed", ["鼓楼城管", "glcg", "鼓楼cg"])
def test_characters_may_stand_apart_where_nothing_else_fits(client: httpx.Client, typed: str) -> None:
    assert "鼓楼区城市管理局" in names(client, typed)


def test_a_character_of_several_readings_is_found_by_each(client: httpx.Client) -> None:
    there = names(client, "长", limit="50")
    assert there
    for name in there:
        if name.startswith("长"):
            assert name in names(client, "chang", limit="50")
            assert name in names(client, "zhang", limit="50")


def test_what_is_equal_comes_first_then_what_begins_so(client: httpx.Client) -> None:
    found = client.get("/v1/suggest", params={"as_of": DAY, "q": "福州市", "limit": 50}).json()["results"]
    hows = [one["how"] for one in found]
    assert found[0]["name"] == "福州市"
    assert hows[0] == "exact"
    assert hows == sorted(hows, key=["exact", "start", "inside", "spread"].index)


def test_larger_areas_come_before_what_lies_in_them(client: httpx.Client) -> None:
    found = client.get("/v1/suggest", params={"as_of": DAY, "q": "鼓楼"}).json()["results"]
    assert found[0]["kind"] == "District"


def test_a_spelling_that_means_the_same_is_equal(client: httpx.Client) -> None:
    found = client.get("/v1/suggest", params={"as_of": DAY, "q": "金洲居委会", "kind": "Area"}).json()["results"]
    assert [(one["name"], one["how"]) for one in found] == [("金洲社区", "exact")]


def test_codes_are_found_by_their_beginning(client: httpx.Client) -> None:
    code = client.get("/v1/search", params={"as_of": DAY, "name": "南街街道"}).json()["results"][0]["code"]
    assert code
    assert "南街街道" in names(client, code[:-2], kind="Area", limit="50")
    assert "南街街道" not in names(client, code[2:], kind="Area", limit="50")


def test_kind_and_area_narrow(client: httpx.Client) -> None:
    every = client.get("/v1/suggest", params={"as_of": DAY, "q": "s", "limit": 50}).json()["results"]
    some = client.get("/v1/suggest", params={"as_of": DAY, "q": "s", "kind": "社区", "area": "宁德市",
                                             "limit": 50}).json()["results"]
    assert some
    assert {one["kind"] for one in some} == {"Community"}
    assert all("宁德市" in one["area_path"] for one in some)
    assert len(every) == 50


def test_what_is_near_comes_first(client: httpx.Client) -> None:
    for near, other in (("金洲社区", "驿里社区"), ("驿里社区", "金洲社区")):
        found = client.get("/v1/suggest", params={"as_of": DAY, "q": "tmxq", "near": near}).json()["results"]
        assert [one["area_path"][-1] for one in found] == [near, other]


def test_what_is_no_more_is_not_suggested(client: httpx.Client) -> None:
    gone = client.get("/v1/suggest", params={"as_of": "1900-01-01", "q": "南街街道"}).json()["results"]
    there = client.get("/v1/suggest", params={"as_of": DAY, "q": "南街街道"}).json()["results"]
    assert len(gone) <= len(there)


@pytest.mark.parametrize("typed", ["", " ", "'", "😀", "()", "%", "a" * 60, "一" * 60, "\u0000x", "zzzzzzzz"])
def test_nothing_is_found_for_nothing(client: httpx.Client, typed: str) -> None:
    assert names(client, typed) == []


def test_a_wrong_kind_or_area_is_told(client: httpx.Client) -> None:
    assert client.get("/v1/suggest", params={"q": "南", "kind": "没有"}).status_code == 400
    assert client.get("/v1/suggest", params={"q": "南", "near": "没有这里"}).status_code == 404
    assert client.get("/v1/suggest", params={"q": "南" * 61}).status_code == 400
