"""Where a value stands in an object of another program: `a.b`, `a[]`, `a[].b`, `a[0].b`, `a[scheme=code].b`.

`a[]` is the list of all values, `a[].b` a list of objects with one value each, `a[0]` the first of a list, and
`a[key=word]` the first object of a list whose key has that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from orgraph.errors import DataError

_STEP = re.compile(r"(?P<key>[^.\[\]=]+)(?P<list>\[(?:(?P<first>0)|(?P<name>[^=\[\]]+)=(?P<word>[^\[\]]+))?\])?")
Scalar = str | int | float | bool


class Step(NamedTuple):
    """One step of a path; of a list: "all", "first" or the key and word of the one that is meant."""

    key: str
    each: bool = False
    first: bool = False
    having: tuple[str, str] | None = None


@cache
def steps(path: str) -> tuple[Step, ...]:
    """The steps of a path. Raises DataError for what is none."""
    found = []
    for part in re.split(r"\.(?![^\[]*\])", path):
        match = _STEP.fullmatch(part)
        if match is None:
            raise DataError(f"no path: {path}")
        having = (match["name"], match["word"]) if match["name"] else None
        found.append(Step(match["key"], bool(match["list"]) and not match["first"] and having is None,
                          bool(match["first"]), having))
    return tuple(found)


def several(path: str) -> bool:
    """Whether more than one value may stand at a path."""
    return any(step.each for step in steps(path))


def put(target: dict[str, Any], path: str, values: Iterable[Scalar]) -> None:
    """Put values at a path; where only one may stand the first, or what stands there already."""
    _put(target, steps(path), list(values))


def _put(target: dict[str, Any], line: tuple[Step, ...], values: list[Scalar]) -> None:
    step, rest = line[0], line[1:]
    if not values:
        return
    if step.each:
        into = target.setdefault(step.key, [])
        for value in values:
            if rest:
                made: dict[str, Any] = {}
                into.append(made)
                _put(made, rest, [value])
            elif value not in into:
                into.append(value)
    elif step.first or step.having:
        into = target.setdefault(step.key, [])
        found = next((one for one in into if step.having is None or one.get(step.having[0]) == step.having[1]), None)
        if found is None:
            into.append(found := dict([step.having] if step.having else []))
        _put(found, rest, values)
    elif rest:
        _put(target.setdefault(step.key, {}), rest, values)
    else:
        target.setdefault(step.key, values[0])


def get(source: Any, path: str) -> list[Scalar]:
    """All values at a path, in order; nothing where the object is of another shape."""
    return list(_get(source, steps(path)))


def _get(source: Any, line: tuple[Step, ...]) -> Iterator[Scalar]:
    if not line:
        if isinstance(source, list):
            yield from (one for one in source if isinstance(one, Scalar) and one != "")
        elif isinstance(source, Scalar) and source != "":
            yield source
        return
    step, rest = line[0], line[1:]
    found = source.get(step.key) if isinstance(source, dict) else None
    if not (step.each or step.first or step.having):
        yield from _get(found, rest)
        return
    among = found if isinstance(found, list) else [] if found is None else [found]
    if step.having:
        among = [one for one in among if isinstance(one, dict) and one.get(step.having[0]) == step.having[1]][:1]
    for one in among[:1] if step.first else among:
        yield from _get(one, rest)


def holds(source: dict[str, Any], path: str) -> bool:
    """Whether the object that the last step of a path is a key of is there."""
    at: Any = source
    for step in steps(path)[:-1]:
        at = at.get(step.key)
        at = at[0] if isinstance(at, list) and at else at
        if not isinstance(at, dict):
            return False
    return True
