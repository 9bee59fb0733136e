"""A community: its Party organisation, committees, grids with micro-grids, units, and the compounds in its grids."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgraph.synth.compound import Bodies, Compound, write_compound
from orgraph.synth.proportions import (
    ALLIANCE,
    BUILDING_GROUP,
    COMPOUNDS_A_COMMUNITY,
    CONFERENCE,
    GRID_BRANCH,
    GRID_LEADER,
    GRID_WORKER,
    GRIDS_A_COMMUNITY,
    HEAD_IN_BRANCH,
    JOINT_COMMITTEE,
    MICRO_GRID_HEAD,
    MICRO_GRIDS_A_COMMUNITY,
    ORGANS_A_COMMUNITY,
    POLICE_DEPUTY,
    TWO_COMMITTEES,
    UNIT_IN_ALLIANCE,
    UNIT_IN_STREET_ALLIANCE,
    UNITS_A_COMMUNITY,
)
from orgraph.synth.records import Pen, Person, Unit


@dataclass(slots=True)
class Above:
    """The bodies of the street that a community hangs on."""

    street: str
    party: Unit
    working: Unit
    alliance: Unit
    police: Unit


@dataclass(slots=True)
class Community:
    """What the street's firms, lists and cases need of a community."""

    bodies: Bodies
    serial: str
    team: Unit
    compounds: list[Compound] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    social: list[Unit] = field(default_factory=list)
    alliance: Unit | None = None


def write_community(pen: Pen, above: Above, code: str, serial: str) -> Community:
    """Write a community. `serial` is the number in the names of all that lies in it."""
    name = f"示例社区{serial}"
    draw = pen.draw
    pen.area("Community", name, above.street, code=code, households=draw.number(1500, 4500),
             population=draw.number(4000, 12000), party_members=draw.number(80, 400), volunteers=draw.number(20, 300))
    community = _bodies(pen, above, code, name, serial)
    _seats(pen, above, community)
    _units(pen, above, community)
    _grids(pen, community)
    return community


def _bodies(pen: Pen, above: Above, code: str, name: str, serial: str) -> Community:
    draw = pen.draw
    party = pen.unit("CommunityPartyOrganization", f"{code}-DW", f"{name}党委", code, parent=above.party.number,
                     tier="社区级", party_members=draw.number(80, 400))
    joint = pen.unit("CommunityPartyCommittee", f"{code}-DDW", f"{name}大党委", code, parent=above.working.number,
                     tier="社区级") if draw.chance(JOINT_COMMITTEE) else None
    residents = pen.unit("ResidentsCommittee", f"{code}-JWH", f"{name}居委会", code, tier="社区级")
    pen.unit("ServiceCentre", f"{code}-DQ", f"{name}党群服务站", code, tier="社区级")
    team = pen.unit("VolunteerTeam", f"{code}-ZY", f"{name}志愿服务队", code, parent=party.number,
                    volunteers=draw.number(10, 120))
    pen.seat(pen.person(code, skills="维修"), team, "队长")
    community = Community(Bodies(code, name, party, joint, residents), serial, team)
    if draw.chance(CONFERENCE):
        pen.unit("JointConference", f"{code}-LX", f"{name}党建联席会议", code, schedule=f"每月{draw.number(1, 28)}日")
    if draw.chance(ALLIANCE):
        community.alliance = pen.unit("Alliance", f"{code}-LM", f"{name}党建联盟", code)
        pen.join(party, community.alliance, draw.one(("轮值主席", "成员单位")))
    return community


def _seats(pen: Pen, above: Above, community: Community) -> None:
    draw, bodies = pen.draw, community.bodies
    code = bodies.code
    secretary = pen.office(bodies.party, code, "书记", party=True)
    if secretary:
        pen.seat(secretary, above.working, "委员")
        if bodies.joint:
            pen.seat(secretary, bodies.joint, "书记")
    people = [pen.office(bodies.party, code, "副书记", party=True),
              pen.office(bodies.residents, code, "主任", secretary if draw.chance(0.7) else None)]
    for body, other in ((bodies.party, bodies.residents), (bodies.residents, bodies.party)):
        for n in (1, 2):
            person = pen.office(body, code, f"委员{n}", party=True)
            if person and draw.chance(TWO_COMMITTEES):
                pen.seat(person, other, "委员")
            people.append(person)
    bodies.people = [person for person in people if person]
    if draw.chance(POLICE_DEPUTY):
        officer = pen.person(code, party=True)
        pen.seat(officer, above.police, "社区民警")
        pen.seat(officer, bodies.joint or bodies.party, "副书记", behalf=above.police)


_UNITS = (("PublicInstitution", "学校"), ("PublicInstitution", "医院"), ("Enterprise", "企业"), ("Enterprise", "银行"),
          ("Enterprise", "商户"))
_SOCIAL = ("养老服务", "文体活动", "心理疏导", "家电小修")


def _units(pen: Pen, above: Above, community: Community) -> None:
    draw, bodies = pen.draw, community.bodies
    code = bodies.code
    kinds = [draw.one(_UNITS) for _ in range(draw.about(UNITS_A_COMMUNITY))]
    kinds += [("Organ", "机关")] * draw.about(ORGANS_A_COMMUNITY)
    for number, (kind, what) in enumerate(kinds, 1):
        unit = pen.unit(kind, f"{code}-DWS{number:02d}", f"示例{what}{community.serial}{number:02d}", code,
                        reports_in=code if kind == "Organ" else "", party_members=draw.number(3, 80))
        community.units.append(unit)
        if draw.chance(0.6):
            head = pen.person(code, party=True)
            pen.seat(head, unit, "党支部书记")
            if draw.chance(0.8):
                pen.seat(head, bodies.joint or bodies.party, "兼职委员", behalf=unit)
        if community.alliance and draw.chance(UNIT_IN_ALLIANCE):
            pen.join(unit, community.alliance)
        if draw.chance(UNIT_IN_STREET_ALLIANCE):
            pen.join(unit, above.alliance)
    for number in range(draw.about(1.5)):
        service = draw.one(_SOCIAL)
        group = pen.unit("SocialOrganization", f"{code}-SH{number}", f"示例{service}社{community.serial}{number}", code,
                         serves=code, service_type=service)
        pen.seat(pen.person(code, skills="调解"), group, "负责人")
        community.social.append(group)


def _grids(pen: Pen, community: Community) -> None:
    """Grids, the compounds in some of them, and micro-grids in a grid's compound or else in the grid itself."""
    draw, bodies, serial = pen.draw, community.bodies, community.serial
    count = max(1, draw.about(GRIDS_A_COMMUNITY))
    compounds = draw.about(COMPOUNDS_A_COMMUNITY)
    holds: list[list[int]] = [[] for _ in range(count)]
    for at in range(compounds):
        holds[at * count // compounds].append(at + 1)
    micro = 0
    for at, inside in enumerate(holds, 1):
        grid = pen.area("Grid", f"示例网格{serial}{at:02d}", bodies.code, number=f"{bodies.code}W{at:02d}",
                        households=draw.number(200, 500))
        _grid_people(pen, bodies, grid, serial, at, branch=not inside and draw.chance(GRID_BRANCH))
        share = MICRO_GRIDS_A_COMMUNITY / count
        here = [write_compound(pen, bodies, grid, f"{bodies.code}X{n:02d}", f"示例小区{serial}{n:02d}",
                               draw.number(100, 1500)) for n in inside]
        community.compounds += here
        for n in range(draw.about(share)):
            micro += 1
            _micro_grid(pen, here[n % len(here)] if here else None, grid, f"{bodies.code}M{micro:03d}",
                        f"{serial}{micro:03d}")


def _grid_people(pen: Pen, bodies: Bodies, grid: str, serial: str, at: int, *, branch: bool) -> None:
    draw = pen.draw
    if draw.chance(GRID_WORKER):
        pen.tie("包联", pen.person(grid), grid, "专职网格员")
    if bodies.people and draw.chance(GRID_LEADER):
        leader: Person = draw.one(bodies.people)
        pen.tie("包联", leader, grid, "包联领导")
    if branch:
        unit = pen.unit("GridBranch", f"{grid}-ZB", f"示例网格{serial}{at:02d}党支部", grid, parent=bodies.party.number)
        pen.office(unit, grid, "书记", party=True)


def _micro_grid(pen: Pen, compound: Compound | None, grid: str, number: str, serial: str) -> None:
    draw = pen.draw
    pen.area("MicroGrid", f"示例微网格{serial}", compound.number if compound else grid, number=number,
             households=draw.number(28, 52))
    head = pen.person(number, listed=False) if draw.chance(MICRO_GRID_HEAD) else None
    if head:
        pen.tie("包联", head, number, "微网格长")
        if compound and compound.branch and head.party_member and draw.chance(HEAD_IN_BRANCH):
            pen.seat(head, compound.branch, "委员")
    if draw.chance(BUILDING_GROUP):
        group = pen.unit("BuildingGroup", f"{number}-XZ", f"示例微网格{serial}党小组", number)
        if head:
            pen.seat(head, group, "组长")
