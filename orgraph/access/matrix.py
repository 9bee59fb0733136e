"""The rights matrix as a workbook: who may do what, and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orgraph.access.rights import rights
from orgraph.access.users import LOCAL_ROLE, User
from orgraph.exports.cells import Cell, add_sheet, open_workbook

_YES = "✓"


def header() -> list[str]:
    """The columns: the action, and each role that is given to people."""
    return ["权限 right", *(f"{role.zh} {role.en}" for name, role in rights().role.items() if name != LOCAL_ROLE)]


def rows() -> list[list[Cell]]:
    """A row an action."""
    roles = [name for name in rights().role if name != LOCAL_ROLE]
    return [[f"{action.zh} {action.en}", *(_YES if role in action.roles else "" for role in roles)]
            for action in rights().action.values()]


def write_matrix(path: Path, users: Sequence[tuple[User, Sequence[str]]] = ()) -> None:
    """Write the matrix, and the users with the names of their areas on a second sheet."""
    with open_workbook(path) as book:
        add_sheet(book, "权限 rights", header(), rows(), widths=(60,))
        add_sheet(book, "用户 users", ("用户 user", "角色 role", "区域 areas", "状态 state"),
                  [(user.name, rights().role[user.role].zh, "；".join(areas) or "全部 everywhere",
                    "停用 disabled" if user.disabled else "可用 enabled") for user, areas in users],
                  widths=(24, 20, 60, 16))
