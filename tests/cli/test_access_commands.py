"""`orgraph users`, `orgraph audit`, and who is let in when the service starts."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from cheap import cheap
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from orgraph.access.service import Access
from orgraph.access.settings import AccessSettings
from orgraph.cli.app import app

PASSWORD = "three unlike words 7"


@pytest.fixture
def access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The service database of a small town."""
    monkeypatch.setenv("ORGRAPH_DB", f"sqlite:///{tmp_path}/city.db")
    monkeypatch.setenv("COLUMNS", "200")
    cheap(monkeypatch)
    (tmp_path / "区域.csv").write_text(
        "区域名称,区域类型,上级区域\n示例市,市,\n甲区,区,示例市\n乙区,区,示例市\n", encoding="utf-8")
    assert run("load", tmp_path / "区域.csv").exit_code == 0
    return tmp_path / "city.db.access.db"


def run(*args: object, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], input=stdin)


def add(name: str, *more: str) -> Result:
    return run("users", "add", name, "--role", "viewer", "--password-file", "-", *more, stdin=PASSWORD + "\n")


def users() -> dict[str, dict[str, object]]:
    return {user["name"]: user for user in json.loads(run("users", "list", "--json").stdout)["users"]}


def opens(file: Path, password: str, name: str = "zhang") -> bool:
    found = Access(AccessSettings(access=file), "")
    try:
        return found.users.with_password(name, password) is not None
    finally:
        found.close()


def test_a_user_from_first_to_last(access: Path) -> None:
    assert add("Zhang", "--area", "甲区").exit_code == 0
    made = users()["zhang"]
    assert (made["role"], made["disabled"], made["must_change"]) == ("viewer", False, False)
    assert opens(access, PASSWORD)
    assert run("users", "set", "zhang", "--role", "editor", "--area", "乙区", "--area", "甲区").exit_code == 0
    changed = users()["zhang"]
    assert changed["role"] == "editor"
    assert set(changed["areas"]) > set(made["areas"])  # type: ignore[call-overload]
    assert run("users", "set", "zhang", "--everywhere").exit_code == 0
    assert users()["zhang"]["areas"] == []
    assert run("users", "disable", "zhang").exit_code == 0
    assert not opens(access, PASSWORD)
    assert run("users", "set", "zhang", "--enable").exit_code == 0
    file = access.parent / "password.txt"
    file.write_text("another 4 unlike words\r\nsecond line\n", encoding="utf-8")
    assert run("users", "password", "zhang", "--password-file", file).exit_code == 0
    assert (opens(access, PASSWORD), opens(access, "another 4 unlike words")) == (False, True)
    assert users()["zhang"]["must_change"] is True


@pytest.mark.parametrize(("args", "text"), [
    (("add", "x", "--role", "nix"), "no such role"), (("add", "x", "--role", "local"), "no such role"),
    (("add", "zhang", "--role", "viewer"), "there is such a user"),
    (("set", "nobody", "--role", "viewer"), "no such user"),
    (("disable", "nobody"), "no such user"), (("revoke", "nobody"), "no such key"),
    (("add", "x", "--role", "viewer", "--area", "丙区"), "丙区"), (("key", "x", "--role", "nix"), "no such role")])
def test_what_cannot_be_done_is_said(access: Path, args: tuple[str, ...], text: str) -> None:
    add("zhang")
    more = ("--password-file", "-") if args[0] == "add" else ()
    refused = run("users", *args, *more, stdin=PASSWORD + "\n")
    assert refused.exit_code == 1
    assert text in refused.stderr
    assert list(users()) == ["zhang"]


def test_a_misspelt_database_gets_no_users(access: Path) -> None:
    refused = run("users", "add", "zhang", "--role", "viewer", "--password-file", "-", "--db",
                  f"sqlite:///{access.parent}/misspelt.db", stdin=PASSWORD + "\n")
    assert (refused.exit_code, "no such database" in refused.stderr) == (1, True)
    assert not list(access.parent.glob("misspelt*"))


def test_a_password_is_never_an_argument_nor_shown(access: Path) -> None:
    weak = run("users", "add", "zhang", "--role", "viewer", "--password-file", "-", stdin="short\n")
    assert weak.exit_code == 1
    assert "short" not in weak.stderr
    nobody_there = run("users", "add", "zhang", "--role", "viewer")
    assert "--password-file" in nobody_there.stderr
    assert run("users", "add", "zhang", "--role", "viewer", "--password", PASSWORD).exit_code == 2


def test_a_key_is_shown_once_and_revoked(access: Path) -> None:
    key = run("users", "key", "robot", "--role", "viewer", "--days", "3").stdout.strip()
    assert re.fullmatch(r"ogk_[\w-]{43}", key)
    assert key not in run("users", "list").stdout
    assert run("users", "revoke", "robot").exit_code == 0
    assert json.loads(run("users", "list", "--json").stdout)["keys"][0]["good"] is False


def test_the_matrix_is_a_workbook(access: Path) -> None:
    add("zhang", "--area", "甲区")
    assert run("users", "matrix", access.parent / "rights.xlsx").exit_code == 0
    people = load_workbook(access.parent / "rights.xlsx").worksheets[1]
    assert [cell.value for cell in people[2]][:3] == ["zhang", "查看", "示例市甲区"]


def test_the_audit_log_is_listed_exported_and_verified(access: Path) -> None:
    add("zhang")
    run("users", "disable", "zhang")
    listed = json.loads(run("audit", "list", "--json").stdout)
    assert [entry["what"] for entry in listed] == ["orgraph users disable", "orgraph users add"]
    assert "orgraph users add" in run("audit", "list", "--top", "5").stdout
    assert json.loads(run("audit", "list", "--who", "nobody", "--json").stdout) == []
    for name in ("log.jsonl", "log.csv"):
        assert run("audit", "export", access.parent / name).exit_code == 0
    lines = (access.parent / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == listed[::-1]
    assert len((access.parent / "log.csv").read_text(encoding="utf-8-sig").splitlines()) == 3
    assert run("audit", "export", access.parent / "log.txt").exit_code == 1
    assert json.loads(run("audit", "prune", "--json").stdout) == {"pruned": 0}
    whole = run("audit", "verify")
    head = re.search(r"2:[0-9a-f]{64}", whole.stdout)
    assert whole.exit_code == 0
    assert head is not None
    assert run("audit", "verify", "--head", head[0]).exit_code == 0


def test_loads_activations_and_exports_are_on_record_once_there_is_a_log(access: Path) -> None:
    folder = access.parent
    run("load", folder / "区域.csv")
    assert not access.exists()
    add("zhang")
    (folder / "more.csv").write_text("区域名称,区域类型,上级区域\n丙区,区,示例市\n", encoding="utf-8")
    for args in (("load", folder / "more.csv", "--dry-run"), ("load", folder / "more.csv"),
                 ("generations", "activate", 1), ("export", folder / "all.csv", "--contacts")):
        assert run(*args).exit_code == 0
    listed = json.loads(run("audit", "list", "--json").stdout)
    assert [(entry["action"], entry["what"], entry["generation"]) for entry in listed[:3]] == [
        ("export", "orgraph export", 0), ("load", "orgraph generations activate", 1), ("load", "orgraph load", 2)]
    assert listed[0]["details"]["contacts"] is True
    assert len(listed) == 4


def test_a_log_that_was_tampered_with_is_told_with_the_first_broken_entry(access: Path) -> None:
    for name in ("a1", "a2", "a3"):
        add(name)
    with sqlite3.connect(access) as connection:
        connection.execute("DROP TRIGGER entries_stay")
        connection.execute("UPDATE entries SET details = '{}' WHERE seq = 2")
    connection.close()
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "entry 2 is wrong" in broken.stdout
    assert json.loads(run("audit", "verify", "--json").stdout)["broken"] == 2


@pytest.mark.parametrize(("host", "made"), [("127.0.0.1", False), ("localhost", False), ("::1", False),
                                            ("0.0.0.0", True), ("10.0.0.1", True), ("example.org", True)])
def test_whoever_serves_to_others_gets_an_administrator_once(access: Path, monkeypatch: pytest.MonkeyPatch, host: str,
                                                             made: bool) -> None:
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: None)
    first, second = run("serve", "--host", host), run("serve", "--host", host)
    assert (first.exit_code, second.exit_code) == (0, 0)
    password = re.search(r"password\s+(\S+)", first.stderr)
    assert (password is not None) == made
    assert "password" not in second.stderr
    if password:
        assert opens(access, password[1], "admin")
        assert users()["admin"]["must_change"] is True


def test_where_there_are_users_none_is_made_up(access: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: None)
    add("zhang")
    assert "password" not in run("serve", "--host", "0.0.0.0").stderr
    assert list(users()) == ["zhang"]



def test_users_are_backed_up_and_never_overwritten(access: Path, tmp_path: Path) -> None:
    add("zhang")
    saved = tmp_path / "saved.db"
    assert run("backup", saved).exit_code == 0
    kept = tmp_path / "saved.db.access.db"
    assert (kept.stat().st_mode & 0o777, opens(kept, PASSWORD)) == (0o600, True)
    run("users", "disable", "zhang")
    assert run("restore", saved, "--force").exit_code == 0
    assert not opens(access, PASSWORD)
    elsewhere = tmp_path / "new" / "city.db"
    elsewhere.parent.mkdir()
    assert run("restore", saved, "--db", f"sqlite:///{elsewhere}").exit_code == 0
    restored = elsewhere.with_name("city.db.access.db")
    assert (restored.stat().st_mode & 0o777, opens(restored, PASSWORD)) == (0o600, True)


def test_who_is_disabled_leaves_keys_that_are_told_of(access: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add("zhang")
    monkeypatch.setattr("orgraph.cli.users.login", lambda: "zhang")
    run("users", "key", "gateway", "--role", "viewer")
    assert "gateway" in run("users", "disable", "zhang").output
    run("users", "revoke", "gateway")
    assert "gateway" not in run("users", "disable", "zhang").output
