"""`orgraph call …`: the question itself, whether every chain ends at somebody, what came of calls, and replays."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from orgraph.cli.call import PARTS, call
from orgraph.cli.options import Area, AsOf, By, Db, Json, Top, login, opened
from orgraph.cli.output import ID, notes, out, percent, print_json, show_warnings, table

if TYPE_CHECKING:
    from orgraph.queries.who_to_call.proof.lint import LintHole, LintResult
    from orgraph.referrals import HistoryResult, ReplayResult
    from orgraph.referrals.fit import FitResult

ASK = "ask"
_SHOWN = 40


class _AskByDefault(TyperGroup):
    """A group in which whatever is no sub-command is the question: `orgraph call 路灯不亮 --at 某小区`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the default command before what is none."""
        if not args or args[0] not in (*self.commands, *ctx.help_option_names):
            args = [ASK, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_AskByDefault,
    help="该找谁 whom to call：orgraph call 诉求 --at 地点。诉求和下面的命令同名时写 orgraph call ask 诉求")
app.command(ASK, help="该找谁，ask 可以省略 whom to call; the word ask may be left out")(call)


def _now() -> dt.datetime:
    from orgraph.dates import SHANGHAI

    return dt.datetime.now(SHANGHAI)


@app.command("lint")
def lint(db: Db = None, area: Area = None, as_of: AsOf = None, top: Top = _SHOWN, as_json: Json = False) -> None:
    """每处每事都找得到人吗 whether every place × topic ends at somebody; 找不到时退出码为 1 exit 1 if not."""
    with opened(db) as graph:
        result = graph.at(as_of).call_lint(area=area)
    if as_json:
        print_json(result.to_dict())
    else:
        _show_lint(result, top)
    if result.holes:
        raise typer.Exit(1)


def _show_lint(result: LintResult, top: int) -> None:
    from orgraph.queries.who_to_call.proof.steps import WORDS

    where = result.area.name if result.area else "全部区域 everywhere"
    ends = result.ends
    out().print(table(f"{where} · {result.as_of}：{result.places:,} 处 places × {result.topics} 类事项 topics", (
        "到哪里为止 ends at", "#处×事 pairs", "#"), [
            (label, f"{ends[name]:,}", percent(ends[name] / result.pairs if result.pairs else None))
            for name, label in (("unit", "本地单位有人接 a unit"), ("ladder", "逐级上报有人接 the ladder"),
                                ("nobody", "没有人 nobody"))]))
    for title, holes in (("断链 chains that end at nobody", result.holes), ("弱环 weak steps", result.weak)):
        if holes:
            more = f"还有 {len(holes) - top:,} 处 more" if len(holes) > top else ""
            out().print(table(title, ("什么 what", "哪里 where", "缺口 gap"), (
                (WORDS[one.what], one.message + (f"（{one.topics} 类事项 topics）" if one.topics else ""), _gap(one))
                for one in holes[:top]), caption=more, lines=True))
    if result.without:
        first = list(result.without.items())[:5]
        out().print("本地没有单位接、要往上报的事项 without a unit of their own：" + "、".join(
            f"{topic} {count:,} 处" for topic, count in first))


def _gap(one: LintHole) -> str:
    return f"{one.gap}\n{one.rule}" if one.gap else "—"


@app.command("record")
def record(
    kept: Annotated[str, typer.Argument(metavar="派单", help="call --keep 给的编号 the id that call --keep gave")],
    unit: Annotated[str, typer.Option("--unit", metavar="单位", help="打给了谁 the unit that was called")],
    outcome: Annotated[str, typer.Option(
        "--outcome", metavar="结果", help="accepted 接了、refused 退回、solved 办结、unsolved 没办成、"
                                         "unreachable 联系不上")],
    db: Db = None,
    reason: Annotated[str, typer.Option("--reason", metavar="原因", help="为什么退回 why")] = "",
    better: Annotated[str, typer.Option("--better", metavar="单位", help="该归谁 the unit that it belongs to")] = "",
    satisfied: Annotated[int | None, typer.Option("--satisfied", metavar="1-5", help="满意度 how satisfied")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="哪天，不写是今天 the day")] = None,
    by: By = None,
    as_json: Json = False,
) -> None:
    """记下一次派单的结果，只加不改 put on record what came of a call; nothing is ever changed or removed."""
    from orgraph.referrals import say

    with opened(db) as graph:
        said = say(graph, kept, unit=unit, outcome=outcome, on=on, reason=reason, better=better, satisfied=satisfied,
                   by=by or login(), now=_now())
    if as_json:
        print_json({"call": said.call, "unit": said.unit, "outcome": said.outcome, "day": said.day.isoformat(),
                    "reason": said.reason, "better": said.better or None, "satisfied": said.satisfied, "by": said.by,
                    "at": said.at.isoformat(timespec="seconds")})
        return
    notes().print(f"已记录 recorded：{said.call} {said.unit} {said.outcome}")
    if said.outcome == "refused" and not said.better:
        notes().print("→ 知道该归谁时，再记一次并加 --better 单位 (say whose it is when you know)")


@app.command("history")
def history(
    db: Db = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="单位", help="只看这个单位 of this unit only")] = None,
    top: Top = _SHOWN,
    as_json: Json = False,
) -> None:
    """留存的派单和结果，谁在什么时候说的 kept calls and what came of them: who said what, when."""
    from orgraph.referrals import history as told

    with opened(db) as graph:
        result = told(graph, unit=unit)
    if as_json:
        print_json(result.to_dict())
    else:
        _show_history(result, top)


def _show_history(result: HistoryResult, top: int) -> None:
    from orgraph.stores.referrals import OUTCOMES

    rows = []
    for one in result.calls[:top]:
        said = "\n".join(" ".join(filter(None, (
            word.day, word.unit.name, OUTCOMES[word.outcome], word.reason,
            f"应归 {word.better.name}" if word.better else "",
            f"满意度 {word.satisfied}" if word.satisfied else "", f"（{word.by}）" if word.by else "")))
            for word in one.said)
        rows.append((one.id, f"{one.text}\n{' '.join(one.places)} {one.as_of}", "\n".join(
            unit.name for unit in one.units[:3]), said or "—"))
    more = f"还有 {len(result.calls) - top} 次 more" if len(result.calls) > top else ""
    out().print(table("派单 calls", (ID, "诉求 matter", "建议 named", "结果 outcome"), rows, caption=more, lines=True))
    counted = "、".join(f"{OUTCOMES[name]} {count}" for name, count in result.outcomes.items())
    notes().print(f"{counted or '还没有结果 no outcome yet'}；没有回音 waiting {result.waiting}")


@app.command("replay")
def replay(
    file: Annotated[Path | None, typer.Argument(
        exists=True, dir_okay=False, metavar="[文件]",
        help="过去的案件：诉求、地点、日期、承办单位 past cases; 不写就只重放留存的派单 none: kept calls")] = None,
    db: Db = None,
    as_of: AsOf = None,
    top: Top = _SHOWN,
    as_json: Json = False,
) -> None:
    """过去的案件今天会找谁，留存的派单今天答得一样吗 past cases and kept calls over today's graph."""
    from orgraph.referrals import read_cases
    from orgraph.referrals import replay as again

    with opened(db) as graph:
        result = again(graph, read_cases(file) if file else [], as_of=as_of)
    if as_json:
        print_json(result.to_dict())
    else:
        _show_replay(result, top)


def _show_replay(result: ReplayResult, top: int) -> None:
    if result.cases:
        worst = sorted(result.cases, key=lambda one: (not one.nobody, not one.unreachable, one.rank == 1, one.row))
        columns = ("#行 row", "诉求 matter", "当时 then", "现在 now", "#名次 rank", "没人 nobody")
        out().print(table("过去的案件 past cases", columns, (
            (one.row, f"{one.text}\n{one.place}", one.unit, one.called.name if one.called else "—", one.rank or "—",
             "整条链 the whole chain" if one.nobody else "、".join(unit.name for unit in one.unreachable))
            for one in worst[:top]), lines=True,
            caption=f"还有 {len(worst) - top} 件 more" if len(worst) > top else ""))
        mrr = "—" if result.mrr is None else f"{result.mrr:.3f}"
        out().print(f"第一名 top-1 {percent(result.top1)}，前三 top-3 {percent(result.top3)}，MRR {mrr}；"
                    f"首位联系不上 unreachable {result.unreachable}，整条链没人 nobody {result.nobody}")
    changed = [one for one in result.kept if not one.same]
    if changed:
        heads = (ID, "诉求 matter", "变了什么 what changed")
        out().print(table("答得不一样的派单 kept calls with another answer", heads, (
            (one.id, one.text, "、".join(one.changed) or "—") for one in changed[:top]), lines=True))
    out().print(f"留存的派单 kept calls {len(result.kept)}，一字不差 the same to the bit {result.same}")


@app.command("fit")
def fit(
    file: Annotated[Path, typer.Argument(
        exists=True, dir_okay=False, metavar="文件", help="办结的案件：诉求、地点、日期、承办单位 past cases")],
    db: Db = None,
    as_of: AsOf = None,
    to: Annotated[Path | None, typer.Option(
        "--out", metavar="文件", help="写成权重文件，设 ORGRAPH_RANKING 才会用它 a file to use")] = None,
    as_json: Json = False,
) -> None:
    """用过去的案件拟合得分的权重，只报告，不自动采用 fit the weights of the score, reported only."""
    from orgraph.referrals import read_cases
    from orgraph.referrals.fit import fit as fitted
    from orgraph.referrals.fit import toml_of

    with opened(db) as graph:
        result = fitted(graph, read_cases(file), as_of=as_of)
        text = toml_of(result.weights, graph.ranking) if result.weights else ""
    if to and text:
        to.write_text(text, encoding="utf-8")
    if as_json:
        print_json(result.to_dict())
        return
    _show_fit(result)
    if to and text:
        notes().print(f"已写入 {to}，要采用：ORGRAPH_RANKING={to} (to use it)")


def _show_fit(result: FitResult) -> None:
    out().print(table(f"{result.cases} 件案件 cases，能用的 used {result.used}", ("", "现在 before", "拟合 after"), (
        (name, _figure(result.before.get(key)), _figure(result.after.get(key)))
        for name, key in (("第一名 top-1", "top1"), ("MRR", "mrr")))))
    if result.weights:
        out().print(table("权重 weights", ("", "#现在 before", "#拟合 after"), (
            (label, f"{result.weights_before[name]:.3f}", f"{result.weights[name]:.3f}")
            for name, label in PARTS.items())))
        out().print("没见过的案件上更好 better on cases not seen" if result.better else
                    "没见过的案件上并不更好，不建议采用 not better on cases not seen")
    show_warnings(result.warnings)


def _figure(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
