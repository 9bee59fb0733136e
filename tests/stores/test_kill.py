"""A load killed at any moment leaves the old generation or the new one, whole; and the next load goes through."""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import orjson
import pytest

import orgraph

MOMENTS = 20
COMPOUNDS = 4_000  # each makes eight rows
DAY = dt.date(2024, 6, 1)
LOAD = "import sys, orgraph; orgraph.open(sys.argv[1]).load([sys.argv[2]])"

AREAS = ("区域名称", "区域类型", "上级区域", "区划代码")
BODIES = ("组织名称", "组织类别", "所在区域")
SEATS = ("姓名", "人员编号", "任职组织", "职务", "任职日期")


def write(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def small(folder: Path) -> None:
    """Two compounds, one with an owners' committee."""
    write(folder / "区域.csv", AREAS, [("示例市", "市", "", "9801"), ("旧社区", "社区", "示例市", ""),
                                     ("旧一小区", "小区", "旧社区", ""), ("旧二小区", "小区", "旧社区", "")])
    write(folder / "组织.csv", BODIES, [("旧一小区业委会", "业委会", "旧一小区")])


def large(folder: Path) -> None:
    """A district of compounds, with committees, firms and the people in them."""
    places: list[tuple[str, ...]] = [("大区", "区", "示例市", "980102")]
    bodies, seats = [], []
    for n in range(COMPOUNDS):
        community = f"第{n // 10}社区"
        if n % 10 == 0:
            places.append((community, "社区", "大区", ""))
            bodies.append((f"{community}党委", "社区党组织", community))
        places.append((f"第{n}小区", "小区", community, ""))
        bodies += [(f"第{n}小区业委会", "业委会", f"第{n}小区"), (f"第{n}小区物业站", "物业服务站", f"第{n}小区")]
        for k, body in enumerate((f"第{n}小区业委会", f"第{n}小区物业站", f"{community}党委")):
            seats.append((f"人{n}", f"P{n}", body, ("主任", "站长", "委员")[k], "2023-01-01"))
        seats += [(f"邻{n}", f"Q{n}", body, "委员", "2024-01-01") for body in (f"第{n}小区业委会", f"{community}党委")]
    write(folder / "区域.csv", AREAS, places)
    write(folder / "组织.csv", BODIES, bodies)
    write(folder / "任职.csv", SEATS, seats)


def run(url: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", LOAD, url, str(folder)])


def state(url: str) -> tuple[int, bytes]:
    """The number of the active generation, and what it answers."""
    graph = orgraph.open(url)
    now = graph.at(DAY)
    found = [now.coverage(gaps=5).to_dict(), now.bridging(measure=["degree", "component_size"], top=50).to_dict()]
    for document in found:
        document["took_ms"] = 0
        for more in document.get("more", ()):
            more["took_ms"] = 0
    active = next(g for g in graph.generations() if g.active)
    assert active.number == now.view.generation
    numbers = [g.number for g in graph.generations()]
    assert numbers == list(range(len(numbers), 0, -1))
    graph.close()
    return active.number, orjson.dumps([found, active.entities, active.links, now.view.size])


@pytest.mark.slow
def test_killed_at_any_moment(tmp_path: Path) -> None:
    small(tmp_path / "旧")
    large(tmp_path / "新")
    base, work = tmp_path / "base", tmp_path / "work"
    base.mkdir()
    assert run(f"sqlite:///{base}/x.db", tmp_path / "旧").wait() == 0
    old = state(f"sqlite:///{base}/x.db")

    def fresh() -> str:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(base, work)
        return f"sqlite:///{work}/x.db"

    url = fresh()
    began = time.monotonic()
    assert run(url, tmp_path / "新").wait() == 0
    whole = time.monotonic() - began
    new = state(url)
    assert (old[0], new[0]) == (1, 2)

    moments = random.Random(20240601)
    outcomes = []
    for turn in range(MOMENTS):
        url = fresh()
        process = run(url, tmp_path / "新")
        time.sleep(whole * (turn + moments.random()) / MOMENTS)
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = state(url)
        assert found in (old, new), turn
        outcomes.append(found[0])
        again = orgraph.open(url)
        again.load([tmp_path / "新"])
        again.close()
        assert state(url) == new, turn
    assert 1 in outcomes
