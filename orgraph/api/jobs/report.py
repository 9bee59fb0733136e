"""The report of a load as JSON: what `LoadReport.to_dict` writes, described."""

from __future__ import annotations

from pydantic import BaseModel

from orgraph.errors import RowError
from orgraph.loaders.report import Omitted, SheetReport
from orgraph.stores.base import KindDiff


class LoadReportModel(BaseModel):
    """What a load found, and what it would change or has changed."""

    files: list[str]
    sheets: list[SheetReport]
    rows: int
    errors: list[RowError]
    warnings: list[RowError]
    diff: dict[str, KindDiff]
    generation: int | None
    left_out: int
    reviews: int
    omitted: list[Omitted]
    corrected: list[str]
