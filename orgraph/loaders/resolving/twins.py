"""Rows of one kind in one area whose names are nearly one: perhaps one thing written twice, which people decide.

Millions of rows pass here, so names are first parted by what tells them apart (1号楼, 2号楼), then by one edit or a
long common beginning; only what is left is compared in earnest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Protocol, TypeVar

from rapidfuzz.distance import OSA

from orgraph.loaders.resolving.references import Candidate
from orgraph.loaders.resolving.review import Decisions
from orgraph.model import make_id
from orgraph.similar import compare, told

_NEARLY = 0.88
_COMMON = 4
_EVERY_PAIR = 60  # in larger groups only neighbours in the order of the alphabet are compared


class Twin(Protocol):
    """A place or body, as far as it can be another's twin."""

    id: str
    kind: str
    name: str
    key: str
    code: str
    number: str
    folder: str
    bad: bool

    @property
    def home_id(self) -> str:
        """Id of the area that it lies in."""

    def path(self) -> str:
        """Full name for a reader."""


T = TypeVar("T", bound=Twin)


def near_twins(nodes: Iterable[T], old: Collection[str], decisions: Decisions) -> dict[str, list[Candidate]]:
    """Id of the newer → what it may be, but for pairs that were decided on; `old`: ids of the active generation.

    `nodes` come in the order of the rows: of two that are both new the first counts as the older.
    """
    groups: dict[tuple[str, str], list[T]] = defaultdict(list)
    for node in nodes:
        if not node.bad:
            groups[node.kind, node.home_id].append(node)
    found: dict[str, list[Candidate]] = defaultdict(list)
    for group in groups.values():
        if len(group) < 2:
            continue
        for one, other in _like(group):
            likeness = compare(one.name, other.name)
            if likeness is None or likeness.score < _NEARLY or _apart(one, other):
                continue
            older, newer = (other, one) if other.id in old and one.id not in old else (one, other)
            key = make_id("r", *sorted((older.id, newer.id)))
            if key not in decisions.settled:
                found[newer.id].append(Candidate(key, newer.id, older.id, older.kind, older.name, older.path(),
                                                 likeness.score, likeness.reasons))
    return found


def _apart(one: Twin, other: Twin) -> bool:
    """Whether codes or the department's own numbers say that they are two."""
    return bool((one.code and other.code and one.code != other.code)
                or (one.number and other.number and one.folder == other.folder and one.number != other.number))


def _like(group: Sequence[T]) -> Iterator[tuple[T, T]]:
    """Pairs worth comparing, in the order of `group`."""
    parted: dict[tuple[str, ...], dict[str, T]] = defaultdict(dict)
    for node in group:
        parted[told(node.key)].setdefault(node.id, node)
    for alike in parted.values():
        if len(alike) < 2:
            continue
        nodes = list(alike.values())
        if len(nodes) <= _EVERY_PAIR:
            yield from (pair for pair in combinations(nodes, 2) if _worth(pair[0].key, pair[1].key))
        else:
            place = {node.id: at for at, node in enumerate(nodes)}
            for one, other in pairwise(sorted(nodes, key=lambda node: node.key)):
                if _worth(one.key, other.key):
                    yield (one, other) if place[one.id] < place[other.id] else (other, one)


def _worth(one: str, other: str) -> bool:
    return (one[:_COMMON] == other[:_COMMON] and len(one) > _COMMON) or OSA.distance(one, other, score_cutoff=1) < 2
