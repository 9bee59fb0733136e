"""What the routes are given."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from orgraph.api.asked import (
    Asked,
    BridgingAsked,
    CallAsked,
    CoverageAsked,
    GapsAsked,
    NetworkAsked,
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
BridgingDep = Annotated[BridgingAsked, Query()]
CallDep = Annotated[CallAsked, Query()]
SearchDep = Annotated[SearchAsked, Query()]
