"""Which encoding a text file is in: departments' CSV files are UTF-8, GB18030 (GBK) or UTF-16."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_COMMON = 0.75  # of the characters of a Chinese text at least; names alone have nine of ten
_RARE = 0xD8


class UnknownEncodingError(Exception):
    """No encoding fits; the message is charset-normalizer's guess, which may be empty."""


def _fits(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def encoding_of(path: Path) -> str:
    """The encoding of the whole file, read in pieces. Raises UnknownEncodingError; OSError if unreadable.

    A mark decides; then where the zero bytes stand, of which UTF-16 has one in each comma and line end; else UTF-8 if
    every byte fits (text in GB18030 that also is valid UTF-8 does not occur in practice); else GB18030 if every byte
    fits. Text in Big5 mostly fits GB18030 too, but as characters that nobody uses.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    marked = [name for mark, name in _MARKS if head.startswith(mark)]
    for encoding in marked or (*_wide(head), "utf-8", "gb18030"):
        if _fits(path, encoding) and not (encoding == "gb18030" and _strange(head)):
            return encoding
    guess = from_bytes(head).best()
    raise UnknownEncodingError("big5" if _strange(head) else guess.encoding if guess else "")


def _wide(head: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark, if zero bytes stand in every other place only."""
    low, high = head[1::2].count(0), head[0::2].count(0)
    if min(low, high) * 20 < max(low, high) >= max(3, len(head) / 50):
        return ("utf-16-le",) if low > high else ("utf-16-be",)
    return ()


def _strange(head: bytes) -> bool:
    """Whether a text would be one of rare characters in GB18030, and fits Big5."""
    text = codecs.getincrementaldecoder("gb18030")("ignore").decode(head)
    letters = [letter for letter in text if ord(letter) > 0x2E7F]
    common = sum(_common(letter) for letter in letters)
    if common >= len(letters) * _COMMON:
        return False
    try:
        codecs.getincrementaldecoder("big5")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _common(letter: str) -> bool:
    """Whether a character is one of the 3,755 of GB 2312 that make up nearly all text, or a mark of punctuation."""
    try:
        return letter.encode("gb2312")[0] < _RARE
    except UnicodeEncodeError:
        return False
