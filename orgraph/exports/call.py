"""Who-to-call on paper: the answer card and the list of those called together, to sign, on A4."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orgraph.exports.cells import Cell
from orgraph.exports.reports.paper import Column, Paper, total_of
from orgraph.exports.reports.word import write_document
from orgraph.queries.who_to_call.card import clock, lines
from orgraph.queries.who_to_call.results import CallResult, Convene, PersonRef, Rung
from orgraph.results import Contact

_PARTS = {"convener": "召集", "lead": "主办", "support": "协办"}
_CARD = (Column("项目", 10), Column("内容", 70))
_LIST = (Column("序号", 5), Column("分工", 6), Column("单位", 20), Column("姓名", 10), Column("职务", 12),
         Column("联系电话", 13), Column("办什么", 26), Column("签到", 12), Column("时间", 10))
_LADDER = (Column("次序", 5), Column("单位", 22), Column("姓名", 10), Column("职务", 12), Column("联系电话", 13),
           Column("几时找", 14), Column("找不到时", 30))


def call_document(result: CallResult, path: Path) -> None:
    """Write a Word document of the answer: 答复卡, 会商名单 with a column to sign in, 逐级上报."""
    convener = result.convene.convener if result.convene else None
    unit = convener.name if convener else result.place.name if result.place else "地点不明"

    def paper(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], total: Sequence[Cell], *notes: str
              ) -> Paper:
        return Paper(title, title, unit, result.as_of, columns, rows, total, notes)

    def counted(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *notes: str) -> Paper:
        return paper(title, columns, rows, total_of(columns, f"{len(rows)}项"), *notes)

    *rows, last = ([head, said] for head, said in lines(result))
    papers = [paper("该找谁答复卡", _CARD, rows, last, *result.warnings)]
    if result.convene:
        papers.append(counted("会商名单", _LIST, _seats(result.convene), f"事由：{result.text}",
                              *_notes(result.convene)))
    if result.escalation:
        ladder: list[list[Cell]] = [[number, *_rung(rung)] for number, rung in enumerate(result.escalation, 1)]
        papers.append(counted("逐级上报", _LADDER, ladder))
    write_document(papers, path)


def _seats(convene: Convene) -> list[list[Cell]]:
    return [[number, _PARTS[seat.part], seat.organization.name, *_person(seat.person), _phone(seat.contact),
             "；".join(seat.duties), "", ""] for number, seat in enumerate(convene.seats, 1)]


def _person(person: PersonRef | None) -> tuple[Cell, Cell]:
    return (person.name, person.post) if person else ("", "")


def _phone(contact: Contact | None) -> Cell:
    return contact.value if contact else ""


def _notes(convene: Convene) -> list[str]:
    notes = [convene.why, f"依据：{convene.basis}" if convene.basis else ""]
    if convene.whistle:
        whistle = convene.whistle
        notes.append(f"{whistle.name}：{whistle.why}，{clock(whistle.due)}前报到（{whistle.basis}）")
    if convene.next_meeting:
        notes.append(f"下次例会：{convene.next_meeting}")
    notes.append("号码的中间数字按权限查看。")
    return [note for note in notes if note]


def _rung(rung: Rung) -> list[Cell]:
    others = [f"{reach.person.name} {_phone(reach.contact)}".strip() for reach in rung.stand_ins if reach.person]
    otherwise = "；".join([*others, *(hole.message for hole in rung.holes)]) or "上一级"
    return [rung.organization.name, *_person(rung.person), _phone(rung.contact),
            clock(rung.due) if rung.after_hours else "即时", otherwise]
