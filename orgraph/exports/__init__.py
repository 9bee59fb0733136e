"""Files for other programs: the graph of an area, its statements, also in other programs' formats (`exchange`),
coverage as a workbook, templates to fill in.

Whatever a cell holds, no spreadsheet runs it: a text that looks like a formula is neutralised (`orgraph.inert`).
"""

from orgraph.exports.call import call_document
from orgraph.exports.coverage import coverage_workbook
from orgraph.exports.exchange import EXCHANGE, exchange_format, write_exchange
from orgraph.exports.files import GRAPHS, PICTURES, write_graph
from orgraph.exports.network import area_network, bridging_network
from orgraph.exports.reports.coverage import coverage_document
from orgraph.exports.statements import STATEMENTS, Written, write_statements
from orgraph.exports.templates import write_templates

FORMATS = (*PICTURES, *STATEMENTS)

__all__ = ["EXCHANGE", "FORMATS", "GRAPHS", "PICTURES", "STATEMENTS", "Written", "area_network", "bridging_network",
           "call_document", "coverage_document", "coverage_workbook", "exchange_format", "write_exchange",
           "write_graph", "write_statements", "write_templates"]
