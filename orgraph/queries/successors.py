"""What became of an area that is no more: those that took its place, and what to tell of it."""

from __future__ import annotations

from orgraph.dates import iso
from orgraph.errors import Ambiguous
from orgraph.queries.areas import by_id, candidates, full_name, only
from orgraph.queries.scope import may_ask
from orgraph.stores.base import View

_DEEPEST = 64
_SHOWN = 8


def successors(view: View, area: int, day: int) -> list[int]:
    """The areas that exist on a day and took the place of one that had ended by then.

    Those that statements name, and of these that ended too their own; where none is named, the areas of its kind that
    what lay in it lies in.
    """
    found: dict[int, None] = {}
    seen, left = {area}, [area]
    while left and len(seen) < _DEEPEST:
        one = left.pop(0)
        if one != area and view.alive(one, day):
            found[one] = None
        elif view.lifetime(one)[1] <= day:
            stated = [edge.object for edge in view.edges(one, "SUCCEEDED_BY", inbound=False)]
            further = [p for p in stated or _taken_in(view, one, day) if p not in seen]
            seen.update(further)
            left += further
    return sorted(found)


def _taken_in(view: View, area: int, day: int) -> list[int]:
    """The areas of the same kind to which what lay in an area until its end was moved."""
    end, kind = view.lifetime(area)[1], view.kind(area)
    moved = [edge.subject for edge in view.edges(area, "LIES_IN", inbound=True) if edge.end == end]
    now = {view.home(node) for node in moved if view.alive(node, day)}
    return sorted(p for p in now if p >= 0 and p != area and view.kind(p) == kind)


def meant(view: View, text: str, day: int) -> tuple[int, list[str]]:
    """The area that `text` means on a day, and what is to be told of it.

    One that exists then goes before one of the same name that does not. For one that had ended by then its successor is
    meant. An id is taken as it is. Raises NotFound, or Ambiguous with the choices: also between several successors.
    """
    position = by_id(view, text)
    known = [position] if position >= 0 else candidates(view, text)
    alive = [p for p in known if view.alive(p, day)]
    if len(alive) == 1:
        return alive[0], []
    if alive or not known:
        return only(view, text, alive or known, day=day), []
    heirs = [] if position >= 0 else sorted({p for area in known for p in successors(view, area, day)
                                                  if may_ask(view, p)})
    if len(heirs) == 1:
        return heirs[0], [succeeded_by(view, known[0], day)]
    if heirs:
        raise Ambiguous(succeeded_by(view, known[0], day), [
            {"id": view.ids([p])[0], "name": view.name(p), "path": full_name(view, p)} for p in heirs[:_SHOWN]])
    position = known[0] if position >= 0 else only(view, text, known)
    return position, [f"{told(view, position, day)} (does not exist on that day)"]


def succeeded_by(view: View, area: int, day: int) -> str:
    """That an area is no more, and which took its place."""
    heirs = successors(view, area, day)
    names = "、".join(full_name(view, heir) for heir in heirs[:_SHOWN])
    one = f"，以下是它的结果 ({view.name(area)} was succeeded by {names})"
    ask = one if len(heirs) == 1 else f"，请选择 (choose a successor of {view.name(area)}: {names})"
    return f"{told(view, area, day)}，由{names}承接{ask}"


def told(view: View, area: int, day: int) -> str:
    """That an area does not exist on a day, and since or until when."""
    start, end = view.lifetime(area)
    return f"{view.name(area)}{iso(start)} 才设立" if day < start else f"{view.name(area)}已于 {iso(end)} 撤销"
