"""Which field a column with an unknown header is likely to be, ranked, each with its score and its reason.

Two witnesses: the header's text beside the headers that are known (shared characters, the same head word, the same
sound), and what stands in the column (dates, telephones, yes and no, counts, areas, kinds, codes). A suggestion is
shown to people, never followed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.fuzz import ratio

from orgraph.checked import Checked, whole
from orgraph.loaders.reading import cells
from orgraph.loaders.reading.cells import Cell, CellError, Parser
from orgraph.loaders.reading.headers import header_key
from orgraph.names import area_key, normalise
from orgraph.vocabulary import Column, Sheet, vocabulary

SURE = 0.8  # what `orgraph map --accept` takes without asking
_LEAST = 0.3
_MOST = 5
_FITTING = 0.8
_MISSING = 0.08
_PHONE = re.compile(r"(?:\+?86[- ]?)?(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{4}[- ]?\d{4}|\d{3}[- ]\d{4}[- ]\d{4}|\d{7,8})$")
_CREDIT_CODE = re.compile(r"[0-9A-Z]{18}$")
_AREA_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}$")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A field that a column may be: `score` from 0 to 1, `title` its usual header, `reason` for people to read."""

    field: str
    title: str
    score: float
    reason: str


def suggest(sheet: Sheet, header: str, values: Sequence[Cell] = (), *, taken: Collection[str] = (),
            areas: Collection[str] = ()) -> list[Suggestion]:
    """The fields of `sheet` that a column called `header` may be, the likeliest first, at most five.

    values: cells of the column, a sample. taken: fields that other columns are. areas: keys of known areas' names.
    """
    found: list[Suggestion] = []
    sample = [value for value in values if _says_something(value)]
    for column in sheet.column:
        if column.field in taken:
            continue
        score, why = _likest(header_key(header), column)
        reasons = [why] if score >= _LEAST else []
        test = _test(sheet, column, areas) if sample else None
        if test is not None:
            fit = sum(map(test.fits, sample)) / len(sample)
            if fit >= _FITTING:
                score += (1 - score) * test.weight * fit
                reasons.append(test.reason)
            elif fit < 1 - _FITTING:
                score *= 0.4
        if reasons and column.required:
            score = min(score + _MISSING, 1)
            reasons.append("这一列必填而还没有")
        if reasons and score >= _LEAST:
            found.append(Suggestion(column.field, column.headers[0], round(score, 2), "，".join(reasons)))
    return sorted(found, key=lambda suggestion: -suggestion.score)[:_MOST]


def _says_something(cell: Cell) -> bool:
    try:
        return cells.text(cell) is not None
    except CellError:
        return False


def assign(suggested: Mapping[str, Sequence[Suggestion]]) -> dict[str, Suggestion]:
    """Header → its best suggestion, where no other header has a better claim to the field."""
    ranked = [(suggestion, header) for header, found in suggested.items() for suggestion in found]
    ranked.sort(key=lambda pair: -pair[0].score)
    taken: dict[str, Suggestion] = {}
    for suggestion, header in ranked:
        if header not in taken and all(other.field != suggestion.field for other in taken.values()):
            taken[header] = suggestion
    return taken


def fixed_kind(sheet: Sheet, *titles: str) -> str:
    """The kind that every row of a table must be of, if its titles or headers name one: 小区一览表 lists 小区."""
    for title in titles:
        folded = normalise(title)
        labels = [label for kind in vocabulary().kinds.values() if vocabulary().is_a(kind.name, sheet.makes)
                  and kind.is_a is not None for label in kind.zh if len(label) > 1 and normalise(label) in folded]
        if labels:  # 街道小区一览表 lists 小区: the last word, and the longest there
            return max(labels, key=lambda label: (folded.rfind(normalise(label)) + len(label), len(label)))
    return ""


def _likest(key: str, column: Column) -> tuple[float, str]:
    """How like the most similar header of a column is, and in what."""
    return max((likeness(key, header_key(header)) for header in column.headers), key=lambda pair: pair[0])


@lru_cache(maxsize=1 << 14)
def likeness(key: str, known: str) -> tuple[float, str]:
    """How like two header keys of a few characters are, 0 to 1, and in what."""
    shared = ratio(key, known) / 100
    if len(key) >= 2 and len(key) == len(known) and _sounds(key) == _sounds(known):
        return 0.95, f"与“{known}”读音相同"
    if len(key) >= 2 and (key in known or known in key):
        # What a Chinese compound is stands at its end: 小区户数 are 户数, but 任职机构 is no 任职.
        share = min(len(key), len(known)) / max(len(key), len(known))
        same_end = key.endswith(known) or known.endswith(key)
        return (0.45 + 0.45 * share if same_end else 0.3 + 0.3 * share), f"与“{known}”一长一短"
    if key[-2:] == known[-2:] and len(key) > 2:
        return min(0.95, shared + 0.1), f"与“{known}”同以“{key[-2:]}”结尾"
    if key[:2] == known[:2] and len(key) > 2 and key[-1] == known[-1]:
        return min(0.95, shared + 0.05), f"与“{known}”字面相近"
    return shared, f"与“{known}”字面相近"


@lru_cache(maxsize=1 << 12)
def _sounds(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


@dataclass(frozen=True, slots=True)
class _Test:
    """What cells of a column look like: `weight` is how much it tells when they do."""

    weight: float
    reason: str
    fits: Callable[[Cell], bool]


def _test(sheet: Sheet, column: Column, areas: Collection[str]) -> _Test | None:
    prop = vocabulary().properties.get(column.prop or "")
    type_ = prop.type if prop is not None and column.ref is None else ""
    if column.into in ("start", "end", "link_start", "since", "until") or type_ == "date":
        return _Test(0.5, "内容像日期", _parses(cells.date))
    if column.prop == "phone":
        return _Test(0.5, "内容像电话", _matches(_PHONE))
    if column.into == "code":
        organization = sheet.makes == "Organization"
        return _Test(0.6, "内容像统一社会信用代码", _matches(_CREDIT_CODE)) if organization else \
            _Test(0.4, "内容像区划代码", _matches(_AREA_CODE))
    if column.into == "kind":
        return _Test(0.6, "内容是类别", _among(_labels(sheet.makes)))
    if type_ == "choice" and prop is not None:
        return _Test(0.6, "内容是可选的项", _parses(cells.choice(prop)))
    if type_ == "bool":
        return _Test(0.35, "内容是“是”或“否”", _parses(cells.boolean))
    if type_ in ("int", "number", "hours"):
        return _Test(0.2, "内容是数", _parses(cells.integer))
    if column.ref == "area":
        return _Test(0.4, "内容像区域名称", lambda cell: _is_area(cell, areas))
    if column.ref == "organization":
        return _Test(0.3, "内容像组织名称", lambda cell: _ends(cell, "Organization"))
    if column.ref in ("person", "member") or (column.into == "name" and sheet.makes == "Person"):
        return _Test(0.25, "内容像人名", _is_person)
    return None


def _parses(parse: Parser) -> Callable[[Cell], bool]:
    def fits(cell: Cell) -> bool:
        try:
            return parse(cell) is not None
        except CellError:
            return False

    return fits


def _matches(pattern: re.Pattern[str]) -> Callable[[Cell], bool]:
    return lambda cell: bool(pattern.match((cells.text(cell) or "").upper()))


def _among(known: frozenset[str]) -> Callable[[Cell], bool]:
    return lambda cell: normalise(cells.text(cell) or "") in known


@cache
def _labels(root: str) -> frozenset[str]:
    """All labels of the kinds below a root, normalised."""
    known = vocabulary()
    return frozenset(normalise(label) for label, kind in known.kind_of_label.items()
                     if known.is_a(kind, root) and kind != root)


class _Words(Checked):
    organization: tuple[str, ...]


@cache
def _endings(root: str) -> tuple[str, ...]:
    more = whole("orgraph.loaders.mapping", "suggest.toml", _Words).organization if root == "Organization" else ()
    return (*(label for label in _labels(root) if not label.isascii()), *more)


def _ends(cell: Cell, root: str) -> bool:
    return normalise(cells.text(cell) or "").endswith(_endings(root))


def _is_area(cell: Cell, areas: Collection[str]) -> bool:
    return _ends(cell, "Area") or area_key(cells.text(cell) or "") in areas


def _is_person(cell: Cell) -> bool:
    text = cells.text(cell) or ""
    return bool(_NAME.match(text)) and not _ends(cell, "Area") and not _ends(cell, "Organization")


def shown(suggestions: Iterable[Suggestion]) -> str:
    """The best suggestion as a hint says it, or an empty text."""
    best = next(iter(suggestions), None)
    return f"可能是“{best.title}”（{best.reason}）；" if best is not None else ""
