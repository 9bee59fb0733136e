"""Danger to life in a text, by the rules of `emergency.toml`: read first, and rather once too often than missed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pydantic import Field

from orgraph.checked import Checked, whole
from orgraph.errors import DataError
from orgraph.queries.who_to_call.text.words import Found, Words
from orgraph.queries.who_to_call.topics import topics

_HEARD_LENGTH = 3  # two-character words sound like too many others
_CLAUSE = re.compile(r"[,，。;；!！?？]")


class Rule(Checked):
    """One combination of signs; see the head of emergency.toml."""

    topic: str
    all: tuple[tuple[str, ...], ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    past: bool = False


class Group(Checked):
    """Words or regular expressions that say much the same; the group counts once, with its points."""

    points: float
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


class Signs(Checked):
    """Signs that add up; see emergency.toml."""

    enough: float
    grave: float
    everyday: float
    group: tuple[Group, ...] = Field(min_length=1)


class _File(Checked):
    calm: tuple[str, ...]
    calm_within: int
    past: tuple[str, ...]
    rule: tuple[Rule, ...] = Field(min_length=1)
    signs: Signs


@dataclass(frozen=True, slots=True)
class Danger:
    """What a rule saw: its topic and the words that made it fire."""

    topic: str
    signs: tuple[str, ...]


class _Rules:
    def __init__(self) -> None:
        self.file = whole(__package__, "emergency.toml", _File)
        for rule in self.file.rule:
            if rule.topic not in topics():
                raise DataError(f"emergency.toml: no topic {rule.topic}")
        # A long word must not hide a short one of another rule, so each group looks for itself; the finder only
        # tells quickly that none of all the words is there.
        self.any = Words((word for rule in self.file.rule for word in rule.all[0]), _HEARD_LENGTH)
        self.groups = [[Words(group, _HEARD_LENGTH) for group in rule.all] for rule in self.file.rule]
        self.calm = re.compile("|".join(map(re.escape, self.file.calm)))
        self.past = re.compile("|".join(map(re.escape, self.file.past)))
        self.signs = [(group.points, re.compile("|".join((*map(re.escape, group.words), *group.patterns))))
                      for group in self.file.signs.group]

    def serious(self, text: str, hit: Found) -> bool:
        """Whether no word of fear or doubt stands close before the sign, in its clause."""
        before = _CLAUSE.split(text[max(0, hit.start - self.file.calm_within):hit.start])[-1]
        return not self.calm.search(before)


@cache
def _rules() -> _Rules:
    return _Rules()


def danger(text: str) -> Danger | None:
    """The first rule that fires on `text` (as `wording` gives it), or None."""
    rules = _rules()
    if not rules.any.find(text):
        return None
    gone = rules.past.search(text) is not None
    for rule, groups in zip(rules.file.rule, rules.groups, strict=True):
        if (gone and not rule.past) or any(word in text for word in rule.unless):
            continue
        first = next((hit for hit in groups[0].find(text) if rules.serious(text, hit)), None)
        if first is None:
            continue
        rest = [found[0].word for group in groups[1:] if (found := group.find(text))]
        if len(rest) == len(groups) - 1:
            return Danger(rule.topic, (first.word, *rest))
    return None


def signs(text: str, everyday: bool) -> tuple[str, ...]:
    """The signs of danger in `text` that add up to an emergency, gravest first, or none.

    Where an `everyday` topic explains the text well, more signs are wanted.
    """
    rules = _rules()
    seen = [(points, hit[0]) for points, words in rules.signs if (hit := words.search(text)) is not None]
    grave = max((points for points, _ in seen), default=0.0) >= rules.file.signs.grave
    enough = rules.file.signs.enough + rules.file.signs.everyday * everyday
    if not grave or sum(points for points, _ in seen) < enough:
        return ()
    return tuple(word for points, word in sorted(seen, reverse=True) if points > 0)


def is_calm(text: str) -> bool:
    """Whether the text as a whole speaks of fear, doubt or a day gone by."""
    rules = _rules()
    return rules.past.search(text) is not None or rules.calm.search(text) is not None
