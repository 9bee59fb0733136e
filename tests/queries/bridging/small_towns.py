"""Towns of a few lines for what joins groups: who sits where, in the pattern language."""

from __future__ import annotations

import datetime as dt

from stores.memory import view_of

from orgraph.moment import Moment
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.facts import records

RULES = load_rules()


def town(facts: str, day: str = "2024-06-30") -> Moment:
    """The facts as they stand on a day; every variable is a thing with that id and name."""
    return Moment(view_of(tuple(records(facts))), dt.date.fromisoformat(day), RULES)
