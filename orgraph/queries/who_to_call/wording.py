"""A text as people write it → plain words: one script, no dialect, without what is taken back or wrongly addressed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orgraph.errors import DataError
from orgraph.names import normalise
from orgraph.vocabulary import vocabulary


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Negation(_Checked):
    patterns: tuple[str, ...]


class _Named(_Checked):
    before: str
    after: str


class _File(_Checked):
    dialect: dict[str, str] = Field(min_length=1)
    negation: _Negation
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
        path = Path(__file__).with_name("wording.toml")
        try:
            data = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            raise DataError(f"wording.toml: {error}") from error
        self.plain = data.dialect
        self.dialect = _any_of(data.dialect)
        self.negation = [re.compile(pattern) for pattern in data.negation.patterns]
        self.function = {name: function.name for function in vocabulary().functions.values()
                         for name in (function.zh, *function.aliases)}
        units = _any_of(self.function).pattern
        self.unit = re.compile(units)
        self.named = [re.compile(text.replace("{unit}", units)) for text in (data.named.before, data.named.after)]


def _any_of(words: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


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
    meant = whole
    for pattern in rules.negation:
        meant = pattern.sub("", meant)
    named: list[str] = []
    for pattern in rules.named:
        for match in pattern.finditer(meant):
            unit = rules.unit.search(match[0])
            if unit is not None:
                named.append(rules.function[unit[0]])
        shorter = pattern.sub("", meant)
        meant = shorter if len(shorter) >= 4 else meant
    return Wording(meant or whole, whole, tuple(dict.fromkeys(named)))
