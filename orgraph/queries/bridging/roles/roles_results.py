"""The results of brokerage by role and of key players."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from orgraph.queries.bridging.results import BridgingResult
from orgraph.results import NodeRef, Part

if TYPE_CHECKING:
    import pandas as pd


class Role(Part):
    """What a role of brokerage means; `ways`: the groups of first, broker and last."""

    id: str
    zh: str
    en: str
    ways: str
    meaning: str
    meaning_en: str


class RoleScore(Part):
    """Ordered pairs brokered in a role, with what chance would give: mean, standard deviation, and deviations above.

    deviation is None where it is not worked out, z too where chance leaves no choice.
    """

    count: int
    expected: float
    deviation: float | None
    z: float | None


class Broker(NodeRef):
    """A node with its group and its score in each role, by the role's id, and in all ("total")."""

    rank: int
    group: str
    scores: dict[str, RoleScore]


class Group(Part):
    """A group of nodes that brokerage tells apart."""

    name: str
    nodes: int


class BrokerageResult(BridgingResult):
    """Who joins whom in which role, those who broker most pairs first; `whole`: the sums over all nodes.

    by: "kind" or "area", what divides the nodes into groups. null: what chance is taken to be: "ties" (ties fall
    anywhere, Gould & Fernandez) or "groups" (ties stay, the others' groups are dealt out anew).
    """

    by: str
    null: str
    definition: str
    reference: str
    roles: list[Role] = []
    groups: list[Group] = []
    whole: dict[str, RoleScore] = {}
    results: list[Broker] = []

    def frame(self) -> pd.DataFrame:
        """One row a node: the counts by role, and the z of each as z_ROLE."""
        import pandas as pd

        ids = [role.id for role in self.roles]
        rows = [[item.rank, item.id, item.name, item.kind, item.group, *(item.scores[name].count for name in ids),
                 *(item.scores[name].z for name in ids)] for item in self.results]
        return pd.DataFrame(rows, columns=["rank", "id", "name", "kind", "group", *ids, *(f"z_{name}" for name in ids)])


class KeyPlayerSet(Part):
    """A set of key players, in the order chosen.

    goal: "neg", whose loss does most harm, or "pos", from whom most is reached. before: the value of the empty set.
    bound: no set of this size has more. exact: no set is better. guarantee: the share of the best value that this way
    of choosing is sure of in any network, None where it is sure of nothing.
    """

    measure: str
    goal: Literal["neg", "pos"]
    zh: str
    en: str
    meaning: str
    meaning_en: str
    definition: str
    value: float
    before: float
    bound: float
    exact: bool
    guarantee: float | None
    members: list[NodeRef]


class KeyPlayersResult(BridgingResult):
    """Sets of `size` key players, one for each measure asked for."""

    size: int
    reference: str
    results: list[KeyPlayerSet] = []
