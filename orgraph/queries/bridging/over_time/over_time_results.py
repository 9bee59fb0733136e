"""What became of bridges over time, as results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from orgraph.queries.bridging.results import BridgingResult
from orgraph.results import NodeRef, Part, SourceRef

if TYPE_CHECKING:
    import pandas as pd

How = Literal["cut-vertex", "top"]


class NetworkPoint(Part):
    """The network on a day; value: of a measure of the whole network."""

    on: str
    nodes: int
    edges: int
    islands: int
    cut_vertices: int
    value: float | None = None


class TrendLine(NodeRef):
    """A node's value and rank on each of the days; None where it has no tie or the measure says nothing of it."""

    values: list[float | None]
    ranks: list[int | None]


class TieFact(Part):
    """A row of a file that began or ended between the two days: a link (type) or a thing (its kind, without object)."""

    what: Literal["began", "ended"]
    on: str
    type: str
    subject: NodeRef
    object: NodeRef | None = None
    role: str = ""
    source: SourceRef


class Turned(NodeRef):
    """A person or organisation that became, or ceased to be, a bridge.

    how: "cut-vertex": alone in holding others together; "top": among the first by the measure. cut_off: how many lose
    the largest part left without it, on the day on which it is a cut vertex. facts: the first by which it came about;
    ties_changed: links of the network that came or went at it or its neighbours (top), or that decide (cut-vertex).
    """

    how: How
    before: float | None
    after: float | None
    rank_before: int | None
    rank_after: int | None
    cut_off: int = 0
    ties_changed: int
    facts: list[TieFact] = []


class Turnover(Part):
    """Who became and who ceased to be a bridge between two days, the gravest first; how many by each `how`."""

    since: str
    ties_began: int
    ties_ended: int
    became: list[Turned] = []
    ceased: list[Turned] = []
    became_total: dict[How, int] = {}
    ceased_total: dict[How, int] = {}


class OverTimeResult(BridgingResult):
    """A measure at the ends of months: the network, and the values of all that were among the first on any of them."""

    measure: str
    title: str
    definition: str
    meaning: str
    points: list[NetworkPoint] = []
    lines: list[TrendLine] = []
    change: Turnover | None = None

    def frame(self) -> pd.DataFrame:
        """One row a node and day."""
        import pandas as pd

        return pd.DataFrame([(point.on, line.id, line.name, value, rank) for line in self.lines
                             for point, value, rank in zip(self.points, line.values, line.ranks, strict=True)],
                            columns=["on", "id", "name", "value", "rank"])
