"""The bridging results."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from orgraph.queries.bridging.tables import (
    island_tables,
    islands_said,
    loss_tables,
    losses,
    lost,
    proposal_note,
    proposal_tables,
    proposed,
    ranked,
    ranking_tables,
    what_if_tables,
)
from orgraph.results import Broken, NodeRef, Part, Result, SourceRef, Tables


class ByChance(Part):
    """A value beside random networks in which every node keeps the number of its ties in each layer (`null_model`).

    expected, sd : mean and standard deviation there; z : how many of these the value lies above, None where chance
    gives one value only. percentile : share of the random networks, in percent, in which it is lower, equal ones
    counting half. words : the same for those who do not read numbers.
    """

    expected: float | None
    sd: float | None
    z: float | None
    percentile: float | None
    words: str


class NullRef(Part):
    """How the random networks were made. exchanged: share of the exchanges tried that were possible; where it is near 0
    there is hardly any other network with the same numbers of ties."""

    samples: int
    seed: int
    exchanged: float


class Ranked(NodeRef):
    """One node's value; percentile is the share of nodes with a value that it does not come behind."""

    value: float | None
    rank: int
    percentile: float | None
    by_chance: ByChance | None = None


class BridgingResult(Result):
    """What every bridging answer says of the network that it was computed on."""

    query: str = "bridging"
    mode: str
    layers: list[str] = []
    directed: bool = False
    collapse: str = "count"
    boundary: bool = False
    nodes: int = 0
    edges: int = 0
    loops: int = 0
    parallel: int = 0


class Engine(Part):
    """Who worked the values out: "orgraph", or with `engine="gds"` Neo4j's Graph Data Science procedures, which one of
    them, and in what version."""

    name: str = "orgraph"
    version: str = ""
    procedure: str = ""


class MeasureResult(BridgingResult):
    """One measure, the nodes that matter first. Further measures asked for at once are in `more`.

    A measure of the whole network has a `value` (None where it is not defined), where known with what chance alone
    would give, and no results.
    """

    measure: str
    definition: str
    meaning: str
    title: str
    value: float | None = None
    expected: float | None = None
    by_chance: ByChance | None = None
    null: NullRef | None = None
    engine: Engine = Engine()
    results: list[Ranked] = []
    more: list[MeasureResult] = []

    def answer(self) -> str:
        return ranked(self)

    def _notes(self) -> list[str]:
        return [f"{one.title}：{one.meaning}" for one in (self, *self.more) if one.meaning]

    def tables(self) -> Tables:
        return ranking_tables(self)


class EdgeListResult(MeasureResult):
    """A measure on an edge list: of which file and sheet, of which columns ("from", "to", "weight", "kind" → header),
    and how many ties it has. Without a database there is no day and no generation; mode is "one" or "two"."""

    file: str
    sheet: str = ""
    columns: dict[str, str] = {}
    ties: int = 0


class Effect(Part):
    """What one objective counts before and after a link, those chosen earlier in place, and what the link gains.

    before, after: of "islands" the number of islands, a node without a tie being one; of "failure-points" their
    number; of "distance" the harmonic mean distance, None where nothing is tied; of "gaps" the gaps still open.
    gain: pairs that can reach each other only with it; people and bodies that no single one alone holds any more; the
    growth of the sum of 1 / distance; gaps closed.
    """

    objective: str
    before: int | float | None
    after: int | float | None
    gain: int | float


class Bound(Part):
    """How good the links chosen are together, of all that could be: `reached` by them, `at_most` by any as many.

    guarantee: the share of the best that this way of choosing always reaches, None where there is no such promise.
    optimal: whether nothing better can be chosen.
    """

    links: int
    reached: int | float
    at_most: int | float
    guarantee: float | None
    optimal: bool
    why: str


class Proposal(Part):
    """A permitted link and what it would change: before, after and gain of the objective, `effects` of all of them."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    id: str
    person: NodeRef | None = None
    organization: NodeRef | None = None
    from_: NodeRef = Field(serialization_alias="from")
    to: NodeRef
    role: str
    basis: str
    before: int | float | None
    after: int | float | None
    gain: int | float
    why: str
    objective: str = "islands"
    posts_now: int | None = None
    effects: list[Effect] = []


class Nearby(Part):
    """The nearest of another island by place: `node` there and `own` here lie in `area`, and no smaller area holds
    somebody of both. `tie`: the layers by which the two could be tied; `lines`: what of the eligibility table and the
    permitted links allows that between such kinds; `lacks`: what is missing for it, "" where a permitted link joins the
    two islands."""

    own: NodeRef
    node: NodeRef
    island: str
    area: NodeRef | None
    steps: int
    tie: list[str]
    lines: list[str]
    lacks: str


class Island(Part):
    """A group with no tie to the others.

    people: the persons in it or in its organisations; population: who lives in its areas and in the compounds, venues
    and buildings that its organisations serve. nearest: the permitted link to another group whose ends are the nearest;
    shared: the person or organisation that both would then have in common; by_place: the nearest whatever is permitted.
    """

    id: str
    size: int
    organizations: int = 0
    people: int = 0
    population: int | None = 0
    members: list[NodeRef]
    nearest: Proposal | None = None
    shared: NodeRef | None = None
    by_place: Nearby | None = None


class Isolate(NodeRef):
    """A node without any tie, and where it is."""

    area_path: list[str] = []


class AreaCount(NodeRef):
    """How many there are in an area; without id what lies in none of the areas counted."""

    count: int


class IslandsResult(BridgingResult):
    """The islands, largest first, one page of them; nodes without any tie are counted apart, by area too."""

    islands: list[Island] = []
    total: int = 0
    page: int = 1
    pages: int = 1
    isolated: int = 0
    isolates: list[Isolate] = []
    isolated_in: list[AreaCount] = []

    def answer(self) -> str:
        return islands_said(self)

    def tables(self) -> Tables:
        return island_tables(self)


class Successor(Part):
    """Who would take over one of the posts, or what a body did: the person, or without one the organisation.

    area: what of a body's would be taken over; eligibility: the line that permits it, where it is an appointment or a
    unit's extension.
    """

    person: NodeRef | None = None
    organization: NodeRef
    area: NodeRef | None = None
    role: str
    basis: str
    eligibility: str | None = None

    @property
    def who(self) -> NodeRef:
        """The person, or the organisation where it is none."""
        return self.person or self.organization


class CutPart(Part):
    """One of the parts into which a loss splits a group, each cut off from all others; members: the first of them."""

    size: int
    people: int
    compounds: int
    population: int | None
    members: list[NodeRef]
    compounds_named: list[NodeRef] = []


class FailurePoint(NodeRef):
    """A node whose loss cuts others off.

    cut_off: what loses the largest part left, persons left out; population: the people in the areas among it. parts:
    all parts, the largest first, so that each can be read against each. broken: coverage rules with the gaps that would
    open, gaps_opened: how many in all.
    """

    rank: int
    cut_off: list[NodeRef]
    cut_off_count: int
    population: int | None
    posts: int = 0
    parts: list[CutPart] = []
    gaps_opened: int = 0
    broken: list[Broken] = []
    successors: list[Successor] = []
    evidence: list[SourceRef] = []


class FailurePointsResult(BridgingResult):
    """Single points of failure, the gravest first."""

    results: list[FailurePoint] = []
    bridges: int = 0

    def answer(self) -> str:
        return losses(self)

    def tables(self) -> Tables:
        return loss_tables(self)


class Holding(Part):
    """How a network hangs together: islands, nodes in the largest, pairs that can reach each other."""

    nodes: int
    islands: int
    largest: int
    reachable_pairs: int


class WhatIfResult(BridgingResult):
    """The loss of one node: the network before and after, and what it means, as of a failure point (rank 0: none)."""

    point: FailurePoint
    before: Holding
    after: Holding

    def answer(self) -> str:
        return lost(self)

    def tables(self) -> Tables:
        return what_if_tables(self)


class ProposalsResult(BridgingResult):
    """Permitted links, those that gain most first; each counts on the ones before it. candidates: links searched."""

    objective: str = "islands"
    max_posts: int = 0
    candidates: int = 0
    bound: Bound | None = None
    results: list[Proposal] = []

    def answer(self) -> str:
        return proposed(self)

    def _notes(self) -> list[str]:
        return [proposal_note(self)]

    def tables(self) -> Tables:
        return proposal_tables(self)
