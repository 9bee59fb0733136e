"""Danger to life in a text, by the rules of `emergency.toml`: read first, and rather once too often than missed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orgraph.errors import DataError
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.words import Found, Words

_HEARD_LENGTH = 3  # two-character words sound like too many others
_CLAUSE = re.compile(r"[,，。;；!！?？]")


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Checked):
    """One combination of signs; see the head of emergency.toml."""

    topic: str
    all: tuple[tuple[str, ...], ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    past: bool = False


class _File(_Checked):
    calm: tuple[str, ...]
    calm_within: int
    past: tuple[str, ...]
    rule: tuple[Rule, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Danger:
    """What a rule saw: its topic and the words that made it fire."""

    topic: str
    signs: tuple[str, ...]


class _Rules:
    def __init__(self) -> None:
        path = Path(__file__).with_name("emergency.toml")
        try:
            self.file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            raise DataError(f"emergency.toml: {error}") from error
        for rule in self.file.rule:
            if rule.topic not in topics():
                raise DataError(f"emergency.toml: no topic {rule.topic}")
        # A long word must not hide a short one of another rule, so each group looks for itself; the finder only
        # tells quickly that none of all the words is there.
        self.any = Words((word for rule in self.file.rule for word in rule.all[0]), _HEARD_LENGTH)
        self.groups = [[Words(group, _HEARD_LENGTH) for group in rule.all] for rule in self.file.rule]
        self.calm = re.compile("|".join(map(re.escape, self.file.calm)))
        self.past = re.compile("|".join(map(re.escape, self.file.past)))

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


def is_calm(text: str) -> bool:
    """Whether the text as a whole speaks of fear, doubt or a day gone by."""
    rules = _rules()
    return rules.past.search(text) is not None or rules.calm.search(text) is not None
