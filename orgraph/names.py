"""Names as people write them → the key under which they are found.

One place has many spellings: 渤海社區, 渤海社区居委会, 渤海居委会. `normalise` undoes what carries no meaning (width,
script, spaces, quotes, kinds of bracket); `area_key` and `organization_key` also fold endings that mean the same body.
Keys are for matching only: what users read is always the name as the department wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from opencc import OpenCC

from orgraph.vocabulary import vocabulary

_FOLD = str.maketrans(dict.fromkeys(" \t\r\n\u3000\u200b\ufeff\"'“”‘’「」『』《》〈〉", "") | {
    "[": "(", "]": ")", "【": "(", "】": ")", "〔": "(", "〕": ")", "{": "(", "}": ")",
    "•": "·", "・": "·", "‧": "·", "—": "-", "–": "-", "‐": "-", "−": "-", "〇": "○",
})

# The first rule that fits rewrites the end of an area's name.
_AREA_ENDINGS = (
    (re.compile(r"(?:社区)?(?:居民委员会|居委会)$"), "社区"),
    (re.compile(r"村?(?:村民委员会|村委会)$"), "村"),
    (re.compile(r"街道办(?:事处)?$"), "街道"),
    (re.compile(r"(?<=[镇乡])(?:人民)?政府$"), ""),
)
_PARTY = re.compile(r"^(?:中国共产党|中共)(?=.{3})")
_PARTY_ENDINGS = (
    (re.compile(r"工作委员会$"), "党工委"),
    (re.compile(r"总支部委员会$"), "党总支"),
    (re.compile(r"支部委员会$"), "党支部"),
    (re.compile(r"委员会$"), "党委"),
)
_ORGANIZATION_ENDINGS = (
    (re.compile(r"居民委员会$"), "居委会"),
    (re.compile(r"村民委员会$"), "村委会"),
    (re.compile(r"业主委员会$"), "业委会"),
    (re.compile(r"物业管理委员会$"), "物管会"),
    (re.compile(r"街道办$"), "街道办事处"),
    (re.compile(r"党的?工作委员会$"), "党工委"),
    (re.compile(r"党总支部?委员会$"), "党总支"),
    (re.compile(r"党支部委员会$"), "党支部"),
    (re.compile(r"(?<=党)委员会$"), "委"),
    (re.compile(r"有限责任公司$"), "有限公司"),
)


_ENDS = ("委员会", "居委会", "村委会", "街道办", "街道办事处", "政府", "有限责任公司")


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


def _end(text: str, endings: Iterable[tuple[re.Pattern[str], str]]) -> str:
    if not text.endswith(_ENDS):  # most names have none of the endings: do not try each
        return text
    for pattern, replacement in endings:
        folded = pattern.sub(replacement, text, count=1)
        if folded != text:
            return folded if len(folded) > len(replacement) else text
    return text


def area_key(name: str) -> str:
    """The key of an area's name: 渤海社区居民委员会, 渤海居委会 and 渤海社区 have one key."""
    return _end(normalise(name), _AREA_ENDINGS)


def area_keys(text: str) -> Iterator[tuple[int, str]]:
    """Where a normalised text may be cut, and the key of the area whose name the rest would be; the longest first."""
    # Each part of a text without odd characters is normalised, and none has an ending to fold if the whole has not.
    plain = not (text.endswith(_ENDS) or _odd().search(text))
    for cut in range(1, len(text) - 1):
        yield cut, text[cut:] if plain else area_key(text[cut:])


def organization_key(name: str) -> str:
    """The key of an organisation's name: 上东小区业主委员会 and 上东小区业委会 have one key."""
    text = normalise(name)
    if party := _PARTY.match(text):
        return _end(text[party.end():], _PARTY_ENDINGS)
    return _end(text, _ORGANIZATION_ENDINGS)


@cache
def _key_of(kind: str) -> Callable[[str], str]:
    root = vocabulary().root(kind)
    return area_key if root == "Area" else organization_key if root == "Organization" else normalise


def name_keys(kind: str, name: str, aliases: Iterable[str] = ()) -> tuple[str, ...]:
    """Every key under which an entity of `kind` is found: of its name first, then of its aliases; none twice."""
    fold = _key_of(kind)
    if not aliases and fold is normalise:  # persons, most of all names
        key = normalise(name)
        return (key,) if key else ()
    keys = [key for text in (name, *aliases) for key in (fold(text), normalise(text)) if key]
    return tuple(dict.fromkeys(keys))
