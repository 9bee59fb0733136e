"""An answer cut to a size that an assistant can read, with a word on what was left out and how to ask for less."""

from __future__ import annotations

from typing import Any

from orgraph.api.reply import dump
from orgraph.errors import UsageError

MOST = 60_000  # bytes of JSON, some twenty thousand tokens
LESS = ("ask for less: an area, one rule, a smaller top or gaps, a narrower name; or read the whole answer with "
        "`orgraph … --json` (问得窄一些：一个区域、一条规则、更小的 top 或 gaps)")


def fitted(answer: dict[str, Any], most: int = MOST) -> bytes:
    """The answer as JSON of at most so many bytes: lists are cut to the same length, the longest with which it fits.

    `cut` then says of each list how many of how many are there. Raises UsageError where even that is too much.
    """
    whole = dump(answer)
    if len(whole) <= most:
        return whole
    low, high, found = 0, _longest(answer), b""
    while low < high:
        middle = (low + high) // 2
        made = _cut(answer, middle)
        low, high, found = (middle + 1, high, made) if len(made) <= most else (low, middle, found)
    if not found:
        raise UsageError("回答太长 (the answer is too long)", code="too-long", hint=LESS)
    return found


def _cut(answer: dict[str, Any], length: int) -> bytes:
    told: dict[str, dict[str, int]] = {}
    made = _shorter(answer, length, "", told)
    return dump({"cut": {"note": LESS, "lists": told}} | made)


def _shorter(value: Any, length: int, path: str, told: dict[str, dict[str, int]]) -> Any:
    if isinstance(value, dict):
        return {key: _shorter(one, length, f"{path}.{key}" if path else key, told) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) > length:  # of lists at one place the longest is told of
        longest = max(len(value), told.get(path, {}).get("of", 0))
        told[path] = {"shown": length, "of": longest}
    return [_shorter(one, length, f"{path}[]", told) for one in value[:length]]


def _longest(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = len(value) if isinstance(value, list) else 0
    return max((own, *map(_longest, inside)))
