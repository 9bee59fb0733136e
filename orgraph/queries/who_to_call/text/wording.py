"""A text as people write it → plain words: one script, no dialect, without what is taken back or wrongly addressed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from orgraph.checked import Checked, whole
from orgraph.names import normalise
from orgraph.vocabulary import vocabulary

_ENOUGH = 4  # characters: less says nothing


class _Negation(Checked):
    patterns: tuple[str, ...]


class _Filler(Checked):
    words: tuple[str, ...] = Field(min_length=1)


class _Courtesy(Checked):
    before: str


class _Named(Checked):
    bodies: tuple[str, ...] = Field(min_length=1)
    before: str
    after: str


class _File(Checked):
    dialect: dict[str, str] = Field(min_length=1)
    negation: _Negation
    filler: _Filler
    courtesy: _Courtesy
    named: _Named


@dataclass(frozen=True, slots=True)
class Wording:
    """A text made plain. `text` is what is meant; `whole` still holds what was taken back; `named` are function ids."""

    text: str
    whole: str
    named: tuple[str, ...]


class _Rules:
    """The compiled rules of wording.toml."""

    def __init__(self) -> None:
        data = whole(__package__, "wording.toml", _File)
        self.plain = data.dialect
        self.dialect = _any_of(data.dialect)
        self.negation = [re.compile(pattern) for pattern in data.negation.patterns]
        self.filler = _any_of(data.filler.words)
        self.courtesy = re.compile(data.courtesy.before)
        self.function = {name: function.name for function in vocabulary().functions.values()
                         for name in (function.zh, *function.aliases)}
        self.unit = _any_of(self.function)
        bodies = _any_of(data.named.bodies).pattern
        units = f"(?:{bodies}|{self.unit.pattern})(?:局|部门|公司|所|站|大队)|(?:{bodies})"
        self.named = [re.compile(text.replace("{unit}", units)) for text in (data.named.before, data.named.after)]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _without(pattern: re.Pattern[str], text: str) -> str:
    """`text` without the pattern, where enough to speak of remains."""
    shorter = pattern.sub("", text)
    return shorter if len(shorter) >= _ENOUGH else text


@cache
def _rules() -> _Rules:
    return _Rules()


def wording(text: str) -> Wording:
    """`text` made plain. What remains is never empty unless the text is.

    >>> wording("不是要投诉物业，是想问暖气費").text
    '想问暖气费'
    """
    rules = _rules()
    whole = rules.dialect.sub(lambda match: rules.plain[match[0]], normalise(text))
    meant = _without(rules.courtesy, whole)
    for pattern in rules.negation:
        meant = pattern.sub("", meant)
    named: list[str] = []
    for pattern in rules.named:
        for match in pattern.finditer(meant):
            unit = rules.unit.search(match[0])
            if unit is not None:
                named.append(rules.function[unit[0]])
        meant = _without(pattern, meant)
    return Wording(meant or whole, whole, tuple(dict.fromkeys(named)))


def without_filler(text: str) -> str:
    """Plain `text` with a comma for each word that says nothing about a topic."""
    return _rules().filler.sub(",", text)
