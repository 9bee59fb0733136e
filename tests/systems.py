"""The checks of `fixtures/*/expected.json`: what the texts say must come out, asked through the public queries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jmespath
import pytest
from jmespath import functions

import orgraph


class _Functions(functions.Functions):
    """to_string that leaves Chinese characters as they are."""

    @functions.signature({"types": []})
    def _func_to_string(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FIXTURES = Path(__file__).parent.parent / "fixtures"
SYSTEMS = 30


def database(folder: Path, *cities: str) -> str:
    """URL of a new database in `folder` that holds the fixtures of the cities, of all if none is named."""
    url = f"sqlite:///{folder / 'cities.db'}"
    graph = orgraph.open(url)
    graph.load([FIXTURES / city for city in cities] or [FIXTURES])
    graph.close()
    return url


def town(folder: Path, files: dict[str, str]) -> str:
    """URL of a new database in `folder` that holds files, given as name and text."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    url = f"sqlite:///{folder / 'town.db'}"
    with orgraph.open(url) as graph:
        assert not graph.load([folder]).errors
    return url


def checks() -> list[dict[str, Any]]:
    """All checks with the folder they come from, by system."""
    found: list[dict[str, Any]] = []
    for path in sorted(FIXTURES.glob("*/expected.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        found += [{**check, "folder": path.parent.name} for check in document["checks"]]
    return sorted(found, key=lambda check: int(check["system"]))


def ask(graph: orgraph.Graph, check: dict[str, Any]) -> dict[str, Any]:
    """The answer to a check's question, as the contract's JSON."""
    args = dict(check["args"])
    moment = graph.at(args.pop("as_of", None), args.pop("generation", None))
    match check["query"]:
        case "coverage":
            gaps = args.pop("gaps", True)
            return moment.coverage(*args.pop("rules"), gaps=1000 if gaps else 0, **args).to_dict()
        case "bridging":
            return moment.bridging(args.pop("what"), **args).to_dict()
        case "call":
            return moment.who_to_call(args.pop("text"), **args).to_dict()
        case "find":
            return moment.find(**args).to_dict()
        case "show":
            return moment.show(args.pop("id")).to_dict()
    raise ValueError(check["query"])


def misses(graph: orgraph.Graph, check: dict[str, Any]) -> list[str]:
    """Every expectation of a check that the answer does not meet, in words."""
    where = f"{check['folder']} {check['ask']} {json.dumps(check['args'], ensure_ascii=False)}"
    answer = ask(graph, check)
    found = []
    for expression, wanted in check["expect"]:
        seen = jmespath.search(expression, answer, jmespath.Options(custom_functions=_Functions()))
        if seen != wanted:
            found.append(f"{where}\n    {expression}\n    wanted {wanted}\n    got    {seen}")
    return found


class SystemTests:
    """Each row's questions come back right, whatever engine the fixture `graph` keeps all cities in."""

    @pytest.mark.parametrize("system", range(1, SYSTEMS + 1), ids=lambda n: f"system-{n:02d}")
    def test_system(self, graph: orgraph.Graph, system: int) -> None:
        asked = [check for check in checks() if check["system"] == system]
        assert asked, f"no check asks system {system}"
        missed = [miss for check in asked for miss in misses(graph, check)]
        assert not missed, "\n".join(missed)
