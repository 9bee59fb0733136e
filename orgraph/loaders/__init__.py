"""Files of a department → a generation of the graph: CSV, XLSX and JSON with Chinese headers.

What a sheet and its columns mean is data (vocabulary/sheets.toml). Every error is a value with file, sheet, row, column
and a hint; nothing is loaded by half.
"""

from orgraph.loaders.batch import load
from orgraph.loaders.report import LoadReport, SheetReport

__all__ = ["LoadReport", "SheetReport", "load"]
