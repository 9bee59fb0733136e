"""How people may say where a real community is: texts made from the code tables, with no code of the resolver.

Every community is said in one way of each group of `WAYS` that applies to it. One in ten is held out of the graph: a
text that means it has no right answer but its street, and that not for certain.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin
from variants import Community, converter

_STREET_ENDS = ("街道办事处", "街道", "镇", "乡")
_AREA_ENDS = ("满族蒙古族自治县", "蒙古族自治县", "满族自治县", "自治县", "区", "县", "市")
_BEFORE = ("我住在", "我家在", "我们家住在", "位于", "就在", "你好，我是")
_BEHIND = ("附近", "旁边", "那边", "里面", "这边", "门口", "的")
_ROADS = ("人民路", "解放大街", "学府街", "滨河西路", "青年巷", "工业支路", "二十一号路")
_MATTERS = ("路灯坏了半个月没人修", "有人半夜放音乐太吵", "垃圾堆在楼道里没人清", "下水道堵了，污水流到路上",
            "车子乱停，消防通道都占了", "物业不作为，电梯天天坏", "有只流浪狗咬人", "想咨询一下医保怎么办")


@dataclass(frozen=True)
class Said:
    """A text, how it is said, what it means, where the caller is (a code, or nowhere), whether it is a sentence."""

    text: str
    way: str
    truth: Community
    near: str = ""
    sentence: bool = False


class Speaker:
    """Says where communities are."""

    def __init__(self, everybody: Sequence[Community], seed: int) -> None:
        self._chance = random.Random(f"{seed} spoken")
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for character in sorted({c for one in everybody for c in one.stem if "一" <= c <= "鿿"}):
            self._sounds[_sound(character)].append(character)
        self._of_city = Counter((one.city, one.stem) for one in everybody)

    def full(self, one: Community) -> Said:
        """The whole path as the table has it."""
        return Said(one.province[1] + one.city[1] + one.district[1] + one.street[1] + one.name, "full", one)

    def no_province(self, one: Community) -> Said:
        """Without province and city."""
        return Said(one.district[1] + one.street[1] + one.name, "no province, no city", one)

    def no_street(self, one: Community) -> Said:
        """Without the street."""
        return Said(one.city[1] + one.district[1] + one.name, "no street", one)

    def of_city(self, one: Community) -> Said:
        """City and community."""
        return Said(one.city[1] + one.name, "city and name", one)

    def no_district(self, one: Community) -> Said:
        """City, street and community."""
        return Said(one.city[1] + one.street[1] + one.name, "no district", one)

    def no_suffix(self, one: Community) -> Said:
        """The community without its ending."""
        return Said(one.district[1] + one.street[1] + one.stem, "no ending", one)

    def no_suffixes(self, one: Community) -> Said:
        """Nothing with its ending."""
        return Said(_cut(one.district[1], _AREA_ENDS) + _cut(one.street[1], _STREET_ENDS) + one.stem, "no endings", one)

    def spoken(self, one: Community) -> Said:
        """The smallest first."""
        text = self._chance.choice(("{0}，在{1}{2}", "{0}，{2}的，{1}那边", "{0}（{1}{2}）", "{0} {2} {1}"))
        return Said(text.format(one.name, one.district[1], one.street[1]), "spoken order", one)

    def inserted(self, one: Community) -> Said:
        """With words around it."""
        text = one.district[1] + self._chance.choice(("", one.street[1])) + one.name
        return Said(self._chance.choice(_BEFORE) + text + self._chance.choice(_BEHIND), "words around", one)

    def address(self, one: Community) -> Said:
        """With a road and numbers behind."""
        number = f"{self._chance.choice(_ROADS)}{self._chance.randrange(1, 300)}号"
        house = self._chance.randrange(1, 20)
        number += self._chance.choice(("", f"{house}号楼", f"{house}单元301室"))
        return Said(one.district[1] + one.street[1] + one.name + number, "road and number behind", one)

    def homophone(self, one: Community) -> Said | None:
        """One character of the community's name as another of the same sound."""
        stem = self._other_sound(one.stem)
        text = one.district[1] + one.street[1] + stem + _end(one)
        return Said(text, "wrong character, same sound", one) if stem else None

    def homophone_above(self, one: Community) -> Said | None:
        """One character of the street's name as another of the same sound."""
        street = self._other_sound(_cut(one.street[1], _STREET_ENDS))
        end = one.street[1][len(_cut(one.street[1], _STREET_ENDS)):]
        return Said(one.district[1] + street + end + one.name, "wrong character in the street", one) if street else None

    def homophone_far(self, one: Community) -> Said | None:
        """The same with the district alone before it."""
        stem = self._other_sound(one.stem)
        return Said(one.district[1] + stem + _end(one), "wrong character, no street", one) if stem else None

    def dropped(self, one: Community) -> Said | None:
        """One character of the name lost."""
        if len(one.stem) < 3:
            return None
        at = self._chance.randrange(len(one.stem))
        stem = one.stem[:at] + one.stem[at + 1:]
        return Said(one.district[1] + one.street[1] + stem + _end(one), "one character lost", one)

    def traditional(self, one: Community) -> Said:
        """In traditional characters."""
        way = self._chance.choice(("s2t", "s2hk", "s2tw"))
        return Said(converter(way).convert(one.district[1] + one.street[1] + one.name), "traditional", one)

    def pinyin(self, one: Community) -> Said:
        """The whole path in pinyin."""
        return Said(" ".join(_latin(part) for part in (one.district[1], one.street[1], one.stem + _end(one))), "pinyin",
                    one)

    def half_pinyin(self, one: Community) -> Said:
        """Only the community in pinyin."""
        return Said(one.district[1] + one.street[1] + _latin(one.stem), "pinyin behind the street", one)

    def initials(self, one: Community) -> Said:
        """The initials of the community, called from its street."""
        letters = "".join(_sound(c)[0] for c in one.stem)
        return Said(letters, "initials, near", one, near=one.street[0])

    def sentence(self, one: Community) -> Said:
        """In a complaint."""
        where = one.district[1] + self._chance.choice(("", one.street[1])) + one.name
        text = self._chance.choice(("{0}{1}", "我要反映{0}{1}", "{1}，就在{0}", "{0}的居民反映，{1}"))
        return Said(text.format(where, self._chance.choice(_MATTERS)), "sentence", one, sentence=True)

    def sentence_near(self, one: Community) -> Said:
        """In a complaint from the district, with the name alone."""
        text = f"{one.stem}{_end(one)}{self._chance.choice(_MATTERS)}"
        return Said(text, "sentence, near", one, near=one.district[0], sentence=True)

    def alone(self, one: Community) -> Said:
        """The name alone."""
        return Said(one.name, "name alone", one)

    def alone_near(self, one: Community) -> Said:
        """The name alone, called from its district."""
        return Said(one.name, "name alone, near the district", one, near=one.district[0])

    def twice(self, one: Community) -> Said | None:
        """A name that the city has twice, behind the city's."""
        return Said(one.city[1] + one.name, "twice in the city", one) if self._twice(one) else None

    def twice_near(self, one: Community) -> Said | None:
        """A name that the city has twice, called from its street."""
        text = one.city[1] + one.name
        return Said(text, "twice in the city, near", one, near=one.street[0]) if self._twice(one) else None

    def _twice(self, one: Community) -> bool:
        return self._of_city[one.city, one.stem] > 1

    def _other_sound(self, stem: str) -> str:
        places = [at for at, c in enumerate(stem) if len(self._sounds.get(_sound(c), ())) > 1 and "一" <= c <= "鿿"]
        if not places:
            return ""
        at = self._chance.choice(places)
        others = [c for c in self._sounds[_sound(stem[at])] if c != stem[at]]
        return stem[:at] + self._chance.choice(others) + stem[at + 1:] if others else ""


def _sound(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


def _latin(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.NORMAL))


def _cut(name: str, ends: Iterable[str]) -> str:
    return next((name[:-len(end)] for end in ends if name.endswith(end) and len(name) - len(end) > 1), name)


def _end(one: Community) -> str:
    return "社区" if one.urban else "村"


WAYS: dict[str, tuple[Callable[[Speaker, Community], Said | None], ...]] = {
    "path": (Speaker.full, Speaker.no_province, Speaker.no_street, Speaker.no_district, Speaker.of_city),
    "ending": (Speaker.no_suffix, Speaker.no_suffixes),
    "words": (Speaker.spoken, Speaker.inserted, Speaker.address),
    "sentence": (Speaker.sentence, Speaker.sentence_near),
    "script": (Speaker.traditional, Speaker.pinyin, Speaker.half_pinyin, Speaker.initials),
    "error": (Speaker.homophone, Speaker.homophone_above, Speaker.homophone_far, Speaker.dropped),
    "name": (Speaker.alone, Speaker.alone_near, Speaker.twice, Speaker.twice_near),
}


def said(everybody: Sequence[Community], seed: int) -> list[Said]:
    """For each community one text of each group of ways; ways that do not apply fall out."""
    speaker, chance = Speaker(everybody, seed), random.Random(f"{seed} ways")
    every = (chance.choice(ways)(speaker, one) for one in everybody for ways in WAYS.values())
    return [text for text in every if text is not None]
