"""Marks that stand for the ids of hidden things while an answer is made, and how an answer gets rid of them.

Questions find a node by its id again, tell things apart by it and make ids of findings of it; so a hidden thing needs
one. It is its position between two characters that no text has, and whatever leaves a `Moment` has none of them.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel

HIDDEN = "范围外 (outside your areas)"
_FIRST, _LAST = "\ue9f0", "\ue9f1"
_TOKEN = re.compile(f"{_FIRST}(\\d+){_LAST}")

_BYTES = re.compile(_TOKEN.pattern.encode())

M = TypeVar("M", bound=BaseModel)


def token(position: int) -> str:
    """What stands for the id of a hidden node."""
    return f"{_FIRST}{position}{_LAST}"


def position_of(text: str) -> int:
    """The node for whose id a text stands, or -1."""
    found = _TOKEN.fullmatch(text)
    return int(found.group(1)) if found else -1


def plain(text: str) -> str:
    """A text without marks."""
    return _TOKEN.sub("", text) if _FIRST in text else text


def plain_bytes(text: bytes) -> bytes:
    """The same, of UTF-8."""
    return _BYTES.sub(b"", text) if _FIRST.encode() in text else text


def washed(result: M) -> M:
    """The result without marks: the id of what is hidden is empty. Most have none, which their JSON tells fastest."""
    return _washed(result) if _FIRST in result.model_dump_json() else result


def _washed(result: M) -> M:
    """A copy, for the parts of an answer are parts of others too."""
    fields = {name: getattr(result, name) for name in type(result).model_fields}
    changed = {name: clean for name, value in fields.items() if (clean := _clean(value)) is not value}
    return result.model_copy(update=changed) if changed else result


def _clean(value: Any) -> Any:
    """The value itself where it has no marks."""
    match value:
        case str():
            return plain(value)
        case BaseModel():
            return _washed(value)
        case list():
            return _same(value, [_clean(one) for one in value])
        case tuple():
            return _same(value, tuple(_clean(one) for one in value))
        case dict():
            clean = {_clean(name): _clean(one) for name, one in value.items()}
            same = all(a is b for a, b in zip(value, clean, strict=False)) and len(clean) == len(value) and all(
                clean[name] is one for name, one in value.items())
            return value if same else clean
    return value


def _same(value: Any, clean: Any) -> Any:
    return value if all(a is b for a, b in zip(value, clean, strict=True)) else clean
