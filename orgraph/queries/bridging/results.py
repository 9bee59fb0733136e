"""The bridging results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ConfigDict, Field

from orgraph.results import NodeRef, Part, Result, SourceRef

if TYPE_CHECKING:
    import pandas as pd


class Ranked(NodeRef):
    """One node's value; percentile is the share of nodes with a value that it does not come behind."""

    value: float | None
    rank: int
    percentile: float | None


class BridgingResult(Result):
    """What every bridging answer says of the network that it was computed on."""

    query: str = "bridging"
    mode: str
    layers: list[str] = []
    nodes: int = 0
    edges: int = 0
    loops: int = 0
    parallel: int = 0


class MeasureResult(BridgingResult):
    """One measure, the nodes that matter first. Further measures asked for at once are in `more`."""

    measure: str
    definition: str
    meaning: str
    title: str
    results: list[Ranked] = []
    more: list[MeasureResult] = []

    def frame(self) -> pd.DataFrame:
        """One row a node."""
        import pandas as pd

        return pd.DataFrame([item.model_dump() for item in self.results],
                            columns=["rank", "id", "name", "kind", "value", "percentile"])


class Proposal(Part):
    """A permitted link and what it would change."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    id: str
    person: NodeRef | None = None
    organization: NodeRef | None = None
    from_: NodeRef = Field(serialization_alias="from")
    to: NodeRef
    role: str
    basis: str
    before: int
    after: int
    gain: int
    why: str


class Island(Part):
    """A group with no tie to the others; `nearest` is the best permitted link to another group."""

    id: str
    size: int
    members: list[NodeRef]
    people: int = 0
    nearest: Proposal | None = None


class IslandsResult(BridgingResult):
    """The islands, largest first; nodes without any tie are counted apart."""

    islands: list[Island] = []
    isolated: int = 0
    isolates: list[NodeRef] = []


class Successor(Part):
    """Who would take over one of the posts."""

    person: NodeRef
    organization: NodeRef
    role: str
    basis: str


class FailurePoint(NodeRef):
    """A node whose loss cuts others off; population counts the people in the areas cut off."""

    rank: int
    cut_off: list[NodeRef]
    cut_off_count: int
    population: int
    posts: int = 0
    successors: list[Successor] = []
    evidence: list[SourceRef] = []


class FailurePointsResult(BridgingResult):
    """Single points of failure, the gravest first."""

    results: list[FailurePoint] = []
    bridges: int = 0


class ProposalsResult(BridgingResult):
    """Permitted links, those that gain most first; each counts on the ones before it."""

    results: list[Proposal] = []
