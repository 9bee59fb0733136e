"""`orgraph serve`, `demo`, `synth`: the service, the demonstration, and made-up data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from orgraph.cli.load import progress_bar
from orgraph.cli.options import Db, Json, opened, shown, url_of
from orgraph.cli.output import notes, out, print_json

Host = Annotated[str, typer.Option("--host", metavar="H", help="地址 address")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, metavar="P", help="端口 port")]
Workers = Annotated[int, typer.Option("--workers", min=1, metavar="N", help="进程数 processes")]


def serve(db: Db = None, host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 1) -> None:
    """启动网页和接口 serve the pages and the REST interface."""
    with opened(db):
        pass
    _run(url_of(db), host, port, workers)


def demo(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="[文件夹]",
                                           help="演示数据 demonstration data")] = Path("fixtures"),
    db: Annotated[str, typer.Option("--db", envvar="ORGRAPH_DEMO_DB", metavar="URL", help="数据库 database")]
        = "sqlite:///demo.db",
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    load_only: Annotated[bool, typer.Option("--load-only", help="只导入，不启动 load, do not serve")] = False,
) -> None:
    """演示：导入演示数据并启动 load demonstration data and serve."""
    with opened(db, empty=True) as graph:
        if not graph.generations():
            notes().print("导入演示数据，约半分钟 (loading the demonstration data, about half a minute)")
            with progress_bar() as progress:
                report = graph.load([folder], progress=progress)
            notes().print(f"{report.rows:,} 行 rows → {shown(db)}")
    if not load_only:
        _run(db, host, port, workers)


def _run(url: str, host: str, port: int, workers: int) -> None:
    import uvicorn

    from orgraph.queries.who_to_call.understanding.understand import prepare

    prepare()  # learned once here, not by each worker
    # Workers are processes of their own, which learn the database as every other program does.
    os.environ["ORGRAPH_DB"] = url
    notes().print(f"打开 open http://{host}:{port}/ （Ctrl+C 停止 stop）", style="bold")
    uvicorn.run("orgraph.api:create_app", factory=True, host=host, port=port, workers=workers, log_level="warning")


def synth(
    folder: Annotated[Path, typer.Argument(file_okay=False, metavar="文件夹", help="写到哪里 where to")],
    scale: Annotated[str, typer.Option("--scale", metavar="city|province|nation|N", help="规模或节点数 size")] = "city",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="种子，相同则逐字节相同 same seed, same bytes")] = 0,
    as_json: Json = False,
) -> None:
    """编造一个地区的数据 write a made-up region of realistic shape."""
    from orgraph.synth import write

    written = write(folder, scale, seed)
    if as_json:
        print_json({"folder": str(folder), "nodes": written.nodes, "rows": written.rows, "files": written.files})
    else:
        out().print(f"{written.files} 个文件 files，{written.rows.total():,} 行 rows，约 {written.nodes:,} 个节点 nodes"
                    f" → {folder}\n接着 next：orgraph load {folder}")
