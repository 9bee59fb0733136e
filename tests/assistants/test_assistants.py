"""An assistant's tools over the protocol, by its SDK's own client in memory, against Python's answers."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import anyio
import orjson
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from typer.testing import CliRunner

import orgraph
from orgraph.access.service import Access
from orgraph.access.settings import AccessSettings
from orgraph.api.assistants import fitting
from orgraph.api.assistants.desk import Desk
from orgraph.api.assistants.server import server
from orgraph.api.assistants.tools import tools
from orgraph.cli.app import app
from orgraph.deadline import check
from orgraph.errors import UsageError
from orgraph.moment import Moment

DAY = "2022-10-15"
RULE = "cross-appointment-property"
TEXT = "楼上半夜装修，噪音太大"


def told(desk: Desk, tool: str, /, **arguments: Any) -> tuple[Any, bool]:
    """What an assistant reads, and whether it is an error."""
    async def ask() -> Any:
        async with Client(server(desk)) as client:
            return await client.call_tool(tool, arguments)

    found = anyio.run(ask)
    return json.loads(found.content[0].text), found.is_error


def shorn(value: Any) -> Any:
    """As JSON has it, without times, which differ from run to run."""
    if isinstance(value, dict):
        return {key: shorn(one) for key, one in value.items() if key != "took_ms"}
    return [shorn(one) for one in value] if isinstance(value, list) else value


def held(value: Any, name: str) -> Iterator[Any]:
    """Every value under a name, however deep."""
    if isinstance(value, dict):
        yield from (one for key, one in value.items() if key == name and one)
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from held(one, name)


def test_the_tools_are_listed_with_the_parameters_of_rest(city: orgraph.Graph, access: Access) -> None:
    async def ask() -> Any:
        async with Client(server(Desk(city, access))) as client:
            return await client.list_tools()

    listed = {tool.name: tool for tool in anyio.run(ask).tools}
    assert listed.keys() == tools().keys()
    assert all(tool.annotations.read_only_hint for tool in listed.values())
    schema = listed["who_to_call"].input_schema
    assert schema["required"] == ["text"]
    assert schema["properties"]["text"]["maxLength"] == 2000
    assert {"as_of", "generation", "area"} <= schema["properties"].keys()


QUESTIONS: dict[str, tuple[dict[str, Any], Callable[[Moment], Any]]] = {
    "coverage": ({"rule": [RULE, "alliance-chair"], "gaps": 2, "by": "kind"},
                 lambda now: now.coverage(RULE, "alliance-chair", gaps=2, by="kind")),
    "coverage_gaps": ({"rule": RULE, "gaps": 3}, lambda now: now.coverage(RULE, gaps=3)),
    "coverage_trend": ({"rule": RULE, "months": 3}, lambda now: now.coverage_trend(RULE, months=3)),
    "coverage_explain": ({"rule": RULE}, lambda now: now.explain(RULE)),
    "bridging": ({"measure": ["betweenness", "constraint"], "top": 4},
                 lambda now: now.bridging(measure=["betweenness", "constraint"], top=4)),
    "bridging_trend": ({"measure": "degree", "months": 2}, lambda now: now.bridging_trend("degree", months=2)),
    "islands": ({"area": "金洲社区"}, lambda now: now.bridging("islands", area="金洲社区")),
    "failure_points": ({"top": 3}, lambda now: now.bridging("failure-points", top=3)),
    "proposals": ({"top": 2}, lambda now: now.bridging("proposals", top=2)),
    "brokerage": ({"top": 3}, lambda now: now.bridging("brokerage", top=3)),
    "key_players": ({"size": 2}, lambda now: now.bridging("key-players", size=2)),
    "who_to_call": ({"text": TEXT, "at": "金洲社区"}, lambda now: now.who_to_call(TEXT, at="金洲社区")),
    "find": ({"name": "金洲社区"}, lambda now: now.find("金洲社区")),
    "suggest": ({"q": "jinzhou", "limit": 5}, lambda now: now.suggest("jinzhou", limit=5)),
    "show": ({"name": "金洲社区"}, lambda now: now.show("金洲社区")),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_tool_answers_as_python_does(name: str, city: orgraph.Graph, access: Access) -> None:
    arguments, ask = QUESTIONS[name]
    expected = json.loads(orjson.dumps(ask(city.at(DAY)).to_dict()))
    found, wrong = told(Desk(city, access), name, as_of=DAY, **arguments)
    assert not wrong
    assert "cut" not in found
    assert shorn(found) == shorn(expected)


def test_what_if_and_the_catalogues(city: orgraph.Graph, access: Access) -> None:
    desk, now = Desk(city, access), city.at(DAY)
    node = now.bridging("failure-points", top=1).results[0].id
    assert told(desk, "what_if", node=node, as_of=DAY)[0]["query"] == now.what_if(node).query
    assert {one["id"] for one in told(desk, "rules")[0]["rules"]} == city.rules.keys()
    assert told(desk, "layers")[0]["layers"]
    assert [one["id"] for one in told(desk, "measures", about="pagerank")[0]["measures"]] == ["pagerank"]
    noise = told(desk, "topics", about="装修")[0]["topics"]
    assert noise
    assert all("装修" in json.dumps(one, ensure_ascii=False) for one in noise)
    assert QUESTIONS.keys() | {"what_if", "rules", "layers", "measures", "topics"} == tools().keys()


def test_a_key_with_an_area_sees_no_other(city: orgraph.Graph, access: Access) -> None:
    now = city.at(DAY)
    ningde = now.find("宁德市").results[0].id
    desk = Desk(city, access, access.keys.make("helper", "viewer", [ningde]))
    whole, part = (told(one, "coverage", as_of=DAY, gaps=0)[0] for one in (Desk(city, access, access.keys.make(
        "other", "viewer")), desk))
    assert part["area"]["id"] == ningde
    eligible = [sum(rule["eligible"] or 0 for rule in answer["rules"]) for answer in (whole, part)]
    assert 0 < eligible[1] < eligible[0]
    outside = now.find(kind="Community", area="福州市").results[0]
    for tool, arguments in (("show", {"name": outside.id}), ("coverage", {"area": "福州市"})):
        error, wrong = told(desk, tool, as_of=DAY, **arguments)
        assert wrong
        assert (error["status"], error["code"]) == (404, "not-found")
    typed = outside.name[:3]
    assert outside.id in {one["id"] for one in told(Desk(city, access, access.keys.make("third", "viewer")), "suggest",
                                                    q=typed, as_of=DAY, limit=50)[0]["results"]}
    assert outside.id not in {one["id"] for one in told(desk, "suggest", q=typed, as_of=DAY, limit=50)[0]["results"]}


def test_contacts_are_masked_and_texts_not_kept(city: orgraph.Graph, access: Access) -> None:
    answer, _ = told(Desk(city, access, access.keys.make("helper", "dispatcher")), "who_to_call", text=TEXT,
                     at="金洲社区", as_of=DAY)
    contacts = list(held(answer, "contact"))
    assert contacts
    assert all(one["masked"] and "****" in one["value"] for one in contacts)
    entry = access.audit.entries(top=1)[0]
    assert (entry.who, entry.via, entry.action, entry.what, entry.status) == (
        "helper", "key", "read", "mcp who_to_call", 200)
    assert TEXT not in entry.details
    assert json.loads(entry.details)["text"]["length"] == len(TEXT)
    assert entry.generation == city.at(DAY).view.generation


def test_every_call_is_on_record(city: orgraph.Graph, access: Access) -> None:
    desk = Desk(city, access)
    told(desk, "coverage", rule="nix")
    told(desk, "bridging", nix=1)
    told(desk, "nix")
    told(desk, "layers")
    found = [(one.who, one.what, one.status) for one in reversed(access.audit.entries())]
    assert found == [("local", "mcp coverage", 404), ("local", "mcp bridging", 400), ("local", "mcp ?", 404),
                     ("local", "mcp layers", 200)]
    assert access.audit.verify().whole


def test_who_is_nobody_is_told_nothing(city: orgraph.Graph, access: Access) -> None:
    key = access.keys.make("helper", "viewer")
    good, bad = Desk(city, access, key), Desk(city, access, "ogk_wrong")
    auditor = Desk(city, access, access.keys.make("looker", "auditor"))
    assert told(bad, "layers")[0]["status"] == 401
    assert told(auditor, "layers")[0]["status"] == 403
    assert told(good, "layers")[1] is False
    access.keys.revoke("helper")
    assert told(good, "layers")[0]["code"] == "unauthenticated"
    assert told(Desk(city, access), "layers")[1] is False  # there are no users yet
    access.users.add("zhang", "three unlike words 7", "viewer")
    error, wrong = told(Desk(city, access), "layers")
    assert wrong
    assert "ORGRAPH_KEY" in error["hint"]


def test_errors_are_problem_details(city: orgraph.Graph, access: Access) -> None:
    error, wrong = told(Desk(city, access), "bridging", top=0)
    assert wrong
    assert (error["code"], error["where"]["column"]) == ("parameter", "top")
    assert "layers" in error["hint"]


def test_what_takes_too_long_is_given_up(city: orgraph.Graph, access: Access) -> None:
    class Slow(Desk):
        def answer(self, name: str, arguments: Any) -> bytes:
            try:
                while True:
                    check()
                    time.sleep(0.001)
            finally:
                ended.set()

    ended, graph = threading.Event(), copy(city)
    graph.settings = city.settings.model_copy(update={"request_seconds": 0.05})
    error, wrong = told(Slow(graph, access), "layers")
    assert wrong
    assert (error["status"], error["code"]) == (503, "given-up")
    assert ended.wait(30)  # and the question ends too


def test_a_long_answer_is_cut_and_says_so(city: orgraph.Graph, access: Access) -> None:
    whole = city.at(DAY).find(kind="Person").to_dict()
    found, _ = told(Desk(city, access), "find", kind="Person", as_of=DAY)
    shown = len(found["results"])
    assert found["cut"]["lists"]["results"] == {"shown": shown, "of": len(whole["results"])}
    assert found["results"] == json.loads(orjson.dumps(whole["results"][:shown]))
    assert len(fitting.fitted(whole)) <= fitting.MOST


@pytest.mark.parametrize("most", [400, 500, 900, 5000])
def test_lists_are_cut_to_one_length_the_longest_that_fits(most: int) -> None:
    answer = {"rows": [{"a": list(range(n))} for n in (3, 40, 7)], "few": [1, 2]}
    found = fitting.fitted(answer, most)
    assert len(found) <= most
    read = json.loads(found)
    if "cut" in read:
        length = max(one["shown"] for one in read["cut"]["lists"].values())
        assert len(fitting._cut(answer, length + 1)) > most
        assert read["cut"]["lists"]["rows[].a"]["of"] == 40
    else:
        assert read == answer


def test_what_cannot_be_cut_is_an_error() -> None:
    with pytest.raises(UsageError, match="too long"):
        fitting.fitted({"text": "x" * 999}, 500)


@pytest.fixture
def served(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The service database of the command."""
    monkeypatch.setenv("ORGRAPH_DB", url)
    monkeypatch.setenv("ORGRAPH_ACCESS", str(tmp_path / "served.db"))
    return tmp_path / "served.db"


def test_the_command_over_standard_input_and_output(served: Path) -> None:
    async def ask() -> Any:
        given = {**os.environ, "ORGRAPH_KEY": key}
        command = stdio_client(StdioServerParameters(
            command=str(Path(sys.executable).with_name("orgraph")), args=["mcp"], env=given))
        async with Client(command) as client:
            return await client.call_tool("layers", {})

    access = Access(AccessSettings(access=served), "")
    key = access.keys.make("helper", "viewer")
    assert json.loads(anyio.run(ask).content[0].text)["layers"]
    assert [(one.who, one.what) for one in access.audit.entries()] == [("helper", "mcp layers")]
    access.close()


def test_the_command_needs_a_good_key(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_KEY", "ogk_wrong")
    done = CliRunner().invoke(app, ["mcp"])
    assert done.exit_code == 1
    assert "not a valid key" in done.stderr


def test_the_command_needs_the_sdk(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.delitem(sys.modules, "orgraph.api.assistants.server")
    done = CliRunner().invoke(app, ["mcp"])
    assert done.exit_code == 1
    assert "orgraph[mcp]" in done.stderr
