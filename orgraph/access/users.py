"""Users: a name, a role, the areas they answer for, and a password of which only its hash is kept."""

from __future__ import annotations

import json
import re
import sqlite3
import time
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from orgraph.access import passwords
from orgraph.access.caller import Caller, Via
from orgraph.access.database import Database
from orgraph.access.rights import rights
from orgraph.errors import NotFound, UsageError

_NAME = re.compile(r"[^\W_][\w.@-]{0,63}")
LOCAL_ROLE = "local"
ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class User:
    """One user; times are seconds since 1970."""

    name: str
    role: str
    areas: tuple[str, ...]
    disabled: bool
    must_change: bool
    made_at: float
    last_login: float | None

    def caller(self, via: Via) -> Caller:
        """The user as the one who asks."""
        return Caller(self.name, self.role, self.areas, via)


def checked_name(name: str) -> str:
    """A name as it is kept: one spelling however it was typed. Raises UsageError."""
    found = unicodedata.normalize("NFKC", name).strip().casefold()
    if not _NAME.fullmatch(found):
        raise UsageError("名称用字母、汉字、数字和 . - _ @，最多 64 个字符 (letters, digits, . - _ @, at most 64)",
                         code="user-name")
    return found


def checked_role(role: str) -> str:
    """A role that may be given. Raises UsageError."""
    given = [name for name in rights().role if name != LOCAL_ROLE]
    if role not in given:
        raise UsageError(f"没有这个角色：{role} (no such role)", hint="、".join(given), code="role")
    return role


class Users:
    """All users of a service database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._some = False

    def exist(self) -> bool:
        """Whether there is any, disabled ones counted: users are never deleted, so yes stays yes."""
        self._some = self._some or self._database.row("SELECT 1 FROM users") is not None
        return self._some

    def every(self) -> list[User]:
        """All of them, by name."""
        return [_user(row) for row in self._database.rows("SELECT * FROM users ORDER BY name")]

    def get(self, name: str) -> User:
        """The user of a name. Raises NotFound."""
        row = self._database.row("SELECT * FROM users WHERE name = ?", checked_name(name))
        if row is None:
            raise NotFound(f"没有这个用户：{name} (no such user)", hint="orgraph users list")
        return _user(row)

    def add(self, name: str, password: str, role: str, areas: Collection[str] = (), *, must_change: bool = False
            ) -> User:
        """A new user. Raises UsageError for a name that is taken, a role there is not, a weak password."""
        name, role = checked_name(name), checked_role(role)
        passwords.check(password, name)
        kept = passwords.hashed(password)
        try:
            with self._database.writing() as writing:
                writing.execute(
                    "INSERT INTO users (name, password, role, areas, must_change, made_at) VALUES (?, ?, ?, ?, ?, ?)",
                    (name, kept, role, json.dumps(sorted(areas)), must_change, time.time()))
        except sqlite3.IntegrityError:
            raise UsageError(f"已有这个用户：{name} (there is such a user)", code="user-name") from None
        return self.get(name)

    def set(self, name: str, *, role: str | None = None, areas: Collection[str] | None = None,
            disabled: bool | None = None) -> User:
        """Change what is given. Whoever loses or changes rights has to sign in again. Raises NotFound, UsageError."""
        user = self.get(name)
        role = user.role if role is None else checked_role(role)
        areas = user.areas if areas is None else areas
        disabled = user.disabled if disabled is None else disabled
        with self._database.writing() as writing:
            writing.execute("UPDATE users SET role = ?, areas = ?, disabled = ? WHERE name = ?",
                            (role, json.dumps(sorted(areas)), disabled, user.name))
            others = writing.execute("SELECT 1 FROM users WHERE role = ? AND NOT disabled",
                                     (ADMINISTRATOR,)).fetchone()
            if user.role == ADMINISTRATOR and not user.disabled and others is None:  # so it all never happened
                raise UsageError("至少要留一个能用的管理员 (one administrator has to stay)", code="last-administrator")
            writing.execute("DELETE FROM sessions WHERE user = ?", (user.name,))
        return self.get(name)

    def set_password(self, name: str, password: str, *, must_change: bool) -> None:
        """Another password; all their sessions end. Raises NotFound, UsageError for a weak one."""
        user = self.get(name)
        passwords.check(password, user.name)
        kept = passwords.hashed(password)
        with self._database.writing() as writing:
            writing.execute("UPDATE users SET password = ?, must_change = ? WHERE name = ?",
                            (kept, must_change, user.name))
            writing.execute("DELETE FROM sessions WHERE user = ?", (user.name,))

    def with_password(self, name: str, password: str) -> User | None:
        """The user of a name and password who may sign in; None says no more than no, and takes as long."""
        try:
            row = self._database.row("SELECT * FROM users WHERE name = ?", checked_name(name))
        except UsageError:
            row = None
        if not passwords.fits(row["password"] if row else None, password) or row is None or row["disabled"]:
            return None
        again = passwords.hashed(password) if passwords.outdated(row["password"]) else row["password"]
        with self._database.writing() as writing:
            writing.execute("UPDATE users SET password = ? WHERE name = ? AND password = ?",
                            (again, row["name"], row["password"]))
            writing.execute("UPDATE users SET last_login = ? WHERE name = ?", (time.time(), row["name"]))
        return _user(row)


def _user(row: sqlite3.Row) -> User:
    return User(row["name"], row["role"], tuple(json.loads(row["areas"])), bool(row["disabled"]),
                bool(row["must_change"]), row["made_at"], row["last_login"])
