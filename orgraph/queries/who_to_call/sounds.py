"""Text as sounds: one private character a syllable, so that a wrong character of the same sound still matches.

Tones are dropped and the sounds that dialects and hasty typing mix up (zh/z, ch/c, sh/s, -ng/-n, l-/n-) are one.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache

_MIXED = (
    (re.compile(r"^(z|c|s)h"), r"\1"),
    (re.compile(r"(?<=[aeiou])ng$"), "n"),
    (re.compile(r"^l(?=[aeiouv])"), "n"),
)
_FIRST = 0xE000  # the private use area: no text holds these


@cache
def _reading() -> dict[int, str]:
    # The phrase table is three quarters of the library's start-up, and single characters do not need it.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin.constants import PINYIN_DICT

    return PINYIN_DICT


class _Sounds(dict[int, int]):
    """Code point → private code point of its syllable; filled as characters are met."""

    def __init__(self) -> None:
        super().__init__()
        self.syllables: dict[str, int] = {}

    def __missing__(self, code: int) -> int:
        readings = _reading().get(code)
        sound = code
        if readings:
            syllable = _plain(readings.split(",")[0])
            sound = self.syllables.setdefault(syllable, _FIRST + len(self.syllables))
        self[code] = sound
        return sound


@cache
def _plain(reading: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", reading) if c == "\u0308" or not unicodedata.combining(c))
    bare = bare.replace("u\u0308", "v")
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
