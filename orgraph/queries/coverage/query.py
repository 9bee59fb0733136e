"""The coverage query."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgraph.dates import iso
from orgraph.patterns import Pattern, parse
from orgraph.queries.coverage.gaps import gap
from orgraph.queries.coverage.results import AreaCounts, Change, CoverageResult, RuleCoverage
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.refs import node_ref
from orgraph.results import NodeRef
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Found:
    """Ascending, disjoint positions of the eligible foci of one rule on one day."""

    covered: Positions
    missing: Positions
    waived: Positions
    modes: dict[str, int]

    def counts(self, lo: int, hi: int) -> dict[str, int | float | None]:
        """The numbers inside a range of positions; eligible is always the sum of the others."""
        covered, missing, waived = (
            int(np.searchsorted(p, hi) - np.searchsorted(p, lo)) for p in (self.covered, self.missing, self.waived)
        )
        due = covered + missing
        return {
            "eligible": due + waived,
            "covered": covered,
            "missing": missing,
            "waived": waived,
            "rate": covered / due if due else None,
        }


def evaluate(view: View, rule: Rule, day: int, lo: int, hi: int) -> Found:
    """Sort the eligible foci of a rule into covered, missing and waived."""
    eligible = view.select(rule.eligible, "f", day, lo, hi)
    for pattern in rule.exempt:
        if len(eligible):
            eligible = np.setdiff1d(eligible, view.among(pattern, "f", day, _fitting(view, pattern, eligible)))
    missing = eligible
    modes: dict[str, int] = {}
    for mode in rule.mode:
        fulfilled = view.among(mode.parsed, "f", day, missing) if len(missing) else missing
        modes[mode.id] = len(fulfilled)
        missing = np.setdiff1d(missing, fulfilled, assume_unique=True)
    waived = view.among(_waiver(rule.id), "f", day, missing) if len(missing) else missing
    covered = np.setdiff1d(eligible, missing, assume_unique=True)
    return Found(covered, np.setdiff1d(missing, waived, assume_unique=True), waived, modes)


def _waiver(rule: str) -> Pattern:
    return parse(f'(:Waiver {{rule: "{rule}"}})-[:WAIVES]->(f)')


def _fitting(view: View, pattern: Pattern, positions: Positions) -> Positions:
    """Those positions whose kind the pattern's focus can be at all."""
    labels = pattern.nodes["f"].labels
    words = vocabulary()
    keep = [any(words.is_a(view.kind(p), label) for label in labels) or not labels for p in positions.tolist()]
    return positions[np.array(keep, bool)] if len(positions) else positions


def coverage(
    view: View,
    rules: Sequence[Rule],
    day: int,
    area: int | None = None,
    *,
    by: str | None = None,
    gaps: int = 1000,
    since: int | None = None,
) -> CoverageResult:
    """Coverage of `rules` inside `area` (position; None: everywhere) on `day`.

    by : kind of area to roll up by; None: the areas right below `area`. gaps : how many gaps of each rule to
    describe (the count is always whole). since : an earlier day to compare the gaps with.
    """
    began = time.perf_counter()
    lo, hi = (0, view.size) if area is None else view.inside(area)
    result = CoverageResult(
        as_of=iso(day) or "", generation=view.generation, area=None if area is None else node_ref(view, area)
    )
    groups = _groups(view, area, by, lo, hi)
    for rule in rules:
        if (rule.from_ and day < rule.from_.toordinal()) or (rule.until and day >= rule.until.toordinal()):
            result.warnings.append(f"规则 {rule.id} 在 {iso(day)} 未生效 (not in force)")
            continue
        found = evaluate(view, rule, day, lo, hi)
        shown = found.missing[:gaps].tolist()
        result.rules.append(
            RuleCoverage(
                rule=rule.id,
                title=rule.title.zh,
                title_en=rule.title.en,
                version=rule.version,
                basis=rule.basis.document + rule.basis.place,
                severity=rule.severity,
                focus_kind=rule.focus_kind,
                **found.counts(lo, hi),
                fulfilled_by=_fulfilled_by(view, rule, day, found.covered),
                modes=found.modes,
                by=[
                    AreaCounts(area=view.ids([p])[0], name=view.name(p), level=view.kind(p), **counts)
                    for p in groups
                    if (counts := found.counts(*view.inside(p)))["eligible"]
                ],
                gaps=[gap(view, rule, focus, day) for focus in shown],
                gaps_shown=len(shown),
                change=None if since is None else _change(view, found, evaluate(view, rule, since, lo, hi), since),
            )
        )
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def _groups(view: View, area: int | None, by: str | None, lo: int, hi: int) -> list[int]:
    if by is not None:
        return [int(p) for p in view.of_kind(by, lo, hi)]
    areas = view.of_kind("Area", lo, hi).tolist()
    return [p for p in areas if view.home(p) == (-1 if area is None else area)]


def _fulfilled_by(view: View, rule: Rule, day: int, covered: Positions) -> int | None:
    """How many different nodes (persons, units) fulfil the rule, over all modes."""
    if rule.count is None:
        return None
    found: list[Positions] = [
        view.pairs(mode.parsed, "f", rule.count, day, covered)[1]
        for mode in rule.mode
        if rule.count in mode.parsed.nodes
    ]
    return len(np.unique(np.concatenate(found))) if found else 0


def _change(view: View, now: Found, then: Found, since: int) -> Change:
    def refs(positions: Positions) -> list[NodeRef]:
        return [node_ref(view, p) for p in positions.tolist()]

    return Change(
        since=iso(since) or "",
        new=refs(np.setdiff1d(now.missing, then.missing)),
        fixed=refs(np.setdiff1d(then.missing, now.missing)),
        still_open=len(np.intersect1d(now.missing, then.missing)),
    )
