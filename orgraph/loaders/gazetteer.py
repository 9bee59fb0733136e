"""Areas by code, number, name or path, and the place of each in the tree.

Rows come in any order, so areas are first all added; then `settle` finds every parent and gives every area its id.
A reference is a code, a number, a name, or a path without separators (鼓楼区南街街道): the name at its end, before it
the names of areas above it, of which some may be left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from orgraph.loaders.references import Hanging, ReferenceFailure, Several, Unknown
from orgraph.model import PREFIXES, make_id
from orgraph.names import area_key, area_keys, name_keys, normalise
from orgraph.vocabulary import vocabulary

_SEPARATORS = "/\\>-·"
_DIGITS_OF_LEVEL = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}
_SHORT = re.compile(r"(?<=..)(?:自治州|自治县|自治旗|地区|新区|[省市区县旗盟])$")
_DEEPEST = 64
_REMEMBERED = 1 << 17


class Place:
    """An area as far as references need it; `upper` is what its row calls the area above.

    `bad`: its row is left out. `reason`: why, if it was found out when its parent was looked for.
    """

    __slots__ = ("bad", "code", "folder", "id", "key", "kind", "level", "name", "number", "parent", "reason", "settled",
                 "upper")

    def __init__(self, name: str, kind: str, *, upper: str = "", code: str = "", number: str = "", folder: str = "",
                 known: str = "") -> None:
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
        self.parent: Place | None = None
        self.bad = False
        self.reason: Exception | None = None

    def line(self) -> list[Place]:
        """The area and those above it, nearest first."""
        line = [self]
        while (above := line[-1].parent) is not None and len(line) < _DEEPEST:
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


def short_code(code: str, level: int | None) -> str:
    """An area code at the length of its level: 210000 is the province 21. A code that does not fit stays."""
    digits = _DIGITS_OF_LEVEL.get(level or 0, 0)
    return code[:digits] if digits and code.isdigit() and not code[digits:].strip("0") else code


def nearest(found: list[Place], near: Place | None) -> list[Place]:
    """Those inside `near`; if there are none, those above it; if there are none either, all."""
    if near is None or len(found) < 2:
        return found
    line = near.line()
    return [p for p in found if near in p.line()] or [p for p in found if p in line] or found


def _only(text: str, found: list[Place]) -> Place:
    if len(found) > 1:
        raise Several(text, (place.path() + (f"（{place.code}）" if place.code else "") for place in found))
    return found[0]


class Gazetteer:
    """All areas of the active generation and of the load."""

    def __init__(self) -> None:
        self.by_id: dict[str, Place] = {}
        self._codes: dict[str, list[Place]] = defaultdict(list)
        self._numbers: dict[tuple[str, str], list[Place]] = defaultdict(list)
        self._names: dict[str, list[Place]] = defaultdict(list)
        self._added: list[Place] = []
        self._found: dict[tuple[str, str], list[Place]] = {}
        self._paths: dict[str, list[Place]] = {}
        self._distinct: dict[tuple[str, str], list[Place]] = {}
        self._known: list[tuple[Place, str | None]] = []
        self._kept_codes: dict[str, str] = {}
        self._kept_names: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._trail: list[Place] = []

    def add(self, place: Place, aliases: Iterable[str] = ()) -> None:
        """Add an area whose row was read."""
        self._index(place, aliases)
        self._added.append(place)

    def _index(self, place: Place, aliases: Iterable[str]) -> None:
        for key in name_keys(place.kind, place.name, aliases):
            self._names[key].append(place)
        if place.code:
            self._codes[place.code].append(place)
        if place.number:
            self._numbers[place.folder, place.number].append(place)

    def add_known(self, place: Place, home: str | None, aliases: Iterable[str], *, stays: bool) -> None:
        """Add an area of the active generation; `stays` if a file that is not being loaded says it."""
        self._known.append((place, home))
        if stays:
            self._index(place, aliases)

    def settle(self) -> None:
        """Find the parent and the id of every area; what fails is `bad`, with its `reason`.

        Areas with a code come first, so that a row without one is found to mean the same area as a row with one.
        """
        for place, _ in self._known:
            self.by_id[place.id] = place
        for place, home in self._known:
            place.parent = self.by_id.get(home or "")
            if place.code:
                self._kept_codes[place.code] = place.id
            self._kept_names[place.kind, home or "", place.key] = (place.id, place.code)
        for place in sorted(self._added, key=lambda place: not place.code):
            self._settle(place)
        self.by_id.update((place.id, place) for place in self._added if not place.bad)

    def _settle(self, place: Place) -> None:
        if place.settled:
            return
        if place in self._trail or len(self._trail) > _DEEPEST:
            raise CycleError(self._trail[self._trail.index(place) if place in self._trail else 0:])
        self._trail.append(place)
        try:
            place.parent = self._parent(place)
            if place.parent is not None and place.parent.bad:
                raise Hanging
        except (ReferenceFailure, LevelError, CycleError) as problem:
            place.bad, place.reason = True, problem
        finally:
            self._trail.pop()
        place.settled = True
        place.id = self._identify(place)

    def _parent(self, place: Place) -> Place | None:
        if not place.upper:
            return None
        found = [other for other in self._matches(place.upper, place.folder) if other is not place]
        if not found:
            raise Unknown(place.upper, self._names)
        level = place.level or _DEEPEST
        higher = [other for other in found if (other.level or 0) < level]
        fitting = higher or [other for other in found if (other.level or 0) == level]
        if not fitting:
            raise LevelError(place, found[0])
        parent = _only(place.upper, self._narrow(fitting, place.folder))
        self._settle(parent)
        return parent

    def _identify(self, place: Place) -> str:
        home = place.parent.id if place.parent else ""
        kept, code = self._kept_names.get((place.kind, home, place.key), ("", ""))
        if kept and not (code and place.code and code != place.code):
            kept = self._kept_codes.get(place.code, kept)
        else:
            kept = self._kept_codes.get(place.code, "")
        if kept:
            return kept
        if place.code:
            return make_id(PREFIXES["Area"], "code", place.code)
        twins = {other.id for other in self._names[place.key] if other.code and other.settled and not other.bad
                 and other.kind == place.kind and (other.parent.id if other.parent else "") == home}
        return twins.pop() if len(twins) == 1 else make_id(PREFIXES["Area"], place.kind, home, place.key)

    def _matches(self, text: str, folder: str) -> list[Place]:
        """The areas that `text` can mean, once all are added."""
        found = self._found.get((folder, text))
        if found is None:
            found = self._look_up(text, folder)
            if len(self._found) < _REMEMBERED:
                self._found[folder, text] = found
        return found

    def _look_up(self, text: str, folder: str) -> list[Place]:
        key = normalise(text)
        direct = (self._numbers.get((folder, key.upper())) or self._names.get(key) or self._by_code(key)
                  or self._names.get(area_key(text)))
        if direct:
            return direct
        found = self._paths.get(key)
        if found is None:
            found = self._paths[key] = self._at_end(key)
        return found

    def _by_code(self, text: str) -> list[Place]:
        if not text.isdigit():
            return []
        short = (text[:digits] for digits in _DIGITS_OF_LEVEL.values() if not text[digits:].strip("0"))
        return next((self._codes[code] for code in (text, *short) if code in self._codes), [])

    def _at_end(self, text: str) -> list[Place]:
        for cut, key in area_keys(text):
            if ((named := self._names.get(key))
                    and (found := [place for place in named if self._leads(text[:cut], place)])):
                return found
        return []

    def _leads(self, path: str, place: Place) -> bool:
        """Whether `path` is names of areas above `place`, in order."""
        try:
            self._settle(place)
        except CycleError:
            return False
        for above in place.line()[1:]:
            path = path.rstrip(_SEPARATORS)
            for name in (normalise(above.name), above.key, _SHORT.sub("", above.key)):
                if path.endswith(name):
                    path = path[:-len(name)]
                    break
        return not path.strip(_SEPARATORS)

    def _narrow(self, found: list[Place], folder: str) -> list[Place]:
        """The different areas among `found`, of this folder if there are any."""
        if len(found) < 2:
            return found
        found = [place for place in found if place.folder == folder] or found
        return list({place.id or str(id(place)): place for place in self._settled(found)}.values())

    def _settled(self, found: Iterable[Place]) -> Iterator[Place]:
        for place in found:
            if place not in self._trail:
                self._settle(place)
            yield place

    def one(self, text: str, folder: str, near: Place | None = None) -> Place:
        """The area that `text` means in a file of `folder`; of several, one in or above `near`.

        Raises Unknown, Several, Hanging.
        """
        found = self._matches(text, folder)
        if len(found) > 1:
            known = self._distinct.get((folder, text))
            found = self._distinct[folder, text] = self._narrow(found, folder) if known is None else known
        if not found:
            raise Unknown(text, self._names)
        place = found[0] if len(found) == 1 else _only(text, nearest(found, near))
        if place.bad:
            raise Hanging
        return place

    def prefixed(self, text: str, folder: str) -> Iterator[tuple[list[Place], str]]:
        """Ways to cut `text` into areas and the rest: 南街街道某组织 → ([南街街道], 某组织)."""
        for cut in range(2, len(text)):
            if text[cut - 1] not in _SEPARATORS and (found := self._matches(text[:cut], folder)):
                yield found, text[cut:].lstrip(_SEPARATORS)
