"""The error tree. Every error is a value with a code, a place and a hint, in every channel the same.

    OrgraphError            anything a user can mend; carries code, detail, where, hint
    ├── UsageError          a question that cannot be asked: unknown rule, date, layer …   (HTTP 400)
    │   ├── NotFound        a name or id that nothing has                                   (HTTP 404)
    │   └── Ambiguous       a name that several things have; `choices` lists them           (HTTP 409)
    ├── AccessError         who asks may not; Unauthenticated (401), Forbidden (403), Throttled (429)
    ├── DataError           a data file of the program itself is wrong (rule, vocabulary)   (HTTP 500)
    │   ├── PatternError    a pattern is wrong; points at the column in it                  (HTTP 400)
    │   └── MappingError    a user's mapping file is wrong; names the place in it           (HTTP 422)
    ├── LoadRejected        a load had row errors; `report` lists them, nothing was loaded  (HTTP 422)
    └── StoreError          the record store cannot be read or written                      (HTTP 503)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a user's file something is wrong; empty or zero where a part does not apply."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""


class OrgraphError(Exception):
    """Base of every error that orgraph raises on purpose."""

    code = "error"
    status = 500

    def __init__(self, detail: str, *, hint: str = "", where: Where | None = None, code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint
        self.where = where
        if code:
            self.code = code

    def __str__(self) -> str:
        """What a trace ends with, in a notebook say: what is wrong and what to do. Other channels show the parts."""
        return "\n→ ".join(filter(None, (self.detail, self.hint)))

    def to_dict(self) -> dict[str, Any]:
        """The error as RFC 9457 problem details (contract: type, title, status, detail, code, where, hint)."""
        return {
            "type": f"urn:orgraph:error:{self.code}",
            "title": type(self).__name__,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "where": asdict(self.where) if self.where else None,
            "hint": self.hint,
        }


class UsageError(OrgraphError):
    """A question that cannot be asked as it stands."""

    code = "usage"
    status = 400


class NotFound(UsageError):
    """A name or id that nothing in the graph has; `nearest`: what may have been meant, as choices."""

    code = "not-found"
    status = 404

    def __init__(self, detail: str, *, hint: str = "", where: Where | None = None, code: str = "",
                 nearest: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(detail, hint=hint, where=where, code=code)
        self.nearest = list(nearest)

    def to_dict(self) -> dict[str, Any]:
        return {**super().to_dict(), **({"choices": self.nearest} if self.nearest else {})}


class Ambiguous(UsageError):
    """A name that several things have."""

    code = "ambiguous"
    status = 409

    def __init__(self, detail: str, choices: Sequence[dict[str, Any]], *, hint: str = "") -> None:
        super().__init__(detail, hint=hint or "写全名或写编号 (write the full path or the id): " + "; ".join(
            str(choice.get("path") or choice.get("name")) for choice in choices))
        self.choices = list(choices)

    def to_dict(self) -> dict[str, Any]:
        return {**super().to_dict(), "choices": self.choices}


class AccessError(OrgraphError):
    """Whoever asks may not."""

    code = "access"
    status = 403


class Unauthenticated(AccessError):
    """Nobody knows who asks: no credentials, or wrong ones."""

    code = "unauthenticated"
    status = 401


class Forbidden(AccessError):
    """Their role has not this right, or the request did not come from our own page."""

    code = "forbidden"
    status = 403


class Throttled(AccessError):
    """Too many wrong attempts; `wait` seconds until the next one is looked at."""

    code = "throttled"
    status = 429

    def __init__(self, detail: str, wait: int, *, hint: str = "") -> None:
        super().__init__(detail, hint=hint)
        self.wait = wait


class DataError(OrgraphError):
    """A data file that the program reads (rule, layer, route, vocabulary) is wrong."""

    code = "data"


class PatternError(DataError):
    """A pattern that does not parse or does not fit the vocabulary; shows the place under it."""

    code = "pattern"
    status = 400

    def __init__(self, reason: str, pattern: str, column: int, *, hint: str = "") -> None:
        caret = " " * column + "^"
        super().__init__(f"{reason}\n  {pattern}\n  {caret}", hint=hint)
        self.reason = reason
        self.pattern = pattern
        self.column = column


class MappingError(DataError):
    """A mapping file of a user is wrong; `detail` names the file and the place in it."""

    code = "mapping"
    status = 422


class StoreError(OrgraphError):
    """The record store cannot be read or written."""

    code = "store"
    status = 503


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong in one cell (or row, or file) of an input, as a typed value (after frictionless)."""

    code: str
    detail: str
    where: Where = field(default_factory=Where)
    hint: str = ""

    def get(self, name: str) -> Any:
        """The field `name`: code, detail, hint, or a part of where."""
        return getattr(self, name) if name in ("code", "detail", "hint") else getattr(self.where, name)

    def __str__(self) -> str:
        row = f"第{self.where.row}行" if self.where.row else ""
        place = " ".join(filter(None, (self.where.file, self.where.sheet, row, self.where.column)))
        return "\n→ ".join(filter(None, ("：".join(filter(None, (place, self.detail))), self.hint)))


class LoadRejected(OrgraphError):
    """A load found errors, so nothing was loaded. `report` is the loaders' report."""

    code = "load-rejected"
    status = 422

    def __init__(self, detail: str, report: Any, *, hint: str = "") -> None:
        super().__init__(detail, hint=hint)
        self.report = report

    def __str__(self) -> str:
        """With the first thing that is wrong; `report` has all."""
        return "\n".join((super().__str__(), *map(str, self.report.errors[:1])))
