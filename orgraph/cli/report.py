"""`orgraph report`: tables as departments hand them up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgraph.cli.options import Area, AsOf, Db, InGeneration, Json, moment, split
from orgraph.cli.output import ID, notes, out, print_json, table
from orgraph.errors import UsageError


def report(
    name: Annotated[str | None, typer.Argument(metavar="[报表]", help="编号，不写就列出 report id")] = None,
    file: Annotated[Path | None, typer.Argument(dir_okay=False, metavar="文件", help=".xlsx .docx .csv")] = None,
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    by: Annotated[str | None, typer.Option("--by", metavar="级别", help="统计表按什么汇总 rows")] = None,
    rules: Annotated[str | None, typer.Option("--rules", metavar="规则,规则", help="换成这些规则 these")] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="单位", show_default="区域名称 the area",
                                             help="填报单位 who hands it up")] = None,
    as_json: Json = False,
) -> None:
    """写出报表 write a report to hand up；不写报表名就列出 without a name lists them."""
    from orgraph.exports.reports import layouts, write_report

    if name is None:
        if as_json:
            print_json([layout.model_dump() for layout in layouts().values()])
        else:
            out().print(table("报表 reports", (ID, "名称 title", "内容 content"), (
                (layout.id, layout.title.zh, layout.title.en) for layout in layouts().values())))
        return
    if file is None:
        raise UsageError("没有说写到哪个文件 (no file to write)", hint=f"orgraph report {name} 文件.xlsx")
    with moment(db, as_of, generation) as now:
        files = write_report(now, name, file, area=area, by=by, rules=split(rules), unit=unit)
    if as_json:
        print_json({"files": [str(path) for path in files]})
    else:
        notes().print(f"已写入 {'、'.join(map(str, files))} (written)", soft_wrap=True)
