"""The graph in the formats of other programs: whichever the format's name, or the ending of the file's, says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from orgraph.dates import as_day
from orgraph.exports.follow_the_money import write_follow_the_money
from orgraph.exports.hsds import write_hsds
from orgraph.exports.objects import Objects, objects
from orgraph.exports.org_ontology import write_org_ontology
from orgraph.exports.popolo import write_popolo
from orgraph.exports.statements import Statements, Written
from orgraph.loaders.exchange.formats import formats

if TYPE_CHECKING:
    from orgraph.stores.base import Store, View

EXCHANGE: dict[str, Callable[[Objects, Path], None]] = {
    "popolo": write_popolo, "ftm": write_follow_the_money, "org": write_org_ontology, "hsds": write_hsds}


def exchange_format(path: Path) -> str | None:
    """The format that the ending of a file's name means; None: none of these."""
    return next((known.id for known in formats().values() if path.name.lower().endswith(known.suffix)), None)


def write_exchange(store: Store, path: Path, view: View, format: str, *, area: str | None = None,  # noqa: A002
                   day: dt.date | None = None, contacts: bool = False) -> Written:
    """Write what `view`'s generation states in one of EXCHANGE; gives what was written.

    area: only what lies in it (id, code, name or path). day: only what is in force on it; a directory of services is
    always of a day, by default today. contacts: telephone numbers in full. docs/exchange.md says what each format
    leaves out. Raises NotFound and Ambiguous for the area.
    """
    known = formats()[format]
    day = as_day(None) if day is None and known.today else day
    if day is not None:
        view = view.on(day.toordinal())
    found = Statements(store, view, area, day.toordinal() if day else None, contacts=contacts)
    made = objects(found, known)
    EXCHANGE[format](made, path)
    about: dict[str, str | int] = ({"as_of": day.isoformat()} if day else {}) | {"generation": view.generation}
    return Written([path], **found.counts, about=about)
