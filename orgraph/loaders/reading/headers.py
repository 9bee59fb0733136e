"""Where a table's header is: the row (or rows) that name its columns, and how their texts are compared.

Above the header stand titles and lines such as 单位：…; a header may have two or three rows, in which groups (书记)
stand over columns (姓名, 电话). A column's text is then its lowest one, with the group before it where that alone
says nothing: `书记 电话`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

from orgraph.loaders.reading.table import Table
from orgraph.names import normalise
from orgraph.vocabulary import vocabulary

_SEARCHED = 20
_DEEPEST = 3
_LONGEST_GROUP = 16
_BRACKETED = re.compile(r"\([^()]*\)")
_LAST_MARKS = "*:：、。#-"
_FIRST_MARKS = "*#"
_NUMBER = re.compile(r"[\d.,%年月日/:-]+")

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: the text over each column, the last row it stands on, and the titles above it.

    first: its first row, another than `row` if it has several. known: how many of its texts were looked for.
    """

    row: int
    texts: Texts
    titles: Texts
    first: int
    known: int


@cache
def known_headers() -> frozenset[str]:
    """The keys of all headers in sheets.toml, of whatever kind of sheet."""
    return frozenset(header_key(alias) for sheet in vocabulary().sheets.values() for column in sheet.column
                     for alias in column.headers)


def header_key(text: str) -> str:
    """A header for comparison: normalised, without what is in brackets and without marks such as * and ：."""
    return _BRACKETED.sub("", normalise(text)).rstrip(_LAST_MARKS).lstrip(_FIRST_MARKS)


def line(cells: Sequence[object]) -> Texts:
    """A row as texts, without spaces around them and with line breaks as spaces."""
    return tuple("" if cell is None else " ".join(str(cell).split()) for cell in cells)


def find_header(table: Table, known: Collection[str]) -> Header | None:
    """The rows, among the first 20, with most texts whose keys are `known`. None if the table has no cell at all.

    If no text is known, it is the first of the rows with most texts.
    """
    top = [(number, line(cells)) for number, cells in islice(table.rows(), _SEARCHED + _DEEPEST)]
    rows = [texts for _, texts in top]
    if not any(map(any, rows[:_SEARCHED])):
        return None
    width = max(map(len, rows))
    rows = [texts + ("",) * (width - len(texts)) for texts in rows]
    best = max(range(min(len(rows), _SEARCHED)), key=lambda at: (_count(rows[at], known), _texts(rows[at], known)))
    first = last = best
    while last - first + 1 < _DEEPEST and first and _is_group(rows[first - 1], rows[first]):
        first -= 1
    while last - first + 1 < _DEEPEST and last + 1 < len(rows) and _is_group(rows[last], rows[last + 1]):
        last += 1
    texts = _joined(rows[first:last + 1], known)
    texts = texts[:max((at + 1 for at, text in enumerate(texts) if text), default=0)]
    texts += ("",) * (len(top[best][1]) - len(texts))
    if last + 1 < len(rows) and _is_numbering(rows[last + 1]):
        last += 1
    titles = tuple(text for row in rows[:first] for text in row if text)
    return Header(top[last][0], texts, titles, top[first][0], _count(texts, known))


def _count(texts: Texts, known: Collection[str]) -> int:
    return len({key for text in texts if text and (key := header_key(text)) in known})


def _texts(texts: Texts, known: Collection[str]) -> int:
    """How much a row without known texts looks like a header: so many texts that are no numbers."""
    return 0 if _count(texts, known) else sum(bool(text) and not _NUMBER.fullmatch(text) for text in texts)


def _is_group(upper: Texts, lower: Texts) -> bool:
    """Whether `upper` holds groups over the columns that `lower` names.

    So each text below stands under a group that is wider than one column; other columns say nothing below, or the same
    (merged down). A title over the whole table is alone in its row, and a line such as 单位：… has a colon.
    """
    named = [text for text in upper if text]
    if len(named) < 2 or any("：" in text or ":" in text or len(text) > _LONGEST_GROUP for text in named):
        return False
    if not any(lower) or any(_NUMBER.fullmatch(text) for text in (*named, *lower) if text):
        return False
    groups = _spread(upper, lower)
    wide = {group for group, count in Counter(group for _, group in groups).items() if count > 1}
    under = False
    for at, text in enumerate(lower):
        if not text or text == upper[at]:
            continue
        if groups[at][1] not in wide:
            return False
        under = True
    return under


def _spread(upper: Texts, lower: Texts) -> list[tuple[str, int]]:
    """For each column the text of its group and where it begins (-1: none): a merged cell holds it in its first."""
    spread: list[tuple[str, int]] = []
    group, begin = "", -1
    for at, text in enumerate(upper):
        if text:
            group, begin = text, at
        elif begin >= 0 and not lower[begin]:
            group, begin = "", -1  # the one to the left is merged down and not across
        spread.append((group, begin))
    return spread


def _joined(rows: Sequence[Texts], known: Collection[str]) -> Texts:
    """One text a column: the lowest, after its groups if it repeats or is known only with them."""
    texts = list(rows[0])
    groups: list[list[str]] = [[] for _ in texts]
    for upper, lower in pairwise(rows):
        for at, ((group, _), text) in enumerate(zip(_spread(upper, lower), lower, strict=True)):
            if group and group != text:
                groups[at].append(group)
            texts[at] = text or texts[at]
    repeated = Counter(header_key(text) for text in texts if text)
    joined: list[str] = []
    for above, text in zip(groups, texts, strict=True):
        full = " ".join((*(group for group in above if group != text), text))
        needed = text and (repeated[header_key(text)] > 1
                           or (header_key(text) not in known and header_key(full) in known))
        joined.append(full if needed else text)
    return tuple(joined)


def _is_numbering(texts: Texts) -> bool:
    """Whether a row only counts the columns: 1, 2, 3 …"""
    filled = [text.removesuffix(".0") for text in texts if text]
    return len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]
