"""The coverage query."""

from __future__ import annotations

import time
from collections.abc import Sequence

from orgraph.dates import iso
from orgraph.deadline import steps
from orgraph.queries.coverage.causes import Look
from orgraph.queries.coverage.changes import change
from orgraph.queries.coverage.gaps import describe
from orgraph.queries.coverage.levels import Divided
from orgraph.queries.coverage.results import AreaCounts, Counts, CoverageResult, RuleCoverage
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import Holding, Standing, distinct, range_in, standing
from orgraph.queries.refs import node_ref
from orgraph.queries.successors import told
from orgraph.stores.base import Positions, View


def coverage(
    view: View,
    rules: Sequence[Rule],
    day: int,
    area: int | None = None,
    *,
    by: str | None = None,
    gaps: int = 1000,
    since: Look | None = None,
    explained: int = 1000,
) -> CoverageResult:
    """Coverage of `rules` inside `area` (position; None: everywhere) on `day`.

    by : kind of area or organisation to roll up by, or levels.KIND; None: the areas right below `area`. gaps : how many
    gaps of each rule to describe (the count is always whole). since : an earlier day, or an earlier generation on a
    day, to compare with. explained : of how many changes of each kind to name the fact behind.
    """
    began = time.perf_counter()
    lo, hi = (0, view.size) if area is None else view.inside(area)
    result = CoverageResult(
        as_of=iso(day) or "", generation=view.generation, area=None if area is None else node_ref(view, area)
    )
    divided = Divided(view, area, by, day)
    now, then = Holding(view, (day,)), None if since is None else Holding(since.view, (since.day,))
    for rule in steps(rules):
        if not rule.in_force(day):
            result.warnings.append(f"规则 {rule.id} 在 {iso(day)} 未生效 (not in force)")
            continue
        stands = standing(now, rule, lo, hi)
        found = stands.on(0)
        shown = found.missing[:gaps].tolist()
        by_organization, by_work = rule.by_work(found.modes) or (None, None)
        counts = Counts.of(len(found.covered), len(found.missing), len(found.waived))
        result.rules.append(
            RuleCoverage(
                rule=rule.id,
                title=rule.title.zh,
                title_en=rule.title.en,
                version=rule.version,
                basis=rule.basis.cited,
                severity=rule.severity,
                focus_kind=rule.focus_kind,
                **counts.model_dump(),
                fulfilled_by=_fulfilled_by(view, rule, day, found.covered),
                modes=found.modes,
                by_organization=by_organization,
                by_work=by_work,
                by=_rows(divided, stands),
                gaps=describe(view, rule, shown, day),
                gaps_shown=len(shown),
                change=None if since is None or then is None else change(
                    rule, since, standing(then, rule, *range_in(since.view, view, area)).on(0), Look(view, day), found,
                    explained=explained),
            )
        )
    left = {row.area for rule in result.rules for row in rule.by if row.area in divided.gone} if divided.gone else ()
    result.warnings += [f"{told(view, divided.gone[area], day)}，还有对象在其中 (things still lie in it)"
                        for area in sorted(left)]
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def _rows(divided: Divided, stands: Standing) -> list[AreaCounts]:
    """The counts of every row that has any focus."""
    levels = divided.levels(stands.foci)
    counts = (levels.count(bits != 0) for bits in (stands.covered, stands.missing, stands.waived))
    return [AreaCounts.of(*numbers, area=row.id, name=row.name, level=row.kind)
            for row, *numbers in zip(levels.rows, *counts, strict=True) if any(numbers)]


def _fulfilled_by(view: View, rule: Rule, day: int, covered: Positions) -> int | None:
    """How many different nodes (persons, units) fulfil the rule, over all modes."""
    if rule.count is None:
        return None
    found = [view.reached(mode.parsed, "f", rule.count, day, covered) for mode in rule.mode
             if rule.count in mode.parsed.nodes]
    return len(distinct(found))
