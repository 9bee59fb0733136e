"""Generations: the recorded states of the graph, and what holds of their numbers in every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from orgraph.errors import NotFound, UsageError

_LISTED = "orgraph generations list"


@dataclass(frozen=True, slots=True)
class Generation:
    """One recorded state of the graph. `number` counts from 1 and is given once; exactly one is active."""

    number: int
    recorded_at: dt.datetime
    note: str
    active: bool
    entities: int
    links: int


def numbered(known: Iterable[Generation], number: int) -> Generation:
    """The generation of a number. Raises NotFound."""
    found = {generation.number: generation for generation in known}
    if number in found:
        return found[number]
    check_there(number, found)
    raise NotFound(f"没有第 {number} 代 (no generation {number})", hint=_LISTED)


def was_pruned(number: int, recorded: Collection[int]) -> bool:
    """Whether a generation was recorded once and is no more; recorded: numbers of those that are."""
    return 0 < number < max(recorded, default=0) and number not in recorded


def check_there(number: int, recorded: Collection[int]) -> None:
    """Raises NotFound for a generation that was pruned."""
    if was_pruned(number, recorded):
        raise NotFound(f"第 {number} 代已经清理，不再保存 (generation {number} has been pruned)", hint=_LISTED)


def next_number(last: int, copied: Generation | None = None) -> int:
    """The number of a generation recorded after `last`: a copied one keeps its own. Raises UsageError."""
    if copied is None:
        return last + 1
    if copied.number <= last:
        raise UsageError(f"已经有第 {last} 代，不能再记第 {copied.number} 代 "
                         f"(generation {copied.number} cannot follow generation {last})", code="generation-taken")
    return copied.number


def superseded(known: Sequence[Generation], keep: int) -> list[Generation]:
    """The generations that are neither active nor among the newest `keep`, newest first. Raises UsageError."""
    if keep < 1:
        raise UsageError("至少要留一代 (keep at least one generation)", hint="--keep 1")
    return [generation for generation in known[keep:] if not generation.active]
