"""The worklist: which gaps were given to people to close, and what they say has become of each.

It is no part of the generations, so it outlives them: a later load may close a gap, and what was said of it stays.
Steps are only ever appended; the last one of a gap is what holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from orgraph.model import Source


@dataclass(frozen=True, slots=True)
class Step:
    """What was said of a gap at a time: first that it was handed out, then what the people who see to it wrote.

    rule, focus, home: ids of the rule, the thing that lacks something and the area it lies in; name, place: as people
    call the two. state: a name in worklist/settings.toml. by: who loaded it; source: the row of their file.
    """

    gap: str
    rule: str
    focus: str
    home: str
    name: str
    place: str
    state: str
    due: dt.date
    by: str
    at: dt.datetime
    source: Source
    note: str = ""
    handler: str = ""
    finished: dt.date | None = None


class Worklist(Protocol):
    """Where a store keeps the steps."""

    def steps(self) -> list[Step]:
        """Every step, in the order in which they were added."""

    def add(self, steps: Sequence[Step]) -> None:
        """Append steps, all or none, durable on return."""


def last(steps: Iterable[Step], day: dt.date | None = None) -> dict[str, Step]:
    """The last step of each gap, by the gap's id; day: as was known at the end of it."""
    return {step.gap: step for step in steps if day is None or step.at.date() <= day}
