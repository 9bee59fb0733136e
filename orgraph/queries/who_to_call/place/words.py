"""The words and weights of `places.toml`, checked, and names taken apart by them."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from orgraph.checked import Checked, whole
from orgraph.names import fold
from orgraph.queries.who_to_call.text.sounds import sounds

How = Literal["exact", "short", "kin", "heard", "pinyin", "like", "initials", "unit", "road"]
SHORTEST = 2  # characters of a name without its ending


class Match(Checked):
    """What a kind of match is worth, and how sure it is by the context that it stands in; see places.toml."""

    weight: float
    street: float
    district: float
    city: float
    nothing: float
    twin: float


class Sure(Checked):
    """Confidences that do not come from a match; see places.toml."""

    given: float
    unknown: float
    contradicted: float
    doubted: float
    elsewhere: float
    coarse: float
    ask: float


class _Mixed(Checked):
    groups: tuple[tuple[str, ...], ...]


class _Peoples(Checked):
    names: tuple[str, ...]


class _Known(Checked):
    kinds: tuple[str, ...]


class _Around(Checked):
    general: tuple[str, ...]
    filler: tuple[str, ...]
    edges: str
    names_end: tuple[str, ...]
    everyday: tuple[str, ...]


class _File(Checked):
    endings: dict[str, tuple[str, ...]]
    known: _Known
    mixed: _Mixed
    peoples: _Peoples
    around: _Around
    match: dict[How, Match]
    sure: Sure


class Words:
    """places.toml as reading a text needs it."""

    def __init__(self) -> None:
        file = whole(__package__, "places.toml", _File)
        self.match, self.sure, self.kinds = file.match, file.sure, file.known.kinds
        pairs = [(end, group) for group, ends in file.endings.items() for end in ends]
        pairs.sort(key=lambda pair: -len(pair[0]))
        self.ends = tuple((end, sounds(end), group) for end, group in pairs)
        self._group = dict(pairs)
        self._names_end = tuple(self._group)
        self._mixed = {frozenset((a, b)) for groups in file.mixed.groups for a in groups for b in groups}
        peoples = "|".join(file.peoples.names)
        self._people = re.compile(rf"(?<=..)(?:{peoples})+(?=(?:自治)?[县州旗区乡镇]$)")
        self.edges = file.around.edges
        filler = "|".join(sorted(map(re.escape, file.around.filler), key=lambda w: -len(w)))
        # 门口村 is a name, whatever its first two characters mean elsewhere
        self.filler = re.compile(f"(?:{filler})(?!{'|'.join(self._names_end)})")
        self.place_end = re.compile("|".join(sorted(file.around.names_end, key=lambda w: -len(w))))
        self.general = re.compile("|".join(file.around.general))
        self.everyday = frozenset(file.around.everyday)

    def mixed(self, one: str, other: str) -> bool:
        """Whether people mix up names that end in words of these groups."""
        return frozenset((one, other)) in self._mixed

    def stems(self, name: str) -> list[tuple[str, str]]:
        """A name without its ending, and the ending's group ("" where it has none); with a people also without it."""
        name = fold(name)
        plain = self._people.sub("", name)
        return [self._stem(text) for text in ((name, plain) if plain != name else (name,))]

    def _stem(self, name: str) -> tuple[str, str]:
        if name.endswith(self._names_end):
            end = next(end for end, _, _ in self.ends if name.endswith(end))
            if len(name) - len(end) >= SHORTEST:
                return name[:-len(end)], self._group[end]
        return name, ""


@cache
def words() -> Words:
    """The checked words, read once a process."""
    return Words()
