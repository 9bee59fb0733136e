"""Contacts: how to reach a person or unit, masked unless the caller may see it, with the age of the number."""

from __future__ import annotations

import datetime as dt

from orgraph.results import Contact
from orgraph.stores.base import View

STALE_DAYS = 90


def mask(value: str) -> str:
    """A telephone number with its middle hidden: first three and last four digits are left.

    >>> mask("13812345678"), mask("000-0000-0417"), mask("12345")
    ('138****5678', '000****0417', '1****')
    """
    digits = [c for c in value if c.isdigit()]
    if len(digits) < 8:
        return "".join(digits[:1]) + "****"
    return "".join(digits[:3]) + "****" + "".join(digits[-4:])


def contact_of(view: View, positions: tuple[int, ...], day: int, *, unmasked: bool = False) -> Contact | None:
    """The first telephone among the nodes (person, post, organisation)."""
    for position in positions:
        phone = view.prop(position, "phone") if position >= 0 else None
        if phone:
            confirmed = view.prop(position, "confirmed_on")
            age = None if confirmed is None else day - dt.date.fromisoformat(confirmed).toordinal()
            return Contact(value=phone if unmasked else mask(phone), masked=not unmasked,
                           confirmed_on=confirmed, age_days=age)
    return None
