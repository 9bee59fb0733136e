"""The SQLite store: the conformance suite, and what is its own."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from orgraph.errors import StoreError, UsageError
from orgraph.stores import open_store
from orgraph.stores.base import Store

from .contract import BASE, DAY, put
from .dump import answers, difference
from .queue_contract import QueueTests
from .referrals_contract import CALL, SAID, ReferralTests
from .statements_contract import StatementTests


class TestSqlite(StatementTests):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/city.db"

    def forget_snapshots(self, url: str) -> None:
        shutil.rmtree(url.removeprefix("sqlite:///") + ".snapshots")

    def test_answers_do_not_hang_on_the_snapshot(self, store: Store, url: str) -> None:
        put(store, BASE)
        first = answers(store.view(), DAY)
        self.forget_snapshots(url)
        again = open_store(url)
        assert answers(again.view(), DAY) == first
        again.close()

    def test_a_snapshot_that_was_never_committed_is_not_believed(self, store: Store, url: str, tmp_path: Path) -> None:
        """A load that dies after it wrote the snapshot leaves a file of a number that is given again."""
        put(store, BASE)
        put(store, BASE[:4])
        folder = Path(url.removeprefix("sqlite:///") + ".snapshots")
        (folder / "3.snap").write_bytes((folder / "1.snap").read_bytes())
        store.record([BASE[0]])
        assert difference(store.view(), BASE[:4]) == []
        (folder / "4.snap").write_bytes((folder / "1.snap").read_bytes())
        put(store, BASE[:5])
        assert difference(store.view(), BASE[:5]) == []

    def test_not_a_database(self, tmp_path: Path) -> None:
        (tmp_path / "x.db").write_text("a text that is no database" * 100, encoding="utf-8")
        with pytest.raises(StoreError):
            open_store(f"sqlite:///{tmp_path}/x.db")

    def test_another_schema(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/x.db"
        open_store(url).close()
        with sqlite3.connect(tmp_path / "x.db") as db:
            db.execute("UPDATE state SET value = 99 WHERE key = 'schema'")
        db.close()
        with pytest.raises(StoreError, match="99"):
            open_store(url)

    def test_unknown_url(self) -> None:
        with pytest.raises(UsageError):
            open_store("mongo://x")


class TestSqliteQueue(QueueTests):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/city.db"


class TestSqliteReferrals(ReferralTests):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path}/city.db"

    @pytest.mark.parametrize("statement", [
        "UPDATE referral SET text = ''", "DELETE FROM referral", "UPDATE outcome SET unit = ''", "DELETE FROM outcome"])
    def test_not_even_by_hand_is_anything_changed(self, store: Store, tmp_path: Path, statement: str) -> None:
        store.referrals.keep(CALL)
        store.referrals.add(SAID)
        db = sqlite3.connect(tmp_path / "city.db")
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            db.execute(statement)
        db.close()
        assert (store.referrals.calls(), store.referrals.outcomes()) == ([CALL], [SAID])
