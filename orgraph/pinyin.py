"""How Chinese characters are read."""

from __future__ import annotations

import os
import unicodedata
from functools import cache


@cache
def reading() -> dict[int, str]:
    """Code point → readings with tones, commas between them, the usual one first."""
    # The phrase table is three quarters of the library's start-up, and single characters do not need it.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


@cache
def toneless(reading: str) -> str:
    """A reading without its tone, ü as v.

    >>> toneless("lǜ")
    'lv'
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", reading) if c == "\u0308" or not unicodedata.combining(c))
    return bare.replace("u\u0308", "v")


def syllables(character: str) -> tuple[str, ...]:
    """Every reading of a Chinese character without tones, the usual one first; of any other character none.

    >>> syllables("厦")
    ('sha', 'xia')
    """
    readings = reading().get(ord(character), "")
    return tuple(dict.fromkeys(map(toneless, readings.split(",")))) if readings else ()
