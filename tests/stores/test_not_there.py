"""A database that is not there: no question makes one, each says so, and a load does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import systems

import orgraph
from orgraph.dates import SHANGHAI
from orgraph.errors import LoadRejected, NotFound
from orgraph.graph import Graph
from orgraph.stores.reviews import Decision

DATA = systems.FIXTURES / "ningde"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "nonexist" / "x.db"


@pytest.fixture
def graph(path: Path) -> Graph:
    return orgraph.open(f"sqlite:///{path}")


def test_questions_say_so_and_make_nothing(graph: Graph, path: Path) -> None:
    with pytest.raises(NotFound, match="没有这个数据库") as caught:
        graph.at().coverage("owners-committee")
    assert str(path) in caught.value.detail
    assert caught.value.code == "no-database"
    with pytest.raises(NotFound):
        graph.view()
    with pytest.raises(NotFound):
        graph.diff(1, 2)
    assert (graph.generations(), graph.reviews(), graph.decisions()) == ([], [], [])
    assert not path.parent.exists()


def test_every_write_makes_it(graph: Graph, path: Path) -> None:
    assert graph.store.queue.history() == []
    said = Decision("k", "same", "", dt.datetime(2024, 1, 1, tzinfo=SHANGHAI), "", "")
    graph.store.queue.take_over([], [said])
    assert orgraph.open(f"sqlite:///{path}").store.queue.history() == graph.store.queue.history() == [said]


def test_one_without_data_is_not_an_answer_of_nought(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(LoadRejected):
        graph.load(tmp_path / "missing.csv")
    assert "还没有数据" in graph.at().coverage("owners-committee").warnings[0]
    assert "还没有数据" in graph.at().who_to_call("路灯坏了").warnings[0]


def test_a_load_makes_it_and_every_open_graph_sees_it(graph: Graph, path: Path) -> None:
    other = orgraph.open(f"sqlite:///{path}")
    with pytest.raises(NotFound):
        other.at()
    assert other.generations() == []
    graph.load(DATA)
    assert [one.number for one in other.generations()] == [1]
    assert other.at("2022-10-15").view.size == graph.at("2022-10-15").view.size > 500
    assert not other.at("2022-10-15").coverage("owners-committee").warnings


def test_who_serves_makes_it_at_once(path: Path) -> None:
    with orgraph.open(f"sqlite:///{path}", make=True) as graph:
        assert path.exists()
        assert graph.at().coverage("owners-committee").rules[0].eligible == 0
