"""Names in a text: where they stand, how they are meant, and what may be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orgraph.queries.scope import may_mention
from orgraph.queries.successors import successors
from orgraph.queries.who_to_call.place.hashed import Rows, codes, hashed, lacking, windows
from orgraph.queries.who_to_call.place.index import LIKE, LONGEST, Names
from orgraph.queries.who_to_call.place.tokens import Tokens
from orgraph.queries.who_to_call.place.words import SHORTEST, How, words
from orgraph.queries.who_to_call.text.sounds import FIRST, mark, syllables
from orgraph.similar import compare
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

_CHANCE = frozenset(("city", "district", "prefecture", "banner", "province"))  # endings that may begin a word
_MIXED_UP = 0.85  # sounds that only dialects make one, beside the very same sound
_COMPARED = 80  # names that are compared at most, the longest first
_TOLD = 0.35  # names that a direction or number tells apart are hardly one: only worth a question
_ENOUGH = 600  # places of one name that are looked at


@dataclass(frozen=True, slots=True)
class Mention:
    """tokens[start:end] may be the name of any of `nodes`; `ended`: its ending stands there too."""

    start: int
    end: int
    how: How
    nodes: frozenset[int]
    ended: bool
    sure: float = 1.0

    @property
    def worth(self) -> float:
        """How much of the text it explains: characters, weighed by how they match."""
        return (self.end - self.start) * words().match[self.how].weight * self.sure

    def overlaps(self, other: Mention) -> bool:
        """Whether a character belongs to both."""
        return self.start < other.end and other.start < self.end


class Finder:
    """Finds the names of a view in texts, those of areas that exist on a day."""

    def __init__(self, view: View, names: Names, day: int) -> None:
        self._view, self._names, self._day = view, names, day
        self._may = may_mention(view)
        self.gone: set[int] = set()
        self.succeeded: dict[int, int] = {}
        """For each successor that was taken for an area that is no more, that area."""

    def written(self, text: Tokens) -> list[Mention]:
        """Names as they are written: exact, short of their ending, or with another ending."""
        hashes, starts, lengths = windows(codes(text.spelt), SHORTEST, LONGEST)
        which, rows = self._names.spelt.find(hashes)
        found = list(zip(starts[which].tolist(), lengths[which].tolist(), rows.tolist(), strict=True))
        return self._mentions(text, ((start, start + length, row, "exact", 1.0) for start, length, row in found))

    def heard(self, text: Tokens, start: int, end: int, within: list[tuple[int, int]]) -> list[Mention]:
        """Names that tokens[start:end] sound like, of nodes in the ranges `within`."""
        hashes, starts, lengths = windows(codes(text.heard[start:end]), SHORTEST, LONGEST)
        which, rows = self._names.heard.find(hashes)
        kept = self._inside(rows, within)
        which, rows = which[kept], rows[kept]
        return self._mentions(text, (
            (at + start, at + start + length, row, *self._by_sound(text, at + start, row))
            for at, length, row in zip(starts[which].tolist(), lengths[which].tolist(), rows.tolist(), strict=True)))

    def like(self, text: Tokens, runs: Sequence[tuple[int, int]], within: list[tuple[int, int]]) -> list[Mention]:
        """Names that tokens in the runs [start, end) are but for one typing error, of nodes in the ranges `within`."""
        heard = codes(text.heard)
        shortest = SHORTEST + any(hi - lo == self._view.size for lo, hi in within)  # a short name is like too many
        seen: list[set[tuple[int, int, int]]] = [set() for _ in runs]
        # All runs at once: a long sentence has many short ones, and an array costs as much for a few as for a hundred.
        for length in range(shortest, LIKE.stop + 1):
            spots = [(number, at) for number, (start, end) in enumerate(runs) for at in range(start, end - length + 1)]
            if not spots:
                break
            columns = heard[np.arange(length)[:, None] + [at for _, at in spots]].T
            which, rows = self._names.like.find(
                np.concatenate([hashed(columns), *(lacking(columns) if length > shortest else ())]))
            kept = self._inside(rows, within)
            for spot, row in zip((which[kept] % len(spots)).tolist(), rows[kept].tolist(), strict=True):
                number, at = spots[spot]
                seen[number].add((-length, at, row))
        return [mention for hits in seen for mention in self._mentions(text, self._alike(text, [
            (at, at - less, row) for less, at, row in sorted(hits)[:_COMPARED]]))]

    def _inside(self, rows: Rows, within: list[tuple[int, int]]) -> npt.NDArray[np.bool_]:
        """Which of the rows are of nodes in the ranges."""
        positions = self._names.at[rows]
        found = np.zeros(len(rows), np.bool_)
        for lo, hi in within:
            found |= (lo <= positions) & (positions < hi)
        return found

    def _by_sound(self, text: Tokens, start: int, row: int) -> tuple[How, float]:
        """How a name is heard: spelled in syllables, with the very same ones, or with some that are mixed up."""
        stem = self._names.stems[row]
        same = all(
            said in syllables(c) if (said := text.syllables.get(at)) else
            text.spelt[at] == c or syllables(text.spelt[at])[:1] == syllables(c)[:1]
            for at, c in enumerate(stem, start))
        spelled = all(at in text.syllables for at in range(start, start + len(stem)))
        return "pinyin" if spelled else "heard", 1.0 if same else _MIXED_UP

    def _alike(self, text: Tokens, hits: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, How, float]]:
        for begin, end, row in hits:
            stem, said = self._names.stems[row], text.spelt[begin:end]
            if any(c >= FIRST for c in said):
                if _read_so(said, stem):
                    yield begin, end, row, "pinyin", 1.0
            elif said != stem:
                likeness = compare(said, stem)
                yield begin, end, row, "like", _TOLD if likeness is None else likeness.score

    def initials(self, text: Tokens, within: list[tuple[int, int]]) -> list[Mention]:
        """Names whose initials the letters of the text are, of nodes in the ranges `within`."""
        return self._mentions(text, (
            (start, end, row, "initials", 1.0) for start, end in text.latin
            for row in self._names.initials.get(text.said(start, end), ())
            if any(lo <= self._names.positions[row] < hi for lo, hi in within)))

    def _mentions(self, text: Tokens, hits: Iterator[tuple[int, int, int, How, float]]) -> list[Mention]:
        groups: dict[tuple[int, int, How, bool], dict[int, float]] = defaultdict(dict)
        endings: dict[int, dict[str, int]] = {}
        for start, end, row, how, sure in hits:
            position = self._names.positions[row]
            if self._may is not None and not self._may(position):
                continue
            there = self._there(position) if how == "exact" or self._view.alive(position, self._day) else []
            if not there:
                self.gone.add(position)
                continue
            if end not in endings:
                endings[end] = _endings(text, end)
            ended = self._ended(row, end, how, endings[end])
            if ended is not None:
                new_end, new_how, whole = ended
                nodes = groups[start, new_end, new_how, whole]
                nodes |= {p: max(sure, nodes.get(p, 0.0)) for p in there}
        return [Mention(start, end, how, frozenset(nodes), whole, max(nodes.values()))
                for (start, end, how, whole), nodes in groups.items() if len(nodes) <= _ENOUGH]

    def _there(self, position: int) -> list[int]:
        """A node that exists on the day; of an area that is no more its successors."""
        if self._view.alive(position, self._day):
            return [position]
        if vocabulary().root(self._view.kind(position)) != "Area":
            return []
        heirs = [p for p in successors(self._view, position, self._day) if self._may is None or self._may(p)]
        self.succeeded |= dict.fromkeys(heirs, position)
        return heirs

    def _ended(self, row: int, end: int, how: How, there: dict[str, int]) -> tuple[int, How, bool] | None:
        """Where the name ends with the ending that stands there, how it matches then, and whether it is whole."""
        group = self._names.groups[row]
        if group in there:
            return there[group], how, True
        if not group:
            # 嘉和苑 and 嘉和苑小区 are one; nothing else may follow that ends a name
            return there.get("compound", end), how, True
        kin = next((other for other in there if words().mixed(group, other)), None)
        if kin is not None:
            return there[kin], "kin", False
        if there.keys() <= _CHANCE:  # 鼓楼市场: 市 ends no name here
            return end, "short" if how == "exact" else how, False
        return None


def _endings(text: Tokens, at: int) -> dict[str, int]:
    """The groups of the endings that stand at a token, and where each ends."""
    found: dict[str, int] = {}
    if at < len(text.spelt):
        spoken = text.spelt[at] >= FIRST
        for end, sound, group in words().ends:
            if group not in found and (
                    text.heard.startswith(sound, at) if spoken else text.spelt.startswith(end, at)):
                found[group] = at + len(end)
    return found


def _read_so(said: str, stem: str) -> bool:
    """Whether syllables and characters are readings of a name's characters, each any of them."""
    return len(said) == len(stem) and all(
        a == b or a in {mark(syllable) for syllable in syllables(b)} for a, b in zip(said, stem, strict=True))


