"""The service over two of the fixtures' cities."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import orgraph
from orgraph.api import create_app

with warnings.catch_warnings():  # starlette would rather have another client than httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

FIXTURES = Path(__file__).parents[2] / "fixtures"
DAY = "2022-10-15"


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a database with two cities, and two compounds of one name."""
    folder = tmp_path_factory.mktemp("api")
    (folder / "同名.csv").write_text(
        "区域名称,区域类型,上级区域\n同名小区,小区,金洲社区\n同名小区,小区,驿里社区\n", encoding="utf-8")
    url = f"sqlite:///{folder / 'two.db'}"
    graph = orgraph.open(url)
    graph.load([FIXTURES / "fuzhou", FIXTURES / "ningde", folder / "同名.csv"])
    graph.close()
    return url


@pytest.fixture(scope="session")
def client(database: str) -> Iterator[TestClient]:
    """A client of the service; a fault in the service is a 500, as it is for real clients."""
    with TestClient(create_app(database), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture(scope="session")
def now(database: str) -> Iterator[orgraph.Moment]:
    """The same data by Python."""
    graph = orgraph.open(database)
    yield graph.at(DAY)
    graph.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    """A service before the first load."""
    with TestClient(create_app(f"sqlite:///{tmp_path / 'empty.db'}")) as found:
        yield found
