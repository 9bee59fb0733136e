"""A text as characters and sounds: one token a character, or a syllable of pinyin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import islice, product
from types import MappingProxyType
from typing import NamedTuple

from orgraph.names import fold
from orgraph.queries.who_to_call.text.sounds import mark, sounds, syllables

_LATIN = re.compile(r"[a-zü]{2,}")
_LONGEST_SYLLABLE = 6  # zhuang
_WAYS = 4  # ways of cutting a text into syllables that are tried: xian is 西安 or 县
_HAN = range(0x4E00, 0x9FA6)


class Tokens(NamedTuple):
    """`spelt` and `heard` are as long as each other; `at[i]` is where token i begins in `text`, and one more.

    In `spelt` a syllable stands for itself, which no name holds; `syllables` tells it, at its token. `latin` are runs
    of letters that may be initials.
    """

    text: str
    spelt: str
    heard: str
    at: tuple[int, ...]
    latin: tuple[tuple[int, int], ...] = ()
    syllables: Mapping[int, str] = MappingProxyType({})

    def said(self, start: int, end: int) -> str:
        """The text of tokens start to end."""
        return self.text[self.at[start]:self.at[end]]


@cache
def _known() -> frozenset[str]:
    """All syllables of pinyin: the first readings of the common characters."""
    return frozenset(first for code in _HAN for first in syllables(chr(code))[:1] if len(first) > 1 or first in "aeo")


def spelled(letters: str) -> list[list[str]]:
    """The ways in which letters are syllables of pinyin, those of fewest first; none if they are not pinyin.

    >>> spelled("xian")
    [['xian'], ['xi', 'an']]
    """
    letters = letters.replace("ü", "v")
    ways: list[list[list[str]]] = [[[]]]
    for end in range(1, len(letters) + 1):
        found = [[*before, letters[start:end]] for start in range(max(0, end - _LONGEST_SYLLABLE), end)
                 if letters[start:end] in _known() for before in ways[start]]
        ways.append(sorted(found, key=len)[:_WAYS])
    return ways[-1]


def tokens(text: str) -> list[Tokens]:
    """The ways to read a text, the likeliest first; one for a text without pinyin."""
    flat = fold(text)
    runs = [(m.start(), m.end(), spelled(m.group())) for m in _LATIN.finditer(flat)]
    if not runs:
        return [Tokens(flat, flat, sounds(flat), tuple(range(len(flat) + 1)))]
    choices = [ways or [list(flat[start:end])] for start, end, ways in runs]
    return [_read(flat, runs, list(chosen)) for chosen in islice(product(*choices), _WAYS)]


def _read(flat: str, runs: list[tuple[int, int, list[list[str]]]], chosen: list[list[str]]) -> Tokens:
    spelt: list[str] = []
    heard: list[str] = []
    at: list[int] = []
    latin: list[tuple[int, int]] = []
    said: dict[int, str] = {}
    done = 0
    for (start, end, ways), pieces in zip(runs, chosen, strict=True):
        spelt += flat[done:start]
        heard += sounds(flat[done:start])
        at += range(done, start)
        first = len(spelt)
        for piece in pieces:
            at.append(start)
            start += len(piece)
            sign = mark(piece) if ways else piece
            if ways:
                said[len(spelt)] = piece
            spelt.append(sign)
            heard.append(sign)
        if not ways or len(ways[0]) < 2:
            latin.append((first, len(spelt)))
        done = end
    spelt += flat[done:]
    heard += sounds(flat[done:])
    at += range(done, len(flat) + 1)
    return Tokens(flat, "".join(spelt), "".join(heard), tuple(at), tuple(latin), said)
