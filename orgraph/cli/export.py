"""`orgraph export`: the graph of an area or of bridging's layers for other programs, or statements to load again."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.bridging import Mode
from orgraph.cli.options import Area, Db, InGeneration, Json, opened, split
from orgraph.cli.output import notes, out, print_json
from orgraph.cli.recorded import on_record
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from orgraph.exports import Written
    from orgraph.graph import Graph
    from orgraph.moment import Moment



class Exchange(StrEnum):
    """The formats of other programs."""

    POPOLO = "popolo"
    FTM = "ftm"
    ORG = "org"
    HSDS = "hsds"


AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help=(
    "这一天有效的 in force on this day；不写：.graphml .gexf .hsds.json 为今天，其余为全部时间 today, or all time"))]
Contacts = Annotated[bool, typer.Option("--contacts", help="联系电话不打星号 telephone numbers in full")]


def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, metavar="文件", help=(
        ".graphml .gexf .json .xlsx .csv .popolo.json .ftm.json .jsonld .hsds.json"))],
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    layers: Annotated[str | None, typer.Option("--layers", metavar="L,…", help=(
        "只要这些联系的网络 the network of these layers, orgraph layers"))] = None,
    mode: Annotated[Mode | None, typer.Option("--mode", help="单位之间、人之间、人和单位 its nodes")] = None,
    directed: Annotated[bool, typer.Option("--directed", help="保留联系的方向 keep the direction of its ties")] = False,
    contacts: Contacts = False,
    form: Annotated[Exchange | None, typer.Option("--format", help=(
        "文件名看不出格式时：别的软件的格式 a format of other programs, whatever the file is called"))] = None,
    as_json: Json = False,
) -> None:
    """导出组织网络 export the graph；.xlsx .csv .json 可再导入 load again unchanged.

    写了 --layers 或 --mode，就导出“谁是桥梁”所看的网络：with either, the network that bridging looks at.
    Popolo、FollowTheMoney、W3C ORG、HSDS 各带走什么：what each of them keeps: docs/exchange.md
    """
    from orgraph.exports import FORMATS, GRAPHS, PICTURES, exchange_format

    suffix, known = file.suffix.lower(), form.value if form else exchange_format(file)
    if known is None and suffix not in FORMATS:
        raise UsageError(f"不会写这种文件：{file.name} (unknown format)", hint="、".join(FORMATS))
    network = bool(layers or mode or directed)
    if network and (known is not None or suffix not in GRAPHS):
        raise UsageError(f"{suffix} 写不了联系的网络 (no format for a network)", hint="、".join(GRAPHS))
    if contacts and (network or (known is None and suffix in PICTURES)):
        raise UsageError(f"{suffix} 里的电话总是打星号 (always masked)", hint="--contacts 只用于 .xlsx .csv .json")
    with opened(db) as graph:
        if network:
            written = _network(graph.at(as_of, generation), file, area, split(layers), mode, directed=directed)
        elif known is not None:
            written = _exchange(graph, file, known, area, as_of, generation, contacts)
        else:
            written = (_picture if suffix in PICTURES else _statements)(graph, file, area, as_of, generation, contacts)
    on_record(db, "export", "export", nodes=written.nodes, contacts=contacts)
    if contacts:
        notes().print("! 文件里的联系电话没有打星号，请妥善保管 (telephone numbers are in full)", style="yellow")
    if as_json:
        print_json({"files": [str(path) for path in written.files], "nodes": written.nodes, "links": written.links}
                   | written.about)
    else:
        out().print(f"{written.nodes:,} 个节点 nodes，{written.links:,} 条关系 links → "
                    + "、".join(map(str, written.files)))


def _network(moment: Moment, file: Path, area: str | None, layers: list[str], mode: Mode | None, *, directed: bool
             ) -> Written:
    from orgraph.exports import Written, bridging_network, write_graph

    network = bridging_network(moment, area, layers=layers, mode=mode.value if mode else None, directed=directed)
    write_graph(network, file)
    return Written([file], network.number_of_nodes(), network.number_of_edges(), network.graph)


def _picture(graph: Graph, file: Path, area: str | None, as_of: str | None, generation: int | None, _: bool) -> Written:
    from orgraph.exports import Written, area_network, write_graph

    network = area_network(graph.at(as_of, generation), area)
    write_graph(network, file)
    return Written([file], network.number_of_nodes(), network.number_of_edges(), network.graph)


def _exchange(graph: Graph, file: Path, form: str, area: str | None, as_of: str | None, generation: int | None,
              contacts: bool) -> Written:
    from orgraph.dates import as_day
    from orgraph.exports import write_exchange

    return write_exchange(graph.store, file, graph.store.view(generation), form, area=area,
                          day=as_day(as_of) if as_of else None, contacts=contacts)


def _statements(graph: Graph, file: Path, area: str | None, as_of: str | None, generation: int | None,
                contacts: bool) -> Written:
    from orgraph.dates import as_day
    from orgraph.exports import write_statements

    return write_statements(graph.store, file, graph.store.view(generation), area=area,
                            day=as_day(as_of) if as_of else None, contacts=contacts)
