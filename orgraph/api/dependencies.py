"""What the routes are given."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from orgraph.api.asked import (
    Asked,
    BrokerageAsked,
    CallAsked,
    CoverageAsked,
    FailurePointsAsked,
    GapsAsked,
    IslandsAsked,
    KeyPlayersAsked,
    MeasuresAsked,
    NetworkAsked,
    OverTimeAsked,
    ProposalsAsked,
    SearchAsked,
    TrendAsked,
)
from orgraph.graph import Graph


def _graph(request: Request) -> Graph:
    graph: Graph = request.app.state.graph
    return graph


GraphDep = Annotated[Graph, Depends(_graph)]
AskedDep = Annotated[Asked, Query()]
CoverageDep = Annotated[CoverageAsked, Query()]
GapsDep = Annotated[GapsAsked, Query()]
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
SearchDep = Annotated[SearchAsked, Query()]
