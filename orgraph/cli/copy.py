"""`orgraph copy`: all that one database holds into another, of the same engine or another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.load import progress_bar
from orgraph.cli.options import Json, file_of, opened
from orgraph.cli.output import kind_label, out, print_json, table
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from orgraph.stores.copying import Copied, Which

SHOWN = 16  # digits of a hash that the table shows
_BESIDE = {"reviews": "待审核 reviews", "decisions": "审核决定 decisions", "steps": "缺口办理 worklist steps",
           "calls": "派单 calls", "outcomes": "派单结果 outcomes"}


def copy(
    source: Annotated[str, typer.Argument(metavar="来源", help="从哪个库 URL of the source")],
    target: Annotated[str, typer.Argument(metavar="目标", help="到哪个库 URL of the target")],
    generation: Annotated[str, typer.Option("--generation", metavar="N|active", show_default="全部 all",
                                            help="只复制哪一代 only this one, or the active one")] = "all",
    as_json: Json = False,
) -> None:
    """整库复制，断了可接着来，两边核对 copy a database to another engine; goes on where it stopped, and compares."""
    from orgraph.stores.copying import copy as copy_all

    which = _which(generation)
    ends = [None if (file := file_of(url)) is None else file.resolve() for url in (source, target)]
    if source == target or (ends[0] is not None and ends[0] == ends[1]):
        raise UsageError("来源和目标是同一个库 (source and target are one database)")
    with opened(source) as ours, opened(target, empty=True) as theirs, progress_bar() as progress:
        found = copy_all(ours.store, theirs.store, which, progress)
    if as_json:
        print_json(found.to_dict())
    else:
        _show(found)


def _which(said: str) -> Which:
    if said in ("all", "active"):
        return "active" if said == "active" else "all"
    if said.isascii() and said.isdigit():
        return int(said)
    raise typer.BadParameter("N, active", param_hint="--generation")


def _show(found: Copied) -> None:
    from orgraph.vocabulary import vocabulary

    console, relations = out(), vocabulary().relations
    console.print(table("两边一样的各代 generations, alike on both sides", (
        "在用 active", "#代 N", "#节点 entities", "#关系 links", "内容校验 hash", ""), (
            ("●" if one.active else "", one.number, f"{sum(one.contents.nodes.values()):,}",
             f"{sum(one.contents.links.values()):,}", one.contents.digest[:SHOWN],
             "复制了 copied" if one.copied else "原已有 was there") for one in found.generations)))
    newest = next((one for one in found.generations if one.active), found.generations[-1])
    rows = [(kind_label(kind), kind, f"{count:,}") for kind, count in newest.contents.nodes.items()]
    rows += [(relations[type_].zh[0], type_, f"{count:,}") for type_, count in newest.contents.links.items()]
    console.print(table(f"第 {newest.number} 代 generation {newest.number}", ("类别 kind", "", "#个 count"), rows))
    console.print("，".join(f"{label} {found.beside[name]:,}" for name, label in _BESIDE.items()))
