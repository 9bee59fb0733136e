"""A SQL database as a source: `名.source.toml` declares tables, each the rows of a query.

    [[table]]
    name = "小区表"
    url_env = "CIVIL_DB"            # or url = "sqlite:///civil.db", relative to the file's folder
    query = "SELECT mc AS 小区名称, ss AS 所属社区 FROM xq"

The query's column names are the headers; a row's number is its place in the result. A query runs once a load, in a
transaction that may only read where the database knows such, and its rows are kept in a temporary file: a load reads
its tables several times, and a table that changed in between would give one row the name of another.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote_plus

from pydantic import Field, ValidationError, model_validator

from orgraph.checked import Checked, faults, toml
from orgraph.errors import DataError, RowError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.reading.cells import Cell
from orgraph.loaders.reading.formats import source_name
from orgraph.loaders.reading.spool import Spool
from orgraph.loaders.reading.table import Row, Table

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_AT_ONCE = 1000
# Where a transaction can be told, as its first statement, that it may only read.
_READ_ONLY = frozenset(("postgresql", "mysql", "mariadb", "oracle"))
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/", re.DOTALL)
_WRITES = re.compile(r"\b(insert|update|delete|merge|into|create|alter|drop|truncate|grant|revoke|call|exec|execute|"
                     r"copy|attach|pragma|vacuum)\b", re.IGNORECASE)


class Queried(Checked, hide_input_in_errors=True):
    """One table of a source: the database by its address or by the environment variable that holds it, and a query."""

    name: str = Field(min_length=1)
    url: str = ""
    url_env: str = ""
    query: str

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if bool(self.url) == bool(self.url_env):
            raise ValueError("url 和 url_env 要有一个，且只有一个")
        bare = _QUOTED.sub(" ", self.query).strip().rstrip(";")
        if not re.match(r"(select|with)\b", bare, re.IGNORECASE) or ";" in bare or _WRITES.search(bare):
            raise ValueError("query 只能是一条读数据的 SELECT 或 WITH 语句")
        return self


class Declared(Checked, hide_input_in_errors=True):
    """A source file."""

    table: tuple[Queried, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len({table.name for table in self.table}) < len(self.table):
            raise ValueError("两张表同名")
        return self


def sql_tables(path: Path) -> tuple[list[Table], list[RowError]]:
    """The tables of a source file, their queries done, or what is wrong. No error shows an address's password."""
    name = source_name(path)
    try:
        declared = Declared.model_validate(toml(path.name, path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as problem:
        return [], [error("file.unreadable", Where(name), reason=type(problem).__name__)]
    except DataError as problem:
        return [], [error("source.invalid", Where(name), reason=problem.detail)]
    except ValidationError as problem:
        return [], [error("source.invalid", Where(name), reason="；".join(faults(problem)))]
    found: list[Table] = []
    wrong: list[RowError] = []
    for table in declared.table:
        spool = Spool()
        failure = _run(table, path.resolve().parent, spool, Where(name, table.name))
        if failure is None:
            found.append(Table(name, path.resolve().parent.name, table.name, spool.rows))
        else:
            wrong.append(failure)
    return found, wrong


def _run(table: Queried, folder: Path, spool: Spool, where: Where) -> RowError | None:
    """Keep the rows of a query, or say why there are none."""
    try:
        import sqlalchemy
        from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError
    except ImportError:
        return error("source.driver", where, library="SQLAlchemy")
    address = table.url or os.environ.get(table.url_env, "")
    if not address:
        return error("source.invalid", where, reason=f"环境变量 {table.url_env} 是空的")
    secrets = [address]
    try:
        url = sqlalchemy.make_url(address)
        for secret in filter(None, (url.password, *url.query.values())):
            secrets += [str(secret), quote_plus(str(secret))]
        url = _readable(url, folder)
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    except (NoSuchModuleError, ImportError) as problem:
        return error("source.driver", where, library=getattr(problem, "name", None) or address.partition(":")[0])
    except (SQLAlchemyError, ValueError, TypeError):
        return error("source.invalid", where, reason="看不懂数据库的地址")
    try:
        spool.keep(_chunks(engine, table.query))
    except (SQLAlchemyError, ValueError, OSError) as problem:
        said = str(getattr(problem, "orig", None) or problem).strip().partition("\n")[0]
        for secret in secrets:
            said = said.replace(secret, "***")
        return error("source.query", where, reason=said)
    finally:
        engine.dispose()
    return None


def _readable(url: URL, folder: Path) -> URL:
    """The address; of an SQLite file relative to the source file's folder, for reading only, never made anew."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:") or "uri" in url.query:
        return url
    file = (folder / str(url.database)).resolve().as_uri()
    return url.set(database=file, query={"mode": "ro", "uri": "true"})


def _chunks(engine: Engine, query: str) -> Iterator[list[Row]]:
    with engine.connect() as connection:
        # The query is the user's as it stands: neither :name nor % in it is a parameter.
        reading = connection.execution_options(no_parameters=True)
        _only_read(reading)
        result = reading.execution_options(stream_results=True, yield_per=_AT_ONCE).exec_driver_sql(query)
        yield [(0, list(result.keys()))]
        number = 0
        for part in result.partitions():
            yield [(number := number + 1, [_cell(value) for value in row]) for row in part]


def _only_read(connection: Connection) -> None:
    if connection.dialect.name in _READ_ONLY:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _cell(value: Any) -> Cell:
    """A value of a database as a cell. Numbers of exact types are whole or rounded to a float; other types are text."""
    if value is None or isinstance(value, (str, int, float, dt.date)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (bytes, memoryview)):
        raise ValueError("查询的结果里有二进制的列")
    return str(value)
