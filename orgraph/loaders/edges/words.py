"""What the columns of edge lists and node lists are called: words.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from orgraph.checked import Checked, whole
from orgraph.loaders.reading.headers import header_key
from orgraph.names import normalise

Pairs = tuple[tuple[str, str], ...]
_MARKS = re.compile(r"[()\[\]{}<>_*#:：、。.\-]")


class NodeWords(Checked):
    """Headers of a node list."""

    id: tuple[str, ...]
    name: tuple[str, ...]
    kind: tuple[str, ...]
    area: tuple[str, ...]


class EdgeWords(Checked):
    """The whole file."""

    pairs: Pairs
    endings: Pairs
    beginnings: Pairs
    weight: tuple[str, ...]
    amounts: tuple[str, ...]
    nodes: NodeWords


@cache
def words() -> EdgeWords:
    """The words, read once."""
    return whole("orgraph.loaders.edges", "words.toml", EdgeWords)


@cache
def known() -> frozenset[str]:
    """The keys of all headers of edge lists, by which the header row is found."""
    found = words()
    return frozenset(header_key(text) for text in (*(end for pair in found.pairs for end in pair), *found.weight,
                                                  *found.amounts))


def key(text: str) -> str:
    """A header for comparison, with what stands in brackets but without any mark: 单位（A） is 单位a."""
    return _MARKS.sub("", normalise(text))


def ends(texts: Sequence[str]) -> tuple[int, int, bool] | None:
    """The columns that hold the two ends, by their headers, and whether as a known pair.

    A pair that is not known differs in its ends alone, as 单位一 and 单位二, which may be two columns of a matrix. None
    where there is no pair.
    """
    at = {key(text): column for column, text in reversed(list(enumerate(texts))) if text}
    for one, other in words().pairs:
        if one in at and other in at:
            return at[one], at[other], True
    for last in words().endings:
        for header, column in at.items():
            if header.endswith(last[0]) and (other := header[:-len(last[0])] + last[1]) in at and len(header) > 1:
                return column, at[other], False
    for first in words().beginnings:
        for header, column in at.items():
            if header.startswith(first[0]) and (other := first[1] + header[len(first[0]):]) in at:
                return column, at[other], False
    return None


def named(texts: Sequence[str], names: Sequence[str]) -> list[int]:
    """The columns whose headers are among `names`, in the order of these."""
    at = {key(text): column for column, text in reversed(list(enumerate(texts))) if text}
    return [at[name] for name in names if name in at]
