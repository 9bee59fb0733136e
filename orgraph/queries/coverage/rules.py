"""The rule catalogue: TOML files beside this, checked against a schema and the vocabulary; a user's folder extends it.

A rule asks, of every focus that is eligible on a day, whether one of its modes holds. Adding a rule, or overriding one
(same id in the user's folder), touches one file. docs/rules.md tells how to write one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator

from orgraph.checked import Checked, each
from orgraph.errors import DataError
from orgraph.patterns import Pattern, parse
from orgraph.queries.coverage.facts import DAY, check_facts
from orgraph.queries.eligibility import eligibility
from orgraph.queries.links import permitted_links
from orgraph.vocabulary import vocabulary


class Bilingual(Checked):
    """A text in Chinese and English."""

    zh: str
    en: str


class Basis(Checked):
    """The document that a rule comes from, and the place in it."""

    document: str
    place: str = ""

    @property
    def cited(self) -> str:
        """Both in one text."""
        return "：".join(filter(None, (self.document, self.place)))


class Mode(Checked):
    """One way to fulfil a rule, e.g. an organisation of its own or an instructor. The first that holds counts.

    work: this way covers the focus by work (工作覆盖: somebody sent to help), not by an organisation (组织覆盖).
    """

    id: str
    zh: str
    pattern: str
    work: bool = False

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern; its variable `f` is the focus."""
        return parse(self.pattern)


class Nearest(Checked):
    """Where to look for what nearly fulfils the rule: `n` in the pattern; what it lacks; and, if there is one, the
    permitted link (queries/links.toml) by which it could fulfil it."""

    pattern: str
    lacks: str = ""
    link: str | None = None

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables f and n."""
        return parse(self.pattern)


class Example(Checked):
    """A few facts in the pattern language, and which of their variables the rule must find covered, missing, waived."""

    facts: str
    as_of: dt.date = DAY
    covered: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    waived: frozenset[str] = frozenset()


class Rule(Checked):
    """A coverage rule."""

    id: str
    title: Bilingual
    focus: str
    mode: tuple[Mode, ...]
    gap: str
    except_: tuple[str, ...] = Field((), alias="except")
    count: str | None = None
    nearest: tuple[Nearest, ...] = ()
    proposals: tuple[str, ...] = ()
    severity: Literal["info", "warn", "fail"] = "warn"
    version: str = "1"
    basis: Basis
    from_: dt.date | None = Field(None, alias="from")
    until: dt.date | None = None
    example: tuple[Example, ...] = ()

    @field_validator("nearest", mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        """A nearest that only says its pattern may be that text alone."""
        return [{"pattern": one} if isinstance(one, str) else one for one in value]

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

    def in_force(self, day: int) -> bool:
        """Whether the rule applies on a day (ordinal)."""
        return not ((self.from_ and day < self.from_.toordinal()) or (self.until and day >= self.until.toordinal()))

    def message(self, focus: str) -> str:
        """The sentence of a gap at a focus of that name."""
        return self.gap.replace("{focus}", focus)

    def may_be(self, kind: str) -> bool:
        """Whether a thing of the kind can be a focus."""
        return any(vocabulary().is_a(kind, label) for label in self.eligible.nodes["f"].labels)

    def by_work(self, modes: Mapping[str, int]) -> tuple[int, int] | None:
        """How many foci an organisation covers and how many only work does; None if the rule makes no difference.

        modes: how many foci each mode covers.
        """
        if not any(mode.work for mode in self.mode):
            return None
        work = sum(modes[mode.id] for mode in self.mode if mode.work)
        return sum(modes.values()) - work, work

    def check(self) -> None:
        """See that every pattern is one, fits the focus and has the variables that the rule uses. Raises DataError."""
        if not self.eligible.nodes["f"].labels:
            raise DataError(f"the focus needs a kind: {self.focus}")
        if "{focus}" not in self.gap:
            raise DataError("the sentence of a gap must name {focus}")
        for pattern in [*self.exempt, *(mode.parsed for mode in self.mode), *(near.parsed for near in self.nearest)]:
            self._fits(pattern)
        for near in self.nearest:
            if "n" not in near.parsed.nodes:
                raise DataError(f"the pattern of nearest has no variable n: {near.pattern}")
            _known(near.link, permitted_links(), "permitted link")
        for name in self.proposals:
            _known(name, eligibility(), "line of the eligibility table")
        if self.count and not any(self.count in mode.parsed.nodes for mode in self.mode):
            raise DataError(f"no mode has the variable to count: {self.count}")
        if len({mode.id for mode in self.mode}) < len(self.mode):
            raise DataError("two modes have one id")
        for example in self.example:
            check_facts(example.facts, example.covered | example.missing | example.waived)

    def _fits(self, pattern: Pattern) -> None:
        if "f" not in pattern.nodes:
            raise DataError(f"the pattern has no variable f: {pattern.text}")
        labels = pattern.nodes["f"].labels
        is_a = vocabulary().is_a
        if labels and not any(is_a(a, b) or is_a(b, a) for a in labels for b in self.eligible.nodes["f"].labels):
            raise DataError(f"the focus is {self.focus_kind}, never {'|'.join(labels)}: {pattern.text}")


def _known(name: str | None, known: Mapping[str, object], what: str) -> None:
    if name is not None and name not in known:
        raise DataError(f"no {what} {name}")


def rule_files(folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Name and text of the files that ship, then of those in `folder`, in order of names."""
    shipped = sorted((files("orgraph.queries.coverage") / "rules").iterdir(), key=lambda path: path.name)
    for path in [*shipped, *(sorted(folder.glob("*.toml")) if folder else [])]:
        if path.name.endswith(".toml"):
            yield path.name, path.read_text(encoding="utf-8")


def load_rules(folder: Path | None = None) -> dict[str, Rule]:
    """All rules by id; those in `folder` (TOML files) override or extend. Raises DataError with file and rule."""
    result: dict[str, Rule] = {}
    for name, text in rule_files(folder):
        result |= each(name, text, Rule, Rule.check)
    return result
