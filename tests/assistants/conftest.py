"""A city, its service database, and assistants with keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import orgraph
from orgraph.access.service import Access
from orgraph.access.settings import AccessSettings

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of a database with two of the fixtures' cities; no test writes to it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('assistants')}/city.db"
    graph = orgraph.open(url)
    graph.load([FIXTURES / "ningde", FIXTURES / "fuzhou"])
    graph.close()
    return url


@pytest.fixture(scope="session")
def city(url: str) -> Iterator[orgraph.Graph]:
    """The same, open."""
    graph = orgraph.open(url)
    yield graph
    graph.close()


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Access]:
    """A service database without users yet."""
    found = Access(AccessSettings(access=tmp_path / "access.db"), "")
    yield found
    found.close()
