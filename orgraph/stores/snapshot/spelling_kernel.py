"""The inner loop of finding what people type, compiled: places where its characters stand, and the best nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from orgraph.stores.snapshot.spelling_codes import EXACT, HOW, INSIDE, LENGTH, NEAR, NONE, RANK, START, UNSOUGHT

P = ParamSpec("P")
R = TypeVar("R")
Ints = NDArray[np.int32]
Keys = NDArray[np.int64]
Shorts = NDArray[np.uint16]
Bytes = NDArray[np.uint8]
Bits = NDArray[np.uint64]
Kinds = NDArray[np.int16]

LONG = 4095  # characters: longer texts are taken to be as long


class Names(NamedTuple):
    """Columns of names, see `spelling_columns`."""

    chars: Shorts
    at: Ints
    node: Ints
    rank: Bytes
    letters: Bits


class Nodes(NamedTuple):
    """What is asked of a node. where: the position of each node of the names, -1 if it is not sought; kind, begin, end:
    columns by position; rank: by kind; scope, near: rows of [lo, hi) of positions that may be told, and of the areas
    around the caller."""

    where: Ints
    kind: Kinds
    rank: Bytes
    begin: Ints
    end: Ints
    day: int
    scope: Ints
    near: Ints


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`numba.njit`, cached on disk and without the GIL; keeps the type for mypy."""
    return cast("Callable[P, R]", njit(cache=True, nogil=True)(function))


@compiled
def _fits(code: int, char: int, lo: int, hi: int, readings: Shorts) -> bool:
    if char:
        return code == char
    return bool(lo <= readings[code, 0] < hi or lo <= readings[code, 1] < hi or lo <= readings[code, 2] < hi)


@compiled
def _text_of(begins: Ints, place: int, text: int) -> int:
    """The text in which a place is; `text`: the one of an earlier place. Places ascend, so it is mostly near."""
    step, last = 1, len(begins) - 2
    while text + step <= last and begins[text + step] <= place:
        text += step
        step *= 2
    while step:
        if text + step <= last and begins[text + step] <= place:
            text += step
        step //= 2
    return text


@compiled
def best(numbers: Ints, how: int, close: int, tokens: Ints, letters: int, readings: Shorts, names: Names, nodes: Nodes,
         keys: Keys) -> None:
    """Put the best nodes of a list into `keys` (ascending, NONE where there is none yet), each with its best text.

    numbers: texts (START, SPREAD) or places (INSIDE). tokens: rows of char, lo, hi. close: how many of them must stand
    side by side; the others may stand anywhere behind (SPREAD). letters: bits of their classes.
    """
    count, last = len(tokens), len(keys) - 1
    chars, begins, ranks, bits = names.chars, names.at, names.rank, names.letters
    where, kind, rank, begin, end, day, scope, near = nodes
    text = 0
    for number in numbers:
        text = _text_of(begins, number, text) if how == INSIDE else number
        place = number if how == INSIDE else begins[text]
        length = begins[text + 1] - begins[text] - 1
        # Without a look at its characters: the best that this text can come to, positions ascending within a rank.
        bound = np.int64(how) << HOW | np.int64(ranks[text]) << RANK | np.int64(min(length, LONG)) << LENGTH
        if keys[last] >> LENGTH <= bound >> LENGTH and (how == INSIDE or length != count):
            continue
        if letters & ~bits[text]:
            continue
        matched = 0
        while matched < close and _fits(chars[place + matched], tokens[matched, 0], tokens[matched, 1],
                                        tokens[matched, 2], readings):
            matched += 1
        if matched < close:
            continue
        if matched < count:
            at = place + matched
            while chars[at] and matched < count:
                if _fits(chars[at], tokens[matched, 0], tokens[matched, 1], tokens[matched, 2], readings):
                    matched += 1
                at += 1
            if matched < count:
                continue
        position = where[names.node[text]]
        if position < 0 or rank[kind[position]] == UNSOUGHT or not begin[position] <= day < end[position]:
            continue
        if len(scope):
            inside = False
            for row in range(len(scope)):
                inside = inside or scope[row, 0] <= position < scope[row, 1]
            if not inside:
                continue
        far = 0
        for row in range(len(near)):
            far += not near[row, 0] <= position < near[row, 1]
        this = EXACT if how == START and length == count else how
        key = (np.int64(this) << HOW | np.int64(far) << NEAR | np.int64(rank[kind[position]]) << RANK
               | np.int64(min(length, LONG)) << LENGTH | np.int64(position))
        if key >= keys[last]:
            continue
        # A node that is in already stays with the better of its two texts.
        free = last
        for at in range(len(keys)):
            if keys[at] == NONE:
                free = at
                break
            if keys[at] & 0xFFFFFFFF == position:
                free = at
                break
        if keys[free] <= key:
            continue
        while free > 0 and keys[free - 1] > key:
            keys[free] = keys[free - 1]
            free -= 1
        keys[free] = key
