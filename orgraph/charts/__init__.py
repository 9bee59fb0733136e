"""Pictures of the answers, as plotly figures: each shows one sentence, Chinese first.

`figure` gives the usual picture of any result. Those of a network (`ego`, `island_map`, `blocks`, `two_mode`) are drawn
of the graph that `Moment.to_networkx` gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.bridging import bridging_ranking, brokerage_roles, brokerage_table
from orgraph.charts.call import call_path
from orgraph.charts.coverage import coverage_bars, coverage_heat, coverage_treemap, coverage_trend
from orgraph.charts.network import blocks, ego, island_map, two_mode
from orgraph.charts.style import ACCENT, PALE, SCALE
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.results import Result

__all__ = ["ACCENT", "PALE", "SCALE", "blocks", "bridging_ranking", "brokerage_roles", "brokerage_table", "call_path",
           "coverage_bars", "coverage_heat", "coverage_treemap", "coverage_trend", "ego", "figure", "island_map",
           "two_mode"]


def figure(result: Result) -> Figure:
    """The usual picture of an answer. Raises UsageError for one that has none."""
    from orgraph.queries.bridging.results import MeasureResult
    from orgraph.queries.bridging.roles.roles_results import BrokerageResult
    from orgraph.queries.coverage.results import CoverageResult, TrendResult
    from orgraph.queries.who_to_call.results import CallResult

    match result:
        case MeasureResult():
            return bridging_ranking(result)
        case BrokerageResult():
            return brokerage_roles(result)
        case CoverageResult():
            return coverage_bars(result)
        case TrendResult():
            return coverage_trend(result)
        case CallResult():
            return call_path(result)
    raise UsageError(f"这种答案没有现成的图：{result.query} (no picture of this answer)",
                     hint="网络的图：charts.ego、island_map、blocks、two_mode (pictures of a network)")
