"""The duties that meet in a matter, and which unit can take on which."""

from __future__ import annotations

from collections.abc import Sequence

from orgraph.queries.who_to_call.candidates import Found
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

OFFERS = 2  # units that come because they offer what is needed

WHAT = ("lead", "support", "offer", "function")
Duty = tuple[str, ...]
"""What it is (one of WHAT) and of what, by names that are unique."""


class Duties:
    """What each unit found can take on.

    order : units, the leading one first, then the best of each kind needed, then those with an explicit duty, then the
    rest. of : the duties of each: a kind of unit that is needed; to lead a topic, which the register of duties gives
    to it; to support one, which it gives to all of a kind alike; to bring what it offers. Of a hard matter's leading
    kind each unit has a duty of its own, so that every level comes.
    """

    def __init__(self, view: View, found: Sequence[Found], lead: Sequence[str], support: Sequence[str], day: int, *,
                 hard: bool) -> None:
        self._view = view
        self._place = {f.organization: number for number, f in enumerate(found)}
        self._functions = {unit: view.prop(unit, "function") for unit in self._place}
        by_lead = {function: self._able(function) for function in lead}
        chosen = sorted((unit for units in by_lead.values() for unit in units[: None if hard else 1]),
                        key=self._place.__getitem__)
        by_support = {function: self._able(function) for function in support}
        chosen += [unit for units in by_support.values() for unit in units[:1]]
        explicit = [f for f in found if f.route.id == "duty" and view.kind(f.organization) != "TaskForce"]
        offers = [f for f in found if f.route.id == "offer"][:OFFERS]
        named = [f.organization for f in (*explicit, *offers)]
        first = [unit for unit in named if found[0].organization == unit]
        able = [unit for units in (*by_lead.values(), *by_support.values()) for unit in units]
        self.order = list(dict.fromkeys([*first, *chosen, *named, *able]))
        self.of: dict[int, dict[Duty, str]] = {unit: {} for unit in self.order}
        functions = vocabulary().functions
        for function, units in (*by_lead.items(), *by_support.items()):
            for unit in units:
                own = (str(unit),) if hard and function in by_lead else ()
                self.of[unit]["function", function, *own] = f"{functions[function].zh}职能"
        topics = {f.anchor.position for f in explicit}
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
        if topics.isdisjoint(registered) or self._view.kind(unit) == "TaskForce":
            return
        for edge in self._view.edges(unit, "RESPONSIBLE_FOR", inbound=False, day=day):
            if edge.object in topics:
                topic = self._view.name(edge.object)
                if edge.props.get("part") == "support":
                    self.of[unit]["support", str(edge.object), self._functions[unit] or str(unit)] = f"协办“{topic}”"
                else:
                    self.of[unit]["lead", str(edge.object)] = f"主办“{topic}”"

    def shared_out(self, units: Sequence[int]) -> list[list[str]]:
        """What each unit comes for, in words: the duties that no unit before it has, to lead first."""
        taken: set[Duty] = set()
        shares: list[list[str]] = []
        for unit in units:
            mine = {duty: label for duty, label in self.of.get(unit, {}).items() if duty not in taken}
            taken |= mine.keys()
            shares.append([mine[duty] for duty in sorted(mine, key=lambda duty: WHAT.index(duty[0]))] or ["牵头"])
        return shares
