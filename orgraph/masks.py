"""Telephone numbers with their middle hidden, how to tell that one is, and texts without any."""

from __future__ import annotations

import re

# Mobile, fixed line, identity number (a credit code of the same length begins with 9).
_PRIVATE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]\d{3,4}[- ]?\d{4}(?!\d)"
                      r"|(?<!\d)[1-8]\d{16}[\dXx](?!\d)")
_LONG = re.compile(r"\d(?:[ -]?\d){6,}[Xx]?")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ACCOUNT = re.compile(r"((?:微信|QQ|qq|vx|VX|wx|WX)号?[:： ]*)[A-Za-z0-9][\w-]{4,}", re.ASCII)
_MASKED = re.compile(r"\d?\*{4}|\d{3}\*{4}\d{4}")


def mask(value: str) -> str:
    """A telephone number with its middle hidden: first three and last four digits are left. A masked one stays.

    >>> mask("13812345678"), mask("000-0000-0417"), mask("12345"), mask("138****5678")
    ('138****5678', '000****0417', '1****', '138****5678')
    """
    if masked(value):
        return value
    digits = [c for c in value if c.isdigit()]
    if len(digits) < 8:
        return "".join(digits[:1]) + "****"
    return "".join(digits[:3]) + "****" + "".join(digits[-4:])


def masked(value: str) -> bool:
    """Whether the text is what `mask` leaves."""
    return _MASKED.fullmatch(value) is not None


def without_contacts(text: str) -> str:
    """A text of people's with everything starred by which one of them could be reached: numbers, addresses, accounts.

    >>> without_contacts("８７６５４３２１ 或 a.b@example.cn，微信号：abc_123，3栋2单元")
    '*** 或 ***，微信号：***，3栋2单元'
    """
    return _ACCOUNT.sub(r"\1***", _ADDRESS.sub("***", _LONG.sub("***", without_numbers(text))))


def without_numbers(text: str) -> str:
    """A text of people's with its telephone and identity numbers starred.

    >>> without_numbers("已联系示例人员 000-0000-0417，周五上门")
    '已联系示例人员 ***，周五上门'
    """
    return _PRIVATE.sub("***", text)
