"""The referrals: calls that were kept, and what came of each, said by people.

They are no part of the generations, so they outlive them. Both are only ever appended to: a later word on a call stands
beside the earlier one, and nothing that was said is lost. Of residents nothing is kept but the text of the matter, its
numbers starred.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

OUTCOMES = {"accepted": "接了", "refused": "退回", "solved": "办结", "unsolved": "没办成", "unreachable": "联系不上"}


@dataclass(frozen=True, slots=True)
class Call:
    """A question that was asked and kept, with all that its answer depends on.

    text: without numbers of people. places, near, asked_at: as they were given ("" if they were not). as_of, top: the
    rest of the question. generation: of the data; known: how many outcomes the record held. versions: content hashes
    of the program's parts and data files by name. answer: hash of the whole answer; units: ids of its candidates, best
    first; topics: ids of its topics, first first. by, at: who kept it, when.
    """

    id: str
    text: str
    places: tuple[str, ...]
    near: str
    as_of: dt.date
    asked_at: str
    top: int
    generation: int
    known: int
    versions: Mapping[str, str]
    answer: str
    units: tuple[str, ...]
    topics: tuple[str, ...]
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call at a unit (its id): a key of OUTCOMES, on which day.

    reason: why it was refused or not solved; better: id of the unit that should have been called, "" if none was named;
    satisfied: 1 to 5, None if nobody asked. by, at: who put it on record, when.
    """

    call: str
    unit: str
    outcome: str
    day: dt.date
    reason: str
    better: str
    satisfied: int | None
    by: str
    at: dt.datetime


class Referrals(Protocol):
    """Where a store keeps the calls and their outcomes."""

    def keep(self, *calls: Call) -> None:
        """Append calls, all or none, durable on return; one that is there already stays as it is."""

    def calls(self) -> list[Call]:
        """Every call, in the order in which they were kept."""

    def add(self, *outcomes: Outcome) -> None:
        """Append outcomes, all or none, durable on return. Raises NotFound where a call was never kept."""

    def outcomes(self, upto: int | None = None) -> list[Outcome]:
        """Every outcome, in the order in which they were added; upto: only so many of the first."""

    def known(self) -> int:
        """How many outcomes there are."""
