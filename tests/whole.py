"""Whole dispatch: sentences with a place on the fixtures, and the unit, person and convening that the fixtures name.

`data/dispatch/whole.jsonl` and `paraphrases.jsonl` were written from the fixtures' rows before any of them was asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orgraph

DATA = Path(__file__).parent / "data" / "dispatch"
Line = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What came of a line: places (from 1) of a right unit and person among the candidates, 0 for none; the rest is
    whether it is right, None where the line asks nothing. seats: all wanted come; exact: and nobody else but the
    convener."""

    line: Line
    unit: int
    person: int | None
    place: bool | None
    convener: bool | None
    seats: bool | None
    exact: bool | None
    emergency: bool | None
    first: str


def lines(name: str) -> list[Line]:
    """The lines of a file."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def outcomes(graph: orgraph.Graph, asked: list[Line]) -> Iterator[Outcome]:
    """Ask every line through the public query."""
    for line in asked:
        yield _outcome(line, graph.at(line["as_of"]).who_to_call(line["text"], at=line["at"] or (), top=10).to_dict())


def _outcome(line: Line, answer: dict[str, Any]) -> Outcome:
    units = [one["organization"]["name"] for one in answer["candidates"]]
    persons = [one["person"]["name"] if one["person"] else "" for one in answer["candidates"]]
    convene, wanted = answer["convene"] or {}, line.get("convene")
    at_table = {one["name"] for one in (convene.get("lead"), *(convene.get("support") or ())) if one}
    place = line.get("place")
    convener = (convene.get("convener") or {}).get("name")
    conveners = [wanted["convener"], *wanted.get("convener_also", ())] if wanted and wanted.get("convener") else None
    return Outcome(
        line=line, unit=_first(units, line["unit"]), person=_first(persons, line["person"]) if line["person"] else None,
        place=None if place is None else _named(answer, place),
        convener=None if conveners is None else convener in conveners,
        seats=set(wanted["with"]) <= at_table | {convener} if wanted and wanted["with"] else None,
        exact=at_table - {convener} == set(wanted["with"]) - {convener} if wanted and wanted["with"] else None,
        emergency=answer["emergency"] == line["emergency"] if "emergency" in line else None,
        first=units[0] if units else "—")


def _first(found: list[str], right: list[str]) -> int:
    return next((rank for rank, name in enumerate(found, 1) if name in right), 0)


def _named(answer: dict[str, Any], place: str | list[str]) -> bool:
    there = {one["name"] for one in answer["places"]}
    return bool(there & ({place} if isinstance(place, str) else set(place)))
