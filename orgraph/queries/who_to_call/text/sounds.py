"""Text as sounds: one private character a syllable, so that a wrong character of the same sound still matches.

Tones are dropped and the sounds that dialects and hasty typing mix up (zh/z, ch/c, sh/s, -ng/-n, l-/n-) are one.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache
from zlib import crc32

_MIXED = (
    (re.compile(r"^(z|c|s)h"), r"\1"),
    (re.compile(r"(?<=[aeiou])ng$"), "n"),
    (re.compile(r"^l(?=[aeiouv])"), "n"),
)
FIRST, LAST = "\U000F0000", "\U000FFFFD"  # the marks: a private use plane, which no text holds


@cache
def _reading() -> dict[int, str]:
    # The phrase table is three quarters of the library's start-up, and single characters do not need it.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


class _Sounds(dict[int, int]):
    """Code point → private code point of its syllable; filled as characters are met.

    The mark is made of the syllable's spelling, so that it is the same in every process: trained models hold marks.
    """

    def __missing__(self, code: int) -> int:
        readings = _reading().get(code)
        sound = code
        if readings:
            sound = ord(self.mark(readings.split(",")[0]))
        self[code] = sound
        return sound

    def mark(self, reading: str) -> str:
        return chr(ord(FIRST) + crc32(_plain(reading).encode()) % (ord(LAST) - ord(FIRST)))


@cache
def _toneless(reading: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", reading) if c == "\u0308" or not unicodedata.combining(c))
    return bare.replace("u\u0308", "v")


@cache
def _plain(reading: str) -> str:
    bare = _toneless(reading)
    for pattern, blurred in _MIXED:
        bare = pattern.sub(blurred, bare)
    return bare


_SOUNDS = _Sounds()


def sounds(text: str) -> str:
    """`text` with each Chinese character replaced by the mark of its blurred syllable; as long as the text.

    >>> sounds("施工") == sounds("师攻")
    True
    """
    return text.translate(_SOUNDS)


def mark(syllable: str) -> str:
    """The private character of a syllable without tone: `sounds` of any character that is first read so.

    >>> mark("gu") == sounds("鼓")
    True
    """
    return _SOUNDS.mark(syllable)


def syllables(character: str) -> tuple[str, ...]:
    """Every reading of a Chinese character without tones, the usual one first; of any other character none.

    >>> syllables("厦")
    ('sha', 'xia')
    """
    readings = _reading().get(ord(character), "")
    return tuple(dict.fromkeys(map(_toneless, readings.split(",")))) if readings else ()
