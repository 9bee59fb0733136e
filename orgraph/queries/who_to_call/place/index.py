"""The names of a view's areas, found in a text as they are written, as they sound, and with one typing error.

Made at the first question that needs it, from the port's `of_kind` and `name` alone, and kept as long as the view: for
a Neo4j server one streamed read of (position, name) of the kinds in places.toml, or an index of its own on stems,
sounds and their deletions, which are plain texts. Aliases, codes and numbers are asked of `View.named`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from orgraph.names import fold, organization_key
from orgraph.queries.remembered import remembered
from orgraph.queries.scope import whole
from orgraph.queries.who_to_call.place.hashed import Hashes, Rows, Table, by_length, hashed, lacking
from orgraph.queries.who_to_call.place.words import SHORTEST, words
from orgraph.queries.who_to_call.text.sounds import sounds, syllables
from orgraph.stores.base import View

LONGEST = 20  # characters of a name that is looked for
LIKE = range(3, 10)  # characters of a stem that may hold a typing error
_ROAD = re.compile(r"^(.{2,}?[路街巷道弄里])\d+[号弄]")


def _table(texts: Sequence[str]) -> Table:
    rows = [(numbers, hashed(columns)) for numbers, columns in by_length(texts)]
    return Table([hashes for _, hashes in rows], [numbers for numbers, _ in rows])


class Names:
    """Names in rows: row i is `stems[i]`, an ending of `groups[i]`, of the node at `positions[i]`."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        kept = [row for row in rows if SHORTEST <= len(row[1]) <= LONGEST]
        self.positions = [row[0] for row in kept]
        self.at = np.array(self.positions, np.int32)
        self.stems = [row[1] for row in kept]
        self.groups = [row[2] for row in kept]
        self.spelt = _table(self.stems)

    @cached_property
    def _sounds(self) -> list[str]:
        return sounds("\n".join(self.stems)).split("\n")

    @cached_property
    def heard(self) -> Table:
        """Stems by their sound."""
        return _table(self._sounds)

    @cached_property
    def like(self) -> Table:
        """Stems that may hold a typing error by their sound, whole and with each character left out."""
        hashes: list[Hashes] = []
        rows: list[Rows] = []
        for numbers, columns in by_length(self._sounds):
            if columns.shape[1] in LIKE:
                some = [hashed(columns), *lacking(columns)]
                hashes += some
                rows += [numbers] * len(some)
        return Table(hashes, rows)

    @cached_property
    def initials(self) -> dict[str, list[int]]:
        """Rows by the initials of the stem's syllables."""
        letters = {ord(c): found[0][0] for c in set("".join(self.stems)) if (found := syllables(c))}
        found_rows = defaultdict(list)
        for row, text in enumerate("\n".join(self.stems).translate(letters).split("\n")):
            found_rows[text].append(row)
        return found_rows

    @cached_property
    def roads(self) -> dict[str, list[int]]:
        """Rows by the road in names that begin with a road and a number."""
        found = defaultdict(list)
        for row, stem in enumerate(self.stems):
            if met := _ROAD.match(stem):
                found[met.group(1)].append(row)
        return found


def prepare(view: View) -> None:
    """Make all that the first text which names a place would wait for."""
    names = area_names(view)
    _ = names.heard, names.like, names.initials, names.roads
    unit_names(view)


def area_names(view: View) -> Names:
    """The names of the areas that a text may name wrongly; smaller ones are found within these (see `details`)."""
    return _areas(whole(view))


@remembered(1)
def _areas(view: View) -> Names:
    positions = [p for kind in words().kinds for p in view.of_kind(kind).tolist()]
    return Names((p, *stem) for p in positions for stem in words().stems(view.name(p)))


def unit_names(view: View) -> Names:
    """The names of organisations that lie in an area."""
    return _units(whole(view))


@remembered(1)
def _units(view: View) -> Names:
    return Names((p, key, "") for p in view.of_kind("Organization").tolist() if view.home(p) >= 0
                 for key in _unit_keys(view.name(p)))


def _unit_keys(name: str) -> set[str]:
    return {fold(name), organization_key(name)}
