"""The duties that meet in a matter, and which unit can take on which."""

from __future__ import annotations

from collections.abc import Sequence

from orgraph.patterns import parse
from orgraph.queries.remembered import remembered
from orgraph.queries.who_to_call.units.candidates import Found, duty
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

OFFERS = 2  # units that come because they offer what is needed

_KEPT = 50_000  # units, topics and days of which the part is kept a view
WHAT = ("lead", "support", "offer", "function")
_DUTY = parse("(o)-[:RESPONSIBLE_FOR]->(t)")
Duty = tuple[str, ...]
"""What it is (one of WHAT) and of what, by names that are unique."""


class Duties:
    """What each unit found can take on.

    order : units, the leading one first, then the best of each kind needed, then those with an explicit duty, then the
    rest. of : the duties of each: a kind of unit that is needed; to lead a topic, which the register of duties gives
    to it; to support one, which it gives to all of a kind alike, but to each building's group for its own residents;
    to bring what it offers. Of a hard matter's leading kind each unit has a duty of its own, so that every level comes;
    likewise of a matter of several places (areas `apart`), so that each place comes.
    """

    def __init__(self, view: View, found: Sequence[Found], lead: Sequence[str], support: Sequence[str], day: int, *,
                 hard: bool, apart: Sequence[int] = ()) -> None:
        self._view = view
        self._place = {f.organization: number for number, f in enumerate(found)}
        self._functions = {unit: view.prop(unit, "function") for unit in self._place}
        explicit = [f for f in found if f.route.id == "duty" and view.kind(f.organization) != "TaskForce"]
        topics, duty = {f.anchor.position for f in explicit}, [f.organization for f in explicit]
        main = next((f.anchor.topic for f in found if f.anchor.by == "function"), -1)
        if not (hard or apart) and (ruled := self._ruled(found, main, day)):
            topics, duty, kinds = {main}, ruled, {self._functions[unit] for unit in ruled}
            lead, support = ([kind for kind in asked if kind in kinds] for asked in (lead, support))
        by_lead = {function: self._able(function) for function in lead}
        chosen = sorted((unit for units in by_lead.values() for unit in units[: None if hard or apart else 1]),
                        key=self._place.__getitem__)
        by_support = {function: self._able(function) for function in support}
        chosen += [unit for units in by_support.values() for unit in units[:1]]
        offers = [f for f in found if f.route.id == "offer"][:OFFERS]
        named = [*duty, *(f.organization for f in offers)]
        first = [unit for unit in named if found[0].organization == unit]
        able = [unit for units in (*by_lead.values(), *by_support.values()) for unit in units]
        self.order = list(dict.fromkeys([*first, *chosen, *named, *able]))
        self.of: dict[int, dict[Duty, str]] = {unit: {} for unit in self.order}
        functions = vocabulary().functions
        for function, units in (*by_lead.items(), *by_support.items()):
            for unit in units:
                each = hard or not set(apart).isdisjoint(view.neighbours(unit, "SERVES", inbound=False, day=day))
                own = (str(unit),) if each and function in by_lead else ()
                self.of[unit]["function", function, *own] = f"{functions[function].zh}职能"
        groups = [f for f in found if view.kind(f.organization) == "BuildingGroup"]
        nearest = min((f.depth for f in groups), default=0)
        self._own = {f.organization for f in groups if f.depth == nearest}
        for unit in self.order if topics else ():
            self._register(unit, topics, day)
        for f in offers:
            self.of[f.organization]["offer", str(f.organization)] = f"提供“{view.name(f.match.nodes['e'])}”"

    def _able(self, function: str) -> list[int]:
        """The units of a kind; a department sits at the table itself, its field office only where there is none."""
        units = [unit for unit, performed in self._functions.items() if performed == function]
        return sorted(units, key=lambda unit: (self._view.kind(unit) == "FieldOffice", self._place[unit]))

    def _register(self, unit: int, topics: set[int], day: int) -> None:
        registered = self._view.neighbours(unit, "RESPONSIBLE_FOR", inbound=False, day=day)
        elsewhere = self._view.kind(unit) == "BuildingGroup" and unit not in self._own
        if topics.isdisjoint(registered) or self._view.kind(unit) == "TaskForce" or elsewhere:
            return
        for topic in sorted(topics.intersection(registered)):
            name = self._view.name(topic)
            for part in _parts(self._view, unit, topic, day):
                if part == "support":
                    kind = None if unit in self._own else self._functions[unit]
                    self.of[unit]["support", str(topic), kind or str(unit)] = f"协办“{name}”"
                else:
                    self.of[unit]["lead", str(topic)] = f"主办“{name}”"

    def shared_out(self, units: Sequence[int]) -> list[list[str]]:
        """What each unit comes for, in words: the duties that no unit before it has, to lead first."""
        taken: set[Duty] = set()
        shares: list[list[str]] = []
        for unit in units:
            mine = {duty: label for duty, label in self.of.get(unit, {}).items() if duty not in taken}
            taken |= mine.keys()
            shares.append([mine[duty] for duty in sorted(mine, key=lambda duty: WHAT.index(duty[0]))] or ["牵头"])
        return shares

    def _ruled(self, found: Sequence[Found], main: int, day: int) -> list[int]:
        """The units with a duty on the main topic, if the register names who leads it and who supports: nobody else
        then comes only because such a kind of unit usually does. Else none."""
        named = [f.organization for f in found if self._view.kind(f.organization) != "TaskForce" and
                 main in self._view.neighbours(f.organization, "RESPONSIBLE_FOR", inbound=False, day=day)]
        parts = {part for unit in named for part in _parts(self._view, unit, main, day)}
        return named if {"lead", "support"} <= parts else []


@remembered(_KEPT)
def _parts(view: View, unit: int, topic: int, day: int) -> tuple[str, ...]:
    """What the register says of a unit and a topic: to lead it or to support."""
    # A department has a hundred duties: only the one that is asked for is read.
    links = (match.steps[0].link for match in view.matches(_DUTY, {"o": unit, "t": topic}, day))
    return tuple(duty(view, link)[0] for link in links)
