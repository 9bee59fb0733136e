"""The lists that a community keeps: needs, services on offer, projects, agreements, and past cases."""

from __future__ import annotations

from functools import cache

from orgraph.queries.who_to_call.topics import Topic, topics
from orgraph.synth.community import Community
from orgraph.synth.compound import Compound
from orgraph.synth.draw import Draw
from orgraph.synth.proportions import AGREEMENTS, CASES, NEEDS, PROJECTS, SERVICES
from orgraph.synth.records import Pen
from orgraph.synth.upper import department

_STEPS = "上报→受理→处理→反馈"


@cache
def _topics() -> tuple[tuple[Topic, ...], tuple[Topic, ...]]:
    """Topics that a case may be about, and those of them that volunteers and units can help with."""
    cases = tuple(topic for topic in topics().values() if topic.lead and topic.examples)
    wishes = tuple(topic for topic in cases if "volunteer_social" in (*topic.lead, *topic.support))
    return cases, wishes


def write_lists(pen: Pen, district: str, street: str, community: Community) -> None:
    """Write the lists and cases of a community; its firms are known."""
    _entries(pen, community)
    for number in range(pen.draw.about(CASES)):
        _case(pen, district, street, community, f"AJ{community.serial}{number:02d}")


def _entries(pen: Pen, community: Community) -> None:
    draw, bodies = pen.draw, community.bodies
    helpers = [*community.units, *community.social, community.team]
    _, wishes = _topics()
    for what, mean in (("需求", NEEDS), ("资源", SERVICES), ("项目", PROJECTS), ("协议", AGREEMENTS)):
        for number in range(draw.about(mean)):
            topic, helper = draw.one(wishes), draw.one(helpers)
            code = f"{what}{community.serial}{number:02d}"
            cells: dict[str, object] = {"owner": bodies.residents.number, "topic": topic.zh, "start": draw.past(500)}
            if what == "需求":
                met = draw.chance(0.7)
                cells |= {"met_by": helper.number if met else "", "met_on": draw.past(100) if met else "",
                          "status": "已认领" if met else "未认领"}
            elif what == "资源":
                cells |= {"owner": helper.number, "available_in": bodies.code}
            elif what == "项目":
                cells |= {"owner": helper.number, "status": draw.one(("已完成", "未完成"))}
            else:
                cells |= {"owner": "", "topic": "", "parties": f"{bodies.party.number}、{helper.number}",
                          "end": draw.coming() if draw.chance(0.8) else draw.past(300)}
                cells["start"] = "2024-01-01"
            pen.sheets.add("清单", kind=what, name=f"示例{code}", number=code, home=bodies.code, **cells)


def _case(pen: Pen, district: str, street: str, community: Community, number: str) -> None:
    draw = pen.draw
    topic = draw.one(_topics()[0])
    compound = draw.one(community.compounds) if community.compounds and draw.chance(0.7) else None
    done = draw.chance(0.9)
    where = compound.number if compound else community.bodies.code
    begun, closed = sorted((draw.past(700), draw.past(700)))
    pen.sheets.add("案件", number=number, text=f"示例：{draw.one(topic.examples)}", home=where, topic=topic.zh,
                   handled_by=_handler(draw, topic.lead[0], district, street, community, compound),
                   status="已办结" if done else "办理中", steps=_STEPS if done else "上报→受理",
                   closed_level=draw.one(("网格", "社区", "街道", "区")) if done else "",
                   satisfied=draw.one(("是", "是", "是", "否")) if done else "", start=begun,
                   closed_on=closed if done else "")


def _handler(draw: Draw, function: str, district: str, street: str, community: Community, compound: Compound | None
             ) -> str:
    """Number of the unit with the function that is nearest to the case."""
    bodies = community.bodies
    near = {"residents_committee": bodies.residents, "volunteer_social": community.team}
    if compound is not None:
        own = {"property_firm": compound.firm, "owners_committee": compound.committee,
               "compound_branch": compound.branch}
        near |= {name: unit for name, unit in own.items() if unit}
    if function in near:
        return near[function].number
    if function in ("property_firm", "owners_committee", "compound_branch"):
        return bodies.residents.number
    return f"{street}-BSC" if function == "street_office" else department(district, function)
