"""What a name that nothing has may have meant: like names in the row's area, or in the area that its own path names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import Indel

from orgraph.loaders.resolving.gazetteer import Gazetteer
from orgraph.loaders.resolving.places import Place
from orgraph.loaders.resolving.references import Candidate, pair_of, subject_of
from orgraph.similar import compare, parts, sound

_OFFERED = 3
_LOOKED_AT = 48
_ALIKE = 0.34  # a name of three characters that shares one
_SOUNDED = 4000  # in a larger pool only the writing is compared


class Named(Protocol):
    """A place or body, as far as it can be meant."""

    id: str
    kind: str
    name: str

    @property
    def home_id(self) -> str:
        """Id of the area that it lies in."""

    def path(self) -> str:
        """Full name for a reader."""


class Pool:
    """Names to choose from, taken apart once."""

    def __init__(self, named: Iterable[Named]) -> None:
        self._named = list({(node.id, node.name): node for node in named}.values())
        self._bare = [parts(node.name).bare for node in self._named]
        self._sounds = [sound(bare) for bare in self._bare] if len(self._named) <= _SOUNDED else []

    def like(self, text: str) -> Iterator[tuple[float, tuple[str, ...], Named]]:
        """Those whose names are like `text`: score, reasons and what has the name."""
        bare = parts(text).bare
        at = {index for _, _, index in process.extract(
            bare, self._bare, scorer=Indel.normalized_similarity, limit=_LOOKED_AT, score_cutoff=_ALIKE)}
        if self._sounds:
            heard = sound(bare)
            at.update(index for index, other in enumerate(self._sounds) if other == heard)
        for index in sorted(at):
            if likeness := compare(text, self._named[index].name):
                yield likeness.score, likeness.reasons, self._named[index]


class Candidates:
    """Finds candidates among all areas or all organisations; pools are made when they are first needed."""

    def __init__(self, gazetteer: Gazetteer, everything: Sequence[Named]) -> None:
        self._gazetteer = gazetteer
        self._everything = everything
        self._pools: dict[str, Pool] = {}

    def of(self, text: str, folder: str, near: Place | None, but: frozenset[str]) -> list[Candidate]:
        """The likest, up to three; `but`: pairs that are known to be different."""
        subject = subject_of(text, folder, near.id if near else "")
        areas, rest = self._context(text, folder)
        pools = [self._pool(area) for area in areas] or [self._pool(near)]
        if near is not None and not areas:  # 城管局, in the row of a community, is the district's
            pools += [self._pool(above, deep=False) for above in near.line()[1:]]
        best: dict[str, Candidate] = {}
        for pool in pools:
            for score, reasons, node in pool.like(rest):
                key = pair_of(subject, node.id)
                if key not in but and (node.id not in best or score > best[node.id].score):
                    best[node.id] = Candidate(key, subject, node.id, node.kind, node.name, node.path(), score, reasons)
        return sorted(best.values(), key=lambda one: (-one.score, one.path, one.id))[:_OFFERED]

    def _context(self, text: str, folder: str) -> tuple[Sequence[Place], str]:
        """The areas that the longest beginning of a text names, and the rest."""
        cuts = [cut for cut in self._gazetteer.prefixed(text, folder) if len(cut[1]) > 1]
        return cuts[-1] if cuts else ((), text)

    def _pool(self, area: Place | None, *, deep: bool = True) -> Pool:
        key = f"{area.id if area else ''}{'' if deep else '.'}"
        if key not in self._pools:
            inside = self._inside
            homes = self._below(area.id) if area and deep else [area.id] if area else list(inside)
            self._pools[key] = Pool(node for home in homes for node in inside.get(home, ()))
        return self._pools[key]

    def _below(self, area: str) -> list[str]:
        """The area and all inside it."""
        found = [area]
        for at in found:
            found += self._gazetteer.children.get(at, ())
        return found

    @cached_property
    def _inside(self) -> dict[str, list[Named]]:
        found: dict[str, list[Named]] = defaultdict(list)
        for node in self._everything:
            found[node.home_id].append(node)
        return found
