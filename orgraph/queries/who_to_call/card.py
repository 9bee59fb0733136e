"""The answer card: a few lines of plain Chinese that a dispatcher pastes into a work order or a chat.

Who, the number masked by role, why, since when, how sure, whom next, who sits down together. A line that has nothing to
say is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from orgraph.queries.who_to_call.reaching.escalation import HOTLINE
from orgraph.queries.who_to_call.results import CallResult, Candidate, Convene, PersonRef, Reach, Rung
from orgraph.results import Contact

OTHERS = 2  # candidates named after the first
NOT_CERTAIN = 0.5  # a topic or place less sure than this is to be asked about first


def card(result: CallResult) -> str:
    """The lines of the card, each behind its head."""
    return "\n".join(f"【{head}】{said}" for head, said in lines(result))


def lines(result: CallResult) -> Iterator[tuple[str, str]]:
    """The lines of the card as heads and what stands behind them."""
    if result.emergency:
        yield "紧急", f"先拨{result.emergency_number}，再打下面的电话。{result.emergency_reason}"
    yield "诉求", f"{result.text}{_where(result)}"
    if result.abstained:
        yield "找谁", "没有看出需要派单的事项，请补充说明"
        return
    first = next(iter(result.candidates), None)
    if first:
        yield "找谁", reached(first.organization.name, first.person, first.contact)
        yield "理由", f"{first.why}{_row(first)}"
        if first.turn_to:
            yield "无人", f"这家没有登记联系人和电话，改找{_other(first.turn_to)}"
    elif result.place:
        yield "找谁", "这里没有登记能办此事的单位，按下面的次序逐级上报"
    if result.place:
        yield "把握", sure(result)
    yield from _next(result, first)
    if result.convene:
        yield "会商", together(result.convene)
    missing = [hole for one in result.candidates[:1] for hole in one.holes]
    missing += [hole for rung in result.escalation for hole in rung.holes]
    gaps = dict.fromkeys(f"{hole.message}（缺口{hole.gap}）" for hole in missing if hole.gap)
    if gaps:
        yield "缺位", "；".join(gaps)
    yield "数据", f"截至{result.as_of}，第{result.generation}代"


def _where(result: CallResult) -> str:
    said = [f"地点：{''.join([*result.place.path, result.place.name])}"] if result.place else ["地点不明"]
    said += [f"事项：{result.topics[0].name}"] if result.topics else []
    said += [f"类别：{result.matter_class}"] if result.matter_class else []
    return f"（{'；'.join(said)}）"


def reached(unit: str, person: PersonRef | None, contact: Contact | None) -> str:
    """A unit, its person with the office and since when, and the number with its age."""
    who = unit
    if person:
        since = f"，{person.since}起{'代理' if person.stands_in else '任职'}" if person.since else ""
        who += f" {person.name}（{person.post}{since}）"
    if contact is None:
        return f"{who}，没有登记电话"
    age = "未确认过" if contact.age_days is None else f"{contact.age_days}天前确认"
    hidden = "，中间数字按权限查看" if contact.masked else ""
    return f"{who} 电话{contact.value}（{age}{hidden}）"


def _row(one: Candidate) -> str:
    source = next((step.source for step in one.path if step.source), None)
    return f"（依据：{source}）" if source else ""


def sure(result: CallResult) -> str:
    """How sure place, topic and unit are, and what to ask where one is not."""
    said, ask = [], []
    if result.place:
        said.append(f"地点{result.place.confidence:.0%}")
        ask += ["地点"] if result.place.confidence < NOT_CERTAIN or result.place.alternatives else []
    if result.topics:
        said.append(f"事项{result.topics[0].score:.0%}")
        ask += ["事项"] if result.topics[0].score < NOT_CERTAIN else []
    said += [f"单位得分{result.candidates[0].score:.2f}"] if result.candidates else []
    return "，".join(said) + (f"；先核实{'、'.join(ask)}" if ask else "")


def _next(result: CallResult, first: Candidate | None) -> Iterator[tuple[str, str]]:
    """Whom to call when the first does not answer: there, at other units, and up the ladder."""
    if first:
        here = [_other(reach) for reach in first.stand_ins]
        units = [reached(one.organization.name, one.person, one.contact) for one in result.candidates[1:1 + OTHERS]]
        if here or units:
            yield "不通", f"依次找{'；'.join([*here, *units])}"
    rungs = [rung for rung in result.escalation if rung.reachable]
    if rungs:
        yield "上报", f"{' → '.join(map(_rung, rungs))} → {HOTLINE}"
    elif result.place:
        yield "上报", f"逐级都没有可联系的人，转{HOTLINE}"


def _rung(rung: Rung) -> str:
    who = f" {rung.person.name}" if rung.person else ""
    number = f" {rung.contact.value}" if rung.contact else ""
    return f"{clock(rung.due) if rung.after_hours else '即时'} {rung.organization.name}{who}{number}"


def _other(reach: Reach) -> str:
    return reached(reach.organization.name, reach.person, reach.contact)


def together(convene: Convene) -> str:
    """Who sits down together, under which whistle and by when."""
    parts = []
    if convene.whistle:
        parts.append(f"{convene.whistle.name}，{clock(convene.whistle.due)}前报到")
    for title, ref in (("召集", convene.convener), ("主办", convene.lead)):
        if ref:
            parts.append(f"{title}{ref.name}")
    if convene.support:
        parts.append(f"协办{'、'.join(ref.name for ref in convene.support)}")
    if convene.next_meeting:
        parts.append(f"下次例会{convene.next_meeting}")
    return "；".join(parts)


def clock(moment: str) -> str:
    """A moment as people write it.

    >>> clock("2026-10-08T09:30+08:00")
    '10月8日9:30'
    """
    at = dt.datetime.fromisoformat(moment)
    return f"{at.month}月{at.day}日{at.hour}:{at.minute:02}"
