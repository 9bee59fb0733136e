"""Areas by code, number, name or path, and the place of each in the tree.

Rows come in any order, so areas are first all added; then `settle` finds every parent and gives every area its id.
A reference is a code, a number, a name, or a path without separators (鼓楼区南街街道): the name at its end, before it
the names of areas above it, of which some may be left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, partial

from orgraph.loaders.resolving import areacodes
from orgraph.loaders.resolving.places import DEEPEST, CycleError, LevelError, Place, nearest
from orgraph.loaders.resolving.references import (
    AreaCodeError,
    Candidate,
    Hanging,
    ReferenceFailure,
    Several,
    Unknown,
    subject_of,
)
from orgraph.loaders.resolving.review import NONE, Decisions
from orgraph.loaders.resolving.stays import History, find_histories
from orgraph.model import PREFIXES, make_id
from orgraph.names import area_key, area_keys, fold, name_keys, normalise
from orgraph.vocabulary.spellings import spellings

_SEPARATORS = "/\\>-·"
_STREET = 4
_SHORT = re.compile(r"(?<=..)(?:自治州|自治县|自治旗|地区|新区|[省市区县旗盟])$")
_REMEMBERED = 1 << 17
_LONGEST = 200  # characters of a name, with all that stands before it


def _only(text: str, found: list[Place]) -> Place:
    if len(found) > 1:
        raise Several(text, (place.path() + (f"（{place.code}）" if place.code else "") for place in found))
    return found[0]


class Gazetteer:
    """All areas of the active generation and of the load. `suggest` finds what a name that none has may have meant.

    `everything` is every area that a reference can lead to, as often as it is said: those that stay, then the rows.
    """

    def __init__(self, decisions: Decisions = NONE) -> None:
        self.decisions = decisions
        self.suggest: Callable[[str, str, Place | None], list[Candidate]] = lambda *_: []
        self.everything: list[Place] = []
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
        self._moved: dict[tuple[str, str, str], str] = {}

    def add(self, place: Place, aliases: Iterable[str] = ()) -> None:
        """Add an area whose row was read."""
        self._index(place, aliases)
        self._added.append(place)

    def _index(self, place: Place, aliases: Iterable[str]) -> None:
        self.everything.append(place)
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
        find_histories(self._added)
        unusable = {id(place) for place in self._added if place.bad}
        while True:
            for place in sorted(self._added, key=lambda place: (not place.code, place.stay is None)):
                self._settle(place)
            self.by_id.update((place.id, place) for place in self._added if not place.bad and not place.merged)
            if not (self.decisions and self._decide_parents(unusable)):
                break

    def _decide_parents(self, unusable: set[int]) -> bool:
        """Put areas whose parent nothing was found for under the one that people decided on; whether there was any."""
        decided = False
        for place in self._added:
            if isinstance(place.reason, Unknown) and place.parent is None:
                parent = self._decided(place.upper, place.folder, None)
                if parent is not None and (parent.level or 0) < (place.level or DEEPEST):
                    place.parent, decided = parent, True
        for place in self._added:
            if decided and (isinstance(place.reason, Hanging) or (place.parent and isinstance(place.reason, Unknown))):
                place.bad, place.reason, place.settled = id(place) in unusable, None, False
        return decided

    def _decided(self, text: str, folder: str, near: Place | None) -> Place | None:
        if not self.decisions:
            return None
        return self.by_id.get(self.decisions.meant(subject_of(text, folder, near.id if near else "")))

    def _settle(self, place: Place) -> None:
        if place.settled:
            return
        if place in self._trail or len(self._trail) > DEEPEST:
            raise CycleError(self._trail[self._trail.index(place) if place in self._trail else 0:])
        self._trail.append(place)
        try:
            place.parent = place.parent or self._parent(place)
            if place.parent is not None and place.parent.bad:
                raise Hanging
            self._check_code(place)
        except (ReferenceFailure, LevelError, CycleError, AreaCodeError) as problem:
            place.bad, place.reason = True, problem
        finally:
            self._trail.pop()
        place.settled = True
        place.id = self._identify(place)

    def _check_code(self, place: Place) -> None:
        code, above = place.code, place.parent
        if digits := areacodes.wrong_length(code, place.level):
            raise AreaCodeError(code, f"应为 {digits} 位", of_parent=False)
        # An area keeps its code for a while after it has moved, so a row with dates may have one of before or after.
        if above is not None and above.code and place.stay is None and areacodes.contradicts(
                code, place.level, above.code, above.level):
            raise AreaCodeError(code, f"不在{above.name}（{above.code}）之内", of_parent=True)

    def _parent(self, place: Place) -> Place | None:
        if not place.upper:
            return None
        found = [other for other in self._matches(place.upper, place.folder) if other is not place]
        if not found:
            raise self._unknown(place.upper, place.folder, None)
        level = place.level or DEEPEST
        higher = [other for other in found if (other.level or 0) < level]
        fitting = higher or [other for other in found if (other.level or 0) == level]
        if not fitting:
            raise LevelError(place, found[0])
        parent = _only(place.upper, self._narrow(fitting, place.folder))
        self._settle(parent)
        return parent

    def _identify(self, place: Place) -> str:
        own = self._own_id(place)
        known = self.decisions.merged(own)
        place.merged = known != own
        return known

    def _own_id(self, place: Place) -> str:
        if place.stay is not None and place.stay.history is not None:
            return place.stay.history.id or self._id_of_all(place.stay.history)
        home = place.parent.id if place.parent else ""
        known = self._moved.get((place.kind, home, place.key))
        if known is not None and not place.code and not place.number:
            return known
        return self._id_by_home(place, home)

    def _id_of_all(self, history: History) -> str:
        """The id of an area that has moved: what it is known by, best by where it lies last."""
        for place in history.rows:
            with suppress(ReferenceFailure, LevelError, CycleError):  # told of when the row itself is settled
                place.parent = place.parent or self._parent(place)
        homes = [place.parent.id if place.parent else "" for place in history.rows]
        found = [self._id_by_home(place, home) for place, home in zip(history.rows, homes, strict=True)]
        history.id = next((known for known in reversed(found) if known in self.kept), found[-1])
        for place, home in zip(history.rows, homes, strict=True):
            self._moved[place.kind, home, place.key] = history.id
        return history.id

    def _id_by_home(self, place: Place, home: str) -> str:
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
        path = fold(text)
        direct = (self._numbers.get((folder, key.upper())) or self._names.get(key) or self._by_code(key)
                  or self._names.get(area_key(text)))
        if direct:
            return direct
        found = self._paths.get(path)
        if found is None:
            found = self._paths[path] = self._at_end(path)
        return found

    def _by_code(self, text: str) -> list[Place]:
        if not text.isdigit():
            return []
        return next((self._codes[code] for code in areacodes.shorter(text) if code in self._codes), [])

    def _at_end(self, text: str) -> list[Place]:
        if len(text) > _LONGEST:
            return []
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
            path = area_key(path.rstrip(_SEPARATORS))  # 南街街道办事处东社区
            for name in (fold(above.name), above.key, _SHORT.sub("", above.key)):
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

    def matching(self, text: str, folder: str) -> list[Place]:
        """The different areas that `text` can mean in a file of `folder`, those of the folder if any."""
        found = self._matches(text, folder)
        if len(found) > 1:
            known = self._distinct.get((folder, text))
            found = self._distinct[folder, text] = self._narrow(found, folder) if known is None else known
        return found

    def one(self, text: str, folder: str, near: Place | None = None, *, exactly: bool = False) -> Place:
        """The area that `text` means in a file of `folder`; of several, one in or above `near`.

        exactly: short forms and what people decided of a text do not count. Raises Unknown, Several, Hanging.
        """
        found = self.matching(text, folder)
        if not found:
            other = None if exactly else self._decided(text, folder, near) or self._short(text, folder, near)
            if other is None:
                raise self._unknown(text, folder, near)
            found = [other]
        place = found[0] if len(found) == 1 else _only(text, nearest(found, near))
        if place.bad:
            raise Hanging
        return place

    def _unknown(self, text: str, folder: str, near: Place | None) -> Unknown:
        return Unknown(text, self._names, subject=subject_of(text, folder, near.id if near else ""),
                       suggest=partial(self.suggest, text, folder, near))

    def _short(self, text: str, folder: str, near: Place | None) -> Place | None:
        """The community or village whose name a text has but for its last word, if its street has one such alone."""
        streets = [place for place in near.line() if place.level == _STREET] if near else []
        cuts = [(streets, fold(text))] if streets else []
        cuts += [(areas, rest) for areas, rest in self.prefixed(fold(text), folder)
                 if all(area.level == _STREET for area in areas)]
        for areas, name in cuts:
            named = [place for end in spellings().short.areas for place in self._names.get(name + end, ())
                     if place.parent in areas]
            if len(name) > 1 and len({place.id for place in named}) == 1:
                return named[0]
        return None

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Ids of the areas right inside each area, once all are settled."""
        found: dict[str, list[str]] = defaultdict(list)
        for place in self.by_id.values():
            if place.parent is not None:
                found[place.parent.id].append(place.id)
        return found

    @cached_property
    def kept(self) -> set[str]:
        """Ids of the areas of the active generation."""
        return {place.id for place, _ in self._known}

    def prefixed(self, text: str, folder: str) -> Iterator[tuple[list[Place], str]]:
        """Ways to cut `text` into areas and the rest: 南街街道某组织 → ([南街街道], 某组织)."""
        for cut in range(2, len(text) if len(text) <= _LONGEST else 0):
            if text[cut - 1] not in _SEPARATORS and (found := self._matches(text[:cut], folder)):
                yield found, text[cut:].lstrip(_SEPARATORS)
