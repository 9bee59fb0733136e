"""Options that commands share, and the graph that they are asked of."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgraph.errors import StoreError

if TYPE_CHECKING:
    from orgraph.graph import Graph
    from orgraph.moment import Moment

_JSON = "orgraph.json"


def _remember_json(ctx: typer.Context, value: bool) -> bool:
    ctx.meta[_JSON] = value or ctx.meta.get(_JSON, False)
    return value


def wants_json(ctx: Any) -> bool:
    """Whether `--json` was given to the command that runs in the context."""
    return bool(ctx.meta.get(_JSON, False))


Db = Annotated[str | None, typer.Option("--db", envvar="ORGRAPH_DB", metavar="URL", show_default="sqlite:///orgraph.db",
                                        help="数据库 database")]
Area = Annotated[str | None, typer.Option("--area", metavar="区域", help="区域的编号、代码或名称 id, code or name")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", show_default="今天 today",
                                          help="哪一天的情况 as of this day, 2026-06-30")]
InGeneration = Annotated[int | None, typer.Option("--generation", metavar="N", show_default="在用的一代 the active one",
                                                  help="哪一代数据 as known in this generation")]
Json = Annotated[bool, typer.Option("--json", callback=_remember_json, is_eager=True,
                                    help="只输出一个 JSON one JSON document on standard output")]
By = Annotated[str | None, typer.Option("--by", metavar="谁", help="谁做的 who does it", show_default="登录名 login")]
Top = Annotated[int, typer.Option("--top", min=1, metavar="N", help="前几个 how many")]


def split(value: str | None) -> list[str]:
    """The parts of a list written with commas."""
    return [part.strip() for part in (value or "").replace("，", ",").split(",") if part.strip()]


def login() -> str:
    """Who is logged in, "" where nobody is known."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without accounts
        return ""


def file_of(url: str) -> Path | None:
    """The file of an SQLite URL, None for another engine."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def url_of(db: str | None) -> str:
    """The database asked for, or the one of the settings."""
    from orgraph.config import Settings

    return db or Settings().db


def shown(url: str) -> str:
    """A URL as it may be shown: without user and password, whatever characters these hold."""
    scheme, mark, rest = url.partition("://")
    return url if scheme == "sqlite" else f"{scheme}{mark}{rest.rpartition('@')[2]}"


def known(url: str) -> None:
    """Raises StoreError for a file that there is not: a misspelt name makes no new database."""
    file = file_of(url)
    if file is not None and not file.exists():
        raise StoreError(f"没有这个数据库：{shown(url)} (no such database)", code="no-database",
                         hint="先导入：orgraph load 文件夹；或看演示：orgraph demo (load something first)")


@contextmanager
def opened(db: str | None, *, empty: bool = False, note: bool = True) -> Iterator[Graph]:
    """The graph of a database, closed at the end. Without `empty`, one that holds nothing yet is a StoreError.

    note: say what of another team's graph was left out.
    """
    from orgraph.cli.foreign import note_of
    from orgraph.graph import open as open_graph

    url = url_of(db)
    if not empty:
        known(url)
    graph = open_graph(url)
    try:
        if not empty and not graph.generations():
            raise StoreError(f"数据库里还没有数据：{shown(url)} (the database is empty)", code="empty-database",
                             hint="先导入：orgraph load 文件夹；或看演示：orgraph demo (load something first)")
        if note:
            note_of(graph.store)
        yield graph
    finally:
        graph.close()


@contextmanager
def moment(db: str | None, as_of: str | None, generation: int | None) -> Iterator[Moment]:
    """The graph of a database on a day in a generation."""
    with opened(db) as graph:
        yield graph.at(as_of, generation)
