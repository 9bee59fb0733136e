"""The rule catalogue: TOML files beside this, checked against a schema and the vocabulary; a user's folder extends it.

A rule asks, of every focus that is eligible on a day, whether one of its modes holds. Adding a rule, or overriding one
(same id in the user's folder), touches one file.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from orgraph.checked import Checked, each
from orgraph.errors import DataError
from orgraph.patterns import Pattern, parse


class Bilingual(Checked):
    """A text in Chinese and English."""

    zh: str
    en: str


class Basis(Checked):
    """The document that a rule comes from, and the place in it."""

    document: str
    place: str = ""


class Mode(Checked):
    """One way to fulfil a rule, e.g. an organisation of its own or an instructor. The first that holds counts."""

    id: str
    zh: str
    pattern: str

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern; its variable `f` is the focus."""
        return parse(self.pattern)


class Rule(Checked):
    """A coverage rule."""

    id: str
    title: Bilingual
    focus: str
    mode: tuple[Mode, ...]
    gap: str
    except_: tuple[str, ...] = Field((), alias="except")
    count: str | None = None
    nearest: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    severity: Literal["info", "warn", "fail"] = "warn"
    version: str = "1"
    basis: Basis
    from_: dt.date | None = Field(None, alias="from")
    until: dt.date | None = None

    @cached_property
    def eligible(self) -> Pattern:
        """What must fulfil the rule: the pattern's variable `f`."""
        return parse(self.focus)

    @cached_property
    def exempt(self) -> tuple[Pattern, ...]:
        """What need not, though `focus` fits."""
        return tuple(map(parse, self.except_))

    @property
    def focus_kind(self) -> str:
        """Kinds of the focus, joined by |."""
        return "|".join(self.eligible.nodes["f"].labels)

    def check(self) -> None:
        """Parse every pattern and see that it has the variables that the rule uses."""
        patterns = [self.eligible, *self.exempt, *(mode.parsed for mode in self.mode), *map(parse, self.nearest)]
        for pattern in patterns:
            if "f" not in pattern.nodes:
                raise DataError(f"the pattern has no variable f: {pattern.text}")
        if not self.eligible.nodes["f"].labels:
            raise DataError(f"the focus needs a kind: {self.focus}")
        for near in map(parse, self.nearest):
            if "n" not in near.nodes:
                raise DataError(f"the pattern of nearest has no variable n: {near.text}")
        if self.count and not any(self.count in mode.parsed.nodes for mode in self.mode):
            raise DataError(f"no mode has the variable to count: {self.count}")


def load_rules(folder: Path | None = None) -> dict[str, Rule]:
    """All rules by id; those in `folder` (TOML files) override or extend. Raises DataError with file and rule."""
    result: dict[str, Rule] = {}
    shipped = sorted((files("orgraph.queries.coverage") / "rules").iterdir(), key=lambda path: path.name)
    local = sorted(folder.glob("*.toml")) if folder else []
    for path in [*shipped, *local]:
        if path.name.endswith(".toml"):
            result |= each(path.name, path.read_text(encoding="utf-8"), Rule, Rule.check)
    return result
