"""What the routes are given."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from orgraph.access.caller import Caller
from orgraph.api.asked import (
    Asked,
    BrokerageAsked,
    CallAsked,
    CoverageAsked,
    FailurePointsAsked,
    GapsPage,
    IslandsAsked,
    KeyPlayersAsked,
    MeasuresAsked,
    NetworkAsked,
    OverTimeAsked,
    ProposalsAsked,
    SearchPage,
    TrendAsked,
)
from orgraph.api.caller import caller_of
from orgraph.api.jobs.runner import Runner
from orgraph.config import Settings
from orgraph.graph import Graph
from orgraph.queries.scope import Scope


def scope_of(caller: Caller, settings: Settings) -> Scope:
    """What a caller may be told of."""
    return Scope(caller.areas, 0 if caller.may("small") else settings.small_group)


def graph_of(request: Request) -> Graph:
    """The graph as the caller of a request may know it: the only way of a route to one."""
    graph: Graph = request.app.state.graph
    return graph.within(scope_of(caller_of(request), graph.settings))


def _runner(request: Request) -> Runner:
    """Loads, which are of all areas at once. Raises Forbidden for a caller with areas."""
    graph_of(request).unlimited()
    runner: Runner = request.app.state.runner
    return runner


GraphDep = Annotated[Graph, Depends(graph_of)]
RunnerDep = Annotated[Runner, Depends(_runner)]
AskedDep = Annotated[Asked, Query()]
CoverageDep = Annotated[CoverageAsked, Query()]
GapsDep = Annotated[GapsPage, Query()]
TrendDep = Annotated[TrendAsked, Query()]
NetworkDep = Annotated[NetworkAsked, Query()]
IslandsDep = Annotated[IslandsAsked, Query()]
FailurePointsDep = Annotated[FailurePointsAsked, Query()]
OverTimeDep = Annotated[OverTimeAsked, Query()]
MeasuresDep = Annotated[MeasuresAsked, Query()]
ProposalsDep = Annotated[ProposalsAsked, Query()]
BrokerageDep = Annotated[BrokerageAsked, Query()]
KeyPlayersDep = Annotated[KeyPlayersAsked, Query()]
CallDep = Annotated[CallAsked, Query()]
SearchDep = Annotated[SearchPage, Query()]
