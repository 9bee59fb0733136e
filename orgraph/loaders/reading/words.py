"""The words of words.toml: what stands for nothing, yes, no and an open end, and which lines are not data."""

from __future__ import annotations

from functools import cache

from orgraph.checked import Checked, whole


class CellWords(Checked):
    """Words in cells; see words.toml."""

    blank: frozenset[str]
    nothing: frozenset[str]
    open: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    units: tuple[str, ...]
    about: tuple[str, ...]
    roughly: tuple[str, ...]


class LineWords(Checked):
    """Words that a line begins or ends with which is not data; see words.toml."""

    totals: tuple[str, ...]
    remarks: tuple[str, ...]


class Words(Checked):
    """The whole file."""

    cells: CellWords
    lines: LineWords


@cache
def words() -> Words:
    """The words, read once."""
    return whole("orgraph.loaders.reading", "words.toml", Words)
