"""A table as a frame of pandas or polars: one row a finding, nothing nested, days as dates."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from orgraph.errors import UsageError
from orgraph.results.table import Table, Type

if TYPE_CHECKING:
    import pandas as pd
    from polars import DataFrame as PolarsFrame

_PANDAS: dict[Type, str] = {"text": "str", "kind": "str", "count": "Int64", "number": "float64", "share": "float64",
                            "day": "datetime64[s]", "time": "datetime64[us, Asia/Shanghai]", "flag": "boolean"}


def pandas_frame(table: Table) -> pd.DataFrame:
    """The table in pandas."""
    import pandas as pd

    cells = table.typed()
    return pd.DataFrame({one.name: pd.Series(cells[one.name], dtype=_PANDAS[one.type]) for one in table.columns})


def polars_frame(table: Table) -> PolarsFrame:
    """The table in polars. Raises UsageError where it is not installed."""
    try:
        pl: Any = import_module("polars")
    except ModuleNotFoundError:
        raise UsageError("没有装 polars (polars is not installed)", hint="pip install 'orgraph[polars]'") from None
    types = {"text": pl.String, "kind": pl.String, "count": pl.Int64, "number": pl.Float64, "share": pl.Float64,
             "day": pl.Date, "time": pl.Datetime("us", "Asia/Shanghai"), "flag": pl.Boolean}
    found: PolarsFrame = pl.DataFrame(
        table.typed(), schema={column.name: types[column.type] for column in table.columns})
    return found
