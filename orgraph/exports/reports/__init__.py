"""Reports as departments hand them up: tables with title, unit, day, totals and signatures, to print on A4.

What there is stands in layouts.toml. A report is one or more papers (`paper.Paper`); the file's name says whether they
are written as a workbook, as a Word document or as CSV.
"""

from orgraph.exports.reports.layouts import Layout, layouts
from orgraph.exports.reports.write import FORMATS, write_report

__all__ = ["FORMATS", "Layout", "layouts", "write_report"]
