"""Ways of writing one name, as data (spellings.toml): marks, variant characters, endings, short and former names."""

from __future__ import annotations

from functools import cache

from orgraph.checked import Checked, whole


class Marks(Checked):
    """Characters that are left out (`none`), and kinds of mark that are one (`same`: the one → the others)."""

    none: str
    same: dict[str, str]


class Endings(Checked):
    """What an ending is rewritten to → the endings that mean it."""

    area: dict[str, tuple[str, ...]]
    organization: dict[str, tuple[str, ...]]
    party: dict[str, tuple[str, ...]]


class Party(Checked):
    """Beginnings of a Party organisation's full name."""

    begins: tuple[str, ...]


class Short(Checked):
    """What short forms leave out, and the level of area that a single character before a department's name means."""

    areas: tuple[str, ...]
    firms: tuple[str, ...]
    property: tuple[str, ...]
    levels: dict[str, int]


class Department(Checked):
    """The names that one department bears from place to place, and those of departments that went into it."""

    names: tuple[str, ...]
    former: tuple[str, ...] = ()


class Like(Checked):
    """What is known of names that are alike but not the same: groups of words that a name may have or lack, characters
    that tell two things apart, groups of characters that look alike."""

    generic: tuple[tuple[str, ...], ...]
    telling: str
    look_alikes: tuple[str, ...]


class Spellings(Checked):
    """All of spellings.toml."""

    marks: Marks
    variants: dict[str, str]
    endings: Endings
    party: Party
    short: Short
    department: tuple[Department, ...]
    like: Like


@cache
def spellings() -> Spellings:
    """The ways of writing names, read and checked once a process."""
    return whole("orgraph.vocabulary", "spellings.toml", Spellings)
