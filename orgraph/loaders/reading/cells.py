"""One cell → one value of a property's type.

Departments write 755户, １２０, 2023年5月, 是/√/有, 中共党员, 至今; Excel makes 45047.0 of a date and 210102.0
of a code. A parser returns None for "nothing here" and raises `CellError` for what it cannot read.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Iterable

from orgraph.loaders.reading import credit
from orgraph.loaders.reading.words import words
from orgraph.model import Value
from orgraph.names import normalise
from orgraph.vocabulary import Property, vocabulary

Cell = str | int | float | bool | dt.date | None
Parser = Callable[[Cell], Value | None]


class CellError(Exception):
    """A cell that cannot be read: an error code and the parts of its message."""

    def __init__(self, code: str, **parts: str) -> None:
        super().__init__(code)
        self.code = code
        self.parts = parts


_WORDS = words().cells
_BLANK = _WORDS.blank | {""}
_FAULTS = frozenset(("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
                     "#GETTING_DATA"))
UNCALCULATED = "#FORMULA!"  # what readers put for a formula that no program has calculated yet
LONGEST = 32_767  # characters that a spreadsheet keeps in a cell
_UNSEEN = dict.fromkeys((*(code for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"),
                         0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0xFFFE))
_QUOTED = re.compile(r'="([^"]*)"')  # how Excel is made to keep 0012 a text


def _any(choices: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(choices, key=len, reverse=True))) + ")?"


_COUNT = re.compile(rf"{_any(_WORDS.about)}([+-]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)(万|亿)?"
                    rf"{_any(_WORDS.roughly)}{_any(_WORDS.units)}{_any(_WORDS.roughly)}")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)(?:个)?(小时|时|h|天|日|工作日|分钟|分|)(?:内|以内)?$")
_HOURS_IN = {"": 1, "小时": 1, "时": 1, "h": 1, "天": 24, "日": 24, "工作日": 24, "分钟": 1 / 60, "分": 1 / 60}
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?"
                   r"(?:[t ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_RANGE = re.compile(r"(\d{4}[\d/.年月日-]*?)(?:[-~—–]+|至|到|起至)(\d{4}[-/.年]\S*|\d{1,2}月\d{1,2}日)$")
_SINCE = re.compile(r"(.*\d[年月日]?)起?[-~—–至到]*(?:至今|今|现在)$")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = {False: dt.date(1899, 12, 30).toordinal(), True: dt.date(1904, 1, 1).toordinal()}
_NUMERALS = str.maketrans("○〇零一二三四五六七八九", "000123456789")
_TENS = re.compile(r"([一二三]?)十([一二三四五六七八九]?)")
_BETWEEN_PHONES = re.compile(r"[、，,；;/|\n]+|(?<=\d{7})\s+(?=\(?(?:0\d{2}|1[3-9]\d|000))")
_GAP = re.compile(r"\s+")
_LONGEST_DATE = 64
_CUT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+$|\d{13,}000$")  # 2.1E+17 and 210102000000000


def text(cell: Cell) -> str | None:
    """The cell as stripped text; a number without its .0, a date as ISO, ="0012" as 0012.

    Characters that nobody sees are left out. Raises for what a spreadsheet shows in place of a value (#REF!), and for
    a text that no spreadsheet can hold.
    """
    if isinstance(cell, str):
        cell = cell.strip()
        if not cell.isprintable():  # rare: line breaks, tabs, and what does not belong into a cell
            cell = cell.translate(_UNSEEN).strip()
        if len(cell) > LONGEST:
            raise CellError("cell.too-long", length=f"{len(cell):,}", longest=f"{LONGEST:,}")
        if cell[:1] in ("#", "="):
            cell = _shown(cell)
        return None if cell in _BLANK else cell
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.date):
        return (cell.date() if isinstance(cell, dt.datetime) else cell).isoformat()
    return str(cell)


def _shown(cell: str) -> str:
    """What a cell that begins with # or = shows in a spreadsheet."""
    if cell == UNCALCULATED:
        raise CellError("cell.formula-no-value")
    if cell.upper() in _FAULTS:
        raise CellError("cell.formula-error")
    quoted = _QUOTED.fullmatch(cell)
    return quoted[1].strip() if quoted else cell


def reference(cell: Cell) -> str | None:
    """The cell as the name of something; 无 and 暂无 name nothing."""
    value = text(cell)
    return None if value in _WORDS.nothing else value


def name(cell: Cell) -> str | None:
    """The cell as the name of what its row is about; a day is none, but what a spreadsheet makes of 1-3."""
    if isinstance(cell, dt.date):
        raise CellError("cell.type", expected="名称", example="像是被 Excel 变成了日期：把这一列设为文本格式，重新填写")
    return text(cell)


def code(cell: Cell) -> str | None:
    """A code or number as text. Raises cell.number-cut for a long one that Excel has kept to 15 digits."""
    if isinstance(cell, float) and cell >= 1e15:
        raise CellError("cell.number-cut")
    value = reference(cell)
    if value is None:
        return None
    value = unicodedata.normalize("NFKC", value).replace(" ", "").lstrip("'`")
    if value[:1].isdigit() and _CUT.match(value):
        raise CellError("cell.number-cut")
    return value.upper()


def credit_code(cell: Cell) -> str | None:
    """A unified social credit code, or an organisation code of 9 characters; the check character must be right."""
    value = code(cell)
    if value is None:
        return None
    value = value[:-2] + value[-1] if len(value) == 10 and value[-2] == "-" else value
    if fault := credit.fault(value):
        raise CellError("code.check-digit", fault=fault, guess=credit.hint(value))
    return value


_LARGEST = 2**31 - 2  # what a column of the snapshot holds; nothing that departments count comes near


def integer(cell: Cell) -> int | None:
    """A count: 755, 755户, 1,200, １２０, 1.2万, 约300余人. Never below zero."""
    number = _number(cell)
    if number is None:
        return None
    if not number.is_integer() or not 0 <= number <= _LARGEST:
        raise CellError("cell.type", expected="整数", example="只写整数，例如 755")
    return int(number)


def decimal(cell: Cell) -> float | None:
    """A number that may have decimals."""
    return _number(cell)


def _number(cell: Cell) -> float | None:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if math.isfinite(cell):
            return float(cell)
    else:
        value = text(cell)
        if value is None or value in _WORDS.nothing:
            return None
        match = _COUNT.fullmatch(unicodedata.normalize("NFKC", value).replace(" ", ""))
        if match and not isinstance(cell, (bool, dt.date)):
            number = float(match[1].replace(",", "")) * {"万": 1e4, "亿": 1e8}.get(match[2], 1)
            if math.isfinite(number):
                return round(number, 6)
    raise CellError("cell.type", expected="数", example="只写数，例如 755")


def boolean(cell: Cell) -> bool | None:
    """是/否, √/×, 有/无, Y/N, 1/0; 中共党员 is yes and 群众 no."""
    if isinstance(cell, bool):
        return cell
    value = text(cell)
    if value is None:
        return None
    value = normalise(value)
    if value in _WORDS.yes:
        return True
    if value in _WORDS.no:
        return False
    raise CellError("cell.type", expected="是或否", example="写“是”或“否”")


def date(cell: Cell, *, mac: bool = False) -> dt.date | None:
    """A day in any of the usual ways; a month is its first day; 至今 and 长期 are no end.

    A bare number (or its text) is a day as spreadsheets count, `mac` as those that begin with 1904 do. Two days in one
    cell are never taken apart, years of two digits never completed.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if 20_000 <= cell <= 80_000:
            return dt.date.fromordinal(_EPOCH[mac] + int(cell))
        cell = text(cell)
        if cell and cell[4:] == ".1":  # 2023.10 and 2023.1 are one number
            raise CellError("cell.date")
    value = text(cell)
    if value is None:
        return None
    if len(value) > _LONGEST_DATE:
        raise CellError("cell.date")
    value = unicodedata.normalize("NFKC", value).strip().lower()
    if value in _WORDS.nothing or value in _WORDS.open:
        return None
    if _SERIAL.fullmatch(value) and 20_000 <= float(value) <= 80_000:
        return dt.date.fromordinal(_EPOCH[mac] + int(float(value)))
    spaced = re.sub(r"\s+", " ", value)
    match = _COMPACT.match(spaced) or _DATE.match(spaced) or _DATE.match(_digits(spaced.replace(" ", "")))
    if match:
        with contextlib.suppress(ValueError):
            return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    elif _RANGE.match(closed := _digits(spaced.replace(" ", ""))) or _SINCE.match(closed):
        raise CellError("cell.date-range")
    raise CellError("cell.date")


def dates(*, mac: bool, begins: bool) -> Parser:
    """The parser of a column of days: `mac` as in `date`; `begins`: of first days, where 2023.5至今 is 2023.5."""
    def parse(cell: Cell) -> dt.date | None:
        if begins and isinstance(cell, str) and (since := _SINCE.fullmatch(cell.strip())):
            cell = since[1]
        return date(cell, mac=mac)

    return parse


def _digits(text: str) -> str:
    """二○二三年十二月 as 2023年12月."""
    text = _TENS.sub(lambda ten: (ten[1] or "1") + (ten[2] or "0"), text)
    return text.translate(_NUMERALS)


def phone(cell: Cell) -> str | None:
    """A telephone number as text, without spaces in it; several are joined by 、 and none is lost."""
    value = reference(cell)
    if value is None:
        return None
    value = unicodedata.normalize("NFKC", value).lstrip("'`")
    parts = [part.strip() for part in _BETWEEN_PHONES.split(value)]
    return "、".join(_GAP.sub("", part) for part in parts if part) or None


def hours(cell: Cell) -> int | None:
    """A time limit in whole hours, rounded up: 48, 48小时, 2个工作日, 30分钟."""
    value = text(cell)
    if value is None or value in _WORDS.nothing:
        return None
    match = _HOURS.match(normalise(value))
    number = float(match[1]) * _HOURS_IN[match[2]] if match else math.inf
    if number > _LARGEST:
        raise CellError("cell.type", expected="时限", example="写小时数，例如 48")
    return math.ceil(number)


def choice(prop: Property) -> Parser:
    """Parser of a property with a closed list of values: a label or the value itself → the value."""
    labels = {normalise(label): value for value, known in prop.choices.items() for label in (value, *known)}
    shown = "、".join(known[0] for known in prop.choices.values())

    def parse(cell: Cell) -> str | None:
        value = text(cell)
        if value is None:
            return None
        found = labels.get(normalise(value))
        if found is None:
            raise CellError("cell.choice", choices=shown)
        return found

    return parse


def function(cell: Cell) -> str | None:
    """A kind of responsible unit (functions.toml) by id, Chinese name or alias → its id."""
    value = reference(cell)
    if value is None:
        return None
    known = vocabulary().functions
    folded = normalise(value)
    for name, entry in known.items():
        if folded in (name, normalise(entry.zh)):
            return name
    for name, entry in known.items():
        if folded in map(normalise, entry.aliases):
            return name
    raise CellError("cell.choice", choices="、".join(entry.zh for entry in known.values()))


def parser(prop: Property) -> Parser:
    """The parser for cells of a property."""
    if prop.type == "choice":
        return choice(prop)
    if prop.name == "function":
        return function
    if prop.name == "phone":
        return phone
    simple: dict[str, Parser] = {
        "text": text, "int": integer, "number": decimal, "bool": boolean, "date": date, "hours": hours,
    }
    return simple[prop.type]
