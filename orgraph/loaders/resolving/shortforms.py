"""Short and former names of departments and firms: 区工商局, 鼓楼区城管局, 阳光物业.

They mean a body only where one alone in the area named, or in the nearest above the row's, can be meant. Which words
are the same department is data (vocabulary/spellings.toml).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from orgraph.loaders.resolving.gazetteer import Gazetteer
from orgraph.loaders.resolving.places import Place, nearest
from orgraph.loaders.resolving.register import Body
from orgraph.names import fold
from orgraph.vocabulary import vocabulary
from orgraph.vocabulary.spellings import spellings

_SHORTEST = 2


class _Words:
    """Words for departments and firms as looking them up needs them."""

    def __init__(self) -> None:
        known = spellings()
        self.now = {word: at for at, unit in enumerate(known.department) for word in unit.names}
        self.ever = self.now | {word: at for at, unit in enumerate(known.department) for word in unit.former}
        self.departments = tuple(sorted(self.ever, key=len, reverse=True))
        self.firms = known.short.firms
        self.property = known.short.property
        self.all = (*self.departments, *self.firms, *self.property)
        self.levels = known.short.levels


@cache
def _words() -> _Words:
    return _Words()


def _core(name: str) -> str:
    """What is left of a firm's name when nothing but its name is left; empty for what is no firm's, or a branch's."""
    words = _words()
    if "(" in name or "分公司" in name:
        return ""
    core = next((name[:-len(end)] for end in words.firms if name.endswith(end)), name)
    managed = next((end for end in words.property if core.endswith(end)), "")
    stem = core[:len(core) - len(managed)]
    if len(stem) < _SHORTEST or (core == name and not managed):
        return ""
    return f"{stem}/{words.property[-1]}" if managed else stem


def _stems(body: Body) -> list[str]:
    """The body's name, and what is left of it behind the names of the areas that it lies in."""
    name = fold(body.name)
    stems = [name]
    for place in reversed(body.home.line() if body.home else []):
        name = name.removeprefix(fold(place.name))
        if name != stems[-1]:
            stems.append(name)
    return stems


class Shortforms:
    """All bodies under what short forms of their names would say; made when it is first needed."""

    def __init__(self, gazetteer: Gazetteer, everything: Sequence[Body]) -> None:
        self._gazetteer = gazetteer
        self._everything = everything
        self._departments: dict[tuple[str, int], dict[str, Body]] = defaultdict(dict)
        self._firms: dict[str, dict[str, Body]] = defaultdict(dict)
        self._made = False

    def one(self, text: str, folder: str, near: Place | None) -> Body | None:
        """The body that a text surely means, if any."""
        name = fold(text)
        words = _words()
        if not name.endswith(words.all):
            return None
        self._make()
        if name.endswith(words.departments):
            word = next(word for word in words.departments if name.endswith(word))
            return self._department(name[:-len(word)], words.ever[word], folder, near)
        return self._firm(name, folder, near)

    def _make(self) -> None:
        if self._made:
            return
        self._made = True
        now = _words().now
        for body in self._everything:
            firm = vocabulary().is_a(body.kind, "Enterprise")
            for stem in _stems(body):
                if stem in now:
                    self._departments[body.home_id, now[stem]][body.id] = body
                if firm and (core := _core(stem)):
                    self._firms[core][body.id] = body

    def _department(self, before: str, unit: int, folder: str, near: Place | None) -> Body | None:
        line = near.line() if near else []
        if before in _words().levels:
            homes = [place for place in line if place.level == _words().levels[before]]
        elif before:
            named = self._gazetteer.matching(before, folder)
            named = nearest(named, near)
            homes = named if len(named) == 1 else []
        else:
            homes = line
        for home in homes:
            if found := self._departments.get((home.id, unit)):
                return next(iter(found.values())) if len(found) == 1 else None
        return None

    def _firm(self, name: str, folder: str, near: Place | None) -> Body | None:
        cuts: list[tuple[list[Place], str]] = list(self._gazetteer.prefixed(name, folder))
        if near is not None:
            cuts.append(([near], name))
        for areas, rest in cuts:
            found = {known: body for known, body in self._firms.get(_core(rest), {}).items() if body.home and any(
                area in body.home.line() or body.home in area.line() for area in areas)}
            if found:
                return next(iter(found.values())) if len(found) == 1 else None
        return None
