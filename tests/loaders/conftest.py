"""Small departments for the loaders' tests."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fake_store import FakeStore

Write = Callable[..., Path]

AREAS = [
    ["区域名称", "区域类型", "上级区域", "区划代码"],
    ["示例省", "省", "", "98"],
    ["示例市", "市", "示例省", "9801"],
    ["甲区", "区", "示例市", "980101"],
    ["南街街道", "街道", "甲区", "980101001"],
    ["东社区", "社区", "南街街道", "980101001001"],
    ["西社区", "社区", "南街街道", "980101001002"],
    ["一网格", "网格", "东社区", ""],
    ["一网格", "网格", "西社区", ""],
    ["花园小区", "小区", "东社区", ""],
]


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
