"""What a pattern is once parsed: plain frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Operator = Literal["=", "<", "<=", ">", ">=", "in", "contains"]
Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that is asked for, plus `days`."""

    days: int = 0


@dataclass(frozen=True, slots=True)
class Test:
    """`property operator operand`; `column` is where it stands in the text."""

    property: str
    operator: Operator
    operand: Scalar | AsOf | tuple[Scalar, ...]
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class NodeTest:
    """What a variable's node must be: any of `labels` (none: any kind) and all of `tests`."""

    labels: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RelationTest:
    """A link of any of `types` from variable `subject` to variable `object`, with `tests` on the link."""

    subject: str
    object: str
    types: tuple[str, ...]
    tests: tuple[Test, ...] = ()
    name: str | None = None
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Differ:
    """Two variables must be different nodes."""

    left: str
    right: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A conjunction of node tests and relation tests over shared variables."""

    nodes: dict[str, NodeTest] = field(hash=False)
    relations: tuple[RelationTest, ...]
    differ: tuple[Differ, ...]
    text: str

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables that the author named, in order of appearance."""
        return tuple(name for name in self.nodes if not name.startswith("_"))
