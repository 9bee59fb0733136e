"""`orgraph rules`: the rules, and the workbench for those who write them; `orgraph waivers`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.options import Area, AsOf, Db, InGeneration, Json, moment, opened
from orgraph.cli.output import ID, out, print_json, show_warnings, table
from orgraph.errors import NotFound

if TYPE_CHECKING:
    from orgraph.queries.coverage.explained import Explained, ModeWalk
    from orgraph.queries.coverage.results import Gap
    from orgraph.queries.coverage.rules import Rule

app = typer.Typer(no_args_is_help=False, help="覆盖规则 the coverage rules: list, check, explain, test")

Folder = Annotated[Path | None, typer.Option(
    "--rules", "--folder", envvar="ORGRAPH_RULES", exists=True, file_okay=False, metavar="文件夹",
    help="本地规则 local rules, which override or extend")]
_STATES = {"in force": "有效", "expired": "已到期", "not yet": "未生效"}
_SORTS = {"covered": "已建", "missing": "未建", "waived": "豁免", "": "不适用"}


@app.callback(invoke_without_command=True)
def default(ctx: typer.Context, folder: Folder = None, as_json: Json = False) -> None:
    """覆盖规则 the coverage rules, local ones too."""
    if ctx.invoked_subcommand is None:
        list_(folder, as_json)


@app.command("list")
def list_(folder: Folder = None, as_json: Json = False) -> None:
    """列出规则 list the rules."""
    found = _rules(folder).values()
    if as_json:
        print_json([rule.model_dump(mode="json", exclude={"example"}) for rule in found])
        return
    out().print(table(f"规则 rules（{len(found)}）", (ID, "名称 title", "级别 severity", "依据 basis"), (
        (rule.id, f"{rule.title.zh}\n{rule.title.en}", rule.severity, rule.basis.cited) for rule in found)))


@app.command("check")
def check(folder: Folder = None, as_json: Json = False) -> None:
    """检查规则文件 check schema, patterns and vocabulary, and find what can never be. Exit 1 if anything is wrong."""
    from orgraph.queries.coverage.lint import check_rules

    problems = check_rules(folder)
    if as_json:
        print_json([problem.model_dump() for problem in problems])
    elif problems:
        out().print(table("问题 problems", ("文件 file", "规则 rule", "级别 level", "问题 problem"), (
            (problem.file, problem.rule, problem.level, problem.text) for problem in problems), lines=True))
    else:
        out().print("规则都没有问题 no problems")
    if any(problem.level == "error" for problem in problems):
        raise typer.Exit(1)


@app.command("test")
def examples(
    rules: Annotated[list[str] | None, typer.Argument(metavar="[规则…]", help="编号，不写就是全部 rule ids")] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """用规则自带的例子检验 run the examples that the rules carry. Exit 1 if a rule finds otherwise than they say."""
    from orgraph.queries.coverage.examples import run_examples

    known = _rules(folder)
    ran = list(run_examples([_rule(known, name) for name in rules or known]))
    wrong = [(one, miss) for one in ran for miss in one.wrong]
    if as_json:
        print_json({"examples": len(ran), "wrong": [
            {"rule": one.rule, "example": one.number, "focus": miss.focus, "expected": miss.expected,
             "found": miss.found} for one, miss in wrong]})
    else:
        if wrong:
            out().print(table("和例子不符 not as the examples say", (
                "规则 rule", "#例子 example", "对象 focus", "应为 expected", "实为 found"), (
                (one.rule, one.number, miss.focus, _sort(miss.expected), _sort(miss.found)) for one, miss in wrong)))
        failed = len({(one.rule, one.number) for one, _ in wrong})
        out().print(f"{len(ran)} 个例子，{failed} 个不符 ({len(ran)} examples, {failed} failed)")
    if wrong:
        raise typer.Exit(1)


@app.command("explain")
def explain(
    rule: Annotated[str, typer.Argument(metavar="规则", help="编号 rule id")],
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    focus: Annotated[str | None, typer.Option("--focus", metavar="对象", help="只看它 one focus, id or name")] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """规则一步一步怎么走，每一步还剩多少 what a rule walks, step by step; for one focus where it stops and why."""
    with opened(db) as graph:
        now = graph.at(as_of, generation)
        now.rules = _rules(folder)
        answer = now.explain(rule, area=area, focus=focus)
    if as_json:
        print_json(answer.to_dict())
    else:
        _show(answer)


def waivers(
    db: Db = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    expiring: Annotated[int | None, typer.Option(
        "--expiring", min=0, metavar="天数", help="只看这些天内到期的 only those that end within so many days")] = None,
    as_json: Json = False,
) -> None:
    """豁免了什么、谁批准、到哪一天 waivers: of what, by whom, until when, and the gap that each hides."""
    with moment(db, as_of, generation) as now:
        answer = now.waivers(area=area, expiring=expiring)
    if as_json:
        print_json(answer.to_dict())
        return
    out().print(table(f"豁免 waivers · {answer.as_of}（{len(answer.waivers)}）", (
        "状态 state", "规则 rule", "对象 focus", "原因、批准 reason, approver", "期间 period", "遮住的缺口 hides"), (
        (_STATES[line.state], f"{line.title}\n{line.rule}", f"{line.focus.name}\n{' '.join(line.focus.area_path[-2:])}",
         f"{line.reason}\n{line.approver}", f"{line.start or ''}—{line.end or ''}", line.hides or "—")
        for line in answer.waivers), lines=True))
    show_warnings(answer.warnings)


def _rules(folder: Path | None) -> dict[str, Rule]:
    from orgraph.queries.coverage import load_rules

    return load_rules(folder)


def _rule(known: dict[str, Rule], name: str) -> Rule:
    if name not in known:
        raise NotFound(f"没有这条规则：{name} (no such rule)", hint="orgraph rules")
    return known[name]


def _sort(name: str) -> str:
    return f"{_SORTS[name]} {name}".strip()


def _show(answer: Explained) -> None:
    console = out()
    where = answer.asked.name if answer.asked else answer.area.name if answer.area else "全部区域 everywhere"
    console.print(f"{answer.title} {answer.rule} · {where} · {answer.as_of}", style="bold")
    console.print(f"对象 focus：{answer.focus_zh}  {answer.focus}\n符合 fit {answer.fits}")
    for exempt in answer.exempt:
        console.print(f"除外 except {exempt.through}：{exempt.zh}  {exempt.text}")
    console.print(f"应建 eligible {answer.eligible} = 已建 covered {answer.covered} + 未建 missing {answer.missing} + "
                  f"豁免 waived {answer.waived}")
    for mode in answer.modes:
        _show_mode(mode)
    if answer.gap:
        _show_gap(answer.gap)


def _show_mode(mode: ModeWalk) -> None:
    sort = "，工作覆盖 by work" if mode.work else ""
    out().print(table(
        f"方式 mode：{mode.title} {mode.mode}{sort}", (
            "#步 step", "走法 walks", "模式 pattern", "#还剩 through", "汇合 joins"), (
            (number, step.zh, step.text, step.through, "、".join(step.joins))
            for number, step in enumerate(mode.steps, 1)), caption=f"算在这种方式名下 counted：{mode.counted}"))
    if mode.stopped:
        there = [f"{one.at.name} → {one.found.name}：{'；'.join(one.lacks)}" for one in mode.found]
        out().print("\n  ".join([f"停在第 {mode.stopped} 步 stopped：", *(there or ["没有 nothing there"])]))


def _show_gap(gap: Gap) -> None:
    console = out()
    owner = " ".join(ref.name for ref in (gap.owner.organization, gap.owner.person) if ref) if gap.owner else "—"
    console.print(f"缺口 gap {gap.id}：{gap.message}\n起 since {gap.since or '—'}；负责 owner {owner}")
    for near in gap.nearest:
        console.print(f"最接近 nearest：{near.name}（{near.why}）{near.lacks}")
    for proposal in gap.proposals:
        console.print(f"可补 proposal：{proposal.who.name}（{proposal.from_.name}）→ {proposal.to.name} {proposal.role}"
                      f"，依据 {proposal.basis}；现有职务 {proposal.posts_now}，距离 {proposal.distance}")
        effects = proposal.effects
        if effects:
            closes = "、".join(f"{one.focus.name} {one.rule}" for one in effects.closes)
            console.print(f"  补上 closes：{closes or '—'}")
            joins = {True: "是", False: "否", None: "太远未定"}[effects.joins_islands]
            console.print(f"  连通孤岛 joins islands：{joins}；唯一的联系 single points "
                          f"+{len(effects.first_ties)} −{len(effects.relieves)}")
