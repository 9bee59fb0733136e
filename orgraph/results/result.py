"""The base of all results: what each says of itself, and the forms that it can be had in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from orgraph.results.parts import NodeRef, Part
from orgraph.results.shown import Shown

if TYPE_CHECKING:
    from pathlib import Path

    from plotly.graph_objects import Figure


class Result(Shown, Part):
    """What every result says: the question, the day, the generation known, the area, the time taken."""

    query: str
    as_of: str
    generation: int
    area: NodeRef | None = None
    took_ms: float = 0.0
    warnings: list[str] = []

    def answer(self) -> str:
        """The answer in one sentence, Chinese first."""
        raise NotImplementedError

    def summary(self) -> str:
        """The answer in one line: where, when, what."""
        where = " ".join(filter(None, (self.area.name if self.area else "", self.as_of)))
        return f"{where}：{self.answer()}" if where else self.answer()

    def _minded(self) -> list[str]:
        return self.warnings

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return self.model_dump(mode="json", by_alias=True)

    def figure(self) -> Figure:
        """The usual picture of the answer (`orgraph.charts.figure`). Raises UsageError where there is none."""
        # By name, for the pictures know the answers and not the other way round.
        figure: Figure = import_module("orgraph.charts").figure(self)
        return figure

    def save_figure(self, path: str | Path) -> None:
        """Draw that picture into a file: .svg, .png, .pdf or .html (`orgraph.charts.save`). Raises UsageError."""
        import_module("orgraph.charts").save(self.figure(), path)
