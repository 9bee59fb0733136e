"""Rows that say from when until when an area lies in another: the link that says it, and the one entity of them all.

Of each field the latest row that says it decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orgraph.loaders.mapping.rows import RowValues
from orgraph.loaders.problems import Problems
from orgraph.loaders.resolving.places import Place
from orgraph.loaders.resolving.stays import Stay
from orgraph.loaders.write import Writer

Row = tuple[Place, RowValues]


def stay_of(row: RowValues) -> Stay | None:
    """From when until when a row puts its area where it does, if it says so."""
    since, until = row.values.get("since"), row.values.get("until")
    return Stay(since, until, row.source) if since or until else None


def write_stay(place: Place, row: RowValues, header: str, writer: Writer, problems: Problems) -> None:
    """Write the link that says so, with a warning if nothing is said of the days before."""
    if place.stay is None or place.parent is None:
        return
    if place.stay.gap is not None:
        problems.row("area.gap", row.source, header, first=place.stay.gap, second=place.stay.since)
    writer.link(row, "LIES_IN", (place, place.parent), header, (place.stay.since, place.stay.until))


class Moved:
    """Gathers rows of areas until all of one history and file are there."""

    def __init__(self) -> None:
        self._seen: dict[tuple[int, str], list[tuple[Place, RowValues | None]]] = {}

    def take(self, place: Place, row: RowValues, *, good: bool) -> list[Row]:
        """The area that is to be written now that this row was read, if any; a row that is not good says nothing."""
        history = None if place.stay is None else place.stay.history
        if history is None:
            return [(place, row)] if good else []
        file = row.source.file
        seen = self._seen.setdefault((id(history), file), [])
        seen.append((place, row if good else None))
        if len(seen) < sum(one.stay is not None and one.stay.source.file == file for one in history.rows):
            return []
        order = {id(one): number for number, one in enumerate(history.rows)}
        usable = [(one, said) for one, said in sorted(seen, key=lambda pair: -order[id(pair[0])]) if said is not None]
        return [_merged(usable)] if usable else []


def _merged(rows: Sequence[Row]) -> Row:
    """rows: the latest first."""
    place, latest = rows[0]
    merged = replace(latest, props={}, values={})
    for _, row in reversed(rows):
        merged.props |= row.props
        merged.values |= row.values
    aliases = dict.fromkeys(alias for _, row in rows for alias in row.aliases())
    merged.values |= {"aliases": "、".join(aliases)} if aliases else {}
    merged.start = next((row.start for _, row in rows if row.start), None)
    merged.end = next((row.end for _, row in rows if row.end), None)
    place.code = next((one.code for one, _ in rows if one.code), "")
    place.number = next((one.number for one, _ in rows if one.number), "")
    return place, merged
