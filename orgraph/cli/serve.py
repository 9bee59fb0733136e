"""`orgraph serve`, `demo`, `synth`: the service, the demonstration, and made-up data."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from orgraph.cli.load import progress_bar
from orgraph.cli.options import Db, Json, opened, shown, url_of
from orgraph.cli.output import notes, out, print_json
from orgraph.cli.recorded import access_to

Host = Annotated[str, typer.Option("--host", metavar="H", help="地址 address")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, metavar="P", help="端口 port")]
GRACE = 30  # seconds that requests may go on after the service was told to stop
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
    _let_in(url, host)
    # Workers are processes of their own, which learn the database as every other program does.
    os.environ["ORGRAPH_DB"] = url
    notes().print(f"打开 open http://{host}:{port}/ （Ctrl+C 停止 stop）", style="bold")
    with TemporaryDirectory(prefix="orgraph-metrics-") as counts:
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts  # so that each worker answers for all
        # Told to stop, it takes no more requests and answers those it has.
        uvicorn.run("orgraph.api:serving", factory=True, host=host, port=port, workers=workers, log_config=None,
                    timeout_graceful_shutdown=GRACE, server_header=False)


def _let_in(url: str, host: str) -> None:
    """Where others than this machine reach the service somebody has to be able to sign in."""
    from orgraph.access.service import FIRST

    with access_to(url) as access:
        access.audit.prune()
        password = None if _is_loopback(host) else access.first_administrator()
    if password:
        notes().print("还没有用户，已建立管理员 (there were no users; made an administrator)\n"
                      f"  用户 user      {FIRST}\n  密码 password  {password}\n"
                      "只显示这一次，首次登录须修改 (shown this once, to be changed at the first login)", style="bold")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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
