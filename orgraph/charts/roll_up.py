"""A rule rolled up through the levels of areas, as tiles within tiles or rings round a middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from orgraph.charts.rates import DARKER, said, tiles
from orgraph.charts.style import LAYOUT, MAP_HEIGHT, headed
from orgraph.errors import UsageError
from orgraph.queries.coverage.results import AreaCounts, Counts

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.moment import Moment

_ROOT = ""


def coverage_roll_up(now: Moment, rule: str, *, area: str | None = None, levels: Sequence[str] = (),
                     shape: Literal["treemap", "sunburst"] = "treemap") -> Figure:
    """Each area as large as what is due there, inside the one it lies in, the darker the more of it is missing.

    levels : kinds of area from the largest down, e.g. ("District", "Street"); default the areas right below
    shape : "treemap" (tiles) or "sunburst" (rings)
    What lies in no area of a level stays without a tile on it. Raises UsageError for another shape or level.
    """
    from plotly import graph_objects as go

    if shape not in ("treemap", "sunburst"):
        raise UsageError(f"没有这种图：{shape} (no such shape)", hint="treemap、sunburst")
    above: dict[str, str] = {}
    rows: dict[str, Counts] = {}
    names: dict[str, str] = {}
    whole = now.coverage(rule, area=area, gaps=0)
    found = whole.rules[0]
    rows[_ROOT], names[_ROOT] = found, whole.area.name if whole.area else "全部"
    for level in levels or (None,):
        counted = found if level is None else now.coverage(rule, area=area, by=level, gaps=0).rules[0]
        known = set(above)
        for one in counted.by:
            if one.level and one.rate is not None:
                above[one.area] = _parent(now, one, known)
                rows[one.area], names[one.area] = one, one.name
    ids = [_ROOT, *above]
    due = [rows[one].eligible - rows[one].waived for one in ids]
    draw = go.Treemap if shape == "treemap" else go.Sunburst
    made = draw(
        ids=[one or "all" for one in ids], labels=[names[one] for one in ids],
        parents=["", *(above[one] or "all" for one in ids[1:])], values=due, branchvalues="total",
        text=[said(rows[one]) for one in ids], texttemplate="%{label}<br>%{text}",
        hovertemplate="%{label}<br>%{text}<extra></extra>",
        marker=tiles([rows[one] for one in ids]))
    return go.Figure(made).update_layout(
        **LAYOUT, height=MAP_HEIGHT + 140 * (len(levels) > 1 or shape == "sunburst"),
        title=f"{headed(whole, f'{found.title} {said(found)}')}<br><sup>大小是应建数 size: what is due；{DARKER}</sup>")


def _parent(now: Moment, one: AreaCounts, known: set[str]) -> str:
    """The nearest area drawn that it lies in."""
    ladder = now.view.ids(now.view.path_of(now.view.position(one.area)))
    return next((up for up in ladder if up in known and up != one.area), _ROOT)
