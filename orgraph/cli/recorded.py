"""The service database on the command line, and what commands put on record in its audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from orgraph.cli.options import known, login, url_of

if TYPE_CHECKING:
    from orgraph.access.service import Access


@contextmanager
def access_to(db: str | None) -> Iterator[Access]:
    """The service database of a graph database."""
    from orgraph.access.service import Access
    from orgraph.access.settings import AccessSettings

    settings, url = AccessSettings.read(), url_of(db)
    if settings.access is None:
        known(url)
    found = Access(settings, url)
    try:
        yield found
    finally:
        found.close()


def record(access: Access, action: str, what: str, *, generation: int = 0, **details: Any) -> None:
    """Put a command on record, as done by whoever is logged in on this machine."""
    from orgraph.access.caller import Caller
    from orgraph.access.entries import Entry

    access.audit.append(Entry(Caller(login(), "local"), action, f"orgraph {what}", generation=generation,
                              details=details))


def on_record(db: str | None, action: str, what: str, *, generation: int = 0, **details: Any) -> None:
    """The same where there is a service database; a graph database that nobody serves keeps no log."""
    from orgraph.access.settings import AccessSettings

    if AccessSettings.read().file(url_of(db)).exists():
        with access_to(db) as access:
            record(access, action, what, generation=generation, **details)
