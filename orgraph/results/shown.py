"""What a prompt and a notebook show of anything that has a summary and tables, and its tables as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from orgraph.errors import UsageError
from orgraph.results.display import html
from orgraph.results.frames import pandas_frame, polars_frame
from orgraph.results.table import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import polars as pl


class Shown:
    """One line in a prompt; in a notebook that line, what to mind, and the first rows of the main table."""

    __slots__ = ()

    def summary(self) -> str:
        """The whole in one line, Chinese first."""
        raise NotImplementedError

    def tables(self) -> Tables:
        """The rows, by table, the main one first; `frame`, the notebook display and workbooks use them."""
        raise NotImplementedError

    def _notes(self) -> Sequence[str]:
        """How the summary and the table are to be read."""
        return ()

    def _minded(self) -> Sequence[str]:
        """What is to be minded, below the summary."""
        return ()

    def _main(self) -> str:
        """The table that a notebook shows."""
        return next(iter(self.tables()), "")

    @overload
    def frame(self, table: str = "", *, library: Literal["pandas"] = "pandas") -> pd.DataFrame: ...

    @overload
    def frame(self, table: str = "", *, library: Literal["polars"]) -> pl.DataFrame: ...

    def frame(self, table: str = "", *, library: str = "pandas") -> pd.DataFrame | pl.DataFrame:
        """One of the tables as a frame, one row a finding; by default the main one.

        Parameters
        ----------
        table : a name in `tables()`, e.g. "gaps" of coverage, "escalation" of a call, "errors" of a load
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

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.summary()}>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        name = self._main()
        return html(self.summary(), self._notes(), self._minded(), self.tables().get(name), name)
