"""Errors are problem details with a hint, and on pages a way on."""

from __future__ import annotations

import httpx
import pytest

from orgraph.api.problems import PROBLEM
from orgraph.graph import Graph

BAD: dict[str, tuple[str, int, str]] = {
    "no rule": ("/v1/coverage?rule=nix", 404, "not-found"),
    "no area": ("/v1/coverage?area=nix", 404, "not-found"),
    "no entity": ("/v1/entities/nix", 404, "not-found"),
    "no measure": ("/v1/bridging/nix?area=宁德市", 400, "usage"),
    "no layer": ("/v1/bridging/islands?layers=nix", 400, "usage"),
    "no mode": ("/v1/bridging/islands?mode=nix", 400, "parameter"),
    "no kind": ("/v1/search?name=宁德市&kind=nix", 400, "usage"),
    "no day": ("/v1/coverage?as_of=2022-13-01", 400, "usage"),
    "no generation": ("/v1/coverage?generation=99", 404, "not-found"),
    "no number": ("/v1/coverage?generation=new", 400, "parameter"),
    "no such parameter": ("/v1/coverage?areas=宁德市", 400, "parameter"),
    "nothing to find": ("/v1/search?area=宁德市", 400, "parameter"),
    "no text": ("/v1/who-to-call?at=宁德市", 400, "parameter"),
    "no path": ("/v1/nix", 404, "not-found"),
}


@pytest.mark.parametrize("name", BAD)
def test_an_error_is_a_problem(client: httpx.Client, name: str) -> None:
    path, status, code = BAD[name]
    answer = client.get(path)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"].startswith("urn:orgraph:error:")
    assert problem["detail"]
    assert {"title", "where", "hint"} <= problem.keys()


def test_a_wrong_parameter_is_named_with_those_there_are(client: httpx.Client) -> None:
    problem = client.get("/v1/coverage?areas=宁德市").json()
    assert problem["where"] == {"file": "", "sheet": "", "row": 0, "column": "areas", "value": "宁德市"}
    assert "as_of、generation、area、rule" in problem["hint"]


def test_a_wrong_body_is_named(client: httpx.Client) -> None:
    problem = client.post("/v1/who-to-call", json={"text": "路灯不亮", "places": []}).json()
    assert (problem["status"], problem["where"]["column"]) == (400, "places")
    assert "text、at、near、asked_at、top" in problem["hint"]


def test_an_ambiguous_name_lists_the_choices(client: httpx.Client) -> None:
    ambiguous = "同名小区"
    answer = client.get("/v1/coverage", params={"area": ambiguous})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "ambiguous")
    assert len(problem["choices"]) > 1
    for choice in problem["choices"]:
        assert client.get(f"/v1/areas/{choice['id']}").json()["area"]["name"] == ambiguous
        assert choice["path"].endswith(ambiguous)
    page = client.get("/coverage", params={"area": ambiguous, "as_of": "2022-10-15"})
    assert page.status_code == 409
    for choice in problem["choices"]:
        assert f"/coverage?area={choice['id']}&amp;as_of=2022-10-15" in page.text


def test_a_method_that_a_path_does_not_take(client: httpx.Client) -> None:
    answer = client.delete("/v1/rules")
    assert (answer.status_code, answer.headers["allow"], answer.json()["code"]) == (405, "GET", "http")


def test_a_fault_tells_nothing_of_the_program(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Graph, "at", broken)
    for path in ("/v1/coverage", "/coverage"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert client.get("/v1/coverage").json()["code"] == "internal"


def test_a_page_of_an_error_says_what_to_do_next(client: httpx.Client) -> None:
    answer = client.get("/coverage?area=nix")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "nix" in answer.text
    assert "可以这样做" in answer.text
