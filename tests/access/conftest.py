"""A service database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cheap import cheap

from orgraph.access.service import Access
from orgraph.access.settings import AccessSettings


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost nothing."""
    cheap(monkeypatch)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where it lies."""
    return tmp_path / "access.db"


@pytest.fixture
def access(file: Path) -> Iterator[Access]:
    """Access over it."""
    found = Access(AccessSettings(access=file), "")
    yield found
    found.close()
