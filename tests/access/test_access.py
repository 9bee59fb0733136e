"""Users, sessions, keys and who is let in."""

from __future__ import annotations

import sqlite3
import stat
import time
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from openpyxl import load_workbook

from orgraph.access import passwords, rights
from orgraph.access.caller import LOCAL
from orgraph.access.database import Database
from orgraph.access.matrix import write_matrix
from orgraph.access.service import Access, Credentials
from orgraph.access.settings import AccessSettings
from orgraph.errors import DataError, NotFound, StoreError, Throttled, Unauthenticated, UsageError

STRONG = passwords._HASHER  # before the tests make it cheap
PASSWORD = "three unlike words 7"
OTHER = "another 4 unlike words"
HERE = Credentials(address="127.0.0.1", local=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that have passed since the test began, for all that reads the clock."""
    passed = [0.0]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + passed[0])
    return passed


def user(access: Access, name: str = "zhang", role: str = "dispatcher", areas: tuple[str, ...] = ("a-1",)) -> str:
    access.users.add(name, PASSWORD, role, areas)
    return access.sign_in(name, PASSWORD, "10.0.0.1")[1]


def found(access: Access, token: str) -> bool:
    return access.identify(Credentials(session=token)) is not None


def test_before_there_are_users_this_machine_alone_is_let_in(access: Access) -> None:
    identity = access.identify(HERE)
    assert identity is not None
    assert identity.caller == LOCAL
    assert access.identify(Credentials(address="10.0.0.1")) is None
    access.users.add("zhang", PASSWORD, "viewer")
    assert access.identify(HERE) is None
    access.users.set("zhang", disabled=True)
    assert access.identify(HERE) is None


def test_a_user_is_who_signed_in(access: Access) -> None:
    identity = access.identify(Credentials(session=user(access, "Zhang.San")))
    assert identity is not None
    assert (identity.caller.name, identity.caller.role, identity.caller.areas, identity.caller.via) == (
        "zhang.san", "dispatcher", ("a-1",), "session")
    assert access.identify(Credentials(session="made up")) is None


def test_nothing_secret_is_kept(access: Access, file: Path) -> None:
    token = user(access)
    key = access.keys.make("bot", "viewer")
    access.close()
    kept = b"".join(path.read_bytes() for path in file.parent.iterdir())
    for secret in (PASSWORD, token, key, key[4:]):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_passwords_cost_what_they_should() -> None:
    kept = STRONG.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert (passwords.outdated(kept), passwords.fits(kept, PASSWORD)) == (True, True)
    assert not passwords.fits(None, PASSWORD)


def test_a_password_kept_more_cheaply_is_kept_anew_at_the_next_sign_in(access: Access, monkeypatch: pytest.MonkeyPatch
                                                                        ) -> None:
    user(access)
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(2, 16, 1))
    for outdated in (True, False):
        kept = access._database.row("SELECT password FROM users")
        assert kept is not None
        assert passwords.outdated(kept["password"]) == outdated
        access.sign_in("zhang", PASSWORD)


def test_each_sign_in_is_a_new_session(access: Access) -> None:
    first, second = user(access), access.sign_in("zhang", PASSWORD)[1]
    assert first != second
    access.sessions.end(first)
    assert [found(access, token) for token in (first, second)] == [False, True]


def test_sessions_end_by_rest_and_by_age(access: Access, clock: list[float]) -> None:
    token = user(access)
    for _ in range(23):
        clock[0] += 1800  # half an hour, again and again
        assert found(access, token)
    clock[0] += 1801  # twelve hours since it began
    assert not found(access, token)
    token = access.sign_in("zhang", PASSWORD)[1]
    clock[0] += 3601
    assert not found(access, token)


@pytest.mark.parametrize("change", ["password", "role", "areas", "disabled", "all"])
def test_sessions_end_with_what_they_were_given_for(access: Access, change: str) -> None:
    token = user(access)
    if change == "password":
        access.users.set_password("zhang", OTHER, must_change=False)
    elif change == "all":
        assert access.sessions.end_all("zhang") == 1
    else:
        access.users.set("zhang", role="viewer" if change == "role" else None,
                         areas=() if change == "areas" else None, disabled=change == "disabled" or None)
    assert not found(access, token)


def test_a_changed_password_starts_a_new_session_and_ends_the_others(access: Access) -> None:
    old = user(access)
    who = access.users.get("zhang")
    with pytest.raises(Unauthenticated):
        access.change_password(who, OTHER, "yet another 5 words")
    with pytest.raises(UsageError):
        access.change_password(who, PASSWORD, PASSWORD)
    new = access.change_password(who, PASSWORD, OTHER)
    assert [found(access, token) for token in (old, new)] == [False, True]
    with pytest.raises(Unauthenticated):
        access.sign_in("zhang", PASSWORD)


@pytest.mark.parametrize("weak", ["short1!", "aaaaaaaaaaaaaa", "abababababab", "zhang 12345 xyz", "x" * 201])
def test_weak_passwords_are_refused_and_not_repeated(access: Access, weak: str) -> None:
    with pytest.raises(UsageError) as raised:
        access.users.add("zhang", weak, "viewer")
    assert weak not in str(raised.value.to_dict())
    assert access.users.every() == []


@pytest.mark.parametrize("name", ["", " ", "a b", "a" * 65, "<b>", "_x", "a/b", "a\nb"])
def test_odd_names_are_refused(access: Access, name: str) -> None:
    with pytest.raises(UsageError):
        access.users.add(name, PASSWORD, "viewer")


def test_a_name_is_one_however_it_is_written(access: Access) -> None:
    user(access, "ＺＨＡＮＧ")
    with pytest.raises(UsageError, match="zhang"):
        access.users.add("Zhang", PASSWORD, "viewer")
    assert access.sign_in(" ZHANG ", PASSWORD)[0].name == "zhang"


@pytest.mark.parametrize("role", ["local", "nix", ""])
def test_only_roles_of_people_are_given(access: Access, role: str) -> None:
    with pytest.raises(UsageError):
        access.users.add("zhang", PASSWORD, role)
    with pytest.raises(UsageError):
        access.keys.make("bot", role)


def test_one_administrator_stays(access: Access) -> None:
    access.users.add("first", PASSWORD, "administrator")
    access.users.add("second", PASSWORD, "administrator")
    access.users.set("second", disabled=True)
    for change in ({"disabled": True}, {"role": "viewer"}):
        with pytest.raises(UsageError, match="管理员"):
            access.users.set("first", **change)  # type: ignore[arg-type]
    assert access.users.get("first").role == "administrator"


def test_the_first_administrator_is_made_once_with_a_password_of_their_own(access: Access) -> None:
    password = access.first_administrator()
    assert password is not None
    assert access.first_administrator() is None
    admin, _ = access.sign_in("admin", password)
    assert (admin.role, admin.must_change) == ("administrator", True)
    access.change_password(admin, password, PASSWORD)
    assert not access.users.get("admin").must_change
    assert passwords.made_up() != passwords.made_up()


def test_failures_say_the_same_whoever_is_meant(access: Access) -> None:
    user(access)
    access.users.add("gone", PASSWORD, "viewer")
    access.users.set("gone", disabled=True)
    told = set()
    for name, password in (("zhang", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD), ("a b", "wrong")):
        with pytest.raises(Unauthenticated) as raised:
            access.sign_in(name, password, "10.0.0.2")
        told.add(str(raised.value.to_dict()))
    assert len(told) == 1


@pytest.mark.parametrize("name", ["zhang", "nobody", "a b"])
def test_a_failure_costs_the_same_whoever_is_meant(access: Access, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    user(access)
    looked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 — argon2's name
            looked.append(str(hash)[:20])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting(1, 8, 1))
    with pytest.raises(Unauthenticated):
        access.sign_in(name, "wrong")
    assert looked == ["$argon2id$v=19$m=8,t"]


@pytest.mark.parametrize("name", ["zhang", "nobody"])
def test_a_name_is_slowed_down_from_wherever_and_restarts_forget_nothing(
        access: Access, file: Path, clock: list[float], name: str) -> None:
    user(access)
    for number in range(5):
        with pytest.raises(Unauthenticated):
            access.sign_in(name, "wrong", f"10.0.1.{number}")
    again = Access(AccessSettings(access=file), "")
    waits = []
    for _ in range(7):
        with pytest.raises(Throttled) as raised:
            again.sign_in(name, PASSWORD, "10.0.2.1")
        waits.append(raised.value.wait)
        clock[0] += raised.value.wait + 1
        with pytest.raises(Unauthenticated):
            again.sign_in(name, "wrong", "10.0.2.1")
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    again.close()


def test_the_right_password_after_the_wait_starts_anew(access: Access, clock: list[float]) -> None:
    user(access)
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            access.sign_in("zhang", "wrong", "10.0.1.1")
    clock[0] += 31
    access.sign_in("zhang", PASSWORD, "10.0.1.1")
    with pytest.raises(Unauthenticated):
        access.sign_in("zhang", "wrong", "10.0.1.1")


@pytest.mark.parametrize(("addresses", "throttled"), [
    (["10.9.9.9"], True), ([f"2001:db8::{n:x}" for n in range(1, 30)], True),
    ([f"10.1.1.{n}" for n in range(30)], False),
], ids=["one", "one network", "many"])
def test_an_address_is_slowed_down_whatever_names_it_tries(access: Access, addresses: list[str], throttled: bool
                                                            ) -> None:
    for number in range(20):
        with pytest.raises(Unauthenticated):
            access.sign_in(f"name{number}", "wrong", addresses[number % len(addresses)])
    with pytest.raises(Throttled if throttled else Unauthenticated):
        access.sign_in("one more", "wrong", addresses[20 % len(addresses)])


def test_a_key_opens_until_it_is_revoked_or_has_run_out(access: Access, clock: list[float]) -> None:
    key = access.keys.make("Bot", "editor", ["a-2"], days=1, by="admin")
    other = access.keys.make("other", "viewer")
    assert key.startswith("ogk_")
    identity = access.identify(Credentials(bearer=key))
    assert identity is not None
    assert (identity.caller.name, identity.caller.role, identity.caller.areas, identity.caller.via) == (
        "bot", "editor", ("a-2",), "key")
    assert [(one.name, one.made_by, one.good, one.used is None) for one in access.keys.every()] == [
        ("bot", "admin", True, False), ("other", "", True, True)]
    access.keys.revoke("other")
    clock[0] += 86_401
    for bad in (key, other, "ogk_made-up", "made up"):
        with pytest.raises(Unauthenticated):
            access.identify(Credentials(bearer=bad))
    with pytest.raises(NotFound):
        access.keys.revoke("nobodys")


def test_wrong_keys_are_slowed_down_and_on_record(access: Access) -> None:
    good = access.keys.make("bot", "viewer")
    for _ in range(20):
        with pytest.raises(Unauthenticated):
            access.identify(Credentials(bearer="ogk_wrong", address="10.0.0.7"))
    with pytest.raises(Throttled):
        access.identify(Credentials(bearer="ogk_wrong", address="10.0.0.7"))
    assert len(access.audit.entries()) == 20
    assert access.identify(Credentials(bearer=good, address="10.0.0.7")) is not None


def test_signing_in_is_on_record_without_what_was_typed(access: Access) -> None:
    user(access)
    with pytest.raises(Unauthenticated):
        access.sign_in("my password by mistake", "and the real one", "10.0.0.3")
    failed, good = access.audit.entries()
    assert (good.who, good.status, failed.who, failed.status, failed.address) == ("zhang", 200, "", 401, "10.0.0.3")
    assert "mistake" not in str(failed.to_dict())


def test_the_matrix_names_only_roles_that_there_are() -> None:
    known = rights.rights()
    assert {role for action in known.action.values() for role in action.roles} == set(known.role)
    assert not rights.may("local", "unmask")
    assert not rights.may("local", "users")
    with pytest.raises(KeyError):
        rights.may("viewer", "fly")


def test_the_matrix_as_a_workbook(access: Access, tmp_path: Path) -> None:
    user(access)
    write_matrix(tmp_path / "matrix.xlsx", [(access.users.get("zhang"), ["某区"])])
    book = load_workbook(tmp_path / "matrix.xlsx")
    matrix, users = book.worksheets
    known = rights.rights()
    roles = [name for name in known.role if name != "local"]
    assert matrix.max_row == 1 + len(known.action)
    for line, action in zip(matrix.iter_rows(min_row=2, values_only=True), known.action.values(), strict=True):
        marked = [role for role, mark in zip(roles, line[1:], strict=True) if mark]
        assert marked == [role for role in roles if role in action.roles]
    assert [cell.value for cell in users[2]] == ["zhang", "接线派单", "某区", "可用 enabled"]


@pytest.mark.parametrize(("url", "name"), [("sqlite:///x/city.db", "x/city.db.access.db"),
                                           ("neo4j://u:p@host/db", None)])
def test_where_the_database_lies(url: str, name: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("ORGRAPH_ACCESS", raising=False)
    path = AccessSettings.read().file(url)
    assert str(path) == name if name else path.parent == tmp_path / "orgraph"
    assert path == AccessSettings.read().file(url.replace("u:p@", "other:secret@"))


@pytest.mark.parametrize(("name", "value"), [("AUDIT_DAYS", "30"), ("TOKEN_ALGORITHMS", '["none"]'),
                                             ("TOKEN_ALGORITHMS", '["HS256"]'), ("TOKEN_ROLES", '{"x": "nix"}'),
                                             ("SESSION_IDLE", "soon")])
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"ORGRAPH_{name}", value)
    with pytest.raises(DataError, match=f"(?i){name}"):
        AccessSettings.read()


def test_a_file_that_is_none_of_ours_or_newer_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but a text that is long enough to be told from one" * 10)
    with pytest.raises(StoreError, match="access database"):
        Database(tmp_path / "text.db")
    Database(tmp_path / "newer.db").close()
    with sqlite3.connect(tmp_path / "newer.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer"):
        Database(tmp_path / "newer.db")
