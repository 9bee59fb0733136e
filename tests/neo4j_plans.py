"""How servers run what patterns are compiled to: the plans of all questions that rules, routes and layers come to.

tests/data/neo4j_plans has them for review, one file a version; this file as a script rewrites them, on servers that it
starts. A plan is given as it is carried out: first what begins, then what is done with its rows; what is done for each
row stands further in. What a query only projects, and what it filters by, is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import neo4j
from neo4j_server import VERSIONS, Server, Version, running
from neo4j_server.fixture import PASSWORD
from neo4j_server.running import USER
from pydantic import SecretStr

from orgraph.config import Settings
from orgraph.graph import Graph
from orgraph.patterns import Pattern
from orgraph.queries.bridging.layers import layers
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.standing import ladder, waiver
from orgraph.queries.who_to_call.units.routes import routes
from orgraph.stores.neo4j import Neo4jStore
from orgraph.stores.neo4j.pushed.cypher import AREA, IDS, Query, matches_of, nodes_of, pairs_of, variants, ways_of

HERE = Path(__file__).parent
FOLDER = HERE / "data" / "neo4j_plans"
CITY = HERE.parent / "fixtures" / "yangquan"  # has something of nearly all that rules ask about
DAY = dt.date(2026, 8, 1).toordinal()
ASKED: Mapping[str, Any] = {"g": 1, "day": DAY, "tree": DAY, "days": [DAY, DAY + 90], "ids": ["a", "b"], "area": "a",
                            "of_a": ["a"]}  # the server looks at how many ids there are, not at which
_UNSAID = ("ProduceResults", "Projection", "Argument", "CacheProperties", "Filter")
_INVENTED = re.compile(r"^p = |anon_\d+|(?<=\.\.)2147483647")  # names and numbers that are the planner's own


class Question(NamedTuple):
    """A pattern, what is asked of it, and how."""

    pattern: Pattern
    how: str
    query: Query


def questions() -> Iterator[tuple[str, Question]]:
    """All that rules, routes and layers ask of the server, by name."""
    for pattern, how, made in _made():
        for number, variant in enumerate(variants(pattern)):
            name = f"{how} {pattern.text}" + (f" #{number}" if number else "")
            yield name, Question(pattern, how, made(variant))
    for rule in load_rules().values():
        for how, among in (("rule", ""), ("rule area", AREA)):
            yield f"{how} {rule.id}", Question(rule.eligible, how, ways_of(ladder(rule), "f", among=among))


def _made() -> Iterator[tuple[Pattern, str, Any]]:
    rules = load_rules().values()
    for rule in rules:
        kinds = rule.eligible.nodes["f"].labels
        held = (rule.eligible, *rule.exempt, *(mode.parsed for mode in rule.mode))
        for pattern in held:
            said = "" if pattern.nodes["f"].labels else f" {'|'.join(kinds)}"
            yield pattern, f"all{said}", lambda p, kinds=kinds: nodes_of(p, "f", focus="f", days=True, kinds=kinds)
            yield pattern, "ids", lambda p: nodes_of(p, "f", focus="f", among=IDS, days=True)
    yield waiver(next(iter(rules)).id), "ids", lambda p: nodes_of(p, "f", focus="f", among=IDS, days=True)
    for route in routes():
        yield route.parsed, "route", lambda p: matches_of(p, ("a",), anytime=False)
    for layer in layers().values():
        yield layer.parsed, "layer", lambda p: pairs_of(p, "a", "b")
        yield layer.parsed, "layer ids", lambda p: pairs_of(p, "a", "b", among=IDS)


def filled(server: Server) -> None:
    """Load the city into a server that has nothing."""
    settings = Settings(neo4j_user=USER, neo4j_password=SecretStr(server.password))
    graph = Graph(Neo4jStore(server.url, settings), settings)
    graph.load([CITY])
    graph.close()


def plans(server: Server) -> dict[str, dict[str, Any]]:
    """The server's plan of every question."""
    with neo4j.GraphDatabase.driver(server.url, auth=server.auth, notifications_min_severity="OFF") as driver, \
            driver.session() as session:
        session.run("CALL db.awaitIndexes(300)").consume()
        session.run("CALL db.prepareForReplanning(300)").consume()  # counts anew what plans are made by
        found: dict[str, dict[str, Any]] = {}
        for name, question in questions():
            if name not in found:
                plan = session.run(f"EXPLAIN {question.query.text}", {**ASKED, **question.query.parameters}).consume()
                assert plan.plan is not None
                found[name] = plan.plan
    return found


def reduced(plan: Mapping[str, Any]) -> list[str]:
    """The lines of a plan; see above."""
    first, *rest = plan.get("children", ()) or (None,)
    lines = reduced(first) if first else []
    operator = operator_of(plan)
    if operator not in _UNSAID:
        details = str(plan["args"].get("Details", "")).split(" WHERE ")[0].split(", cache[")[0]
        told = details if "Scan" in operator or "Seek" in operator or "Expand" in operator else ""
        lines.append(f"{operator} {_INVENTED.sub('', told)}".rstrip())
    return lines + [f"  {line}" for one in rest for line in reduced(one)]


def operator_of(plan: Mapping[str, Any]) -> str:
    """Name of an operator."""
    return str(plan["operatorType"]).split("@")[0]


def operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An operator and all below it."""
    yield plan
    for child in plan.get("children", ()):
        yield from operators(child)


def text(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The plans as they are kept: sorted, one block a question."""
    blocks = ("\n  ".join([name, *reduced(plan)]) for name, plan in sorted(found.items()))
    return "\n\n".join(blocks) + "\n"


def kept(version: Version) -> Path:
    """The file of a version."""
    return FOLDER / f"{version}.txt"


def accept() -> None:
    """Rewrite the plans of every version."""
    FOLDER.mkdir(exist_ok=True)
    for version in VERSIONS:
        with running(version, password=PASSWORD) as server:
            filled(server)
            kept(version).write_text(text(plans(server)), encoding="utf-8")


if __name__ == "__main__":
    accept()
