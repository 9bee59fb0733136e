"""Characters as numbers: folded like names, with the syllables that each may be read as."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from orgraph.checked import Checked, whole
from orgraph.names import fold
from orgraph.pinyin import reading, syllables

Codes = npt.NDArray[np.uint16]
BMP = 1 << 16
GONE = BMP - 1  # of a character that folding leaves out: no character
READINGS = 3  # of one character, at most
_HIGH, _ROOM = 0xE000, 0x1900  # characters outside the first plane share the private ones within it
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = set("aeiouv")  # v: ü; sighs like hm are no syllables of names
_DIGITS = "0123456789"
END, OTHER = 0, 1 + len(_LETTERS) + len(_DIGITS)  # classes: the end of a name; what is neither letter nor digit
DIGIT = frozenset(range(1 + len(_LETTERS), OTHER))
CLASSES = 64  # more than there are classes: a power of two


class _Readings(Checked):
    """readings.toml."""

    several: str


@cache
def spoken() -> dict[str, int]:
    """Every syllable, and every single letter (which Latin letters in names are read as), with its rank."""
    found = {syllable for code in reading() if code < BMP for syllable in syllables(chr(code)) if syllable.isalpha()}
    plain = {text for text in found if text.isascii() and _VOWELS & set(text)}
    return {text: rank for rank, text in enumerate(sorted(plain | set(_LETTERS)), 1)}


@cache
def readings_of() -> Codes:
    """Three rows: by character code the ranks of its readings, the usual one first; where it has fewer, that again."""
    several = set(whole("orgraph.typed", "readings.toml", _Readings).several)
    table = np.zeros((READINGS, BMP), np.uint16)
    for code in reading():
        if code < BMP:
            ranks = [spoken()[text] for text in syllables(chr(code)) if text in spoken()]
            if ranks:
                ranks = ranks[:READINGS] if chr(code) in several else ranks[:1]
                table[:, code] = [*ranks, *ranks[:1] * (READINGS - len(ranks))]
    for letter in _LETTERS:
        table[:, ord(letter)] = spoken()[letter]
    return table


@cache
def classes_of() -> npt.NDArray[np.uint8]:
    """Three rows: by character code the class of the letter that each of its readings begins with, or of its digit."""
    first = np.full(max(spoken().values()) + 1, OTHER, np.uint8)
    for text, rank in spoken().items():
        first[rank] = 1 + _LETTERS.index(text[0])
    table = first[readings_of()]
    for digit in _DIGITS:
        table[:, ord(digit)] = 1 + len(_LETTERS) + int(digit)
    table[:, 0] = END
    return table


@cache
def _folding() -> Codes:
    """By character code the code of the folded character, GONE where folding leaves it out."""
    table = np.arange(BMP, dtype=np.uint16)
    for code in range(1, BMP - 1):
        text = "" if 0xD800 <= code < 0xE000 else fold(chr(code))
        if len(text) == 1 and ord(text) < BMP:
            table[code] = ord(text)
        elif not text:
            table[code] = GONE
    return table


def folded(text: str) -> Codes:
    """The characters of a text, each folded by itself; those that folding leaves out are GONE."""
    wide = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _folding()[np.where(wide < BMP, wide, _HIGH + wide % _ROOM)]
