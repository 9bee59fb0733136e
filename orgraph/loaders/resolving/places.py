"""An area as far as the loaders need it, and what may be wrong with where it is put."""

from __future__ import annotations

from orgraph.loaders.resolving.stays import Stay
from orgraph.model import Source
from orgraph.names import area_key
from orgraph.vocabulary import vocabulary

DEEPEST = 64


class Place:
    """An area as far as references need it; `upper` is what its row calls the area above.

    `stay`: from when until when its row puts it there, if it says so. `bad`: its row is left out. `reason`: why, if it
    was found out when its parent was looked for. `merged`: people have decided that it is the same as an older one,
    whose id it has.
    """

    __slots__ = ("bad", "code", "folder", "id", "key", "kind", "level", "merged", "name", "number", "parent", "reason",
                 "settled", "source", "stay", "upper")

    def __init__(self, name: str, kind: str, *, upper: str = "", code: str = "", number: str = "", folder: str = "",
                 known: str = "", source: Source | None = None, stay: Stay | None = None) -> None:
        self.id = known
        self.settled = bool(known)
        self.name = name
        self.key = area_key(name)
        self.kind = kind
        self.level = vocabulary().kinds[kind].level
        self.upper = upper
        self.code = code
        self.number = number
        self.folder = folder
        self.source = source
        self.stay = stay
        self.parent: Place | None = None
        self.bad = False
        self.merged = False
        self.reason: Exception | None = None

    @property
    def home_id(self) -> str:
        """Id of the area above, or an empty text."""
        return self.parent.id if self.parent else ""

    def line(self) -> list[Place]:
        """The area and those above it, nearest first."""
        line = [self]
        while (above := line[-1].parent) is not None and len(line) < DEEPEST:
            line.append(above)
        return line

    def path(self) -> str:
        """Full path for a reader, from the top down."""
        return "".join(place.name for place in reversed(self.line()))


class LevelError(Exception):
    """An area whose row puts it under a lower one."""

    def __init__(self, child: Place, parent: Place) -> None:
        super().__init__(child.name)
        self.child = child
        self.parent = parent


class CycleError(Exception):
    """Areas each of which lies in the next, the last in the first."""

    def __init__(self, loop: list[Place]) -> None:
        super().__init__("area cycle")
        self.loop = loop


def nearest(found: list[Place], near: Place | None) -> list[Place]:
    """Those inside `near`; if there are none, those above it; if there are none either, all."""
    if near is None or len(found) < 2:
        return found
    line = near.line()
    return [p for p in found if near in p.line()] or [p for p in found if p in line] or found
