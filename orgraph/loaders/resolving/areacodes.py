"""Codes of areas (GB/T 2260 and the statistical codes below it): their lengths, and what contains what by prefix."""

from __future__ import annotations

_DIGITS_OF_LEVEL = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}


def short_code(code: str, level: int | None) -> str:
    """An area code at the length of its level: 210000 is the province 21. A code that does not fit stays."""
    digits = _DIGITS_OF_LEVEL.get(level or 0, 0)
    return code[:digits] if digits and code.isdigit() and not code[digits:].strip("0") else code


def shorter(code: str) -> list[str]:
    """A code of digits, and the codes that it may be with zeros behind."""
    return [code, *(code[:digits] for digits in _DIGITS_OF_LEVEL.values() if not code[digits:].strip("0"))]


def wrong_length(code: str, level: int | None) -> int:
    """How many digits the code of an area of this level should have, 0 if it may be as it is.

    A department's own codes, with letters in them, and codes of areas below communities may be anything.
    """
    digits = _DIGITS_OF_LEVEL.get(level or 0, 0)
    return digits if digits and code.isdigit() and len(code) != digits else 0


def contradicts(code: str, level: int | None, above: str, above_level: int | None) -> bool:
    """Whether both codes are official and the one is not inside the other."""
    official = all(text.isdigit() and at in _DIGITS_OF_LEVEL for text, at in ((code, level), (above, above_level)))
    return official and not wrong_length(above, above_level) and not code.startswith(above)
