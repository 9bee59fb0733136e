"""`orgraph review`: likenesses that loads found, for people to judge."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.options import By, Db, Json, Top, login, opened
from orgraph.cli.output import ID, kind_label, notes, out, print_json, table
from orgraph.errors import UsageError

if TYPE_CHECKING:
    from orgraph.stores.reviews import Review

app = typer.Typer(no_args_is_help=False, help="相近而不能自动合并的名称 names that only people may join")
Keys = Annotated[list[str] | None, typer.Argument(metavar="编号… 结论", help="same 相同 · different 不同 · later 以后")]

Above = Annotated[float | None, typer.Option(
    "--all-above", min=0, max=1, metavar="分", show_default=False,
    help="一次定下所有高于此分、又只像一个的 all above this score that are like one thing only")]


@app.callback(invoke_without_command=True)
def default(ctx: typer.Context, db: Db = None, top: Top = 40, as_json: Json = False) -> None:
    """等人判断的名称，最像的在前 what waits for a decision, the likest first."""
    if ctx.invoked_subcommand is not None:
        return
    with opened(db, empty=True) as graph:
        waiting = graph.reviews()
    if as_json:
        print_json([review.to_dict() for review in waiting[:top]])
        return
    rows = [_row(review) for review in waiting[:top]]
    more = f"还有 {len(waiting) - top} 条 more" if len(waiting) > top else ""
    out().print(table("待定 to review", (ID, "读到的 what was read", "是不是 is it", "#像 score", "为什么 why"), rows,
                      caption=more, lines=True))
    if rows:
        out().print("接着 next：orgraph review decide 编号 same|different|later")


def _row(review: Review) -> tuple[str, ...]:
    one = review.proposal
    at = " ".join(filter(None, (one.where.file, one.where.sheet, f"第 {one.where.row} 行", one.where.column)))
    why = "；".join(one.reasons) + ("（以后再定 later）" if review.verdict == "later" else "")
    return one.key, f"{one.text}\n{at}", f"{kind_label(one.kind)} {one.path}", f"{one.score:.2f}", why


@app.command("decide")
def decide(
    keys: Keys = None, by: By = None, db: Db = None,
    all_above: Above = None, as_json: Json = False,
) -> None:
    """判断是不是同一个，下次导入时生效 decide; applied at the next load."""
    from orgraph.stores.reviews import VERDICTS

    *named, verdict = keys or ["same"]
    if verdict not in VERDICTS or (all_above is None) == (not named):
        raise UsageError("要写编号和结论，或只写 --all-above 和结论 (keys and a verdict, or --all-above and a verdict)",
                         hint="orgraph review decide 编号 same · orgraph review decide --all-above 0.95 same")
    with opened(db, empty=True) as graph:
        done = graph.decide(named, verdict, by=by or login(), all_above=all_above)
    _tell(done, f"{VERDICTS[verdict]} {verdict}", as_json=as_json)


@app.command("undo")
def undo(keys: Annotated[list[str], typer.Argument(metavar="编号…")], by: By = None, db: Db = None,
         as_json: Json = False) -> None:
    """收回判断 take decisions back."""
    with opened(db, empty=True) as graph:
        done = graph.undo(keys, by=by or login())
    _tell(done, "收回 undone", as_json=as_json)


@app.command("history")
def history(db: Db = None, as_json: Json = False) -> None:
    """所有判断，新的在前 all decisions, newest first."""
    from orgraph.stores.reviews import VERDICTS

    with opened(db, empty=True) as graph:
        found = graph.store.queue.history()
    if as_json:
        print_json([asdict(one) | {"at": one.at.isoformat()} for one in found])
        return
    rows = [(f"{one.at:%Y-%m-%d %H:%M}", one.by, VERDICTS.get(one.verdict, "收回 undone"), one.text, one.name, one.key)
            for one in found]
    columns = ("时间 when", "谁 who", "结论 verdict", "读到的 text", "是不是 is it", ID)
    out().print(table("判断 decisions", columns, rows))


def _tell(done: list[Review], what: str, *, as_json: bool) -> None:
    if as_json:
        print_json([review.to_dict() for review in done])
        return
    for review in done:
        out().print(f"{what}：{review.proposal.text} — {review.proposal.path}")
    notes().print(f"{len(done)} 条，下次导入时生效 (applied at the next load)")
