"""What `orgraph rules explain` answers: a rule's walk, step by step."""

from __future__ import annotations

from orgraph.queries.coverage.results import Gap
from orgraph.queries.coverage.tables import explained, explained_tables
from orgraph.results import NodeRef, Part, Result, Tables


class StepCount(Part):
    """One step of a walk: the link as the pattern writes it and in words, how many foci come through, and the variables
    known before that it ties once more."""

    text: str
    zh: str
    through: int
    joins: list[str] = []


class FoundThere(Part):
    """What a link leads to from `at`, where a walk stopped, and what that lacks."""

    at: NodeRef
    found: NodeRef
    lacks: list[str] = []


class ModeWalk(Part):
    """How a mode is walked. counted: foci that it takes (an earlier mode goes first). For one focus: the number of the
    step at which it stopped, and what was found there."""

    mode: str
    title: str
    pattern: str
    work: bool
    counted: int
    steps: list[StepCount]
    stopped: int | None = None
    found: list[FoundThere] = []


class Explained(Result):
    """What a rule walks: foci that fit, those excepted, and each mode step by step; for one focus also its gap."""

    query: str = "explain"
    rule: str
    title: str
    focus: str
    focus_zh: str
    fits: int
    exempt: list[StepCount] = []
    eligible: int
    covered: int
    missing: int
    waived: int
    modes: list[ModeWalk]
    asked: NodeRef | None = None
    gap: Gap | None = None

    def answer(self) -> str:
        return explained(self)

    def tables(self) -> Tables:
        return explained_tables(self)
