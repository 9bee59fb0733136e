"""Organisations by code, number, name or path (南街街道/某组织).

As with areas, rows come in any order: organisations are first all added, then `settle` gives every one its id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, partial

from orgraph.loaders.resolving.gazetteer import Gazetteer
from orgraph.loaders.resolving.places import Place
from orgraph.loaders.resolving.references import Candidate, Hanging, Several, Unknown, subject_of
from orgraph.loaders.resolving.review import NONE, Decisions
from orgraph.model import PREFIXES, make_id
from orgraph.names import name_keys, normalise, organization_key


class Body:
    """An organisation as far as references need it. `bad`: its row is left out. `merged`: as of a place."""

    __slots__ = ("bad", "code", "folder", "home", "id", "key", "kind", "merged", "name", "number")

    def __init__(self, name: str, kind: str, home: Place | None, *, code: str = "", number: str = "", folder: str = "",
                 known: str = "") -> None:
        self.id = known
        self.name = name
        self.key = organization_key(name)
        self.kind = kind
        self.home = home
        self.code = code
        self.number = number
        self.folder = folder
        self.bad = False
        self.merged = False

    def path(self) -> str:
        """The area that it lies in and its name, for a reader."""
        return f"{self.home.path() if self.home else ''}/{self.name}"

    @property
    def home_id(self) -> str:
        """Id of the area that it lies in, or an empty text."""
        return self.home.id if self.home else ""


class Register:
    """All organisations of the active generation and of the load.

    `everything` is every organisation that a reference can lead to, as often as it is said: those that stay, then rows;
    `short` finds what a short form means, `suggest` what a name that none has may have meant.
    """

    def __init__(self, gazetteer: Gazetteer, decisions: Decisions = NONE) -> None:
        self.decisions = decisions
        self.short: Callable[[str, str, Place | None], Body | None] = lambda *_: None
        self.suggest: Callable[[str, str, Place | None], list[Candidate]] = lambda *_: []
        self.everything: list[Body] = []
        self._gazetteer = gazetteer
        self._codes: dict[str, list[Body]] = defaultdict(list)
        self._numbers: dict[tuple[str, str], list[Body]] = defaultdict(list)
        self._names: dict[str, list[Body]] = defaultdict(list)
        self._added: list[Body] = []
        self._found: dict[tuple[str, str], list[Body]] = {}
        self._kept_codes: dict[str, Body] = {}
        self._kept_numbers: dict[tuple[str, str], Body] = {}
        self._kept_names: dict[tuple[str, str, str], Body] = {}

    def add(self, body: Body, aliases: Iterable[str] = ()) -> None:
        """Add an organisation whose row was read."""
        self._index(body, aliases)
        self._added.append(body)

    def _index(self, body: Body, aliases: Iterable[str]) -> None:
        self.everything.append(body)
        for key in name_keys(body.kind, body.name, aliases):
            self._names[key].append(body)
        if body.code:
            self._codes[body.code].append(body)
        if body.number:
            self._numbers[body.folder, body.number].append(body)

    def add_known(self, body: Body, aliases: Iterable[str], *, stays: bool) -> None:
        """Add an organisation of the active generation; `stays` if a file that is not being loaded says it."""
        if body.code:
            self._kept_codes[body.code] = body
        if body.number:
            self._kept_numbers[body.folder, body.number] = body
        self._kept_names[body.kind, body.home_id, body.key] = body
        if stays:
            self._index(body, aliases)

    def settle(self) -> None:
        """Give every organisation its id: that of the same one in the active generation, else one of its key.

        Rows with a code or number come first, so that a row without is found to mean the same as a row with one.
        """
        for body in sorted(self._added, key=lambda body: not (body.code or body.number)):
            own = self._identify(body)
            body.id = self.decisions.merged(own)
            body.merged = body.id != own

    def _identify(self, body: Body) -> str:
        kept = self._kept_codes.get(body.code) or self._kept_numbers.get((body.folder, body.number))
        kept = kept or self._kept_names.get((body.kind, body.home_id, body.key))
        if kept and not (kept.code and body.code and kept.code != body.code) and not (
                kept.number and body.number and (kept.folder, kept.number) != (body.folder, body.number)):
            return kept.id
        prefix = PREFIXES["Organization"]
        if body.code:
            return make_id(prefix, "code", body.code)
        if body.number:
            return make_id(prefix, "number", body.folder, body.number)
        twins = {other.id for other in self._names[body.key] if (other.code or other.number) and not other.bad
                 and other.id and other.kind == body.kind and other.home_id == body.home_id}
        return twins.pop() if len(twins) == 1 else make_id(prefix, body.kind, body.home_id, body.key)

    def matches(self, text: str, folder: str) -> list[Body]:
        """The different organisations that `text` can mean in a file of `folder`, those of the folder if any."""
        key = normalise(text)
        found = (self._numbers.get((folder, key.upper())) or self._names.get(key)
                 or self._names.get(organization_key(text)) or self._codes.get(key.upper()))
        if found and len(found) == 1:
            return found
        known = self._found.get((folder, key))
        if known is None:
            found = found or self._below(key, folder)
            found = [body for body in found if body.folder == folder] or found
            known = self._found[folder, key] = list({body.id or str(id(body)): body for body in found}.values())
        return known

    def has(self, name: str, folder: str) -> bool:
        """Whether an organisation of the folder has exactly this name."""
        return any(body.folder == folder for body in self._names.get(normalise(name), ()))

    def _below(self, text: str, folder: str) -> list[Body]:
        for areas, rest in self._gazetteer.prefixed(text, folder):
            found = [body for body in (self._names.get(rest) or self._names.get(organization_key(rest)) or ())
                     if body.home and not set(areas).isdisjoint(body.home.line())]
            if found:
                return found
        return []

    @cached_property
    def kept(self) -> set[str]:
        """Ids of the organisations of the active generation."""
        return {body.id for body in self._kept_names.values()}

    @cached_property
    def _by_id(self) -> dict[str, Body]:
        return {body.id: body for body in self.everything if not body.merged}

    def _decided(self, text: str, folder: str, near: Place | None) -> Body | None:
        if not self.decisions:
            return None
        return self._by_id.get(self.decisions.meant(subject_of(text, folder, near.id if near else "")))

    def one(self, text: str, folder: str, near: Place | None = None, *, exactly: bool = False) -> Body:
        """The organisation that `text` means; of several, one in `near`, else in the nearest area above it.

        exactly: short forms and what people decided of a text do not count. Raises Unknown, Several, Hanging.
        """
        found = self.matches(text, folder)
        if not found:
            other = None if exactly else self._decided(text, folder, near) or self.short(text, folder, near)
            if other is None:
                raise Unknown(text, self._names, subject=subject_of(text, folder, near.id if near else ""),
                              suggest=partial(self.suggest, text, folder, near))
            found = [other]
        if len(found) > 1:
            found = _nearest(found, near)
        if len(found) > 1:
            raise Several(text, (body.path() for body in found))
        if found[0].bad:
            raise Hanging
        return found[0]


def _nearest(found: list[Body], near: Place | None) -> list[Body]:
    if near is None:
        return found
    inside = [body for body in found if body.home and near in body.home.line()]
    if inside:
        exact = [body for body in inside if body.home is near]
        return exact if len(exact) == 1 else inside
    for above in near.line()[1:]:
        if here := [body for body in found if body.home is above]:
            return here
    return found
