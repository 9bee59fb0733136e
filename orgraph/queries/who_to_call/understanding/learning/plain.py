"""A text as any system exports it → its words: the same words whether it comes raw or already cut into words.

Spaces are joined before the text is cut, for where they stand depends on who cut it. Digits become one mark, so that no
telephone or identity number is ever learned.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rjieba import Jieba

from orgraph.names import simplify

_EXCEL = re.compile(r"_x[0-9A-Fa-f]{4}_")  # how a workbook's XML writes a character that it cannot hold
_MARKUP = re.compile(r"<[^<>]{1,200}>|&(?:nbsp|amp|lt|gt|quot|#\d{1,6});")
_BETWEEN_LATIN = re.compile(r"(?<=[a-z])\s+(?=[a-z])")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDY = re.compile(r"\w")


@cache
def _cutter() -> Jieba:
    return Jieba()  # with the dictionary that it ships, which takes a third of a second to read


def words(text: str, most: int) -> list[str]:
    """The words of `text` in order, of its first `most` characters; without punctuation and numbers.

    >>> words("小区 电梯_x000D_ 坏 了，3 天没人修", 100) == words("小区电梯坏了,12天没人修", 100)
    True
    """
    text = text[:most].encode("utf-8", "ignore").decode()  # half of a character (JSON can hold one) is none
    text = _MARKUP.sub(" ", _EXCEL.sub(" ", text))
    text = simplify(unicodedata.normalize("NFKC", text)).lower()
    text = _BETWEEN_LATIN.sub("\0", text)  # two words of another script stay two
    text = _NUMBER.sub("0", _SPACE.sub("", text).replace("\0", " "))
    return [word for word in _cutter().cut(text) if word != "0" and _WORDY.match(word)]
