"""`orgraph templates`: empty workbooks to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgraph.cli.options import Json
from orgraph.cli.output import out, print_json


def templates(
    folder: Annotated[Path, typer.Argument(file_okay=False, metavar="文件夹", help="folder to write to")],
    as_json: Json = False,
) -> None:
    """写出空白模板 write empty workbooks，每种表一个 one a kind of sheet."""
    from orgraph.exports import write_templates

    files = write_templates(folder)
    if as_json:
        print_json({"files": [str(file) for file in files]})
    else:
        out().print(f"{len(files)} 个模板 templates → {folder}：" + "、".join(file.name for file in files))
        out().print("填好后 then：orgraph load 文件夹 --dry-run")
