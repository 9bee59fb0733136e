"""How things stand under a rule: of each focus, on which of some days it is covered, missing or waived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from orgraph.patterns import Pattern, parse
from orgraph.queries.coverage.rules import Rule
from orgraph.stores.base import Bits, Ladder, Positions, View


class Holding:
    """For which nodes and days of a view patterns hold. Answers are kept, for rules share patterns."""

    def __init__(self, view: View, days: Sequence[int]) -> None:
        self.view = view
        self.days = tuple(days)
        self._kept: dict[str, tuple[Positions, Bits]] = {}

    def __call__(self, pattern: Pattern, foci: Positions) -> Bits:
        """For each of `foci` (ascending), the days on which the pattern's `f` can be it."""
        kept = self._kept.get(pattern.text)
        if kept is None:
            kept = foci, self.view.holding(pattern, "f", self.days, foci)
        elif len(new := np.setdiff1d(foci, kept[0], assume_unique=True)):
            both = np.concatenate([kept[0], new])
            order = np.argsort(both, kind="stable")
            kept = both[order], np.concatenate([kept[1], self.view.holding(pattern, "f", self.days, new)])[order]
        self._kept[pattern.text] = known, bits = kept
        return bits if len(known) == len(foci) else bits[np.searchsorted(known, foci)]


@dataclass(frozen=True, slots=True)
class Found:
    """Ascending, disjoint positions of the eligible foci of one rule on one day, and how many each mode covers."""

    covered: Positions
    missing: Positions
    waived: Positions
    modes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """The foci (ascending) that are eligible on any of some days, and for each on which days it is what."""

    foci: Positions
    covered: Bits
    missing: Bits
    waived: Bits
    modes: dict[str, Bits]

    def on(self, number: int) -> Found:
        """The foci on the day of that number."""
        bit = self.covered.dtype.type(1 << number)
        covered, missing, waived = (self.foci[(bits & bit) != 0] for bits in (self.covered, self.missing, self.waived))
        return Found(covered, missing, waived,
                     {mode: int(np.count_nonzero(bits & bit)) for mode, bits in self.modes.items()})


def standing(holding: Holding, rule: Rule, lo: int, hi: int) -> Standing:
    """Of the rule's foci in [lo, hi), on which days each is eligible and covered, missing or waived.

    The first mode that holds takes a focus; a waiver excuses one that no mode takes.
    """
    told = holding.view.first_ways(ladder(rule), "f", holding.days, lo, hi)
    if told is not None:
        foci, (*covers, waived, missing) = told
        covered = np.bitwise_or.reduce(covers) if covers else np.zeros_like(missing)
        return Standing(foci, covered, missing, waived,
                        {mode.id: bits for mode, bits in zip(rule.mode, covers, strict=True)})
    foci = distinct([holding.view.of_kind(label, lo, hi) for label in rule.eligible.nodes["f"].labels])
    eligible = holding(rule.eligible, foci)
    for pattern in rule.exempt:
        eligible = eligible & ~holding(pattern, foci)
    foci, eligible = _where(eligible, foci)
    missing = eligible
    modes: dict[str, Bits] = {}
    for mode in rule.mode:
        modes[mode.id] = missing & _asked(holding, mode.parsed, foci, missing)
        missing = missing & ~modes[mode.id]
    waived = missing & _asked(holding, waiver(rule.id), foci, missing)
    return Standing(foci, eligible & ~missing, missing & ~waived, waived, modes)


def counts(holding: Holding, rule: Rule, lo: int, hi: int) -> Iterator[tuple[int, int, int]]:
    """Of each day how many of the rule's foci in [lo, hi) are covered, missing and waived."""
    told = holding.view.count_ways(ladder(rule), "f", holding.days, lo, hi)
    if told is not None:
        for *covers, waived, missing in zip(*told, strict=True):
            yield sum(covers), missing, waived
        return
    found = standing(holding, rule, lo, hi)
    for number in range(len(holding.days)):
        bit = found.covered.dtype.type(1 << number)
        covered, missing, waived = (int(np.count_nonzero(bits & bit))
                                    for bits in (found.covered, found.missing, found.waived))
        yield covered, missing, waived


def ladder(rule: Rule) -> Ladder:
    """What a rule asks of `f`; the last way is a waiver."""
    return Ladder(rule.eligible, rule.exempt, (*(mode.parsed for mode in rule.mode), waiver(rule.id)))


def evaluate(view: View, rule: Rule, day: int, lo: int, hi: int) -> Found:
    """Sort the eligible foci of a rule in [lo, hi) into covered, missing and waived on a day."""
    return standing(Holding(view, (day,)), rule, lo, hi).on(0)


def lacks(view: View, rule: Rule, day: int, focus: int) -> bool:
    """Whether one focus is missing under a rule on a day: as `evaluate` finds, fifteen times as fast for just one."""
    def holds(pattern: Pattern) -> bool:
        return bool(view.matches(pattern, {"f": focus}, day, 1))

    return (holds(rule.eligible) and not any(map(holds, rule.exempt))
            and not any(holds(mode.parsed) for mode in rule.mode) and not holds(waiver(rule.id)))


def range_in(other: View, view: View, area: int | None) -> tuple[int, int]:
    """The range of an area of `view` in another view (None: of everything); empty if it is not there."""
    if area is None:
        return 0, other.size
    position = area if other is view else other.position(view.ids([area])[0])
    return (0, 0) if position < 0 else other.inside(position)


def waiver(rule: str) -> Pattern:
    """What waives the rule for `f`."""
    return parse(f'(:Waiver {{rule: "{rule}"}})-[:WAIVES]->(f)')


def distinct(parts: Sequence[Positions]) -> Positions:
    """All positions of ascending parts, ascending, none twice. (np.unique hashes, which takes five times as long.)"""
    if len(parts) == 1:
        return parts[0]
    every = np.sort(np.concatenate(parts), kind="stable")
    return every[np.append(True, every[1:] != every[:-1])] if len(every) else every


def chunks(days: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """The days, so many at a time."""
    return (days[at:at + size] for at in range(0, len(days), size))


def _asked(holding: Holding, pattern: Pattern, foci: Positions, open_: Bits) -> Bits:
    """The days on which the pattern holds; of foci that are open on no day it is not asked."""
    at = np.flatnonzero(open_)
    if len(at) == len(foci):
        return holding(pattern, foci)
    bits = np.zeros_like(open_)
    bits[at] = holding(pattern, foci[at])
    return bits


def _where(bits: Bits, foci: Positions) -> tuple[Positions, Bits]:
    there = np.flatnonzero(bits)
    return (foci, bits) if len(there) == len(foci) else (foci[there], bits[there])
