"""The things that rows are about, and the pen that writes them: units, persons, posts, memberships."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from orgraph.synth.draw import Draw, Term
from orgraph.synth.proportions import LISTED, PARTY_MEMBER, VACANT
from orgraph.synth.sheets import Sheets
from orgraph.vocabulary import vocabulary


class Unit(NamedTuple):
    """An organisation as other rows refer to it."""

    number: str
    name: str


class Person(NamedTuple):
    """A person as other rows refer to them."""

    name: str
    number: str
    party_member: bool


@cache
def label(kind: str) -> str:
    """What a department writes for a kind."""
    return vocabulary().kinds[kind].zh[0]


class Pen:
    """Writes the rows of one place. Numbers of persons begin with `prefix`, so that no two places share one."""

    def __init__(self, sheets: Sheets, draw: Draw, prefix: str) -> None:
        self.sheets = sheets
        self.draw = draw
        self._prefix = prefix
        self._persons = 0

    def area(self, kind: str, name: str, parent: str, *, code: str = "", number: str = "", **cells: Any) -> str:
        """Write an area; gives the code or number by which rows refer to it."""
        self.sheets.add("区域", kind=label(kind), name=name, parent=parent, code=code, number=number, **cells)
        return code or number

    def unit(self, kind: str, number: str, name: str, home: str, **cells: Any) -> Unit:
        """Write an organisation; most have a telephone."""
        if self.draw.chance(LISTED):
            cells |= {"phone": self._phone(), "confirmed_on": self.draw.past(300)}
        self.sheets.add("组织", kind=label(kind), number=number, name=name, home=home,
                        start=cells.pop("start", None) or self.draw.past(), **cells)
        return Unit(number, name)

    def person(self, home: str, *, party: bool | None = None, listed: bool = True, skills: str = "") -> Person:
        """Write a person who works in the area."""
        self._persons += 1
        number = f"R{self._prefix}{self._persons:05d}"
        member = self.draw.chance(PARTY_MEMBER) if party is None else party
        cells: dict[str, Any] = {}
        if listed and self.draw.chance(LISTED):
            cells = {"phone": self._phone(), "confirmed_on": self.draw.past(300)}
        name = f"示例人员{number[1:]}"
        self.sheets.add("人员", name=name, number=number, home=home, party_member="是" if member else "否",
                        skills=skills, **cells)
        return Person(name, number, member)

    def _phone(self) -> str:
        return f"000-0000-{self.draw.number(0, 9999):04d}"

    def seat(self, person: Person, unit: Unit, role: str, *, behalf: Unit | None = None, basis: str = "",
             term: Term | None = None) -> None:
        """Write a membership."""
        start, end = term or self.draw.term()
        self.sheets.add("任职", member=person.name, number=person.number, organization=unit.number, role=role,
                        on_behalf_of=behalf.number if behalf else "", start=start, end=end, basis=basis)

    def office(self, unit: Unit, home: str, title: str, person: Person | None = None, *, party: bool | None = None,
               ) -> Person | None:
        """Write a post and, unless it is vacant, who holds it: `person`, or somebody new."""
        self.sheets.add("岗位", organization=unit.number, title=title, full_time=self.draw.one(("是", "否")))
        if self.draw.chance(VACANT):
            return None
        holder = person or self.person(home, party=party)
        self.seat(holder, unit, title)
        return holder

    def join(self, member: Unit, alliance: Unit, role: str = "成员单位") -> None:
        """Write that a unit is a member of an alliance."""
        start, end = self.draw.term()
        self.sheets.add("联盟成员", member=member.number, organization=alliance.number, role=role, start=start, end=end)

    def tie(self, type_: str, person: Person, to: str, role: str) -> None:
        """Write a relation of a person to an area or unit."""
        start, end = self.draw.term()
        self.sheets.add("关系", **{"from": person.name}, type=type_, number=person.number, to=to, role=role,
                        start=start, end=end)
