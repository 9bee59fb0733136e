"""The ladder above a place: at each level the body that answers for it, its person, and after how long it is called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from orgraph.checked import Checked, each, read_text
from orgraph.errors import DataError
from orgraph.queries.contacts import contact_of
from orgraph.queries.people import head
from orgraph.queries.refs import node_ref
from orgraph.queries.who_to_call.results import PersonRef, Rung
from orgraph.queries.who_to_call.routes import HERE
from orgraph.stores.base import Edge, View
from orgraph.vocabulary import vocabulary


class Level(Checked):
    """One level of escalation.toml: kinds of unit in order, and hours without an answer before it is called."""

    level: str
    kinds: tuple[str, ...]
    after_hours: int

    def check(self) -> None:
        """All of it must be kinds of the vocabulary."""
        unknown = [kind for kind in (self.level, *self.kinds) if kind not in vocabulary().kinds]
        if unknown:
            raise DataError(f"no kind {', '.join(unknown)}")


@cache
def ladder() -> dict[str, Level]:
    """The levels by kind of area."""
    return each("escalation.toml", read_text(HERE, "escalation.toml"), Level, Level.check, key="level")


def serving(view: View, area: int, kinds: Sequence[str], day: int) -> int:
    """The unit of the first of `kinds` that serves the area on the day, or -1."""
    units = [edge.subject for edge in view.edges(area, "SERVES", inbound=True, day=day)
             if view.alive(edge.subject, day)]
    for kind in kinds:
        for unit in units:
            if vocabulary().is_a(view.kind(unit), kind):
                return unit
    return -1


def escalation(view: View, chain: Sequence[int], day: int) -> list[Rung]:
    """The rungs from the place upwards; a level with nobody at all is left out (coverage lists it)."""
    rungs: list[Rung] = []
    hours = 0
    for area in chain:
        level = ladder().get(view.kind(area))
        unit = serving(view, area, level.kinds, day) if level else -1
        keeper = _keeper(view, area, day) if view.kind(area) == "Grid" else None
        if unit < 0 and keeper is None:
            continue
        hours = max(hours, level.after_hours if level else 0)
        edge = keeper or head(view, unit, day)
        where = unit if unit >= 0 else area
        rungs.append(Rung(
            level=view.kind(area),
            organization=node_ref(view, where),
            person=person_ref(view, edge), after_hours=hours,
            contact=contact_of(view, (-1 if edge is None else edge.subject, unit), day)))
    return rungs


def _keeper(view: View, grid: int, day: int) -> Edge | None:
    """The grid worker: who looks after a grid reports what happens in it."""
    edges = [e for e in view.edges(grid, "TAKES_CHARGE_OF", inbound=True, day=day)
             if "网格" in str(e.props.get("role", ""))]
    return edges[0] if edges else None


def person_ref(view: View, edge: Edge | None, unit: int = -1) -> PersonRef | None:
    """The person at the subject end of a membership or charge, with the office held in the unit."""
    if edge is None:
        return None
    post = str(edge.props.get("role", ""))
    if not post and unit >= 0:
        posts = view.edges(edge.subject, "MEMBER", inbound=False)
        post = next((str(e.props.get("role", "")) for e in posts if e.object == unit), "")
    return PersonRef(id=view.ids([edge.subject])[0], name=view.name(edge.subject), post=post)
