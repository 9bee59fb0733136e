"""A file of another program as sheets of statements, or None where it is for the readers of departments' tables."""

from __future__ import annotations

from pathlib import Path

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.exchange.documents import document
from orgraph.loaders.exchange.graphs import graph_tables
from orgraph.loaders.exchange.objects import statement_tables
from orgraph.loaders.exchange.rosters import ordinary_member
from orgraph.loaders.reading.formats import source_name
from orgraph.loaders.reading.privacy import private_value
from orgraph.loaders.reading.table import FileError, Table


def exchange_tables(path: Path) -> tuple[list[Table], list[RowError]] | None:
    """The statements of a file in a format of other programs, and what is wrong with the file as a whole.

    Popolo, FollowTheMoney, ORG as JSON-LD, HSDS, and the graphs that we write as GraphML and GEXF. A file with
    identity numbers or ordinary members is not read at all.
    """
    name = source_name(path)
    folder = path.resolve().parent.name
    try:
        found = graph_tables(path, name, folder)
        if found is None:
            read = document(path)
            found = None if read is None else statement_tables(read, name, folder)
    except OSError as problem:
        return [], [error("file.unreadable", Where(name), reason=problem.strerror or type(problem).__name__)]
    except FileError as problem:
        return [], [error(problem.code, Where(name, row=problem.row), **problem.parts)]
    if found is None:
        return None
    for table in found:
        place, what = private_value(table), "有身份证号"
        if place is None:
            place, what = ordinary_member(table), "有普通党员或居民"
        if place is not None:
            return [], [error("privacy.roster", Where(name, table.sheet, *place), what=what)]
    return (found, []) if found else ([], [error("file.empty", Where(name))])
