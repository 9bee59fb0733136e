"""`orgraph call`: whom to call for a sentence at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from orgraph.cli.options import AsOf, Db, InGeneration, Json, Top, moment
from orgraph.cli.output import out, percent, print_json, show_warnings, table

if TYPE_CHECKING:
    from orgraph.queries.who_to_call.results import CallResult, Candidate, Convene, PersonRef
    from orgraph.results import Contact

_PARTS = {"topic": "事项", "authority": "权责", "proximity": "远近", "reliability": "可靠", "freshness": "新鲜"}
TOPICS = 3


def call(
    text: Annotated[str, typer.Argument(metavar="诉求", help="一句话的诉求 the matter in a sentence")],
    at: Annotated[list[str] | None, typer.Option("--at", metavar="地点", help="可以写几次 place, repeatable")] = None,
    db: Db = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    top: Top = 5,
    explain: Annotated[bool, typer.Option("--explain", help="得分、路径和来源 scores, paths, rows")] = False,
    as_json: Json = False,
) -> None:
    """该找谁 whom to call at this place, why, whom next, with whom."""
    with moment(db, as_of, generation) as now:
        result = now.who_to_call(text, at=at or (), top=top)
    if as_json:
        print_json(result.to_dict())
        return
    console = out()
    if result.emergency:
        console.print(f"【紧急 EMERGENCY】{result.emergency_reason}", style="bold white on red")
    _show_understood(console, result)
    if result.candidates:
        console.print(table("找谁 whom to call", ("#", "单位和人 unit and person", "联系方式 contact", "为什么 why"), (
            (one.rank, _unit(one), _contact(one.contact), one.why) for one in result.candidates), lines=True))
    if explain:
        for one in result.candidates:
            _explain(console, one)
    if result.convene:
        _show_convene(console, result.convene)
    if result.escalation:
        console.print("逐级上报 escalation：" + " → ".join(
            f"{rung.organization.name}{_who(rung.person)}（{rung.after_hours} 小时 h）" for rung in result.escalation))
    show_warnings(result.warnings)


def _show_understood(console: Console, result: CallResult) -> None:
    for place in result.places:
        console.print(f"地点 place：{place.name}（{' '.join(place.path)}）{percent(place.confidence)}")
    if result.topics:
        first = (f"{topic.name} {percent(topic.score)}" for topic in result.topics[:TOPICS])
        console.print("事项 topic：" + "、".join(first))
    if result.matter_class:
        console.print(f"类别 class：{result.matter_class}（{result.matter_reason}）")


def _who(person: PersonRef | None) -> str:
    return f" {person.name} {person.post}" if person else ""


def _unit(one: Candidate) -> str:
    return "\n".join(filter(None, (one.organization.name, _who(one.person).strip())))


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return "—"
    age = "未确认 unconfirmed" if contact.age_days is None else f"{contact.age_days} 天前确认 days ago"
    return f"{contact.value}\n{age}"


def _explain(console: Console, one: Candidate) -> None:
    from orgraph.vocabulary import vocabulary

    console.print(f"{one.rank} {one.organization.name}：{one.score:.3f} = " + "，".join(
        f"{label} {getattr(one.parts, part):.2f}" for part, label in _PARTS.items()), style="bold")
    relations = vocabulary().relations
    for step in one.path:
        relation = relations[step.relation].zh[0] if step.relation in relations else "关于 about"
        row = f"　{step.source.file} {step.source.sheet} 第 {step.source.row} 行" if step.source else ""
        console.print(f"    —{relation}→ {step.node.name}{row}")


def _show_convene(console: Console, convene: Convene) -> None:
    lines = [("召集 convener", convene.convener.name if convene.convener else ""),
             ("主办 lead", convene.lead.name if convene.lead else ""),
             ("协办 support", "、".join(node.name for node in convene.support)),
             ("成员 members", "、".join(node.name for node in convene.members)),
             ("步骤 steps", " → ".join(convene.steps)), ("下次会议 next meeting", convene.next_meeting),
             ("机制 why", convene.why), ("依据 basis", convene.basis)]
    console.print(table("一起办 who sits down together", ("", ""), [line for line in lines if line[1]]))
