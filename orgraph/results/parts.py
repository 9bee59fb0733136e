"""What every result is made of: nodes, sources, contacts, the rules that a loss breaks."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

_OUTDATED = frozenset(name for name, one in vars(BaseModel).items()
                      if hasattr(getattr(one, "__func__", one), "__deprecated__"))


class Part(BaseModel):
    """Base of everything in a result."""

    model_config = ConfigDict(extra="forbid")

    def __dir__(self) -> Iterable[str]:
        """What an editor offers: without what pydantic itself asks nobody to use any more (dict, json, copy …)."""
        return [name for name in super().__dir__() if name not in _OUTDATED]


class SourceRef(Part, frozen=True):
    """The row of a file that a fact stands on."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return " ".join(filter(None, (self.file, self.sheet, f"第{self.row}行")))


class NodeRef(Part, frozen=True):
    """A node by its id and name."""

    id: str
    name: str
    kind: str = ""


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


class Contact(Part, frozen=True):
    """How to reach somebody; `value` is masked unless the caller may see it."""

    type: str = "phone"
    value: str
    masked: bool = True
    confirmed_on: str | None = None
    age_days: int | None = None
