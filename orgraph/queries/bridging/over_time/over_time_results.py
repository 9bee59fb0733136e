"""What became of bridges over time, as results."""

from __future__ import annotations

from typing import Literal

from orgraph.queries.bridging.results import BridgingResult
from orgraph.results import NodeRef, Part, SourceRef, Table, Tables

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

    def answer(self) -> str:
        said = ""
        if self.change:
            became, ceased = (sum(one.values()) for one in (self.change.became_total, self.change.ceased_total))
            said = (f"，自 {self.change.since} 新成为桥梁 {became} 个，不再是 {ceased} 个 "
                    f"({became} became bridges, {ceased} ceased)")
        return f"{self.title}，{len(self.points)} 个月末{said}"

    def tables(self) -> Tables:
        """values: of nodes by day · network: by day · changes: who became or ceased to be a bridge · facts: why"""
        found = {
            "values": Table.of("on id name value rank", (
                [point.on, line.id, line.name, value, rank] for line in self.lines
                for point, value, rank in zip(self.points, line.values, line.ranks, strict=True))),
            "network": Table.of("on nodes edges islands cut_vertices value", (
                [one.on, one.nodes, one.edges, one.islands, one.cut_vertices, one.value] for one in self.points))}
        if self.change:
            turned = [(what, one) for what, many in (("became", self.change.became), ("ceased", self.change.ceased))
                      for one in many]
            found["changes"] = Table.of("change id name kind how before after rank_before rank_after cut_off_count", (
                [what, one.id, one.name, one.kind, one.how, one.before, one.after, one.rank_before, one.rank_after,
                 one.cut_off] for what, one in turned))
            found["facts"] = Table.of("id name what on fact role source", (
                [one.id, one.name, fact.what, fact.on, " ".join(filter(None, (
                    fact.subject.name, fact.type, fact.object.name if fact.object else ""))), fact.role,
                 str(fact.source)] for _, one in turned for fact in one.facts))
        return found
