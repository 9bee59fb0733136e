"""What people type, found among the names of a generation's nodes.

The columns are made once a generation and mapped. A generation that differs in few nodes shares those of an earlier
one: the nodes that differ are left out there and have small columns of their own in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from orgraph.stores.base import Spelt
from orgraph.stores.snapshot.build import fingerprint as of_snapshots
from orgraph.stores.snapshot.columns import Array, Columns
from orgraph.stores.snapshot.index import text_hash
from orgraph.stores.snapshot.spelling_codes import HOW, HOWS, INSIDE, NONE, SPREAD, START, UNSOUGHT
from orgraph.stores.snapshot.spelling_columns import Numbers, part_of, ranks, spelling_columns
from orgraph.typed import Codes, Token, parsed, readings_of
from orgraph.typed.letters import CLASSES, DIGIT
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.stores.snapshot.view import SnapshotView

_TEXTS = ("chars", "text.at", "text.node", "text.rank", "text.letters")
_IDS = ("by_id.hash", "by_id.at")
LAYOUT = 2  # raised with every change of what the columns hold
SPREAD_FROM = 3  # characters typed, from which on they may stand apart: 鼓楼城管 for 鼓楼区城市管理局


@cache
def fingerprint() -> int:
    """What of the program decides the columns: those of another program are made again."""
    table = blake2b(readings_of().tobytes() + ranks().tobytes(), digest_size=8).hexdigest()
    return text_hash(f"{LAYOUT} {of_snapshots()} {table}")


def columns_of(columns: Columns) -> dict[str, Array]:
    """What `Spelling` reads, of a whole snapshot."""
    return spelling_columns(columns) | {name: columns[name] for name in _IDS} | {
        "generation": columns["generation"], "fingerprint": np.array([fingerprint()], np.uint64)}


@cache
def _readings() -> Codes:
    """`readings_of`, those of a character side by side."""
    return np.ascontiguousarray(readings_of().T)


@lru_cache(maxsize=64)
def _ranks(labels: tuple[str, ...]) -> npt.NDArray[np.uint8]:
    """`ranks`, of the kinds asked for alone."""
    words = vocabulary()
    wanted = {kind for label in labels for kind in words.subkinds[label]}
    fits = np.array([not labels or kind in wanted for kind in words.kind_order])
    return np.where(fits, ranks(), UNSOUGHT).astype(np.uint8)


class Spelling:
    """Finds nodes by what is typed, in any view of one generation. Safe to share between threads."""

    def __init__(self, base: Columns, root: SnapshotView, changed: Sequence[str] = ()) -> None:
        """base: `columns_of` this or an earlier generation; changed: ids of the entities that differ since."""
        self._base = base
        self._gone = np.array([text_hash(id_) for id_ in changed], np.uint64)
        self._ids = [id_ for id_ in changed if root.position(id_) >= 0]
        self._fresh = Columns(spelling_columns(part_of(
            root.snapshot.columns, [root.position(id_) for id_ in self._ids]))) if self._ids else None
        self._where: WeakKeyDictionary[SnapshotView, list[tuple[Columns, Numbers]]] = WeakKeyDictionary()
        self._lock = Lock()

    @property
    def changed(self) -> int:
        """How many nodes differ from the columns."""
        return len(self._gone)

    def find(self, view: SnapshotView, text: str, day: int, *, labels: tuple[str, ...],
             within: Sequence[tuple[int, int]] | None, near: int, limit: int) -> list[Spelt]:
        """See `stores.base.View.spelt`."""
        from orgraph.stores.snapshot.spelling_kernel import Names, Nodes, best  # compiles, which only this needs

        around = [] if near < 0 else [view.inside(area) for area in (near, *view.path_of(near))]
        columns, keys = view.snapshot.columns, np.full(limit, NONE)
        asked = (_frozen(columns["node.kind"]), _ranks(labels), _frozen(columns["node.start"]),
                 _frozen(columns["node.end"]), day, _slices(within or ()), _slices(around))
        ways = parsed(text)
        for how in (START, INSIDE, SPREAD):
            if keys[-1] != NONE or (how == SPREAD and keys[0] != NONE):
                break
            for base, where in self._places(view):
                names, nodes = Names(*(_frozen(base[name]) for name in _TEXTS)), Nodes(_frozen(where), *asked)
                for way, close, numbers in _lists(base, ways, how):
                    tokens = np.array([one[:3] for one in way], np.int32)
                    letters = np.bitwise_or.reduce([np.uint64(1) << np.uint64(one.letter) for one in way])
                    best(_frozen(numbers), how, close, tokens, letters, _readings(), names, nodes, keys)
        found = keys[keys != NONE].tolist()
        return [Spelt(key & 0xFFFFFFFF, HOWS[key >> HOW]) for key in found]

    def _places(self, view: SnapshotView) -> list[tuple[Columns, Numbers]]:
        """The columns to search, with the position in the view of each of their nodes, -1 if it is not to be found."""
        with self._lock:
            found = self._where.get(view)
            if found is None:
                found = [(self._base, self._moved(view))]
                if self._fresh is not None:
                    found.append((self._fresh, np.array([view.position(id_) for id_ in self._ids], np.int32)))
                self._where[view] = found
            return found

    def _moved(self, view: SnapshotView) -> Numbers:
        hashes, at = (self._base[name] for name in _IDS)
        now, now_at = (view.snapshot.columns[name] for name in _IDS)
        there = np.minimum(np.searchsorted(now, hashes), max(len(now) - 1, 0))
        where = np.full(len(at), -1, np.int32)
        if len(now):
            where[at] = np.where(now[there] == hashes, now_at[there], -1)
        where[at[np.isin(hashes, self._gone)]] = -1
        return where


def in_memory(view: SnapshotView) -> Spelling:
    """Of a view that no file is kept of."""
    return Spelling(Columns(columns_of(view.snapshot.columns)), view)


def _frozen(array: Array) -> Array:
    """The array, not to be written: mapped ones are so, and what is compiled for those shall do for all."""
    frozen = array.view()
    frozen.flags.writeable = False
    return frozen


def _slices(some: Sequence[tuple[int, int]]) -> Numbers:
    return np.array(some, np.int32).reshape(-1, 2)


def _lists(columns: Columns, ways: Sequence[tuple[Token, ...]], how: int
           ) -> Iterator[tuple[tuple[Token, ...], int, Numbers]]:
    """For each way to read what is typed: how many characters must stand side by side, and where that may be."""
    for way in ways:
        letters = [token.letter for token in way]
        if how == START:
            yield way, len(way), _listed(columns, f"start{min(3, len(way))}", letters[:3])
        elif how == SPREAD and len(way) >= SPREAD_FROM:
            yield way, 2, _listed(columns, "start2", letters[:2])
        elif how == INSIDE and len(way) > 1 and not DIGIT.issuperset(letters):  # digits alone are a code begun
            # Of a run of digits only the first is listed; of all other pairs the one that is rarest.
            starts = [at for at in range(len(way) - 1) if not at or not {letters[at - 1], letters[at]} <= DIGIT]
            lists = [(at, _listed(columns, "inside2", letters[at:at + 2])) for at in starts]
            at, places = min(lists, key=lambda one: len(one[1]))
            yield way, len(way), places[places >= at] - np.int32(at)


def _listed(columns: Columns, name: str, letters: Sequence[int]) -> Numbers:
    """What an index lists under some letters."""
    key = 0
    for letter in letters:
        key = key * CLASSES + letter
    begin = columns[f"{name}.at"]
    return columns[f"{name}.number"][begin[key]:begin[key + 1]]
