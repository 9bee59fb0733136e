"""What became of the foci of a rule between two looks at the graph: two days, two generations, or both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from orgraph.dates import iso
from orgraph.queries.coverage.causes import Look, cause
from orgraph.queries.coverage.results import Change, Moved, State
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import Found, distinct
from orgraph.queries.refs import node_ref

STATES: tuple[State, ...] = ("out", "covered", "missing", "waived")


class _Move(NamedTuple):
    """A focus (id; positions, -1: not there) whose state differs."""

    id: str
    before: int
    after: int
    was: State
    now: State


def change(rule: Rule, before: Look, then: Found, after: Look, now: Found, *, explained: int) -> Change:
    """The list of changes, whole; of each kind of change the first `explained` with the fact behind."""
    same = before.view is after.view
    result = Change(since=iso(before.day) or "", since_generation=before.view.generation)
    moves = _between_days if same else _between_generations
    for move in moves(then, now, before, after):
        changes: list[Moved] = getattr(result, kind_of(move.was, move.now))
        ref = node_ref(after.view, move.after) if move.after >= 0 else node_ref(before.view, move.before)
        why = cause(rule, move.was, move.now, move.id, before, after) if len(changes) < explained else None
        changes.append(Moved(**ref.model_dump(), was=move.was, now=move.now, cause=why))
    result.still_open = len(now.missing) - sum(move.now == "missing" for move in result.all)
    return result


def kind_of(was: State, now: State) -> str:
    """The list of a `Change` in which a focus stands.

    >>> kind_of("covered", "missing"), kind_of("waived", "missing"), kind_of("out", "covered")
    ('new', 'expired', 'came')
    """
    if "out" in (was, now):
        return "came" if was == "out" else "left"
    if now == "missing":
        return "expired" if was == "waived" else "new"
    return "fixed" if now == "covered" else "waived"


def _between_days(then: Found, now: Found, before: Look, after: Look) -> Iterator[_Move]:
    (old, was), (new, is_) = _states(then), _states(now)
    every = distinct([np.sort(old), np.sort(new)])
    codes = [np.zeros(len(every), np.int8), np.zeros(len(every), np.int8)]
    for column, positions, states in zip(codes, (old, new), (was, is_), strict=True):
        column[np.searchsorted(every, positions)] = states
    for at in np.flatnonzero(codes[0] != codes[1]).tolist():
        position = int(every[at])
        yield _Move(after.view.ids([position])[0], position, position, STATES[codes[0][at]], STATES[codes[1][at]])


def _between_generations(then: Found, now: Found, before: Look, after: Look) -> Iterator[_Move]:
    old, new = _by_id(then, before), _by_id(now, after)
    for id_ in sorted(old.keys() | new.keys()):
        (position_then, was), (position_now, is_) = old.get(id_, (-1, 0)), new.get(id_, (-1, 0))
        if was != is_:
            yield _Move(id_, position_then, position_now, STATES[was], STATES[is_])


def _by_id(found: Found, look: Look) -> dict[str, tuple[int, int]]:
    positions, states = (column.tolist() for column in _states(found))
    return dict(zip(look.view.ids(positions), zip(positions, states, strict=True), strict=True))


def _states(found: Found) -> tuple[np.ndarray, np.ndarray]:
    """Every focus, and its state as an index of STATES."""
    parts: Sequence[np.ndarray] = (found.covered, found.missing, found.waived)
    positions = np.concatenate(parts)
    return positions, np.repeat(np.arange(1, 4, dtype=np.int8), [len(part) for part in parts])
