"""Fifty readers in two processes while generations are loaded, edited and activated: each answer is of one alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from orgraph.stores.neo4j import Neo4jStore

from .contract import BASE, entity, link, put

PROCESSES, STORES, THREADS = 2, 5, 5  # of each process, of each store
MADE = 4
EACH = 150  # bodies that each generation adds, each with a link

READER = """
import json, sys, threading
from datetime import date
from orgraph.patterns import parse
from orgraph.stores import open_store
url, stores, threads, each = sys.argv[1], *map(int, sys.argv[2:])
day, stop, wrong, seen = date(2024, 6, 1).toordinal(), threading.Event(), [], set()
bodies, serving = parse("(f:Alliance)"), parse("(f:Alliance)-[:SERVES]->(:Compound)")

def read(store):
    try:
        while not stop.is_set():
            view = store.view()
            expected = (min(view.generation, 4) - 1) * each
            found = [len(view.select(pattern, "f", day)) for pattern in (bodies, serving)]
            hidden = 1 if view.generation > 4 else 0
            if found != [expected, expected - hidden]:
                wrong.append([view.generation, found])
            told = store.generations()
            if [g.number for g in told] != list(range(len(told), 0, -1)) or sum(g.active for g in told) != 1:
                wrong.append(["generations", repr(told)])
            if any(g.entities != 5 + (min(g.number, 4) - 1) * each for g in told):
                wrong.append(["counts", repr(told)])
            seen.add(view.generation)
    except BaseException as error:
        wrong.append([type(error).__name__, str(error)])

opened = [open_store(url) for _ in range(stores)]
running = [threading.Thread(target=read, args=(store,)) for store in opened for _ in range(threads)]
for thread in running:
    thread.start()
print("READY", flush=True)
sys.stdin.read()
stop.set()
for thread in running:
    thread.join()
print(json.dumps([wrong[:5], sorted(seen), len(running)]))
"""


@contextmanager
def readers(url: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that read until their input ends."""
    command = [sys.executable, "-c", READER, url, *map(str, (STORES, THREADS, EACH))]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                  cwd=Path(__file__).parents[1]) for _ in range(PROCESSES)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "READY\n"
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("reads", ["server", "snapshot"])
def test_fifty_readers(neo4j_store: Neo4jStore, neo4j_url: str, reads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_NEO4J_READS", reads)
    monkeypatch.setenv("ORGRAPH_NEO4J_RETRY", "60")
    put(neo4j_store, BASE)
    with readers(neo4j_url) as processes:
        for number in range(2, MADE + 1):
            records = [entity(f"o-{number}-{n}", "Alliance", f"联盟{n}", home="a-2", file=f"{number}.csv")
                       for n in range(EACH)]
            ties = [link(f"l-{number}-{n}", "SERVES", f"o-{number}-{n}", "a-2", file=f"{number}.csv")
                    for n in range(EACH)]
            assert put(neo4j_store, [*records, *ties], [f"{number}.csv"]).number == number
        assert neo4j_store.record([], ended=["l-2-0"]).number == MADE + 1
        for number in (1, 3, 2, MADE + 1):
            assert neo4j_store.activate(number).active
        told = [orjson.loads(process.communicate(timeout=300)[0]) for process in processes]
    assert [wrong for wrong, *_ in told] == [[]] * PROCESSES
    assert sum(running for *_, running in told) == PROCESSES * STORES * THREADS == 50
    assert len({number for _, seen, _ in told for number in seen}) > 1
