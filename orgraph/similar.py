"""How like two names are, and in what: for people to judge, never to merge by.

Names of two to twelve characters defeat measures made for long texts: 东风社区 and 东方社区 are as alike by edit
distance as 园林社区 and 圆林社区, of which only the second pair sounds the same. So the kind of difference is worked
out first. Names that differ in a number, a direction or a word such as 新 and 老 are two things whatever the rest.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import JaroWinkler, Levenshtein

from orgraph.names import fold
from orgraph.vocabulary.spellings import spellings

WORTH = 0.6  # below it nobody is asked
_DIGITS = str.maketrans("零○一二两三四五六七八九", "001223456789")
_OTHER_SORT = 0.75
_CLOSE_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("f", "h"))


class Likeness(NamedTuple):
    """`score` in [0, 1] and what the names differ in, for people."""

    score: float
    reasons: tuple[str, ...]


class _Words:
    """The words and characters of spellings.toml as comparing needs them."""

    def __init__(self) -> None:
        known = spellings()
        ends = {end: becomes for group in (known.endings.area, known.endings.organization)
                for becomes, ends in group.items() for end in ends if len(end) > len(becomes)}
        self.full = sorted(ends.items(), key=lambda pair: -len(pair[0]))
        self.sort = {word: at for at, group in enumerate(known.like.generic) for word in group}
        self.generic = tuple(sorted(self.sort, key=len, reverse=True))
        self.any_generic = re.compile("|".join(self.generic))
        self.telling = re.compile(rf"[{known.like.telling}]|[a-z0-9十百]+")
        self.shapes = {frozenset((a, b)) for group in known.like.look_alikes for a in group for b in group if a != b}


@cache
def _words() -> _Words:
    return _Words()


class Parts(NamedTuple):
    """A name taken apart: `whole` folded, `bare` without generic words at its end, and what tells it apart."""

    whole: str
    bare: str
    sort: int | None
    told: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def parts(name: str) -> Parts:
    """A name as `compare` looks at it."""
    words = _words()
    whole = fold(name)
    for full, short in words.full:
        if full in whole:
            whole = whole.replace(full, short)
    bare, sort = whole, None
    while bare.endswith(words.generic):
        word = next(word for word in words.generic if bare.endswith(word))
        if len(word) == len(bare):
            break
        bare = bare[:-len(word)]
        sort = words.sort[word] if sort is None else sort
    return Parts(whole, bare, sort, told(whole))


def told(name: str) -> tuple[str, ...]:
    """What tells a folded name from others however like they are: numbers, directions, 新, 老 …, in order."""
    words = _words()
    return tuple(words.telling.findall(words.any_generic.sub("", name.translate(_DIGITS))))


def compare(one: str, other: str) -> Likeness | None:
    """How like two names are; None if they are two things or have hardly anything in common."""
    a, b = parts(one), parts(other)
    if a.told != b.told:
        return None
    if a.whole == b.whole:
        return Likeness(0.99, ("只有异体字或后缀写法不同",))
    if a.bare == b.bare:
        # 碧园 may well be 碧园社区; 碧园村 beside 碧园社区 is as often another place as the same one.
        found = Likeness(0.9 if len(a.whole) > len(a.bare) < len(b.whole) else 0.96, (f"去掉通名后都是“{a.bare}”",))
    else:
        found = max(_likeness(a.bare, b.bare), _likeness(a.whole, b.whole), key=lambda likeness: likeness.score)
    if a.sort != b.sort and a.sort is not None and b.sort is not None:
        found = Likeness(found.score * _OTHER_SORT, (*found.reasons, "通名不同类"))
    return Likeness(round(found.score, 3), found.reasons) if found.score >= WORTH else None


def _likeness(a: str, b: str) -> Likeness:
    if a == b:
        return Likeness(0.97, ("写法相同",))
    if len(a) == len(b):
        differ = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        if len(differ) == 2 and differ[0] == differ[1][::-1]:
            return Likeness(0.9 if len(a) > 2 else 0.8, (f"“{differ[0][0]}”和“{differ[1][0]}”两字颠倒",))
        if len(differ) == 1:
            return _one_other(a, b, *differ[0])
        if sound(a) == sound(b):
            return Likeness(0.9, ("读音全同",))
    longest = max(len(a), len(b))
    changed = Levenshtein.distance(a, b, score_cutoff=3)
    if changed == 1:
        return _one_more(a, b) if len(a) > len(b) else _one_more(b, a)
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    if len(shorter) > 1 and longer.endswith(shorter):  # the street's name before it, left out
        return Likeness(0.8, (f"只差开头的“{longer[:-len(shorter)]}”",))
    score = JaroWinkler.similarity(a, b) * (1 - changed / (2 * longest)) if changed <= 3 and longest > 3 else 0.0
    return Likeness(score, (f"有 {changed} 处不同",))


def _one_other(a: str, b: str, x: str, y: str) -> Likeness:
    pair = f"“{x}”和“{y}”"
    if sound(x) == sound(y):
        same = lazy_pinyin(x, style=Style.TONE3) == lazy_pinyin(y, style=Style.TONE3)
        return Likeness(0.95 if same else 0.92, (f"{pair}读音相同" + ("" if same else "，声调不同"),))
    if frozenset((x, y)) in _words().shapes:
        return Likeness(0.93, (f"{pair}字形相近",))
    if _loose(sound(x)) == _loose(sound(y)):
        return Likeness(0.88, (f"{pair}读音相近",))
    return Likeness(1 - 1 / len(a), (f"一个字不同：{pair}",))


def _one_more(longer: str, shorter: str) -> Likeness:
    at = next((at for at, c in enumerate(shorter) if longer[at] != c), len(shorter))
    extra = longer[at]
    if at and longer[at - 1] == extra:
        return Likeness(0.95, (f"重复了“{extra}”",))
    return Likeness(1 - 0.8 / len(longer), (f"多或少一个“{extra}”字",))


@lru_cache(maxsize=1 << 16)
def sound(text: str) -> str:
    """The syllables of a text without tones."""
    return " ".join(lazy_pinyin(text, style=Style.NORMAL))


def _loose(syllable: str) -> str:
    for clear, blurred in _CLOSE_SOUNDS:
        syllable = syllable.replace(clear, blurred)
    return syllable
