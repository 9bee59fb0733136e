"""The results of the queries: one type a query, the same in Python, CLI, REST, pages and files.

`to_dict()` gives the JSON of the contract, `frame()` its tables, `figure()` its picture. A finding's id is the same in
every channel and generation.
"""

from orgraph.results.parts import Broken, Contact, NodeRef, Opened, Part, SourceRef
from orgraph.results.result import Result
from orgraph.results.shown import Shown
from orgraph.results.table import Cell, Column, Table, Tables, percent, written

__all__ = ["Broken", "Cell", "Column", "Contact", "NodeRef", "Opened", "Part", "Result", "Shown", "SourceRef", "Table",
           "Tables", "percent", "written"]
