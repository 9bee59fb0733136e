"""The same facts give the same bytes: whatever the order of records, rows or files, and however they came in."""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path

import pytest
from cities import cities, days
from hypothesis import given, settings
from hypothesis import strategies as st

import orgraph
from orgraph.model import Record
from orgraph.stores.sqlite import SqliteStore

from .dump import answers
from .memory import view_of

FIXTURES = Path(__file__).parents[2] / "fixtures"


@settings(max_examples=max(settings().max_examples // 2, 20))
@given(records=cities(), day=days, seed=st.integers(0, 1000))
def test_order_of_records(records: tuple[Record, ...], day: dt.date, seed: int) -> None:
    shuffled = random.Random(seed).sample(records, len(records))
    assert answers(view_of(shuffled), day, generation=True) == answers(view_of(records), day, generation=True)


@settings(max_examples=max(settings().max_examples // 5, 10))
@given(records=cities(), day=days, seed=st.integers(0, 1000))
def test_order_of_loads(tmp_path_factory: pytest.TempPathFactory, records: tuple[Record, ...], day: dt.date, seed: int
                        ) -> None:
    """All files at once, or one after another in any order: the same; and the same as without a database."""
    expected = answers(view_of(records), day)
    files = sorted({r.source.file for r in records})
    plans = [[files], [[name] for name in random.Random(seed).sample(files, len(files))]]
    for plan in plans:
        store = SqliteStore(tmp_path_factory.mktemp("order") / "x.db")
        for names in plan:
            with store.begin("", names) as load:
                load.put(r for r in records if r.source.file in names)
                load.activate()
        assert answers(store.view(), day) == expected
        store.close()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("city", ["shenyang", "fuzhou"])
def test_order_of_rows(tmp_path: Path, city: str, seed: int) -> None:
    """Rows of the tables in another order: the same counts, networks and calls; only row numbers may differ."""
    folder = tmp_path / "other" / city
    folder.mkdir(parents=True)
    for path in sorted((FIXTURES / city).glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = list(csv.reader(file))
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *random.Random(seed).sample(rows, len(rows))])
    for path in (FIXTURES / city).glob("*.xlsx"):
        (folder / path.name).write_bytes(path.read_bytes())
    found = []
    for number, source in enumerate((FIXTURES / city, folder)):
        graph = orgraph.open(f"sqlite:///{tmp_path}/{number}.db")
        graph.load([source])
        now = graph.at("2026-06-30")
        coverage = [(r.rule, r.eligible, r.covered, r.missing, r.waived, r.modes, sorted(g.id for g in r.gaps))
                    for r in now.coverage().rules]
        measured = [now.bridging(mode=mode, measure=["betweenness", "degree"], top=1000).to_dict()["results"]
                    for mode in ("org", "person", "two")]
        found.append((coverage, [[(r["id"], r["value"], r["rank"]) for r in results] for results in measured]))
        graph.close()
    assert found[0] == found[1]
