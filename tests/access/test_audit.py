"""The audit log: only appended to, chained, kept for its time, and it tells where it was tampered with."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from pydantic import ValidationError

from orgraph.access import audit as module
from orgraph.access.caller import LOCAL
from orgraph.access.entries import Entry, of_text, safe
from orgraph.access.service import Access
from orgraph.access.settings import AccessSettings

NAMES = ("at", "who", "role", "via", "address", "action", "what", "status", "area", "generation", "details", "digest",
         "previous", "hash")


def fill(access: Access, count: int) -> None:
    for number in range(count):
        access.audit.append(Entry(LOCAL, "read", "/v1/coverage", 200, "127.0.0.1", "a-1", number, {"top": number}))


def append_many(file: Path, count: int) -> None:
    access = Access(AccessSettings(access=file), "")
    fill(access, count)
    access.close()


def tamper(file: Path, *statements: str) -> None:
    """Change the file as somebody would who knows SQL and takes the triggers away first."""
    with sqlite3.connect(file) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()


class Clock(dt.datetime):
    """A clock that is some days slow."""

    days = 0

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        return dt.datetime.now(tz) - dt.timedelta(days=cls.days)


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """Entries are written as of so many days ago."""

    class Shifted:
        datetime, UTC, timedelta = Clock, dt.UTC, dt.timedelta

    monkeypatch.setattr(module, "dt", Shifted)
    monkeypatch.setattr(Clock, "days", 0)
    return Clock


def test_what_was_written_is_whole_and_comes_newest_first(access: Access) -> None:
    fill(access, 5)
    assert access.audit.verify().whole
    assert [entry.seq for entry in access.audit.entries(top=2)] == [5, 4]
    assert [entry.seq for entry in access.audit.entries(before=3)] == [2, 1]
    assert access.audit.entries(who="nobody") == []
    assert [entry.seq for entry in access.audit.every()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("statement", ["UPDATE entries SET who = 'x'", "DELETE FROM entries",
                                       "REPLACE INTO entries SELECT * FROM entries WHERE seq = 2",
                                       "INSERT INTO anchors SELECT seq, hash FROM entries WHERE seq = 2",
                                       "REPLACE INTO anchors VALUES (3, x'00')"])
def test_sql_alone_cannot_change_it(access: Access, file: Path, statement: str) -> None:
    fill(access, 3)
    connection = sqlite3.connect(file)
    with pytest.raises(sqlite3.IntegrityError, match="audit log"):
        connection.execute(statement)
    connection.close()
    assert access.audit.verify().entries == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_value_is_found_whichever_it_is(access: Access, file: Path, name: str) -> None:
    fill(access, 6)
    value = "x'aa'" if name in ("previous", "hash") else "7" if name in ("status", "generation") else "'sha3_256'"
    tamper(file, f"UPDATE entries SET {name} = {value} WHERE seq = 4")
    found = access.audit.verify()
    assert (found.whole, found.broken) == (False, 4)
    assert found.reason


@pytest.mark.parametrize(("statement", "broken"), [
    ("DELETE FROM entries WHERE seq = 3", 4), ("DELETE FROM entries WHERE seq = 1", 2),
    ("DELETE FROM entries WHERE seq >= 5", 5), ("DELETE FROM entries", 1),
    ("UPDATE entries SET seq = 16 WHERE seq = 6", 16),
], ids=["middle", "first", "end", "all", "moved"])
def test_a_missing_entry_is_found(access: Access, file: Path, statement: str, broken: int) -> None:
    fill(access, 6)
    tamper(file, statement)
    assert access.audit.verify().broken == broken


def test_a_log_made_anew_does_not_hold_the_head_that_was_noted(access: Access, tmp_path: Path) -> None:
    fill(access, 4)
    head = access.audit.verify().head
    fill(access, 2)
    assert access.audit.verify(head).whole
    forged = Access(AccessSettings(access=tmp_path / "forged.db"), "")
    fill(forged, 6)
    assert forged.audit.verify().whole
    assert forged.audit.verify(head).broken == 4
    assert forged.audit.verify("9:00").broken == 7
    forged.close()


def test_what_is_past_its_time_goes_and_the_rest_can_be_verified(access: Access, file: Path, long_ago: type[Clock]
                                                                 ) -> None:
    long_ago.days = 500
    fill(access, 4)
    long_ago.days = 0
    fill(access, 2)
    assert access.audit.prune() == 4
    assert [entry.seq for entry in access.audit.every()] == [5, 6, 7]
    found = access.audit.verify()
    assert (found.whole, found.first, found.entries) == (True, 5, 3)
    assert access.audit.prune() == 0
    assert access.audit.verify().entries == 3
    with sqlite3.connect(file) as connection, pytest.raises(sqlite3.IntegrityError, match="audit log"):
        connection.execute("DELETE FROM anchors")
    connection.close()
    tamper(file, "DELETE FROM entries WHERE seq = 5")
    assert access.audit.verify().broken == 6


def test_pruning_goes_on_where_a_killed_one_stopped(access: Access, long_ago: type[Clock],
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago.days = 500
    fill(access, 7)
    long_ago.days = 0
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    access.audit._anchor(module.PROGRAM)  # and then it was killed
    assert access.audit.verify().whole
    assert access.audit.prune() == 7
    found = access.audit.verify()
    assert (found.whole, found.first, found.entries) == (True, 8, 1)


def test_a_forged_start_is_found(access: Access, file: Path, long_ago: type[Clock]) -> None:
    fill(access, 5)
    tamper(file, "INSERT INTO anchors SELECT seq, hash FROM entries WHERE seq = 3", "DELETE FROM entries WHERE seq < 4")
    assert access.audit.verify().broken == 4


def test_nothing_younger_than_180_days_goes(access: Access, file: Path, long_ago: type[Clock]) -> None:
    long_ago.days = 179
    fill(access, 2)
    long_ago.days = 0
    with pytest.raises(ValidationError):
        AccessSettings(access=file, audit_days=179)
    access.audit._days = 1  # as somebody would set it who has the program in hand
    with pytest.raises(sqlite3.IntegrityError, match="180 days"):
        access.audit.prune()
    assert access.audit.verify().entries == 2


@pytest.mark.parametrize("digest", ["sm3", "sha512"])
def test_another_digest_goes_on_with_the_chain(access: Access, file: Path, digest: str) -> None:
    fill(access, 2)
    other = Access(AccessSettings(access=file, audit_digest=digest), "")
    fill(other, 2)
    assert [entry.digest for entry in other.audit.every()] == ["sha256"] * 2 + [digest] * 2
    assert access.audit.verify().entries == 4
    other.close()


@pytest.mark.parametrize("digest", ["md5", "sha1", "nix", "shake_256"])
def test_a_weak_digest_is_refused(digest: str) -> None:
    with pytest.raises(ValidationError):
        AccessSettings(audit_digest=digest)


def test_several_processes_keep_one_chain(access: Access, file: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=append_many, args=(file, 500)) for _ in range(2)]
    for writer in writers:
        writer.start()
    fill(access, 100)
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    found = access.audit.verify()
    assert (found.whole, found.entries) == (True, 1100)


def test_parameters_keep_words_and_ids_and_of_texts_length_and_hash() -> None:
    text, area = "王小明家漏水 13812345678", "a-" + "0" * 24
    kept = safe([("text", text), ("area", area), ("area", "南街街道"), ("top", "5"), ("rule", "x-1"), ("王小明", "1"),
                 ("mode", "13812345678"), ("layers", "王小明")], b"secret")
    assert kept["area"] == [area, of_text("南街街道", b"secret")]
    assert (kept["top"], kept["rule"]) == ("5", "x-1")
    assert kept["text"] == {"length": len(text), "hash": of_text(text, b"secret")["hash"]}
    assert of_text(text, b"secret") != of_text(text, b"another")
    assert "王小明" not in str(kept)
    assert "138" not in str(kept)
