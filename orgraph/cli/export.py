"""`orgraph export`: the graph of an area for other programs, or its statements to be loaded again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.options import Area, Db, InGeneration, Json, opened
from orgraph.cli.output import notes, out, print_json
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from orgraph.exports import Written
    from orgraph.graph import Graph

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help=(
    "这一天有效的 in force on this day；不写：.graphml .gexf 为今天，其余为全部时间 today, or all time"))]
Contacts = Annotated[bool, typer.Option("--contacts", help="联系电话不打星号 telephone numbers in full")]


def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, metavar="文件", help=".graphml .gexf .json .xlsx .csv")],
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    contacts: Contacts = False,
    as_json: Json = False,
) -> None:
    """导出组织网络 export the graph；.xlsx .csv .json 可再导入 load again unchanged."""
    from orgraph.exports import FORMATS, PICTURES

    suffix = file.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"不会写这种文件：{file.name} (unknown format)", hint="、".join(FORMATS))
    if contacts and suffix in PICTURES:
        raise UsageError(f"{suffix} 里的电话总是打星号 (always masked)", hint="--contacts 只用于 .xlsx .csv .json")
    with opened(db) as graph:
        written = (_picture if suffix in PICTURES else _statements)(graph, file, area, as_of, generation, contacts)
    if contacts:
        notes().print("! 文件里的联系电话没有打星号，请妥善保管 (telephone numbers are in full)", style="yellow")
    if as_json:
        print_json({"files": [str(path) for path in written.files], "nodes": written.nodes, "links": written.links}
                   | written.about)
    else:
        out().print(f"{written.nodes:,} 个节点 nodes，{written.links:,} 条关系 links → "
                    + "、".join(map(str, written.files)))


def _picture(graph: Graph, file: Path, area: str | None, as_of: str | None, generation: int | None, _: bool) -> Written:
    from orgraph.exports import Written, area_network, write_graph

    network = area_network(graph.at(as_of, generation), area)
    write_graph(network, file)
    return Written([file], network.number_of_nodes(), network.number_of_edges(), network.graph)


def _statements(graph: Graph, file: Path, area: str | None, as_of: str | None, generation: int | None,
                contacts: bool) -> Written:
    from orgraph.dates import as_day
    from orgraph.exports import write_statements

    return write_statements(graph.store, file, graph.store.view(generation), area=area,
                            day=as_day(as_of) if as_of else None, contacts=contacts)
