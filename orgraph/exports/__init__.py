"""Files for other programs: the graph of an area, and coverage as a workbook.

Whatever a cell holds, no spreadsheet runs it: a text that looks like a formula is neutralised (`cells.inert`).
"""

from orgraph.exports.coverage import coverage_workbook
from orgraph.exports.files import FORMATS, write_graph
from orgraph.exports.network import area_network

__all__ = ["FORMATS", "area_network", "coverage_workbook", "write_graph"]
