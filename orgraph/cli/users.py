"""`orgraph users`: who may get in. Passwords are asked for or read from a file, never an argument that others see."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from orgraph.cli.options import Db, Json, login, opened
from orgraph.cli.output import notes, out, print_json, table
from orgraph.cli.recorded import access_to, record
from orgraph.errors import UsageError

app = typer.Typer(help="用户、密钥和权限 users, keys and rights", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="名称", help="用户或密钥的名称 name of a user or key")]
Role = Annotated[str, typer.Option("--role", metavar="角色", help="角色，见 matrix role")]
Areas = Annotated[list[str] | None, typer.Option("--area", metavar="区域", show_default="全部 everywhere",
                                                help="负责的区域，可重复 areas they answer for, repeated")]
PasswordFile = Annotated[Path | None, typer.Option(
    "--password-file", metavar="FILE", allow_dash=True, show_default="询问 asked for",
    help="密码所在文件的第一行，- 为标准输入 first line of a file, - for standard input")]


@app.command()
def add(name: Name, role: Role, area: Areas = None, password_file: PasswordFile = None, db: Db = None,
        must_change: Annotated[bool, typer.Option("--must-change", help="首次登录须改密码 at the first login")] = False,
        ) -> None:
    """新增用户 a new user."""
    with access_to(db) as access:
        user = access.users.add(name, _password(password_file), role, _ids(db, area), must_change=must_change)
        record(access, "users", "users add", user=user.name, role=user.role, areas=list(user.areas))
        out().print(f"{user.name}　{user.role}　{'、'.join(user.areas) or '全部区域 everywhere'}")


@app.command("list")
def list_(db: Db = None, as_json: Json = False) -> None:
    """用户和密钥 users and keys."""
    with access_to(db) as access:
        users, keys = access.users.every(), access.keys.every()
    if as_json:
        print_json({"users": [{"name": u.name, "role": u.role, "areas": u.areas, "disabled": u.disabled,
                               "must_change": u.must_change} for u in users],
                    "keys": [{"name": k.name, "role": k.role, "areas": k.areas, "good": k.good} for k in keys]})
        return
    everywhere = "全部 everywhere"
    out().print(table("用户 users", ("用户 user", "角色 role", "区域 areas", "状态 state"), (
        (u.name, u.role, "、".join(u.areas) or everywhere, "停用 disabled" if u.disabled else "") for u in users)))
    if keys:
        out().print(table("密钥 keys", ("密钥 key", "角色 role", "区域 areas", "状态 state"), (
            (k.name, k.role, "、".join(k.areas) or everywhere, "" if k.good else "失效 not valid") for k in keys)))


@app.command("set")
def set_(name: Name, area: Areas = None,
         role: Annotated[str | None, typer.Option("--role", metavar="角色", help="新角色 new role")] = None,
         everywhere: Annotated[bool, typer.Option("--everywhere", help="全部区域 all areas")] = False,
         enable: Annotated[bool, typer.Option("--enable", help="恢复停用的用户 enable again")] = False,
         db: Db = None) -> None:
    """改角色或区域，须重新登录 another role or other areas; they sign in again."""
    with access_to(db) as access:
        areas = [] if everywhere else _ids(db, area) if area else None
        user = access.users.set(name, role=role, areas=areas, disabled=False if enable else None)
        record(access, "users", "users set", user=user.name, role=user.role, areas=list(user.areas),
               disabled=user.disabled)


@app.command()
def disable(name: Name, db: Db = None) -> None:
    """停用用户，其会话立即结束 disable a user; their sessions end."""
    with access_to(db) as access:
        user = access.users.set(name, disabled=True)
        record(access, "users", "users disable", user=user.name)
        if left := [key.name for key in access.keys.every() if key.good and key.made_by == user.name]:
            notes().print(f"其所发密钥仍有效 keys that they made still open: {'、'.join(left)}（orgraph users revoke）")


@app.command()
def password(name: Name, password_file: PasswordFile = None, db: Db = None) -> None:
    """重设密码，首次登录须再改 another password, to be changed at the next login."""
    with access_to(db) as access:
        user = access.users.get(name)
        access.users.set_password(user.name, _password(password_file), must_change=True)
        record(access, "users", "users password", user=user.name)


@app.command()
def key(name: Name, role: Role, area: Areas = None, db: Db = None,
        days: Annotated[int, typer.Option("--days", min=1, metavar="N", help="有效天数 good for days")] = 365) -> None:
    """新增密钥，只显示一次 a new key of a program, shown once."""
    with access_to(db) as access:
        areas = _ids(db, area)
        made = access.keys.make(name, role, areas, days=days, by=login())
        record(access, "users", "users key", key=name, role=role, areas=areas, days=days)
    notes().print("密钥只显示这一次 (shown this once)：")
    print(made)


@app.command()
def revoke(name: Name, db: Db = None) -> None:
    """撤销密钥 a key opens nothing any more."""
    with access_to(db) as access:
        access.keys.revoke(name)
        record(access, "users", "users revoke", key=name)


@app.command()
def matrix(file: Annotated[Path, typer.Argument(dir_okay=False, metavar="FILE.xlsx")], db: Db = None) -> None:
    """权限表 the rights matrix, and who has which role where."""
    from orgraph.access.areas import area_names
    from orgraph.access.matrix import write_matrix

    with access_to(db) as access, opened(db, empty=True, note=False) as graph:
        now = graph.at()
        write_matrix(file, [(user, area_names(now, user.areas)) for user in access.users.every()])
    notes().print(f"→ {file}")


def _ids(db: str | None, names: list[str] | None) -> list[str]:
    if not names:
        return []
    from orgraph.access.areas import area_ids

    with opened(db, note=False) as graph:
        return area_ids(graph.at(), names)


def _password(file: Path | None) -> str:
    if file is None:
        if not sys.stdin.isatty():
            raise UsageError("没有终端可以询问密码 (no terminal to ask at)", hint="--password-file FILE | -")
        found: str = typer.prompt("密码 password", hide_input=True, confirmation_prompt=True)
        return found
    text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
    return text.partition("\n")[0].rstrip("\r")
