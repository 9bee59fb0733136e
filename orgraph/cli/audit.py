"""`orgraph audit`: who asked for what, and whether the record of it is whole."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated

import typer

from orgraph.cli.options import Db, Json, login
from orgraph.cli.output import notes, out, print_json, table
from orgraph.cli.recorded import access_to
from orgraph.errors import UsageError

app = typer.Typer(help="审计日志 the audit log", no_args_is_help=True)


Head = Annotated[str, typer.Option("--head", metavar="N:HASH", help="先前记下的末尾，日志须仍含有 noted earlier")]


@app.command()
def verify(head: Head = "", db: Db = None, as_json: Json = False) -> None:
    """核验：有没有被改、删、插 whether nothing was changed, taken out or put in."""
    with access_to(db) as access:
        found = access.audit.verify(head)
    if as_json:
        print_json({"whole": found.whole, "entries": found.entries, "first": found.first, "head": found.head,
                    "broken": found.broken, "reason": found.reason})
    elif found.whole:
        out().print(f"完整 whole：{found.entries:,} 条 entries\n末尾 head：{found.head}")
        notes().print("把末尾另行记下，下次用 --head 核对 (note the head elsewhere, give it to --head next time)")
    else:
        out().print(f"第 {found.broken} 条不对 entry {found.broken} is wrong：{found.reason}")
    if not found.whole:
        raise typer.Exit(1)


@app.command("list")
def list_(top: Annotated[int, typer.Option("--top", min=1, metavar="N", help="最近几条 how many")] = 50,
          who: Annotated[str | None, typer.Option("--who", metavar="谁", help="只看谁的 of one only")] = None,
          action: Annotated[str | None, typer.Option("--action", metavar="权限", help="只看哪种 of one kind")] = None,
          db: Db = None, as_json: Json = False) -> None:
    """最近的记录 the newest entries."""
    with access_to(db) as access:
        found = access.audit.entries(top=top, who=who, action=action)
    if as_json:
        print_json([entry.to_dict() for entry in found])
        return
    out().print(table("审计 audit", ("#条 no.", "时间 at", "谁 who", "做什么 what", "#状态", "来自 from"), (
        (e.seq, e.at[:19], f"{e.who} {e.role}", f"{e.action} {e.what}", e.status, e.address) for e in found)))


@app.command()
def export(file: Annotated[Path, typer.Argument(dir_okay=False, metavar="FILE.(jsonl|csv)")], db: Db = None) -> None:
    """导出全部记录 all entries, oldest first, with their hashes."""
    from orgraph.inert import inert

    if file.suffix not in (".jsonl", ".csv"):
        raise UsageError(f"只能写 .jsonl 或 .csv：{file.name} (only .jsonl or .csv)")
    with access_to(db) as access, file.open("w", encoding="utf-8-sig" if file.suffix == ".csv" else "utf-8",
                                            newline="") as target:
        rows = csv.writer(target)
        for number, entry in enumerate(access.audit.every(), 1):
            values = entry.to_dict()
            if file.suffix == ".jsonl":
                target.write(json.dumps(values, ensure_ascii=False) + "\n")
                continue
            if number == 1:
                rows.writerow(values)
            rows.writerow(inert(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value)
                          for value in values.values())
    notes().print(f"→ {file}")


@app.command()
def prune(db: Db = None, as_json: Json = False) -> None:
    """清理过期的记录，链条保持可核验 take out what is past its time; the rest can still be verified."""
    from orgraph.access.caller import Caller

    with access_to(db) as access:
        gone = access.audit.prune(Caller(login(), "local"))
    if as_json:
        print_json({"pruned": gone})
    else:
        out().print(f"{gone:,} 条 entries")
