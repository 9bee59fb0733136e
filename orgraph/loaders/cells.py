"""One cell → one value of a property's type.

Departments write 755户, １２０, 2023年5月, 是/√/有, 中共党员, 至今; Excel makes 45047.0 of a date and 210102.0
of a code. A parser returns None for "nothing here" and raises `CellError` for what it cannot read.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable

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


_BLANK = frozenset(("", "-", "--", "—", "——", "/", "\\", "None", "null", "#N/A"))
_NOTHING = frozenset(("无", "暂无", "没有", "空", "待定", "不详"))
_OPEN = frozenset(("至今", "今", "现在", "长期", "长期有效", "永久", "无固定期限", "在任", "在职"))
_TRUE = frozenset((
    "是", "√", "✓", "✔", "有", "y", "yes", "true", "1", "对", "已", "中共党员", "党员", "中共预备党员", "预备党员",
))
_FALSE = frozenset((
    "否", "×", "✗", "✘", "x", "无", "没有", "n", "no", "false", "0", "未", "非党员", "群众", "共青团员", "团员",
    "民主党派", "无党派", "无党派人士",
))
_INT = re.compile(r"([+-]?[\d,]+(?:\.\d+)?)(万)?余?(?:户|人|名|个|家|栋|支|次|星|件|项|%|级)?$")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)(?:个)?(小时|时|h|天|日|工作日|分钟|分|)(?:内|以内)?$")
_HOURS_IN = {"": 1, "小时": 1, "时": 1, "h": 1, "天": 24, "日": 24, "工作日": 24, "分钟": 1 / 60, "分": 1 / 60}
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?"
                   r"(?:[t ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_EXCEL_EPOCH = dt.date(1899, 12, 30).toordinal()
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CUT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+$|\d{13,}000$")  # 2.1E+17 and 210102000000000


def text(cell: Cell) -> str | None:
    """The cell as stripped text; a number without its .0, a date as ISO."""
    if isinstance(cell, str):
        cell = cell.strip()
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


def reference(cell: Cell) -> str | None:
    """The cell as the name of something; 无 and 暂无 name nothing."""
    value = text(cell)
    return None if value in _NOTHING else value


def code(cell: Cell) -> str | None:
    """A code or number as text. Raises cell.number-cut for a long one that Excel has kept to 15 digits."""
    if isinstance(cell, float) and cell >= 1e15:
        raise CellError("cell.number-cut")
    value = reference(cell)
    if value is None:
        return None
    value = unicodedata.normalize("NFKC", value).replace(" ", "")
    if value[:1].isdigit() and _CUT.match(value):
        raise CellError("cell.number-cut")
    return value.upper()


def credit_code(cell: Cell) -> str | None:
    """A unified social credit code (GB 32100-2015); one of 18 characters must have the right check character."""
    value = code(cell)
    if value is not None and len(value) == 18:
        digits = [_CREDIT.find(character) for character in value]
        total = sum(digit * pow(3, place, 31) for place, digit in enumerate(digits[:17]))
        if -1 in digits or (total + digits[17]) % 31:
            raise CellError("code.check-digit")
    return value


_LARGEST = 2**31 - 2  # what a column of the snapshot holds; nothing that departments count comes near


def integer(cell: Cell) -> int | None:
    """A count: 755, 755户, 1,200, １２０, 1.2万."""
    number = _number(cell)
    if number is None:
        return None
    if not number.is_integer() or abs(number) > _LARGEST:
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
        if value is None or value in _NOTHING:
            return None
        match = _INT.match(unicodedata.normalize("NFKC", value).replace(" ", ""))
        if match and not isinstance(cell, (bool, dt.date)) and match[1].strip("+-,."):
            return round(float(match[1].replace(",", "")) * (10_000 if match[2] else 1), 6)
    raise CellError("cell.type", expected="数", example="只写数，例如 755")


def boolean(cell: Cell) -> bool | None:
    """是/否, √/×, 有/无, Y/N, 1/0; 中共党员 is yes and 群众 no."""
    if isinstance(cell, bool):
        return cell
    value = text(cell)
    if value is None:
        return None
    value = normalise(value)
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise CellError("cell.type", expected="是或否", example="写“是”或“否”")


def date(cell: Cell) -> dt.date | None:
    """A day in any of the usual ways; a month is its first day; 至今 and 长期 are no end."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if 20_000 <= cell <= 80_000:
            return dt.date.fromordinal(_EXCEL_EPOCH + int(cell))
        cell = text(cell)
    value = text(cell)
    if value is None:
        return None
    value = unicodedata.normalize("NFKC", value).strip().lower()
    if value in _NOTHING or value in _OPEN:
        return None
    spaced = re.sub(r"\s+", " ", value)
    match = _COMPACT.match(spaced) or _DATE.match(spaced) or _DATE.match(spaced.replace(" ", ""))
    if match:
        try:
            return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            pass
    raise CellError("cell.date")


def hours(cell: Cell) -> int | None:
    """A time limit in whole hours, rounded up: 48, 48小时, 2个工作日, 30分钟."""
    value = text(cell)
    if value is None or value in _NOTHING:
        return None
    match = _HOURS.match(normalise(value))
    if match is None:
        raise CellError("cell.type", expected="时限", example="写小时数，例如 48")
    return math.ceil(float(match[1]) * _HOURS_IN[match[2]])


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
        return reference
    simple: dict[str, Parser] = {
        "text": text, "int": integer, "number": decimal, "bool": boolean, "date": date, "hours": hours,
    }
    return simple[prop.type]
