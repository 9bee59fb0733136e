"""Which encoding a text file is in: departments' CSV files are UTF-8 (with or without a mark) or GB18030 (GBK)."""

from __future__ import annotations

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHUNK = 1 << 20
_SAMPLE = 1 << 16


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

    A mark decides; else UTF-8 if every byte fits (text in GB18030 that also is valid UTF-8 does not occur in
    practice); else GB18030 if every byte fits.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    marked = [name for mark, name in _MARKS if head.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        if _fits(path, encoding):
            return encoding
    guess = from_bytes(head).best()
    raise UnknownEncodingError(guess.encoding if guess else "")
