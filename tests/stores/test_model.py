"""The SQLite store against the perfect model."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings

from orgraph.stores.base import Store
from orgraph.stores.sqlite import SqliteStore
from stores.model import StoreMachine

_folders: list[tempfile.TemporaryDirectory[str]] = []


def _fresh() -> Store:
    _folders.append(tempfile.TemporaryDirectory())
    return SqliteStore(Path(_folders[-1].name) / "x.db")


class SqliteMachine(StoreMachine):
    make = staticmethod(_fresh)

    def teardown(self) -> None:
        super().teardown()
        _folders.pop().cleanup()


TestSqliteModel = SqliteMachine.TestCase
TestSqliteModel.settings = settings(max_examples=settings().max_examples, stateful_step_count=8)
