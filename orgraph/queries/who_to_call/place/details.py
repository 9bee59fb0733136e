"""What a text says behind or beside a place: numbers of houses, filler, and names that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orgraph.names import fold
from orgraph.queries.who_to_call.place.mentions import Mention
from orgraph.queries.who_to_call.place.tokens import Tokens
from orgraph.queries.who_to_call.place.words import words
from orgraph.queries.who_to_call.text.sounds import FIRST, LAST
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

_BREAK = re.compile(rf"[^\w{FIRST}-{LAST}]+")
_UNBROKEN = re.compile(rf"[\w{FIRST}-{LAST}]+")
_NUMBER = r"[\d零一二三四五六七八九十百]+"
_ROAD = re.compile(rf"([\u4e00-\u9fff]{{1,8}}?(?:大街|大道|路|街|巷|道|胡同|弄))(?={_NUMBER}(?:号|弄|支|-))")
_HOUSE = re.compile(
    r"[a-z\d零一二三四五六七八九十百]+(?:号楼|号院|号|弄|栋|幢|座|楼|单元|层|室|户|组|队|支路|支弄|-)(?![村屯营沟街])|\d+$")
_BUILDING = re.compile(rf"^({_NUMBER})(号楼|号|栋|幢|座|楼)")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_TAIL = 5  # characters that may be the rest of a name
_LONGEST = 12  # characters behind a place that may say which part of it is meant


def left(text: Tokens, used: Sequence[Mention]) -> list[tuple[int, int]]:
    """Runs of tokens [start, end) that no name explains, cut at punctuation and at filler."""
    rest = text.spelt
    for mention in used:
        rest = f"{rest[:mention.start]}{' ' * (mention.end - mention.start)}{rest[mention.end:]}"
    return [run for met in _UNBROKEN.finditer(rest) for run in _cut(text, met.start(), met.end())]


def free(text: Tokens, numbered: Sequence[bool]) -> list[bool]:
    """Of each token whether it may belong to a name: no mark or filler does, nor what is `numbered` (see `houses`)."""
    found = [not (_BREAK.match(c) or c in words().edges or house)
             for c, house in zip(text.spelt, numbered, strict=True)]
    for met in words().filler.finditer(text.spelt):
        found[met.start():met.end()] = [False] * (met.end() - met.start())
    return found


def names_on(text: Tokens) -> list[bool]:
    """Of each token whether a name seems to end within the next few."""
    near = {at for met in words().place_end.finditer(text.spelt) for at in range(met.end() - _TAIL, met.end() - 1)}
    return [at in near for at in range(len(text.spelt))]


def houses(text: Tokens) -> list[bool]:
    """Of each token whether it is part of a road with a number, or of a house number."""
    found = [False] * len(text.spelt)
    for pattern in (_ROAD, _HOUSE):
        for met in pattern.finditer(text.spelt):
            found[met.start():met.end()] = [True] * (met.end() - met.start())
    return found


def _cut(text: Tokens, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The run cut at filler."""
    done = start
    for met in words().filler.finditer(text.spelt, start, end):
        if met.start() > done:
            yield done, met.start()
        done = met.end()
    if done < end:
        yield done, end


def unknown(text: Tokens, runs: Sequence[tuple[int, int]], *, deep: bool, given: bool, after: set[int]) -> list[str]:
    """What of the runs must be a name of a place that is not known.

    deep: a community or smaller is known, of which house numbers and roads need not be. given: the text is nothing but
    a place. after: where known names end: in running text only what stands there, and ends as a name does, is one.
    """
    found = []
    for start, end in runs:
        said = text.said(start, end)
        rest = _HOUSE.sub("", _ROAD.sub("", said) if deep else said)
        if given and not deep:
            if rest.strip(words().edges) or _ROAD.search(said):
                found.append(said)
        elif deep:
            continue
        elif start in after and (met := words().place_end.search(rest[:8], 1)) and not (
                words().general.match(rest) or (met.start() == 1 and rest[0] in words().edges)):
            found.append(rest[:met.end()])
    return found


def roads(said: str) -> list[str]:
    """Roads that a text names with a number."""
    return [met.group(1) for met in _ROAD.finditer(said)]


def part_of(view: View, place: int, own: Mention, text: Tokens, day: int) -> int:
    """The grid, building or the like inside a place that the text behind its name says, or -1.

    Smaller areas are named after the one that they lie in (某社区第一网格, 某小区2号楼) or by number (2号楼).
    """
    behind = text.said(own.end, min(len(text.spelt), own.end + _LONGEST))
    if not behind or _BREAK.match(behind):
        return -1
    name = fold(view.name(place))
    heads = dict.fromkeys((name, *(stem for stem, _ in words().stems(name)), ""))
    tails = [behind[:end] for end in range(len(behind), 1, -1)]
    for tail in list(tails):
        if met := _BUILDING.match(tail):
            number = met.group(1).translate(_DIGITS)
            tails += [number + word for word in ("号楼", "栋", "幢", "座", "楼")]
    asked = [head + tail for tail in dict.fromkeys(tails) for head in heads]
    lo, hi = view.inside(place)
    for found in view.named(asked):
        inner = [p for p in found if lo < p < hi and view.alive(p, day) and vocabulary().root(view.kind(p)) == "Area"]
        if len(inner) == 1:
            return inner[0]
    return -1
