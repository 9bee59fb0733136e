"""What became of the foci of a rule between two looks at the graph: two days, two generations, or both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from orgraph.dates import iso
from orgraph.queries.coverage.causes import Look, cause
from orgraph.queries.coverage.results import Change, Moved, State
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import Found
from orgraph.queries.refs import node_ref
from orgraph.stores.base import Hashes, Positions

Keys = Positions | Hashes
States = npt.NDArray[np.int8]
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
    for old_at, new_at in _differing(old, was, new, is_):
        position = int(old[old_at] if old_at >= 0 else new[new_at])
        yield _Move(after.view.ids([position])[0], position, position, _state(was, old_at), _state(is_, new_at))


def _between_generations(then: Found, now: Found, before: Look, after: Look) -> Iterator[_Move]:
    """The same by what the ids are hashed to, since a node has another position in each generation."""
    (old, was), (new, is_) = _states(then), _states(now)
    moves = []
    for old_at, new_at in _differing(before.view.id_hashes(old), was, after.view.id_hashes(new), is_):
        position_then, position_now = _position(old, old_at), _position(new, new_at)
        id_, = after.view.ids([position_now]) if new_at >= 0 else before.view.ids([position_then])
        moves.append(_Move(id_, position_then, position_now, _state(was, old_at), _state(is_, new_at)))
    yield from sorted(moves)


def _differing(old: Keys, was: States, new: Keys, is_: States) -> list[tuple[int, int]]:
    """Where (index or -1) keys of either column are whose states differ, in the order of the keys."""
    every = np.unique(np.concatenate((old, new)))
    places = [np.full(len(every), -1, np.intp), np.full(len(every), -1, np.intp)]
    codes = [np.zeros(len(every), np.int8), np.zeros(len(every), np.int8)]
    for place, code, keys, states in zip(places, codes, (old, new), (was, is_), strict=True):
        at = every.searchsorted(keys)
        place[at], code[at] = np.arange(len(keys)), states
    differ = np.flatnonzero(codes[0] != codes[1])
    return list(zip(places[0][differ].tolist(), places[1][differ].tolist(), strict=True))


def _position(positions: Positions, at: int) -> int:
    return int(positions[at]) if at >= 0 else -1


def _state(states: States, at: int) -> State:
    return STATES[states[at]] if at >= 0 else "out"


def _states(found: Found) -> tuple[Positions, States]:
    """Every focus, and its state as an index of STATES."""
    parts: Sequence[np.ndarray] = (found.covered, found.missing, found.waived)
    positions = np.concatenate(parts)
    return positions, np.repeat(np.arange(1, 4, dtype=np.int8), [len(part) for part in parts])
