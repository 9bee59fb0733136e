"""A residential compound: its branch, its owners' committee or property-management committee, their people."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgraph.synth.proportions import (
    BRANCH,
    BRANCH_IN_COMMITTEE,
    COMMITTEE,
    COMMUNITY_IN_COMMITTEE,
    OWNERS_COMMITTEE,
    OWNERS_IN_PARTY,
    SUPERVISORS,
)
from orgraph.synth.records import Pen, Person, Unit


@dataclass(slots=True)
class Compound:
    """What the rest of the street needs of a compound; `firm` is set when the street's firms are shared out."""

    number: str
    branch: Unit | None
    committee: Unit | None
    firm: Unit | None = None
    members: list[Person] = field(default_factory=list)  # of the branch


@dataclass(slots=True)
class Bodies:
    """The bodies of a community that its compounds and firms send people to, and their people."""

    code: str
    name: str
    party: Unit
    joint: Unit | None
    residents: Unit
    people: list[Person] = field(default_factory=list)


def write_compound(pen: Pen, bodies: Bodies, grid: str, number: str, name: str, households: int) -> Compound:
    """Write a compound in a grid with its bodies."""
    draw = pen.draw
    pen.area("Compound", name, grid, number=number, households=households, population=households * 3,
             party_members=households // 12, self_managed="是" if draw.chance(0.05) else "", start=draw.past())
    compound = Compound(number, None, None)
    if draw.chance(BRANCH):
        _branch(pen, bodies, compound, name)
    if draw.chance(COMMITTEE):
        _committee(pen, bodies, compound, name)
    if draw.chance(SUPERVISORS):
        board = pen.unit("SupervisorsCommittee", f"{number}-JSH", f"{name}监事会", number)
        pen.office(board, number, "监事长")
    return compound


def _branch(pen: Pen, bodies: Bodies, compound: Compound, name: str) -> None:
    draw, number = pen.draw, compound.number
    branch = pen.unit("CompoundBranch", f"{number}-ZB", f"{name}党支部", number, parent=bodies.party.number,
                      party_coverage=draw.one(("单独组建", "单独组建", "联合组建", "挂靠组建")),
                      party_members=draw.number(3, 60))
    compound.branch = branch
    secretary, member = pen.office(branch, number, "书记", party=True), pen.person(number, party=True, listed=False)
    pen.seat(member, branch, "委员")
    compound.members = [person for person in (secretary, member) if person]


def _committee(pen: Pen, bodies: Bodies, compound: Compound, name: str) -> None:
    draw, number = pen.draw, compound.number
    owners = draw.chance(OWNERS_COMMITTEE)
    committee = pen.unit(
        "OwnersCommittee" if owners else "PropertyManagementCommittee", f"{number}-YWH",
        f"{name}业委会" if owners else f"{name}物管会", number, members_count=draw.number(5, 11),
        party_coverage=draw.one(("单独组建", "联合组建", "挂靠组建", "空白")),
        published_on=draw.past(900) if draw.chance(0.85) else "")
    compound.committee = committee
    elected: list[Person | None] = [person for person in compound.members if draw.chance(BRANCH_IN_COMMITTEE)]
    elected += [None] * (3 - len(elected))  # the others are new people
    head = pen.office(committee, number, "主任", elected[0])
    pen.office(committee, number, "副主任", elected[1])
    pen.seat(elected[2] or pen.person(number, listed=False), committee, "委员")
    if bodies.people and draw.chance(COMMUNITY_IN_COMMITTEE):
        pen.seat(draw.one(bodies.people), committee, "委员（经法定程序）", basis="法定程序")
    if head and head.party_member and draw.chance(OWNERS_IN_PARTY):
        pen.seat(head, bodies.party, "兼职委员", behalf=committee)
