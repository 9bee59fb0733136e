"""The number to ring first in an emergency (emergency_numbers.toml)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from orgraph.checked import Checked, whole
from orgraph.queries.who_to_call.topics import topics


class _Numbers(Checked):
    """emergency_numbers.toml."""

    numbers: dict[str, str]


@cache
def _numbers() -> dict[str, str]:
    return whole(__package__, "emergency_numbers.toml", _Numbers).numbers


def emergency_number(about: Iterable[str]) -> str:
    """The number for the first of the topics (ids, the likest first) that is an emergency."""
    first = next((topic for topic in about if topics()[topic].emergency), "else")
    return _numbers().get(first, _numbers()["else"])
