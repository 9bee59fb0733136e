"""The words of the pages in Chinese and English, from words/*.toml, and how numbers are written."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

from orgraph.dates import SHANGHAI
from orgraph.errors import DataError
from orgraph.vocabulary import vocabulary

Language = Literal["zh", "en"]
_ELSEWHERE = re.compile(r"[，；。]?[^，；。]*(?:orgraph [a-z]|ORGRAPH_|--[a-z]|X-[A-Z]|/v1/|/openapi)[^，；。]*")


@cache
def labels() -> dict[str, tuple[str, str]]:
    """"section.key" → Chinese, English. Raises DataError where one of the two is missing."""
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted((files("orgraph.api.pages") / "words").iterdir(), key=lambda each: each.name):
        for section, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found |= {f"{section}.{key}": tuple(pair) for key, pair in table.items()}
    for key, pair in found.items():
        if len(pair) != 2:
            raise DataError(f"words/*.toml: {key} needs Chinese and English")
    return {key: (pair[0], pair[1]) for key, pair in found.items()}


def label(key: str, language: Language, **values: object) -> str:
    """The text of a label with its values filled in; numbers get their thousands."""
    text = labels()[key][language == "en"]
    return text.format(**{name: number(v) if isinstance(v, int) else v for name, v in values.items()})


def one_side(text: str, language: Language) -> str:
    """That half of a sentence in both languages, "中文 (English)", that is in the language; one in one as it is.

    >>> one_side("请确认 (please confirm)", "zh"), one_side("请确认 (please confirm)", "en"), one_side("请确认", "en")
    ('请确认', 'please confirm', '请确认')
    """
    chinese, divided, english = text.partition(" (")
    if not divided or not english.endswith(")"):
        return text
    return english[:-1] if language == "en" else chinese


def translated(keys: str, text: str, language: Language) -> str:
    """A Chinese text in a language, by the labels whose keys begin with `keys`; one that none of them says as it is.

    >>> translated("bridging.basis_", "副职接替", "en"), translated("bridging.basis_", "某某办法第三条", "en")
    ('the deputy steps up', '某某办法第三条')
    """
    pairs = (pair for key, pair in labels().items() if key.startswith(keys))
    return next((pair[language == "en"] for pair in pairs if pair[0] == text), text)


def for_pages(hint: str) -> str:
    """What a hint says to whoever has only the pages: without its clauses about commands, options and addresses.

    >>> for_pages("写全名；或用 orgraph find 名称"), for_pages("--reason 原因，知道该归谁就加 --better 单位")
    ('写全名', '')
    """
    return _ELSEWHERE.sub("", hint).lstrip("，；。 ")


def kind_label(kind: str, language: Language) -> str:
    """The label of a kind of node; of several joined by |, of each."""
    known = [vocabulary().kinds[name] for name in kind.split("|")]
    return "、".join(each.en if language == "en" else each.zh[0] for each in known)


def relation_label(type_: str, language: Language) -> str:
    """The label of a relation type; of a step that is none, from the table."""
    relation = vocabulary().relations.get(type_)
    if relation is None:
        return label(f"relation.{type_}", language)
    return relation.en if language == "en" else relation.zh[0]


def number(value: float | str | None) -> str:
    """An integer with its thousands; another number with four significant digits, never as a power of ten; words in
    place of one as they are.

    >>> number(12345), number(0.000070094), number(1234567.8), number(0.5)
    ('12,345', '0.00007009', '1,235,000', '0.5')
    """
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(f'{value:.4g}'):,f}"


def percent(rate: float | None) -> str:
    """A rate in percent with two digits; 100 only where nothing at all is missing, 0 only where nothing is there.

    >>> percent(869 / 953), percent(0.8), percent(1.0), percent(0.99999), percent(None)
    ('91.19 %', '80.00 %', '100 %', '99.99 %', '—')
    """
    if rate is None:
        return "—"
    if rate in (0, 1):
        return f"{100 * rate:.0f} %"
    return f"{min(max(100 * rate, 0.01), 99.99):.2f} %"


def share(value: float) -> str:
    """A likelihood in whole percent: more digits would claim more than is known.

    >>> share(0.7755)
    '78 %'
    """
    return f"{100 * value:.0f} %"


def moment(seconds: float) -> str:
    """A time, seconds since 1970, by the clock in China.

    >>> moment(0)
    '1970-01-01 08:00'
    """
    return dt.datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d %H:%M")


def since(start: str | None, day: dt.date, language: Language) -> str:
    """How long ago a day was, in the largest fitting units.

    >>> since("2023-10-01", dt.date(2025, 6, 2), "zh"), since("2025-05-30", dt.date(2025, 6, 2), "en")
    ('1 年 8 个月', '3 d')
    """
    if start is None:
        return label("time.always", language)
    days = (day - dt.date.fromisoformat(start)).days
    months = int(days / 30.4375)
    if months < 1:
        return label("time.days", language, n=days)
    if months < 12:
        return label("time.months", language, n=months)
    return label("time.years", language, n=months // 12, m=months % 12)
