"""Small towns written by hand: records with as little as a question needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from stores.memory import view_of

from orgraph.model import Entity, Link, Record, Source, Value
from orgraph.moment import Moment
from orgraph.queries.coverage import load_rules

RULES = load_rules()
FILE = "登记.csv"


def day(number: int) -> dt.date:
    """A day of January 2024."""
    return dt.date(2024, 1, number)


def node(kind: str, id_: str, home: str | None = None, start: dt.date | None = None, end: dt.date | None = None, *,
         row: int = 1, **props: Value) -> Entity:
    """A node named like its id."""
    return Entity(id=id_, kind=kind, name=id_, home=home, source=Source(FILE, "", row), start=start, end=end,
                  props=props)


def link(type_: str, subject: str, object_: str, start: dt.date | None = None, end: dt.date | None = None, *,
         row: int = 1, **props: Value) -> Link:
    """A link."""
    return Link(id=f"l-{type_}-{subject}-{object_}-{row}", type=type_, subject=subject, object=object_,
                source=Source(FILE, "", row), start=start, end=end, props=props)


def at(records: Iterable[Record], on: dt.date) -> Moment:
    """The town on a day."""
    return Moment(view_of(tuple(records)), on, RULES)


def counts(moment: Moment, rule: str = "owners-committee", **asked: str) -> tuple[int, int, int, int]:
    """eligible, covered, missing, waived."""
    found = moment.coverage(rule, gaps=0, **asked).rules[0]  # type: ignore[arg-type]
    return found.eligible, found.covered, found.missing, found.waived


# A street with two communities and one compound of its own; one firm serves two compounds, nobody serves the third.
TOWN = (
    node("Street", "街"), node("Community", "甲社区", "街"), node("Community", "乙社区", "街"),
    node("Compound", "甲一", "甲社区"), node("Compound", "甲二", "甲社区"), node("Compound", "乙一", "乙社区"),
    node("Compound", "街一", "街"),
    node("OwnersCommittee", "甲一业委会", "甲一"), link("SERVES", "甲一业委会", "甲一"),
    node("OwnersCommittee", "街一业委会", "街一"), link("SERVES", "街一业委会", "街一"),
    node("PropertyFirm", "物业", "街"), link("SERVES", "物业", "甲一"), link("SERVES", "物业", "乙一"),
    node("PropertyFirm", "另一物业", "街"), link("SERVES", "另一物业", "街一"),
)
