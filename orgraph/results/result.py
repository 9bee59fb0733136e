"""The base of all results: what each says of itself, and the forms that it can be had in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, overload

from orgraph.errors import UsageError
from orgraph.results.display import html
from orgraph.results.frames import pandas_frame, polars_frame
from orgraph.results.parts import NodeRef, Part
from orgraph.results.table import Tables

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl
    from plotly.graph_objects import Figure


class Result(Part):
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

    def tables(self) -> Tables:
        """The answer as rows, by table, the main one first; `frame`, the notebook display and workbooks use them."""
        raise NotImplementedError

    def summary(self) -> str:
        """The answer in one line: where, when, what."""
        where = " ".join(filter(None, (self.area.name if self.area else "", self.as_of)))
        return f"{where}：{self.answer()}" if where else self.answer()

    def to_dict(self) -> dict[str, Any]:
        """The result as plain JSON values."""
        return self.model_dump(mode="json", by_alias=True)

    @overload
    def frame(self, table: str = "", *, library: Literal["pandas"] = "pandas") -> pd.DataFrame: ...

    @overload
    def frame(self, table: str = "", *, library: Literal["polars"]) -> pl.DataFrame: ...

    def frame(self, table: str = "", *, library: str = "pandas") -> pd.DataFrame | pl.DataFrame:
        """One of the result's tables as a frame, one row a finding; by default the main one.

        Parameters
        ----------
        table : a name in `tables()`, e.g. "gaps" of coverage, "escalation" of a call
        library : "pandas" or "polars"

        Columns mean the same in every table (docs/reference.md, from results/columns.toml): ids are stable, days are
        dates, a count that is not known is missing. Raises UsageError for another table or library, and where polars is
        not installed.
        """
        known = self.tables()
        found = known.get(table or next(iter(known)))
        if found is None:
            raise UsageError(f"这种答案没有这张表：{table} (no such table)", hint="、".join(known))
        match library:
            case "pandas":
                return pandas_frame(found)
            case "polars":
                return polars_frame(found)
        raise UsageError(f"不认识的数据框：{library} (no such kind of frame)", hint="pandas、polars")

    def figure(self) -> Figure:
        """The usual picture of the answer (`orgraph.charts.figure`). Raises UsageError where there is none."""
        # By name, for the pictures know the answers and not the other way round.
        figure: Figure = import_module("orgraph.charts").figure(self)
        return figure

    def save_figure(self, path: str | Path) -> None:
        """Draw that picture into a file: .svg, .png, .pdf or .html (`orgraph.charts.save`). Raises UsageError."""
        import_module("orgraph.charts").save(self.figure(), path)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.summary()}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        known = self.tables()
        return html(self.summary(), self.warnings, *next(((known[name], name) for name in known), (None, "")))
