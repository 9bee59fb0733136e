"""A typed text → the ways to read it, each a token a character of the name that is meant."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import NamedTuple

from orgraph.names import fold
from orgraph.typed.letters import GONE, classes_of, folded, spoken

LONGEST = 24  # characters of a typed text that are read
MOST = 8  # ways to read it that are tried
INITIALS = ("zh", "ch", "sh")  # those of two letters
NO_INITIAL = "iuv"  # no syllable begins with these, so alone they are Latin letters


class Token(NamedTuple):
    """One character: this one (`char`), or (char 0) one whose reading ranks from `lo` up to `hi`."""

    char: int
    lo: int
    hi: int
    letter: int

    @property
    def pinyin(self) -> bool:
        """Whether it is letters."""
        return not self.char


@cache
def _begun() -> dict[str, tuple[int, int]]:
    """What syllables begin with → the ranks of those that do; they stand side by side."""
    found: dict[str, tuple[int, int]] = {}
    for text, rank in spoken().items():
        if text in NO_INITIAL:
            continue
        for length in range(1, len(text) + 1):
            lo, _ = found.get(text[:length], (rank, rank))
            found[text[:length]] = lo, rank + 1
    return found


def parsed(text: str) -> list[tuple[Token, ...]]:
    """The ways to read a text: those in which each syllable is whole, or an initial, but for the last; else all.

    >>> [len(way) for way in parsed("xian")][:3], [len(way) for way in parsed("南j街道")]
    ([1, 2, 2], [4])
    """
    ways: list[tuple[tuple[Token, ...], int]] = [((), 0)]
    for letters, run in groupby(fold(text)[:LONGEST], key=lambda c: c.isascii() and c.isalpha()):
        part = "".join(run)
        options = (letters and _syllables(part)) or [(_characters(part), 0)]
        ways = [(way + more, odd + odder) for way, odd in ways for more, odder in options][:MOST * MOST]
    ways = sorted(((way, odd) for way, odd in ways if way), key=lambda one: (one[1], len(one[0])))
    even = [way for way, odd in ways if not odd]
    return (even or [way for way, _ in ways])[:MOST]


def _characters(text: str) -> tuple[Token, ...]:
    return tuple(Token(code, 0, 0, int(classes_of()[0, code])) for code in folded(text).tolist() if code != GONE)


def _syllables(text: str) -> list[tuple[tuple[Token, ...], int]]:
    """Letters cut into beginnings of syllables, and how many in the midst are neither whole nor an initial; of Latin
    letters that are no pinyin, none."""
    begun, whole = _begun(), spoken()
    ends: list[list[tuple[tuple[str, ...], int]]] = [[] for _ in range(len(text) + 1)]
    ends[0] = [((), 0)]
    for at in range(len(text)):
        ways = sorted(ends[at], key=lambda one: (one[1], len(one[0])))[:MOST * 2]
        for length in range(min(6, len(text) - at), 0, -1):
            part = text[at:at + length]
            if part in begun:
                odd = 0 if part in whole or at + length == len(text) or part in INITIALS else 1
                ends[at + length] += [((*way, part), before + odd) for way, before in ways]
    return [(tuple(Token(0, *begun[part], int(classes_of()[0, ord(part[0])])) for part in way), odd)
            for way, odd in sorted(ends[-1], key=lambda one: (one[1], len(one[0])))[:MOST]]
