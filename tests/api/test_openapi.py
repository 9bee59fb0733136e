"""The description of the service: its examples answer, and it changes only where somebody means it to."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

import orgraph
from orgraph.api import create_app
from orgraph.api.openapi import examples, operations

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"
FIXTURES = Path(__file__).parents[2] / "fixtures"
AREAS = "区域名称,区域类型,上级区域\n甲街道,街道,\n园林社区,社区,甲街道\n"
UNKNOWN = "组织名称,组织类别,所在区域\n圆林社区居委会,居委会,圆林社区\n"
ACCESS = ("/v1/session", "/v1/me", "/v1/users", "/v1/keys", "/v1/audit", "/v1/entities/{id}/contacts")
"""What needs users, whom the service of this test has not."""


def schema() -> dict[str, Any]:
    """The description as it is now."""
    return create_app("sqlite:///none.db").openapi()


def test_the_description_is_the_one_that_is_committed() -> None:
    committed = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(schema()))
    broken = sorted(broken_by(committed, found))
    assert not broken, ("these changes break clients: " + "; ".join(broken) + " — if they are meant, say so in "
                        "CHANGELOG.md and run `make accept`")
    assert found == committed, "the interface has grown: run `make accept` and review the diff of docs/openapi.json"


def broken_by(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What a client of the old description can no longer count on."""
    now = dict(operations(new))
    for name, operation in operations(old):
        if name not in now:
            yield f"{name} is gone"
            continue
        before, after = parameters(operation), parameters(now[name])
        yield from (f"{name}: {key[1]} is gone" for key in before.keys() - after.keys())
        yield from (f"{name}: {key[1]} is now required" for key, one in after.items()
                    if one.get("required") and not before.get(key, {}).get("required"))
        yield from (f"{name}: no answer {status} any more" for status in operation["responses"].keys()
                    - now[name]["responses"].keys() if status < "300")
    for name, kind in old["components"]["schemas"].items():
        there = new["components"]["schemas"].get(name, {"properties": {}})
        yield from (f"{name}.{field} is gone" for field in kind.get("properties", {}).keys()
                    - there.get("properties", {}).keys())


def parameters(operation: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Parameters by place and name."""
    return {(one["in"], one["name"]): one for one in operation.get("parameters", ())}


def test_what_breaks_clients_is_told_by_name() -> None:
    old = schema()
    new = json.loads(json.dumps(old))
    del new["paths"]["/v1/rules"]
    coverage = new["paths"]["/v1/coverage"]["get"]
    coverage["parameters"] = [{**one, "required": one["name"] == "area"} for one in coverage["parameters"]
                              if one["name"] != "by"]
    del new["components"]["schemas"]["Gap"]["properties"]["owner"]
    assert set(broken_by(old, new)) == {"GET /v1/rules is gone", "GET /v1/coverage: by is gone",
                                        "GET /v1/coverage: area is now required", "Gap.owner is gone"}
    grown = json.loads(json.dumps(old))
    grown["paths"]["/v1/more"] = grown["paths"]["/v1/rules"]
    assert not list(broken_by(old, grown))


def test_every_parameter_and_answer_is_described() -> None:
    found = schema()
    for name, operation in operations(found):
        assert operation.get("description"), name
        assert operation["tags"], name
        for one in operation.get("parameters", ()):
            assert one["in"] == "path" or one.get("description"), (name, one["name"])
        for status, answer in operation["responses"].items():
            assert answer["description"], (name, status)
            if status >= "400":
                assert answer["content"].keys() == {"application/problem+json"}, (name, status)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """A service of its own to change, and what the ids of the examples stand for."""
    folder = tmp_path_factory.mktemp("examples")
    url = f"sqlite:///{folder / 'two.db'}"
    graph = orgraph.open(url)
    graph.load([FIXTURES / "fuzhou"])
    now = graph.at()
    compound, unit = now.find(kind="Compound").results[0].id, now.find(kind="ResidentsCommittee").results[0].id
    graph.close()
    with TestClient(create_app(url), raise_server_exceptions=False) as client:
        sent = client.post("/v1/loads", files=[("files", ("区域.csv", AREAS.encode())),
                                               ("files", ("组织.csv", UNKNOWN.encode()))])
        load = sent.json()["id"]
        until = time.monotonic() + 120
        while client.get(f"/v1/loads/{load}").json()["state"] in ("queued", "running"):
            assert time.monotonic() < until
            time.sleep(0.1)
        # In this order: the likeness that the load left, a call that is kept.
        review = client.get("/v1/reviews").json()[0]["key"]
        call = client.post("/v1/referrals/calls", json={"text": "楼道的灯不亮"}).json()["kept"]
        yield client, {"l-20260630093000123456-3f2a9c": load, "k-00000000000a": call,
                       "r-00000000000000000000000a": review, "o-00000000000000000000000a": unit,
                       "a-00000000000000000000000a": compound}
    shutil.rmtree(folder)


def real(value: Any, ids: dict[str, str]) -> Any:
    """A value of an example with the ids that there are."""
    if isinstance(value, dict):
        return {key: real(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [real(one, ids) for one in value]
    return ids.get(value, value) if isinstance(value, str) else value


OVER = {"POST /v1/loads/{id}/activate": 409, "POST /v1/loads/{id}/compare": 409, "DELETE /v1/loads/{id}": 409}
"""Of a load that is over already."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, _ in operations(json.loads(SNAPSHOT.read_text(encoding="utf-8")))])
def test_examples_answer_as_described(name: str, asked: tuple[TestClient, dict[str, str]]) -> None:
    client, ids = asked
    operation = dict(operations(client.app.openapi()))[name]  # type: ignore[attr-defined]
    method, _, path = name.partition(" ")
    given = {(one["in"], one["name"]): real(one["example"], ids) for one in operation.get("parameters", ())
             if "example" in one}
    for (where, key), value in given.items():
        if where == "path":
            path = path.replace(f"{{{key}}}", quote(str(value), safe=""))
    query = {key: value for (where, key), value in given.items() if where == "query"}
    sent: dict[str, Any] = {}
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        body = real(content.get("example", {}), ids)
        if media == "application/json":
            sent["json"] = body
        else:
            sent["data"] = {key: str(value).lower() if isinstance(value, bool) else value
                            for key, value in body.items()}
            sent["files"] = [("files", ("区域.csv", AREAS.encode()))]
    answer = client.request(method, path, params=query, **sent)
    assert str(answer.status_code) in operation["responses"], answer.text
    if name == "POST /v1/worklist":  # no worklist is an example before gaps were handed out
        assert answer.status_code == 422
    elif name.partition(" ")[2].startswith(ACCESS):
        assert answer.status_code < 500
    else:
        success = min(int(status) for status in operation["responses"])
        assert answer.status_code == OVER.get(name, success), answer.text
    documented = operation["responses"][str(answer.status_code)].get("content", {})
    if documented and answer.content:
        assert answer.headers["content-type"].partition(";")[0] in documented, answer.headers["content-type"]


def test_every_operation_that_takes_something_has_an_example() -> None:
    for name, operation in operations(schema()):
        needs = any(one.get("required") for one in operation.get("parameters", ())) or "requestBody" in operation
        if needs and not name.partition(" ")[2].startswith(ACCESS) and name != "POST /v1/worklist":
            assert name in examples(), name


def test_the_page_of_the_interface_shows_every_operation(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    for name, _ in operations(client.app.openapi()):  # type: ignore[attr-defined]
        assert f"<code>{name}</code>" in page.text
    assert "curl" in page.text
    assert "http://" not in page.text.replace("http://testserver", "")
    assert "https://" not in page.text
