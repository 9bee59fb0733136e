"""Pictures of the answers, as plotly figures: each shows one sentence, Chinese first.

`figure` gives the usual picture of any result, `save` draws a figure into a file without a browser. Those of a network
(`ego`, `island_map`, `blocks`, `two_mode`, `loss_map`) are drawn of the graph that `Moment.to_networkx` gives,
`coverage_roll_up` of a moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgraph.charts.bridging import (
    brokerage_roles,
    brokerage_table,
    island_sizes,
    key_players,
    over_time,
)
from orgraph.charts.call import call_path
from orgraph.charts.coverage import coverage_bars, coverage_heat, coverage_treemap, coverage_trend
from orgraph.charts.links import proposal_steps
from orgraph.charts.losses import failure_points, loss_map, what_if, without
from orgraph.charts.network import blocks, ego, island_map
from orgraph.charts.ranking import bridging_ranking
from orgraph.charts.roll_up import coverage_roll_up
from orgraph.charts.sides import two_mode
from orgraph.charts.still import save
from orgraph.charts.style import ACCENT, PALE, SCALE
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from orgraph.results import Result

__all__ = ["ACCENT", "PALE", "SCALE", "blocks", "bridging_ranking", "brokerage_roles", "brokerage_table", "call_path",
           "coverage_bars", "coverage_heat", "coverage_roll_up", "coverage_treemap", "coverage_trend", "ego",
           "failure_points", "figure", "island_map", "island_sizes", "key_players", "loss_map", "over_time",
           "proposal_steps", "save", "two_mode", "what_if", "without"]


def figure(result: Result) -> Figure:
    """The usual picture of an answer. Raises UsageError for one that has none."""
    from orgraph.queries.bridging.failing.together import TogetherResult
    from orgraph.queries.bridging.over_time.over_time_results import OverTimeResult
    from orgraph.queries.bridging.results import (
        FailurePointsResult,
        IslandsResult,
        MeasureResult,
        ProposalsResult,
        WhatIfResult,
    )
    from orgraph.queries.bridging.roles.roles_results import BrokerageResult, KeyPlayersResult
    from orgraph.queries.coverage.results import CoverageResult, TrendResult
    from orgraph.queries.who_to_call.results import CallResult

    match result:
        case MeasureResult():
            return bridging_ranking(result)
        case IslandsResult():
            return island_sizes(result)
        case FailurePointsResult():
            return failure_points(result)
        case WhatIfResult():
            return what_if(result)
        case TogetherResult():
            return without(result)
        case ProposalsResult():
            return proposal_steps(result)
        case BrokerageResult():
            return brokerage_roles(result)
        case KeyPlayersResult():
            return key_players(result)
        case OverTimeResult():
            return over_time(result)
        case CoverageResult():
            return coverage_bars(result)
        case TrendResult():
            return coverage_trend(result)
        case CallResult():
            return call_path(result)
    raise UsageError(f"这种答案没有现成的图：{result.query} (no picture of this answer)",
                     hint="网络的图：charts.ego、island_map、blocks、two_mode、loss_map (pictures of a network)")
