"""`orgraph map`: what a department's own columns mean, asked once and remembered in a mapping file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgraph.cli.options import Db, Json, file_of, opened, url_of
from orgraph.cli.output import notes, out, print_json, table
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from orgraph.loaders.mapping.study import Answer, Studied

_IGNORE = "0"


def map_columns(
    files: Annotated[list[Path] | None, typer.Argument(exists=True, dir_okay=False, metavar="文件…", show_default=False,
                                                       help="data files")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="有把握的不问就用 take what is likely, do not ask")] = False,
    where: Annotated[Path | None, typer.Option("--out", metavar="文件", show_default="数据旁边 beside the data",
                                               help="写到哪里 F.mapping.toml")] = None,
    kind: Annotated[str, typer.Option("--kind", metavar="表", help="是哪种表 area, organization …")] = "",
    graph: Annotated[str, typer.Option("--graph", metavar="URL", help="别的团队的 Neo4j 图谱 another team's graph: "
                                       "写出映射文件的初稿 a first mapping of it")] = "",
    db: Db = None,
    as_json: Json = False,
) -> None:
    """说明不认识的列是什么意思，写成映射文件 say what unknown columns mean; loading then knows."""
    if graph:
        _map_graph(graph, where)
        return
    if not files:
        raise UsageError("要写数据文件，或用 --graph 写图谱的地址 (name data files, or a graph by --graph)")
    from orgraph.config import Settings
    from orgraph.loaders.mapping.files import SUFFIX, Mappings
    from orgraph.loaders.mapping.study import accepted, study
    from orgraph.loaders.mapping.suggest import SURE
    from orgraph.vocabulary import vocabulary

    if kind and kind not in vocabulary().sheets:
        raise UsageError(f"没有这种表：{kind} (no such kind of sheet)", hint="、".join(vocabulary().sheets))
    if where is not None and not where.name.endswith(SUFFIX):
        raise UsageError(f"映射文件的名字要以 {SUFFIX} 结尾 (a mapping file's name ends so)", hint=f"{where}{SUFFIX}")
    mappings, areas = Mappings(within=files, common=Settings().mappings), _area_names(db)
    asking = not accept and not as_json and _can_ask()
    shown: list[dict[str, Any]] = []
    answers: dict[Path, list[Answer]] = {}
    for file in files:
        for found in study(file, mappings, kind=kind, areas=areas):
            shown.append(found.to_dict())
            if not as_json:
                _show(found)
            if found.kind and (accept or asking):
                target = where or file.with_name(file.stem + SUFFIX)
                answers.setdefault(target, []).append(_ask(found) if asking else accepted(found, SURE))
    written = _write(answers)
    if as_json:
        print_json({"tables": shown, "written": written})
    elif not shown:
        notes().print("没有看到可以读的表 (no table to be seen)")


def _map_graph(url: str, where: Path | None) -> None:
    """Write (or show) a first mapping of another team's graph."""
    from orgraph.config import Settings
    from orgraph.loaders.foreign.suggest import first_mapping
    from orgraph.stores.neo4j.address import address
    from orgraph.stores.neo4j.foreign import ForeignGraph

    settings = Settings()
    graph = ForeignGraph(address(url, settings), settings)
    try:
        text = first_mapping(graph)
    finally:
        graph.close()
    if where is None:
        print(text, end="")
    elif where.exists():
        raise _there(where)
    else:
        where.write_text(text, encoding="utf-8")
        notes().print(f"写好了初稿 written: {where}")


def _there(target: Path) -> UsageError:
    return UsageError(f"已有这个映射文件：{target} (it is there already)", hint="先改名或删去，或用 --out 写到别处")


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _area_names(db: str | None) -> frozenset[str]:
    """Keys of the names of the areas that the database knows, if it is there: columns of such names are areas."""
    from orgraph.names import area_key
    from orgraph.vocabulary import vocabulary

    url = url_of(db)
    file = file_of(url)
    if file is not None and not file.exists():
        return frozenset()
    with opened(url, empty=True) as graph:
        return frozenset(area_key(entry.name) for entry in graph.store.directory()
                         if vocabulary().root(entry.kind) == "Area")


def _show(found: Studied) -> None:
    from orgraph.vocabulary import vocabulary

    sheet = vocabulary().sheets.get(found.kind)
    titles = {column.field: column.headers[0] for column in sheet.column} if sheet else {}
    title = sheet.title if sheet else "一行多条 several records a row"
    rows: list[tuple[object, ...]] = [
        (header, titles.get(name, name), "", "") for header, name in found.columns.items()]
    for header, suggestions in found.suggestions.items():
        rows += [(header if not at else "", f"? {best.title}", f"{best.score:.2f}", best.reason)
                 for at, best in enumerate(suggestions)] or [(header, "?", "", "")]
    rows += [("", f"= {titles[name]}", "", f"每一行都是“{value}” every row") for name, value in found.fixed.items()]
    known = f"，已有映射 mapped by {found.mapping}" if found.mapping else ""
    out().print(table(f"{found.file} {found.sheet}：{title}{known}",
                      ("列 column", "意思 meaning", "#把握 score", "理由 reason"), rows))
    still = [titles[name] for name in found.missing if name not in found.fixed]
    if still:
        out().print(f"还缺必填的列 still missing: {'、'.join(still)}")


def _ask(found: Studied) -> Answer:
    """Ask for every unknown column: Enter is the best suggestion, a number another, 0 leaves the column out."""
    from orgraph.loaders.mapping.study import Answer

    columns: dict[str, str] = {}
    for header, suggestions in found.suggestions.items():
        free = [s for s in suggestions if s.field not in columns.values()]
        choices = "  ".join(f"{at}={s.title}" for at, s in enumerate(free, 1))
        chosen = typer.prompt(f"“{header}” {choices}  {_IGNORE}=略过 ignore", default="1" if free else _IGNORE)
        at = int(chosen) if chosen.isdigit() else 0
        columns[header] = free[at - 1].field if 0 < at <= len(free) else ""
    fixed = {name: value for name, value in found.fixed.items() if name not in columns.values()
             and typer.confirm(f"每一行都是“{value}”吗 is every row a {value}", default=True)}
    return Answer(found, columns, fixed)


def _write(answers: dict[Path, list[Answer]]) -> list[str]:
    from orgraph.loaders.mapping.study import mapping_text

    written: list[str] = []
    for target, said in answers.items():
        text = mapping_text(said)
        if text and target.exists():
            raise _there(target)
        if text:
            target.write_text(text, encoding="utf-8")
            written.append(str(target))
            notes().print(f"写好了映射 written: {target}")
    return written
