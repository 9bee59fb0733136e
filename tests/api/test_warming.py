"""What is made before anybody asks: the names of the generation in use, and of one that a load has added."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import orgraph
from orgraph.api import warming
from orgraph.queries.who_to_call.place import index

SHEET = "区域名称,区域类型,上级区域\n甲区,区县,\n乙街道,街道,甲区\n"
MORE = SHEET + "丙社区,社区,乙街道\n"


def test_names_are_there_before_anybody_asks(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(warming, "_LOOK", 0.01)
    file = tmp_path / "areas.csv"
    with orgraph.open(f"sqlite:///{tmp_path / 'new.db'}", make=True) as graph:
        warm = warming.Warming(graph, alone=False)
        warm.start()
        try:
            for number, text in ((1, SHEET), (2, MORE)):
                file.write_text(text, encoding="utf-8")
                graph.load([file])
                view = graph.at(generation=number).view
                until(lambda view=view: index._areas.knows(view) and index._units.knows(view))  # type: ignore[misc]
        finally:
            warm.stop()
        file.write_text(SHEET, encoding="utf-8")
        graph.load([file], allow_errors=True)
        time.sleep(0.1)
        assert not index._areas.knows(graph.at(generation=3).view)  # nobody is at work any more


def until(done: Callable[[], bool]) -> None:
    for _ in range(1000):
        if done():
            return
        time.sleep(0.01)
    raise AssertionError("it was not made")
