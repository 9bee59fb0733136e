"""A street: its Party committees, office, field offices and venues, then its communities, firms and lists."""

from __future__ import annotations

from orgraph.synth.community import Above, Community, write_community
from orgraph.synth.draw import Draw
from orgraph.synth.firms import write_firms
from orgraph.synth.lists import write_lists
from orgraph.synth.proportions import COMMUNITIES_A_STREET, VENUES_A_STREET
from orgraph.synth.records import Pen, Unit
from orgraph.synth.sheets import Sheets
from orgraph.synth.upper import Place, department

# Functions with a field office in every street.
_FIELD = {"police": "派出所", "justice": "司法所", "market_regulation": "市场监管所",
          "urban_management": "综合执法中队", "fire_rescue": "消防救援站"}


def write_street(sheets: Sheets, seed: int, place: Place) -> None:
    """Write a street with all that lies in it."""
    pen = Pen(sheets, Draw(seed, place.code), f"{place.serial:05d}")
    name = f"示例街道{place.serial:05d}"
    pen.area("Street", name, place.district, code=place.code, population=pen.draw.number(30_000, 90_000))
    above = _bodies(pen, place, name)
    communities = [write_community(pen, above, f"{place.code}{at:03d}", f"{place.serial:05d}{at:02d}")
                   for at in range(1, max(1, pen.draw.about(COMMUNITIES_A_STREET)) + 1)]
    _resident_seats(pen, above.working, place.code, communities)
    _venues(pen, place, above, communities)
    write_firms(pen, place.code, f"{place.serial:05d}", communities)
    for community in communities:
        write_lists(pen, place.district, place.code, community)


def _bodies(pen: Pen, place: Place, name: str) -> Above:
    code = place.code
    party = pen.unit("StreetPartyCommittee", f"{code}-DGW", f"{name}党工委", code, tier="街道级",
                     parent=f"{place.district}-DW")
    working = pen.unit("StreetWorkingCommittee", f"{code}-DDW", f"{name}大工委", code, tier="街道级",
                       parent=party.number)
    secretary = pen.office(party, code, "书记", party=True)
    if secretary:
        pen.seat(secretary, working, "书记")
    pen.office(party, code, "副书记", party=True)
    office = pen.unit("StreetOffice", f"{code}-BSC", f"{name}办事处", code, tier="街道级")
    pen.office(office, code, "主任")
    pen.office(office, code, "副主任")
    pen.unit("ServiceCentre", f"{code}-DQ", f"{name}党群服务中心", code, tier="街道级")
    pen.unit("JointConference", f"{code}-LX", f"{name}党建联席会议", code, schedule="每月5日", tier="街道级")
    alliance = pen.unit("Alliance", f"{code}-LM", f"{name}党建联盟", code, schedule="每周五", tier="街道级")
    pen.join(party, alliance, "轮值主席")
    field = {}
    for function, what in _FIELD.items():
        unit = pen.unit("FieldOffice", f"{code}-{function}", f"{name}{what}", code, function=function, tier="街道级",
                        parent=department(place.district, function))
        head = pen.office(unit, code, "所长", party=True)
        if head and pen.draw.chance(0.7):
            pen.seat(head, working, "兼职委员", behalf=unit)
        field[function] = unit
    return Above(code, party, working, alliance, field["police"])


def _resident_seats(pen: Pen, working: Unit, street: str, communities: list[Community]) -> None:
    """Secretaries of a few resident units sit in the street's joint working committee."""
    units = [unit for community in communities for unit in community.units]
    for unit in pen.draw.among(units, min(4, len(units))):
        secretary = pen.person(street, party=True)
        pen.seat(secretary, unit, "党委书记")
        pen.seat(secretary, working, "兼职委员", behalf=unit)


def _venues(pen: Pen, place: Place, above: Above, communities: list[Community]) -> None:
    draw = pen.draw
    for at in range(draw.about(VENUES_A_STREET)):
        community = draw.one(communities)
        serial = f"{place.serial:05d}{at}"
        venue = pen.area("Venue", f"示例商圈{serial}", community.bodies.code, number=f"{place.code}S{at}")
        if draw.chance(0.6):
            branch = pen.unit("UnitPartyOrganization", f"{venue}-ZB", f"示例商圈{serial}党支部", venue, serves=venue,
                              parent=above.party.number)
            pen.office(branch, venue, "书记", party=True)
        for n in range(draw.about(4)):
            firm = pen.unit("Enterprise", f"{venue}-QY{n}", f"示例企业{serial}{n}", venue)
            if community.bodies.people and draw.chance(0.5):
                pen.tie("党建指导员", draw.one(community.bodies.people), firm.number, "红色管家")
