"""Contacts: how to reach a person or unit, masked unless the caller may see it, with the age of the number."""

from __future__ import annotations

import datetime as dt

from orgraph.masks import mask
from orgraph.results import Contact
from orgraph.stores.base import View

STALE_DAYS = 90


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
