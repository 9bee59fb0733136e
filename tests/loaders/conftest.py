"""Small departments for the loaders' tests."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from fake_store import FakeStore
from small_town import AREAS, Write


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes rows as a UTF-8 CSV in a folder of its own: write(name, rows, folder="甲"); 区域 is the tree AREAS."""

    def make(name: str, rows: Sequence[Sequence[object]], folder: str = "甲") -> Path:
        path = tmp_path / folder / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    make("区域", AREAS)
    return make


@pytest.fixture
def folder(tmp_path: Path, write: Write) -> Path:
    return tmp_path / "甲"
