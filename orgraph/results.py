"""The results of the queries: one type a query, the same in Python, CLI, REST, pages and files.

`model_dump()` gives the JSON of the contract. A finding's id is the same in every channel and generation.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


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

    def figure(self) -> Figure:
        """The usual picture of the answer (`orgraph.charts.figure`). Raises UsageError where there is none."""
        # By name, for the pictures know the answers and not the other way round.
        figure: Figure = import_module("orgraph.charts").figure(self)
        return figure


class Opened(NodeRef):
    """A focus that would lack what a rule asks for, and the id that its gap would have."""

    gap: str


class Broken(Part):
    """A coverage rule with the gaps that a loss would open; `gaps` describes the first of them."""

    rule: str
    title: str
    title_en: str
    severity: str
    count: int
    gaps: list[Opened] = []


class Contact(Part):
    """How to reach somebody; `value` is masked unless the caller may see it."""

    type: str = "phone"
    value: str
    masked: bool = True
    confirmed_on: str | None = None
    age_days: int | None = None
