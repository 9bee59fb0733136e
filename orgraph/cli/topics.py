"""`orgraph topics`: the catalogue of matters, and what a text is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from orgraph.cli.options import Json
from orgraph.cli.output import out, percent, print_json, table
from orgraph.errors import UsageError

app = typer.Typer(no_args_is_help=False, help="事项目录 the catalogue of topics, and the topics of a text")


@app.callback(invoke_without_command=True)
def default(ctx: typer.Context, as_json: Json = False) -> None:
    """事项目录 all topics by family."""
    if ctx.invoked_subcommand is None:
        list_(as_json)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """列出事项 list the topics."""
    from orgraph.queries.who_to_call.topics import topics
    from orgraph.vocabulary import vocabulary

    found = topics().values()
    if as_json:
        print_json([topic.model_dump(mode="json") for topic in found])
        return
    functions = vocabulary().functions
    out().print(table("事项 topics", ("编号 id", "名称 name", "门类 family", "主办 lead", "类别 class"), (
        (topic.id, topic.zh, topic.family_zh, "、".join(functions[name].zh for name in topic.lead), topic.matter_class)
        for topic in found)))


@app.command("of")
def of(
    text: Annotated[str | None, typer.Argument(metavar="诉求", help="一句话 a sentence")] = None,
    file: Annotated[Path | None, typer.Option("--file", exists=True, dir_okay=False, metavar="F.jsonl",
                                              help="一行一个 JSON one JSON object a line")] = None,
    column: Annotated[str, typer.Option("--text", metavar="COL", help="哪一项是诉求 field with the text")] = "text",
    top: Annotated[int, typer.Option("--top", min=1, metavar="N", help="事项前几个 how many topics")] = 5,
    as_json: Json = False,
) -> None:
    """一句话说的是什么事、归谁管 topics and kinds of unit of a text, or of every line of a file (as JSON lines)."""
    if (text is None) == (file is None):
        raise typer.BadParameter("写一句话，或者用 --file (give a text or --file)")
    if file is not None:
        _lines(file, column, top)
        return
    found = meaning(text or "", top)
    if as_json:
        print_json(found)
        return
    console = out()
    if found["emergency"]:
        console.print(f"【紧急 EMERGENCY】{found['emergency_reason']}", style="bold white on red")
    if found["abstained"]:
        console.print("没有看出需要派单的事项 (nothing to dispatch)")
    for title, key in (("事项 topics", "topics"), ("归谁管 kinds of unit", "kinds")):
        console.print(table(title, ("名称 name", "编号 id", "#可能性 share"), (
            (one["name"], one["id"], percent(one["score"])) for one in found[key])))
    console.print(f"类别 class：{found['matter_class']}（{found['matter_reason']}）")


def meaning(text: str, top: int) -> dict[str, Any]:
    """What the text is about: topics and kinds of unit with their shares, class of matter, emergency, abstained."""
    from orgraph.queries.who_to_call.topics import topics
    from orgraph.queries.who_to_call.understand import understand
    from orgraph.vocabulary import vocabulary

    meant = understand(text, top)
    names, functions = topics(), vocabulary().functions
    return {
        "text": text,
        "topics": [{"id": one.id, "name": names[one.id].zh, "score": one.score} for one in meant.topics],
        "kinds": [{"id": name, "name": functions[name].zh, "score": score} for name, score in meant.functions],
        "ranked": [name for name, _ in meant.functions],
        "matter_class": meant.matter_class, "matter_reason": meant.matter_reason,
        "emergency": meant.emergency, "emergency_reason": meant.emergency_reason, "abstained": meant.abstained,
    }


def _lines(file: Path, column: str, top: int) -> None:
    with file.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                text = row[column]
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{file.name} 第 {number} 行没有“{column}” (line {number}: no field {column})",
                                 hint="一行一个 JSON 对象；用 --text 说明哪一项是诉求") from error
            found = meaning(str(text), top)
            print(json.dumps(({"id": row["id"]} if "id" in row else {}) | found, ensure_ascii=False))
