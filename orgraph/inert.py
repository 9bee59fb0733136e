"""Texts that no spreadsheet takes for a formula: an apostrophe before one that looks like it, and off again."""

from __future__ import annotations

import re
from typing import TypeVar

Cell = TypeVar("Cell")
# What makes Excel, WPS or LibreOffice read a text as a formula; the full-width forms do in a Chinese Excel. An
# apostrophe that stood there before gets another, so that `plain` takes off none but ours.
_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")


def inert(value: Cell) -> Cell | str:
    """`value` with an apostrophe before it if it is a text that begins like a formula.

    >>> inert("=1+1"), inert("示例小区"), inert(-3)
    ("'=1+1", '示例小区', -3)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def plain(text: str) -> str:
    """The text that `inert` was given.

    >>> plain("'=1+1"), plain("'示例'"), plain("=1")
    ('=1+1', "'示例'", '=1')
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
