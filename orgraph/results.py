"""The results of the queries: one type a query, the same in Python, CLI, REST, pages and files.

`model_dump()` gives the JSON of the contract. A finding's id is the same in every channel and generation.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Base of everything in a result."""

    model_config = ConfigDict(extra="forbid")


class SourceRef(Part):
    """The row of a file that a fact stands on."""

    file: str
    sheet: str
    row: int


class NodeRef(Part):
    """A node by its id and name."""

    id: str
    name: str
    kind: str = ""


class Result(Part):
    """What every result says: the question, the day, the generation known, the area, the time taken."""

    query: str
    as_of: str
    generation: int
    area: NodeRef | None = None
    took_ms: float = 0.0
    warnings: list[str] = []

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return self.model_dump(mode="json", by_alias=True)


class Contact(Part):
    """How to reach somebody; `value` is masked unless the caller may see it."""

    type: str = "phone"
    value: str
    masked: bool = True
    confirmed_on: str | None = None
    age_days: int | None = None
