"""Text as sounds: one private character a syllable, so that a wrong character of the same sound still matches.

Tones are dropped and the sounds that dialects and hasty typing mix up (zh/z, ch/c, sh/s, -ng/-n, l-/n-) are one.
"""

from __future__ import annotations

import re
from functools import cache
from zlib import crc32

from orgraph.pinyin import reading, syllables, toneless

__all__ = ["mark", "sounds", "syllables"]

_MIXED = (
    (re.compile(r"^(z|c|s)h"), r"\1"),
    (re.compile(r"(?<=[aeiou])ng$"), "n"),
    (re.compile(r"^l(?=[aeiouv])"), "n"),
)
FIRST, LAST = "\U000F0000", "\U000FFFFD"  # the marks: a private use plane, which no text holds


class _Sounds(dict[int, int]):
    """Code point → private code point of its syllable; filled as characters are met.

    The mark is made of the syllable's spelling, so that it is the same in every process: trained models hold marks.
    """

    def __missing__(self, code: int) -> int:
        readings = reading().get(code)
        sound = code
        if readings:
            sound = ord(self.mark(readings.split(",")[0]))
        self[code] = sound
        return sound

    def mark(self, said: str) -> str:
        return chr(ord(FIRST) + crc32(_plain(said).encode()) % (ord(LAST) - ord(FIRST)))


@cache
def _plain(said: str) -> str:
    bare = toneless(said)
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
