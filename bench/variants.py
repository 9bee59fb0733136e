"""A labelled set: how departments might write the names of real communities, and names that nothing known has.

Every community of the code tables (villages.csv) is written in one way of each group of `WAYS`, after the name of its
street, district or city. One in ten is held out of the gazetteer: its ways of writing lead nowhere, or to a wrong one.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

HELD_OUT = 0.1
_URBAN = ("社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区")
_RURAL = ("村村民委员会", "村民委员会", "村委会", "村")
# Written by hand for this bench: what people misread or a scanner mistakes.
_SHAPES = ("未末", "土士", "日曰", "人入", "千干", "王玉", "大太", "午牛", "鸟乌", "治冶", "杨扬", "清请", "晴睛",
           "折拆", "戊戌", "茶荼", "今令", "免兔", "右石", "桃挑", "江汪", "波坡", "坪评", "堤提", "岭岑", "店占",
           "旺汪", "明朋", "景影", "苑宛", "莲连", "辰晨", "阳阴", "林材", "河何", "安按", "庄压", "官宫", "山出",
           "家冢", "沟钩", "堡保", "营菅", "岗冈", "湖胡", "龙尤", "营宫", "园圆", "北比", "东车", "口囗", "屯电",
           "台合", "头买", "子了", "上土", "下不", "井并", "水永", "青责")
_OTHER_SCRIPTS = ("s2t", "s2hk", "s2tw", "jp")


@dataclass(frozen=True)
class Community:
    """One row of the table."""

    code: str
    name: str
    stem: str
    urban: bool
    street: tuple[str, str]
    district: tuple[str, str]
    city: tuple[str, str]
    province: tuple[str, str]
    held_out: bool


@dataclass(frozen=True)
class Query:
    """A text, what it is written in the manner of, where it is said to be, and what it means."""

    text: str
    way: str
    level: str
    area: tuple[str, str]
    truth: Community


def communities(folder: Path, seed: int) -> list[Community]:
    """The rows of villages.csv."""
    with (folder / "villages.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chance = random.Random(f"{seed} held out")
    return [_community(row, chance.random() < HELD_OUT) for row in rows]


def _community(row: dict[str, str], held_out: bool) -> Community:
    name, urban = row["community"], row["is_residents_committee"] == "1"
    end = next((end for end in (*_URBAN, *_RURAL) if name.endswith(end) and len(name) > len(end)), "")
    return Community(row["community_code"], name, name[:len(name) - len(end)], urban,
                     (row["street_code"], row["street"]), (row["area_code"], row["area"]),
                     (row["city_code"], row["city"]), (row["city_code"][:2], row["province"]), held_out)


@cache
def converter(name: str) -> OpenCC:
    """The converter of that name, made once."""
    return OpenCC(name)


@cache
def _sound(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


class Writer:
    """Writes names in other ways; `characters` are those of all names."""

    def __init__(self, everybody: Iterable[Community], seed: int) -> None:
        self._characters = sorted({c for one in everybody for c in one.stem if "一" <= c <= "鿿"})
        self._chance = random.Random(f"{seed} variants")
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for character in self._characters:
            self._sounds[_sound(character)].append(character)
        self._shapes: dict[str, str] = {}
        for a, b in _SHAPES:
            self._shapes |= {a: b, b: a}

    def official(self, one: Community) -> str:
        """The name of the table."""
        return one.name

    def suffix(self, one: Community) -> str:
        """Another style of the ending."""
        return one.stem + self._chance.choice(_URBAN if one.urban else _RURAL)

    def script(self, one: Community) -> str:
        """Traditional characters, of the mainland's, Hong Kong's or Taiwan's table, or Japanese forms."""
        way = self._chance.choice(_OTHER_SCRIPTS)
        text = self.suffix(one)
        if way == "jp":
            return converter("t2jp").convert(converter("s2t").convert(text))
        return converter(way).convert(text)

    def form(self, one: Community) -> str:
        """Spaces, full width, brackets of another kind, quotation marks."""
        text = self.suffix(one)
        at = self._chance.randrange(1, len(text))
        return self._chance.choice((
            f"{text[:at]} {text[at:]}", f"{text[:at]}\u3000{text[at:]}", f" {text} ", f"“{text}”",
            "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text), text.replace("(", "（")))

    def bare(self, one: Community) -> str:
        """Without 社区 or 村."""
        return one.stem

    def unplaced(self, one: Community) -> str:
        """Without the name of the street or district that it begins with."""
        text = self.suffix(one)
        for _, place in (one.street, one.district):
            for cut in (place, place[:-2], place[:-1]):
                if len(cut) > 1 and text.startswith(cut) and len(one.stem) - len(cut) > 1:
                    return text[len(cut):]
        return ""

    def homophone(self, one: Community) -> str:
        """One character as another that sounds the same."""
        return self._changed(one, lambda c: [other for other in self._sounds[_sound(c)] if other != c])

    def shape(self, one: Community) -> str:
        """One character as another that looks like it."""
        return self._changed(one, lambda c: [self._shapes[c]] if c in self._shapes else [])

    def dropped(self, one: Community) -> str:
        """One character lost."""
        at = self._chance.randrange(len(one.stem))
        return self._with(one, one.stem[:at] + one.stem[at + 1:]) if len(one.stem) > 2 else ""

    def added(self, one: Community) -> str:
        """One character too many."""
        at = self._chance.randrange(len(one.stem) + 1)
        extra = self._chance.choice((one.stem[at - 1], self._chance.choice(self._characters)))
        return self._with(one, one.stem[:at] + extra + one.stem[at:])

    def swapped(self, one: Community) -> str:
        """Two characters changed about."""
        pairs = [at for at in range(len(one.stem) - 1) if one.stem[at] != one.stem[at + 1]]
        if not pairs:
            return ""
        at = self._chance.choice(pairs)
        return self._with(one, one.stem[:at] + one.stem[at + 1] + one.stem[at] + one.stem[at + 2:])

    def _changed(self, one: Community, others: Callable[[str], list[str]]) -> str:
        places = [at for at, c in enumerate(one.stem) if others(c)]
        if not places:
            return ""
        at = self._chance.choice(places)
        return self._with(one, one.stem[:at] + self._chance.choice(others(one.stem[at])) + one.stem[at + 1:])

    def _with(self, one: Community, stem: str) -> str:
        return stem + ("社区" if one.urban else "村")


WAYS = {
    "spelling": (Writer.official, Writer.suffix, Writer.script, Writer.form),
    "short form": (Writer.bare, Writer.unplaced),
    "typing error": (Writer.homophone, Writer.shape, Writer.dropped, Writer.added, Writer.swapped),
}


def queries(everybody: list[Community], seed: int) -> list[Query]:
    """For each community one text of each group of ways, in a context drawn by lot; ways that do not apply fall out."""
    writer, chance = Writer(everybody, seed), random.Random(f"{seed} queries")
    found = []
    for one in everybody:
        for ways in WAYS.values():
            way = chance.choice(ways)
            level = chance.choice(("street", "district", "city"))
            if text := way(writer, one):
                found.append(Query(text, way.__name__, level, getattr(one, level), one))
    return found
