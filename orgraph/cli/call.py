"""`orgraph call`: whom to call for a sentence at a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from orgraph.cli.options import AsOf, Db, InGeneration, Json, Top, login, opened
from orgraph.cli.output import notes, out, percent, print_json, show_warnings, table
from orgraph.dates import SHANGHAI

if TYPE_CHECKING:
    from orgraph.queries.who_to_call.results import CallResult, Candidate, Convene, PersonRef, Reach, Rung, Whistle
    from orgraph.results import Contact

PARTS = {"topic": "事项", "authority": "权责", "proximity": "远近", "reliability": "可靠", "load": "空闲",
          "freshness": "新鲜"}
TOPICS = 3


def call(
    text: Annotated[str, typer.Argument(metavar="诉求", help="一句话的诉求 the matter in a sentence")],
    at: Annotated[list[str] | None, typer.Option("--at", metavar="地点", help="可以写几次 place, repeatable")] = None,
    near: Annotated[str | None, typer.Option("--near", metavar="区域", help="来电人所在区域 the caller's area")] = None,
    db: Db = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    top: Top = 5,
    explain: Annotated[bool, typer.Option("--explain", help="得分、路径和来源 scores, paths, rows")] = False,
    asked_at: Annotated[str | None, typer.Option(
        "--asked-at", metavar="时刻",
        help="时限从何时起算，不写就是现在，写了 --as-of 就是当天上班 when limits begin to run")] = None,
    card: Annotated[bool, typer.Option("--card", help="几行话，可以粘贴 a few lines to paste")] = False,
    docx: Annotated[Path | None, typer.Option("--docx", metavar="文件", help="写成 Word 文档，带签到 to print")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="留存，以便记结果和重放 keep it for what comes of it")] = False,
    as_json: Json = False,
) -> None:
    """该找谁 whom to call at this place, why, whom next, with whom."""
    now = dt.datetime.now(SHANGHAI)
    since = asked_at or ("" if as_of else now.isoformat(timespec="minutes"))
    with opened(db) as graph:
        if keep:
            from orgraph.referrals import keep as kept

            _, result = kept(graph, text, at=at or (), near=near or "", as_of=as_of, generation=generation,
                             asked_at=since, top=top, by=login(), now=now)
        else:
            result = graph.at(as_of, generation).who_to_call(text, at=at or (), near=near, top=top,
                                                             asked_at=since or None)
    if keep:
        notes().print(f"留存 kept as {result.kept}：orgraph call record {result.kept} --unit 单位 --outcome 结果")
    if docx:
        from orgraph.exports import call_document

        call_document(result, docx)
        notes().print(f"已写入 {docx} (written)")
    if as_json:
        print_json(result.to_dict())
    elif card:
        out().print(result.card(), markup=False, highlight=False, soft_wrap=True)
    elif not docx:
        _show(result, explain=explain)


def _show(result: CallResult, *, explain: bool) -> None:
    console = out()
    if result.emergency:
        console.print(f"【紧急 EMERGENCY】先拨 dial {result.emergency_number}：{result.emergency_reason}",
                      style="bold white on red")
    _show_understood(console, result)
    if result.candidates:
        console.print(table("找谁 whom to call", ("#", "单位和人 unit and person", "联系方式 contact", "为什么 why"), (
            (one.rank, _unit(one), _contact(one.contact), "\n".join((one.why, *_otherwise(one, one.turn_to))))
            for one in result.candidates), lines=True))
    if explain:
        for one in result.candidates:
            _explain(console, one)
    if result.convene:
        _show_convene(console, result.convene)
    if result.escalation:
        console.print(table("逐级上报 escalation", ("几时 when", "单位和人 unit and person", "联系方式 contact",
                                                "不通再找 or else"), (
            (f"{rung.after_hours} 小时 h\n{_clock(rung.due)}", _unit(rung), _contact(rung.contact),
             "\n".join(_otherwise(rung))) for rung in result.escalation), lines=True))
    show_warnings(result.warnings)


def _show_understood(console: Console, result: CallResult) -> None:
    for place in result.places:
        console.print(f"地点 place：{place.name}（{' '.join(place.path)}）{percent(place.confidence)}")
    if result.topics:
        first = (f"{topic.name} {percent(topic.score)}" for topic in result.topics[:TOPICS])
        console.print("事项 topic：" + "、".join(first))
    if result.matter_class:
        console.print(f"类别 class：{result.matter_class}（{result.matter_reason}）")


def _clock(due: str) -> str:
    return due[:16].replace("T", " ")


def _who(person: PersonRef | None) -> str:
    if person is None:
        return ""
    acting = f"（{person.since}起代理 acting）" if person.since else "（代理 acting）"
    return f"{person.name} {person.post}{acting if person.stands_in else ''}"


def _unit(one: Candidate | Rung | Reach) -> str:
    return "\n".join(filter(None, (one.organization.name, _who(one.person))))


def _otherwise(one: Candidate | Rung, instead: Reach | None = None) -> Iterator[str]:
    """Whom next where nobody answers, whom instead where there is nobody, and what is missing."""
    for reach in one.stand_ins:
        yield f"再找 then：{_who(reach.person) or reach.organization.name} {_number(reach.contact)}"
    if instead:
        yield f"改找 turn to：{' '.join(_unit(instead).splitlines())} {_number(instead.contact)}"
    for hole in one.holes:
        yield f"缺 missing：{hole.message}" + (f"（{hole.gap}）" if hole.gap else "")


def _number(contact: Contact | None) -> str:
    return contact.value if contact else "—"


def _contact(contact: Contact | None) -> str:
    if contact is None:
        return _number(contact)
    age = "未确认 unconfirmed" if contact.age_days is None else f"{contact.age_days} 天前确认 days ago"
    return f"{contact.value}\n{age}"


def _explain(console: Console, one: Candidate) -> None:
    from orgraph.queries.who_to_call.path import lines, relation_name

    console.print(f"{one.rank} {one.organization.name}：{one.score:.3f} = " + "，".join(
        f"{label} {getattr(one.parts, part):.2f}" for part, label in PARTS.items()), style="bold")
    for line in lines(one):
        for step in line:
            row = f"　{step.source.file} {step.source.sheet} 第 {step.source.row} 行" if step.source else ""
            start = step.from_.name if step.from_ else "诉求 matter"
            console.print(f"    {start} —{relation_name(step)}→ {step.node.name}{row}")


def _whistle(whistle: Whistle | None) -> str:
    return f"{whistle.name}，{_clock(whistle.due)} 前报到 answer by" if whistle else ""


def _show_convene(console: Console, convene: Convene) -> None:
    lines = [("召集 convener", convene.convener.name if convene.convener else ""),
             ("主办 lead", convene.lead.name if convene.lead else ""),
             ("协办 support", "、".join(node.name for node in convene.support)),
             ("成员 members", "、".join(node.name for node in convene.members)),
             ("哨 whistle", _whistle(convene.whistle)), ("步骤 steps", " → ".join(convene.steps)),
             ("下次会议 next meeting", convene.next_meeting), ("机制 why", convene.why),
             ("依据 basis", convene.basis)]
    console.print(table("一起办 who sits down together", ("", ""), [line for line in lines if line[1]]))
