"""Entries of the audit log: who asked for what, when and from where, without texts of citizens; and their chain."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from orgraph.access.caller import Caller

START = b""  # what the first entry is chained to
PLAIN = frozenset({
    "as_of", "asked_at", "before", "boundary", "by", "collapse", "directed", "format", "gaps", "generation", "kind",
    "lang", "layers", "limit", "measure", "mode", "months", "newer", "null", "number", "objective", "of", "older",
    "page", "panel", "purpose", "role", "rule", "samples", "show", "since", "since_generation", "size", "top"})
"""Parameters that say what is asked and never whom it is about. All others may hold texts of people."""
_IDS = frozenset({"area", "at", "id", "near", "node"})
_ID = re.compile(r"[a-z]-[0-9a-f]{24}|l-\d{20}-[0-9a-f]{6}")  # of entities, and of loads
_WORD = re.compile(r"[A-Za-z0-9_.,:+-]{1,64}")
_DIGITS = re.compile(r"\d{7}")  # so long a number may be somebody's


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be put on record. `what`: the route or command; area: its id; details: plain words and numbers."""

    caller: Caller
    action: str
    what: str
    status: int = 200
    address: str = ""
    area: str = ""
    generation: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands in the log."""

    seq: int
    at: str
    who: str
    role: str
    via: str
    address: str
    action: str
    what: str
    status: int
    area: str
    generation: int
    details: str
    digest: str
    previous: bytes
    hash: bytes

    @classmethod
    def of(cls, row: sqlite3.Row) -> Recorded:
        """A row of the table."""
        return cls(*row)

    @property
    def expected(self) -> bytes:
        """What its hash has to be."""
        return chained(self.digest, self.previous, (
            self.seq, self.at, self.who, self.role, self.via, self.address, self.action, self.what, self.status,
            self.area, self.generation, self.details))

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {"seq": self.seq, "at": self.at, "who": self.who, "role": self.role, "via": self.via,
                "address": self.address, "action": self.action, "what": self.what, "status": self.status,
                "area": self.area, "generation": self.generation, "details": json.loads(self.details),
                "digest": self.digest, "previous": self.previous.hex(), "hash": self.hash.hex()}


def chained(digest: str, previous: bytes, values: Iterable[str | int]) -> bytes:
    """The hash of an entry: of the one before, and of its own values as JSON."""
    text = json.dumps([*values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.new(digest, previous + text.encode()).digest()


def safe(params: Iterable[tuple[str, str]], secret: bytes) -> dict[str, Any]:
    """Parameters as they may be kept: plain words of what is asked, and ids; of every other value length and hash.

    The hash is keyed with a secret of this database: whoever reads the log alone cannot try names or numbers on it.
    """
    found: dict[str, Any] = {}
    for name, value in params:
        told = (name in PLAIN and plain(value)) or (name in _IDS and _ID.fullmatch(value))
        kept: Any = value if told else of_text(value, secret)
        name = name if _WORD.fullmatch(name) else "?"  # a misspelt address may hold anything as a name
        found[name] = [*found[name], kept] if name in found else [kept]
    return {name: kept[0] if len(kept) == 1 else kept for name, kept in found.items()}


def plain(value: str) -> bool:
    """Whether it can be nobody's name or number."""
    return _WORD.fullmatch(value) is not None and not _DIGITS.search(value)


def of_text(value: str, secret: bytes) -> dict[str, Any]:
    """Length and hash of a text."""
    return {"length": len(value), "hash": hmac.new(secret, value.encode(), "sha256").hexdigest()[:16]}
