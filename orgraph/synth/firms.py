"""The property firms of a street: each serves about eight compounds, and some managers sit in the communities."""

from __future__ import annotations

from collections.abc import Sequence

from orgraph.synth.community import Community
from orgraph.synth.compound import Bodies, Compound
from orgraph.synth.proportions import COMPOUNDS_A_FIRM, CROSS_APPOINTMENT, INSTRUCTOR, PROPERTY_SERVICE
from orgraph.synth.records import Pen, Person, Unit


def write_firms(pen: Pen, street: str, serial: str, communities: Sequence[Community]) -> None:
    """Share the compounds of a street out to firms, neighbours to one firm, and write the firms."""
    draw = pen.draw
    served = [(community.bodies, compound) for community in communities for compound in community.compounds
              if draw.chance(PROPERTY_SERVICE)]
    firms = -(-len(served) // COMPOUNDS_A_FIRM)
    for at in range(firms):
        _firm(pen, street, f"{serial}{at:02d}", served[at * COMPOUNDS_A_FIRM:(at + 1) * COMPOUNDS_A_FIRM])


def _firm(pen: Pen, street: str, serial: str, served: Sequence[tuple[Bodies, Compound]]) -> None:
    draw = pen.draw
    firm = pen.unit("PropertyFirm", f"{street}-WY{serial[-2:]}", f"示例物业公司{serial}", street,
                    serves="、".join(compound.number for _, compound in served),
                    party_coverage=draw.one(("单独组建", "联合组建", "挂靠组建", "空白")),
                    party_led="是" if draw.chance(0.3) else "否", market_service="是" if draw.chance(0.7) else "否")
    for _, compound in served:
        compound.firm = firm
    staff = [pen.office(firm, street, "经理"), pen.office(firm, street, "副经理"), pen.person(street, skills="维修")]
    if staff[2]:
        pen.seat(staff[2], firm, "项目经理")
    managers = [person for person in staff if person]
    for bodies in {bodies.code: bodies for bodies, _ in served}.values():
        if draw.chance(CROSS_APPOINTMENT):
            _sit(pen, draw.one(managers), firm, bodies)
    if draw.chance(INSTRUCTOR):
        pen.tie("党建指导员", draw.one(served[0][0].people) if served[0][0].people else pen.person(street, party=True),
                firm.number, "党建指导员")


def _sit(pen: Pen, manager: Person, firm: Unit, bodies: Bodies) -> None:
    """A manager enters the community: a Party member its Party organisation, another its residents' committee."""
    body = bodies.party if manager.party_member else bodies.residents
    pen.seat(manager, body, "兼职委员", behalf=firm, basis="双向进入")
