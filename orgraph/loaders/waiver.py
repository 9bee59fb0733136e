"""A waiver as the sheet of waivers would state it, for those who grant one at a time."""

from __future__ import annotations

import datetime as dt

from orgraph.loaders.write import link_of
from orgraph.model import PREFIXES, Entity, Record, Source, make_id

FILE = "登记/豁免"  # the file that says what was granted one at a time


def waiver(rule: str, focus: str, *, home: str | None, start: dt.date, end: dt.date, reason: str, approver: str,
           basis: str, by: str, row: int) -> list[Record]:
    """The node of a waiver of `rule` for the node `focus` (an id), and its link. home: the area that the focus lies in.

    The same rule, focus and end make the same waiver as a row of a file does. Its source is the register of granted
    waivers, in which `by` wrote it as the row-th.
    """
    source = Source(FILE, by, row)
    known = make_id(PREFIXES["Waiver"], rule, focus, end.isoformat())
    props = {"rule": rule, "reason": reason, "approver": approver} | ({"basis": basis} if basis else {})
    return [Entity(id=known, kind="Waiver", name=f"豁免 {rule}", source=source, home=home, start=start, end=end,
                   props=props),
            link_of("WAIVES", (known, focus), source, (start, end), {})]
