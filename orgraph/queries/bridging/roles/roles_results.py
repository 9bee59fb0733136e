"""The results of brokerage by role and of key players."""

from __future__ import annotations

from typing import Literal

from orgraph.queries.bridging.results import BridgingResult
from orgraph.results import Cell, Column, NodeRef, Part, Table, Tables


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

    def answer(self) -> str:
        first = f"，最多的是 {self.results[0].name}" if self.results else ""
        total = self.whole["total"].count if "total" in self.whole else 0
        return f"经中间人才相连的有 {total:,} 对{first} ({total:,} ordered pairs are brokered)"

    def tables(self) -> Tables:
        """brokers: the pairs by role, and how far beyond chance as z_ROLE · whole: the sums by role · groups"""
        def scores(by: dict[str, RoleScore]) -> list[Cell]:
            return [by[role.id].count for role in self.roles] + [by[role.id].z for role in self.roles]

        more = [Column(name=role.id, zh=role.zh, en=f"ordered pairs: {role.en}, {role.ways}", type="count")
                for role in self.roles]
        more += [Column(name=f"z_{role.id}", zh=f"{role.zh} z", en=f"standard deviations above chance: {role.en}",
                        type="number") for role in self.roles]
        return {
            "brokers": Table.of("rank id name kind group", (
                [one.rank, one.id, one.name, one.kind, one.group, *scores(one.scores)] for one in self.results),
                more=more, brief=f"rank name group {' '.join(role.id for role in self.roles)}"),
            "whole": Table.of("role words count expected z", (
                [role.id, role.zh, found.count, found.expected, found.z] for role in self.roles
                if (found := self.whole.get(role.id)))),
            "groups": Table.of("group nodes", ([one.name, one.nodes] for one in self.groups))}


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

    def answer(self) -> str:
        sets = "；".join(f"{one.zh}：{'、'.join(member.name for member in one.members)}" for one in self.results)
        return f"{self.size} 个关键节点 {sets}（key players）"

    def tables(self) -> Tables:
        """members: a row a member of a set, in the order chosen · sets: how good each is"""
        return {
            "members": Table.of("measure goal rank id name kind", (
                [one.measure, one.goal, rank, member.id, member.name, member.kind]
                for one in self.results for rank, member in enumerate(one.members, 1))),
            "sets": Table.of("measure goal title before value bound exact guarantee members", (
                [one.measure, one.goal, one.zh, one.before, one.value, one.bound, one.exact, one.guarantee,
                 "、".join(member.name for member in one.members)] for one in self.results))}
