"""`orgraph find` and `orgraph show`: one organisation, person, area or anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orgraph.cli.options import Area, AsOf, Db, InGeneration, Json, moment
from orgraph.cli.output import kind_label, notes, out, print_json, show_warnings, table

if TYPE_CHECKING:
    from rich.console import Console

    from orgraph.queries.entity import EntityResult
    from orgraph.results import SourceRef

RELATIONS = 60  # shown in the table; --json has them all


def find(
    name: Annotated[str, typer.Argument(metavar="名称", help="名称、别名、代码或编号 name, alias, code or number")],
    db: Db = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="类别", help="哪一类 kind, 街道 or Street")] = None,
    area: Area = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    as_json: Json = False,
) -> None:
    """按名称查找 everything that a name may mean."""
    with moment(db, as_of, generation) as now:
        result = now.find(name, kind=kind, area=area)
    if as_json:
        print_json(result.to_dict())
    elif result.results:
        columns = ("编号 id", "名称 name", "类别 kind", "在哪 where", "在否 alive")
        out().print(table(f"“{name}” {len(result.results)} 个", columns, (
            (one.id, one.name, kind_label(one.kind), " ".join(one.area_path), "在 yes" if one.alive else "已终止 ended")
            for one in result.results)))
    else:
        notes().print(f"找不到“{name}”：换一个写法，或去掉 --kind、--area (nothing found)", style="yellow")
        show_warnings(result.warnings)


def show(
    name: Annotated[str, typer.Argument(metavar="编号或名称", help="id or name")],
    db: Db = None,
    as_of: AsOf = None,
    generation: InGeneration = None,
    as_json: Json = False,
) -> None:
    """一个单位、人或地方 one entity: posts, relations, source rows."""
    with moment(db, as_of, generation) as now:
        result = now.show(name)
    if as_json:
        print_json(result.to_dict())
        return
    console = out()
    _show_entity(console, result)
    if result.posts:
        console.print(table("任职 posts", ("谁 who", "职务 role", "在哪 where", "任期 term", "来源 source"), (
            (one.person.name, one.role, one.organization.name, _term(one.start, one.end), _row(one.source))
            for one in result.posts)))
    if result.organizations:
        console.print("组织：" + "、".join(one.name for one in result.organizations))
    if result.relations:
        rest = len(result.relations) - RELATIONS
        columns = ("关系 relation", "对方 other", "角色 role", "期限 term", "来源 source")
        console.print(table("关系 relations", columns, (
            (f"{'→' if one.direction == 'out' else '←'} {one.label}", one.other.name, one.role,
             _term(one.start, one.end), _row(one.source)) for one in result.relations[:RELATIONS]),
            caption=f"还有 {rest} 条，用 --json 看全 more" if rest > 0 else ""))
    show_warnings(result.warnings)


def _show_entity(console: Console, result: EntityResult) -> None:
    from orgraph.vocabulary import vocabulary

    one, words = result.entity, vocabulary()
    lines = [("编号 id", one.id), ("类别 kind", kind_label(one.kind)), ("在哪 where", " ".join(one.area_path)),
             ("代码 code", one.code), ("部门编号 number", one.number), ("又名 aliases", "、".join(one.aliases)),
             ("存续 lifetime", _term(one.start, one.end)), ("在否 alive", "在 yes" if one.alive else "已终止 ended"),
             ("联系方式 contact", one.contact.value if one.contact else ""),
             *((words.properties[name].zh, str(value)) for name, value in one.props.items()),
             ("下次会议 next meeting", result.next_meeting), ("步骤 steps", " → ".join(result.steps)),
             ("到哪一步 step", result.step_on), ("出自 source", _row(one.source))]
    console.print(table(f"{one.name} · {result.as_of}", ("", ""), [line for line in lines if line[1]]))


def _term(start: str | None, end: str | None) -> str:
    return f"{start or ''} — {end or ''}" if start or end else ""


def _row(source: SourceRef) -> str:
    return " ".join(filter(None, (source.file, source.sheet, f"第 {source.row} 行")))
