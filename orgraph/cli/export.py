"""`orgraph export`: the graph of an area for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgraph.cli.options import Area, AsOf, Db, InGeneration, Json, moment
from orgraph.cli.output import out, print_json
from orgraph.errors import UsageError


def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, metavar="文件", help=".graphml .gexf .json .xlsx .csv")],
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    as_json: Json = False,
) -> None:
    """导出一个区域的组织网络 the graph of an area on a day."""
    from orgraph.exports import FORMATS, area_network, write_graph

    if file.suffix.lower() not in FORMATS:
        raise UsageError(f"不会写这种文件：{file.name} (unknown format)", hint="、".join(FORMATS))
    with moment(db, as_of, generation) as now:
        graph = area_network(now, area)
    written = write_graph(graph, file)
    if as_json:
        print_json({"files": [str(path) for path in written], "nodes": graph.number_of_nodes(),
                    "links": graph.number_of_edges()} | graph.graph)
    else:
        out().print(f"{graph.number_of_nodes():,} 个节点 nodes，{graph.number_of_edges():,} 条关系 links → "
                    + "、".join(map(str, written)))
