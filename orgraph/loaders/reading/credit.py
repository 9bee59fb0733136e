"""Codes of organisations and their check characters: GB 32100-2015 (18 characters) and GB 11714-1997 (9)."""

from __future__ import annotations

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANIZATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DAMAGED = (16, 17, 19, 20)  # lengths that are 18 with something lost or added
_CONFUSED = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}


def credit_check(code: str) -> str:
    """The 18th character for the first 17; empty if one of them is not of the alphabet.

    >>> credit_check("91350100M000100Y4")
    '3'
    """
    digits = [_CREDIT.find(character) for character in code[:17]]
    if -1 in digits:
        return ""
    total = sum(digit * weight for digit, weight in zip(digits, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT[-total % 31]


def organization_check(code: str) -> str:
    """The 9th character for the first 8; empty if one of them is not of the alphabet.

    >>> organization_check("D2143569")
    'X'
    """
    digits = [_ORGANIZATION.find(character) for character in code[:8]]
    if -1 in digits:
        return ""
    rest = 11 - sum(digit * weight for digit, weight in zip(digits, _ORGANIZATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def fault(code: str) -> str:
    """What is wrong with a code of an organisation, in Chinese; empty if nothing is.

    What is neither 9 nor about 18 characters long is another sort of code (a registration number from before the
    standard has 15 digits, and departments have their own) and is taken as it is.
    """
    if len(code) == 18:
        return "" if credit_check(code) == code[17] else "的校验位不对"
    if len(code) == 9:
        return "" if organization_check(code) == code[8] else "的校验位不对（9 位组织机构代码）"
    return f"有 {len(code)} 位，应为 18 位" if len(code) in _DAMAGED and code.isalnum() else ""


def hint(code: str) -> str:
    """The characters that no credit code has and what they are often written for; nothing is put right by itself."""
    odd = [character for character in dict.fromkeys(code) if character in _CONFUSED] if len(code) == 18 else []
    return "".join(f"；代码里没有字母 {character}，是不是 {_CONFUSED[character]}" for character in odd)
