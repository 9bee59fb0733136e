"""Names as people write them → the key under which they are found.

One place has many spellings: 渤海社區, 渤海社区居委会, 渤海居委会. `normalise` undoes what carries no meaning (width,
script, spaces, quotes, kinds of bracket); `area_key` and `organization_key` also fold variant characters and endings
that mean the same body. What is folded is data (vocabulary/spellings.toml).
Keys are for matching only: what users read is always the name as the department wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from opencc import OpenCC

from orgraph.vocabulary import vocabulary
from orgraph.vocabulary.spellings import spellings

_KNOWN = spellings()
_FOLD = str.maketrans(dict.fromkeys(_KNOWN.marks.none, "") | {
    other: mark for mark, others in _KNOWN.marks.same.items() for other in others})
_VARIANTS = {ord(other): usual for usual, others in _KNOWN.variants.items() for other in others}
_VARIANT = re.compile(f"[{''.join(map(chr, _VARIANTS))}]")
_PARTY = re.compile(f"(?:{'|'.join(_KNOWN.party.begins)})(?=.{{3}})")


class _Endings:
    """Endings and what each is rewritten to, the longest first."""

    __slots__ = ("_becomes", "ends")

    def __init__(self, becomes: Mapping[str, Iterable[str]]) -> None:
        self._becomes = {end: becomes for becomes, ends in becomes.items() for end in ends}
        self.ends = tuple(sorted(self._becomes, key=len, reverse=True))

    def fold(self, text: str) -> str:
        """`text` with its ending rewritten; one that is nothing but an ending stays."""
        if not text.endswith(self.ends):  # most names have none of the endings: do not try each
            return text
        end = next(end for end in self.ends if text.endswith(end))
        return text[:-len(end)] + self._becomes[end] if len(text) > len(end) else text


_AREA = _Endings(_KNOWN.endings.area)
_ORGANIZATION = _Endings(_KNOWN.endings.organization)
_OF_PARTY = _Endings(_KNOWN.endings.party)
_ENDS = (*_AREA.ends, *_ORGANIZATION.ends)


@cache
def _script() -> tuple[OpenCC, re.Pattern[str]]:
    """The converter, and a pattern of the characters that it changes: most names have none and skip it."""
    converter = OpenCC("t2s")
    plain = [chr(code) for block in (range(0x3400, 0xA000), range(0xF900, 0xFB00)) for code in block]
    simple = converter.convert("\n".join(plain)).split("\n")
    changed = "".join(a for a, b in zip(plain, simple, strict=True) if a != b)
    return converter, re.compile(f"[{changed}]")


def simplify(text: str) -> str:
    """Traditional characters as Simplified ones; nothing else changes."""
    converter, traditional = _script()
    return str(converter.convert(text)) if traditional.search(text) else text


@cache
def _odd() -> re.Pattern[str]:
    """A pattern of the characters that `normalise` changes otherwise than in width and case: most names have none."""
    return re.compile("[" + re.escape("".join(map(chr, _FOLD))) + _script()[1].pattern[1:])


@lru_cache(maxsize=1 << 16)
def normalise(text: str) -> str:
    """`text` in half width, Simplified, lower case, with one kind of bracket and without spaces and quotation marks.

    >>> normalise(" 渤海社區（東區） ")
    '渤海社区(东区)'
    """
    text = unicodedata.normalize("NFKC", text)
    # Most names have nothing to fold, and looking is ten times faster than translating.
    folded = (simplify(text.translate(_FOLD)) if _odd().search(text) else text).lower()
    # Millions of names: an equal copy of each is not kept. A space or case gone, letters and marks may join.
    return text if folded == text else unicodedata.normalize("NFKC", folded)


def fold(name: str) -> str:
    """A place's or organisation's name, normalised and with variant characters as the usual ones: 新邨 is 新村."""
    text = normalise(name)
    return text.translate(_VARIANTS) if _VARIANT.search(text) else text


def area_key(name: str) -> str:
    """The key of an area's name: 渤海社区居民委员会, 渤海居委会 and 渤海社区 have one key."""
    return _AREA.fold(fold(name))


def area_keys(text: str) -> Iterator[tuple[int, str]]:
    """Where a folded text may be cut, and the key of the area whose name the rest would be; the longest first."""
    # Each part of a text without odd characters is normalised, and none has an ending to fold if the whole has not.
    plain = not (text.endswith(_AREA.ends) or _odd().search(text))
    for cut in range(1, len(text) - 1):
        yield cut, text[cut:] if plain else area_key(text[cut:])


def organization_key(name: str) -> str:
    """The key of an organisation's name: 上东小区业主委员会 and 上东小区业委会 have one key."""
    text = fold(name)
    if party := _PARTY.match(text):
        return _OF_PARTY.fold(text[party.end():])
    return _ORGANIZATION.fold(text)


def any_keys(name: str) -> tuple[str, ...]:
    """The keys of a name of which it is not known what it names."""
    plain = normalise(name)
    text = plain.translate(_VARIANTS) if _VARIANT.search(plain) else plain
    if not (text.endswith(_ENDS) or _PARTY.match(text)):  # as most parts of a sentence: nothing else is to be folded
        return (plain,) if text is plain else (plain, text)
    return tuple(dict.fromkeys((plain, area_key(name), organization_key(name))))


@cache
def _key_of(kind: str) -> Callable[[str], str]:
    root = vocabulary().root(kind)
    return area_key if root == "Area" else organization_key if root == "Organization" else normalise


def name_keys(kind: str, name: str, aliases: Iterable[str] = ()) -> tuple[str, ...]:
    """Every key under which an entity of `kind` is found: of its name first, then of its aliases; none twice."""
    fold_ending = _key_of(kind)
    if not aliases and fold_ending is normalise:  # persons, most of all names
        key = normalise(name)
        return (key,) if key else ()
    keys = [key for text in (name, *aliases) for key in (fold_ending(text), normalise(text)) if key]
    return tuple(dict.fromkeys(keys))
