"""What a loader refuses to read: rosters of ordinary members or residents, and columns of sensitive personal data.

Ordinary members and residents are counts, never records (design §2). The whole file is refused, and no value of it
is shown, so that a roster cannot get in by way of an error list either. A column says what it is by its header, and
identity numbers by themselves, whatever stands above them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Sequence
from functools import cache

from orgraph.checked import Checked, whole
from orgraph.loaders.reading.cells import Cell, CellError, credit_code
from orgraph.loaders.reading.headers import Header, find_header, known_headers
from orgraph.loaders.reading.table import Table
from orgraph.names import normalise

# GB 11643: area, birthday, serial number, check character; before 1999 without century and check character.
_IDENTITY = re.compile(r"(?<![\dA-Za-z])([1-8]\d{5})[ -]?((?:1[89]|20)\d{6})[ -]?(\d{3}[\dXx])(?![\dA-Za-z])")
_OLD = re.compile(r"(?<![\dA-Za-z])[1-8]\d{5}([1-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))\d{3}(?![\dA-Za-z])")
_DIGITS = bytes(0x30 if chr(byte).isascii() and chr(byte).isdigit() else byte for byte in range(256))
_WIDE = re.compile(rb"\xef\xbc[\x90-\x99](?:\xef\xbc[\x90-\x99]){5}")  # begins with letters: found fast
_CUT = re.compile(rb"[1-8]\.\d{5,}[eE]\+?1[47]")
_SHORTEST = 15


class _Words(Checked):
    sensitive: tuple[str, ...]
    roster: tuple[str, ...]
    titles: tuple[str, ...]
    names: frozenset[str]
    posts: tuple[str, ...]
    codes: tuple[str, ...]
    ordinary: frozenset[str]


@cache
def _words() -> _Words:
    return whole("orgraph.loaders.reading", "privacy.toml", _Words)


def refusal(title: str, headers: Sequence[str]) -> tuple[str, str] | None:
    """(header, why) if a table with this title and header row must not be read."""
    words = _words()
    folded = [normalise(header) for header in headers]
    named = any(header in words.names for header in folded)
    for header, key in zip(headers, folded, strict=True):
        if _has(key, words.sensitive):
            return header, f"“{header}”一列"
        if named and _has(key, words.roster):
            return header, f"有“{header}”一列的名册"
    if named and _has(normalise(title), words.titles) and not any(_has(key, words.posts) for key in folded):
        return "", "普通党员或居民的名册"
    return None


def sensitive(name: str) -> bool:
    """Whether a header or property of this name holds personal data that is not read anywhere."""
    return _has(normalise(name), (*_words().sensitive, *_words().roster))


def ordinary(role: str) -> bool:
    """Whether a role is no office: who has it is an ordinary member or resident, who is counted and never recorded."""
    return normalise(role) in _words().ordinary


def suspect(piece: bytes) -> bool:
    """Whether a piece of UTF-8 text or XML may hold an identity number; a quick look before the cells are read."""
    if b"0" * _SHORTEST in piece.translate(_DIGITS, b" -"):
        text = piece.decode("utf-8", "replace")
        if _IDENTITY.search(text) or _OLD.search(text):
            return True
    return (b"+1" in piece and _CUT.search(piece) is not None) or _WIDE.search(piece) is not None


def identity_number(cell: Cell, *, code: bool = False) -> bool:
    """Whether an identity number stands in the cell, alone or within a text.

    One has a birthday and the right check character. `code`: the column is one of codes, where the code of an
    organisation or a long number of an area may look like one.
    """
    if isinstance(cell, float) and 1e14 <= cell < 1e18:  # a spreadsheet keeps 15 digits, so no check character
        digits = str(int(cell))
        long = len(digits) == 18 and digits[0] in "12345678" and _day(digits[6:14])
        return not code and (long or bool(_OLD.fullmatch(digits)))
    text = str(cell) if isinstance(cell, int) else cell
    if not isinstance(text, str) or len(text) < _SHORTEST:
        return False
    for match in _IDENTITY.finditer(text):
        number = "".join(match.groups()).upper()
        if _day(match[2]) and _checked(number) and not (code and _credit(text)):
            return True
    return not code and any(_day(f"19{match[1]}") for match in _OLD.finditer(text))


def private_value(table: Table) -> tuple[int, str] | None:
    """(row, header of the column) of the first identity number in a table; the header is empty if none is known."""
    header: Header | None = None
    for number, cells in table.rows():
        for at, cell in enumerate(cells):
            if not identity_number(cell):
                continue
            header = header or find_header(table, known_headers())
            below = header is not None and header.known and header.row < number and at < len(header.texts)
            name = header.texts[at] if header and below else ""
            if not _has(name, _words().codes) or identity_number(cell, code=True):
                return number, name
    return None


def _day(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return dt.date(1880, 1, 1) <= dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) <= dt.date.max.replace(2100)
    return False


def _checked(number: str) -> bool:
    """Whether the last of 18 characters is the check character (ISO 7064 MOD 11-2) of the others."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return number[17] == "10X98765432"[total % 11]


def _credit(text: str) -> bool:
    with contextlib.suppress(CellError):
        return len(credit_code(text) or "") == 18
    return False


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
