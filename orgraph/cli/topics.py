"""`orgraph topics`: the catalogue of matters, what a text is about, and a model of the user's own history."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from orgraph.cli.options import Json
from orgraph.cli.output import out, percent, print_json, show_warnings, table
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


_TABLE = typer.Argument(metavar="FILE", exists=True, dir_okay=False,
                        help="历史留言 .csv .tsv .jsonl .json .xlsx .xls（可加 .gz） past texts with labels")
_TEXT = typer.Option("--text", metavar="COL", help="正文的列；可多次，如标题和正文 column of the text; repeat to join")
_LABEL = typer.Option("--label", metavar="COL", help="标签的列 column of the label")
DEFAULT = Path("topics.model")


@app.command("train")
def train(
    file: Annotated[Path, _TABLE], text: Annotated[list[str], _TEXT], label: Annotated[str, _LABEL],
    out_: Annotated[Path | None, typer.Option("--out", metavar="MODEL", show_default="topics.model",
                                              help="模型文件 model file to write")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="种子；相同则模型逐字节相同 same seed, same bytes")] = 0,
    drop_rare: Annotated[bool, typer.Option("--drop-rare", help="略过只有一条留言的标签 leave out labels with one text")
                         ] = False,
    as_json: Json = False,
) -> None:
    """从自己的历史留言学会分类 learn labels from your own history."""
    from orgraph.config import Settings
    from orgraph.loaders.history import history
    from orgraph.queries.who_to_call.understanding.learning.file import write
    from orgraph.queries.who_to_call.understanding.learning.train import train as learn
    from orgraph.queries.who_to_call.understanding.learning.train import without_rare

    past = history(file, text, label)
    if past.skipped:
        show_warnings([f"{past.skipped} 行缺正文或标签，没有学 (rows without text or label were left out)"])
    texts, labels = past.texts, past.labels
    if drop_rare:
        texts, labels = without_rare(texts, labels)
    model = learn(texts, labels, seed=seed)
    target = out_ or Settings().topics_model or DEFAULT
    write(model, target)
    tried = model.made["cross_validated"]
    if as_json:
        print_json({"model": str(target), "bytes": target.stat().st_size, "labels": list(model.labels),
                    "features": len(model.space.keys), "skipped": past.skipped, **model.made})
        return
    console = out()
    console.print(f"已学 {model.made['texts']} 条、{len(model.labels)} 种标签 → {target}"
                  f"（{target.stat().st_size / 1e6:.1f} MB） (learned and written)", soft_wrap=True)
    console.print(f"交叉验证 cross-validated：正确率 accuracy {percent(tried['accuracy'])}，宏平均 F1 macro-F1 "
                  f"{tried['macro_f1']:.3f}，校准误差 ECE {tried['ece']:.3f}", soft_wrap=True)


@app.command("eval")
def evaluate(
    file: Annotated[Path, _TABLE], text: Annotated[list[str], _TEXT], label: Annotated[str, _LABEL],
    model_file: Annotated[Path | None, typer.Option("--model", metavar="MODEL", show_default="topics.model",
                                                    help="模型文件 model file")] = None,
    as_json: Json = False,
) -> None:
    """在没见过的留言上试模型 try a model on labelled texts that it has not seen."""
    from orgraph.config import Settings
    from orgraph.loaders.history import history
    from orgraph.queries.who_to_call.understanding.learning.evaluate import evaluate as measure
    from orgraph.queries.who_to_call.understanding.learning.file import read

    path = model_file or Settings().topics_model or DEFAULT
    model = read(path)
    past = history(file, text, label)
    if not past.texts:
        raise UsageError(f"{file.name} 没有可试的行 (no rows with text and label)",
                         hint="检查 --text 和 --label 是哪两列")
    strange = sorted(set(past.labels) - set(model.labels))
    warnings = [f"模型没有学过的标签，都算错 (labels unknown to the model count as wrong)：{'、'.join(strange[:10])}"
                ] if strange else []
    begun = time.perf_counter()
    guesses = model.each(past.texts)
    took = (time.perf_counter() - begun) * 1000 / len(guesses)
    found = measure(guesses, past.labels)
    if as_json:
        print_json({"model": str(path), **found, "skipped": past.skipped, "ms_per_text": round(took, 3),
                    "warnings": warnings})
        return
    show_warnings(warnings)
    _show(found, took)


def _show(found: dict[str, Any], took: float) -> None:
    console, sure = out(), found["sure"]
    console.print(f"{found['texts']} 条 texts：正确率 accuracy {percent(found['accuracy'])}，宏平均 F1 macro-F1 "
                  f"{found['macro_f1']:.3f}，校准误差 ECE {found['ece']:.3f}，每条 {took:.2f} ms a text",
                  soft_wrap=True)
    console.print(f"有把握 sure：{percent(sure['share'])}，其中正确 right {percent(sure['accuracy'])}")
    console.print(table("标签 labels", ("名称 name", "#条 texts", "#准确率 precision", "#召回率 recall", "#F1"), (
        (name, one["texts"], percent(one["precision"]), percent(one["recall"]), f"{one['f1']:.3f}")
        for name, one in found["by_label"].items())))
    console.print(table("只答最有把握的 the surest only", ("#占比 share", "#正确率 accuracy", "#可能性不低于 least"), (
        (percent(one["share"]), percent(one["accuracy"]), percent(one["least"])) for one in found["coverage"])))
    console.print(table("最常混淆 confusions", ("应为 true", "判为 guessed", "#条 texts"), (
        (one["true"], one["guessed"], one["texts"]) for one in found["confusions"])))


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
    from orgraph.queries.who_to_call.understanding.understand import understand
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
        "unsure": meant.unsure,
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
