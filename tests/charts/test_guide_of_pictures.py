"""The analysts' guide names every picture and every table, as they are."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from stores.memory import view_of

from orgraph import charts
from orgraph.moment import Moment
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.facts import records

GUIDE = (Path(__file__).parent.parent.parent / "docs" / "analyst.md").read_text(encoding="utf-8")
USUAL = {"bridging_ranking", "brokerage_roles", "call_path", "coverage_bars", "coverage_trend", "failure_points",
         "figure", "island_sizes", "key_players", "over_time", "proposal_steps", "what_if", "without"}  # by `.figure()`


def test_every_picture_is_in_the_guide() -> None:
    pictures = {name for name in charts.__all__ if callable(getattr(charts, name))}
    assert pictures - USUAL == set(re.findall(r"charts\.(\w+)", GUIDE))


# Two communities whose committees share a person; who would be called is another query, which needs a text.
TOWN = """
(d:District), (k:Community)-[:WITHIN]->(d), (l:Community)-[:WITHIN]->(d),
(u:Alliance)-[:WITHIN]->(k), (v:ResidentUnit)-[:WITHIN]->(k), (w:ResidentUnit)-[:WITHIN]->(l),
(v)-[:MEMBER]->(u), (w)-[:MEMBER]->(u)
"""


@pytest.fixture(scope="module")
def now() -> Moment:
    return Moment(view_of(tuple(records(TOWN))), dt.date(2024, 6, 30), load_rules())


@pytest.mark.parametrize("row", re.findall(r"^\| `([^`]+)` \| (`[^|]+`) \|$", GUIDE, re.MULTILINE),
                         ids=lambda row: row[0])
def test_every_table_is_in_the_guide(now: Moment, row: tuple[str, str]) -> None:
    asked, tables = row
    asks: dict[str, Any] = {
        "coverage": lambda: now.coverage("owners-committee", since="2024-01-31"),
        "what_if": lambda: now.what_if("u"), "without": lambda: now.without(["u"]),
        "who_to_call": lambda: now.who_to_call("噪声扰民", at="k"),
        "bridging_trend": lambda: now.bridging_trend(months=2),
        "coverage_trend": lambda: now.coverage_trend("owners-committee", months=2)}
    name = re.fullmatch(r'(\w+)(?:\("([\w-]+)"\))?', asked)
    assert name
    ask = asks.get(name[1]) or (lambda: getattr(now, name[1])(*filter(None, [name[2]])))
    assert list(ask().tables()) == re.findall(r"`(\w+)`", tables)
