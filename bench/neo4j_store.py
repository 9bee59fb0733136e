"""The record store on a real Neo4j server, beside the embedded engine: loading, first answers, coverage, calls.

    .ci/setup neo4j && python bench/neo4j_store.py --nodes 100000 [--version 5.26.30] [--heap 4g] [--out FOLDER]

Beside both reading modes: the plainest load of the same statements and graph, and Cypher by hand over the stored graph.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import neo4j
import neo4j_hand as hand
from call import ASKED, CANDIDATES, SIX, asked_of, collected, only
from cover import DATES, RULE, SIMPLE
from load import add_load
from neo4j_call import asked
from neo4j_plain import plain
from region import DAY, SEED, Region, load_into, loaded, written
from tables import read
from timing import OURS, Child, Report, Timing, about, child, timed
from walk_call import Question

import orgraph
from orgraph.dates import as_day, month_ends
from orgraph.moment import Moment
from orgraph.patterns import parse
from orgraph.queries.coverage.standing import Found, evaluate
from orgraph.queries.who_to_call.units.candidates import Anchor

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from neo4j_server import VERSIONS, Server, Version, running

MODES = ("snapshot", "server")  # values of ORGRAPH_NEO4J_READS
MONTHS = 12
PROCESSES, PATIENCE = 3, 60.0  # first answers of so many processes, fewer where they take over so many seconds
PACKAGES = ("orgraph", "numpy", "neo4j")
_FIRST = """
import json, os, sys, time
url, day, rule, os.environ["ORGRAPH_NEO4J_READS"], os.environ["ORGRAPH_CACHE"] = sys.argv[1:]
import orgraph
open_ = orgraph.open  # imported when first asked for
began = time.perf_counter()
rule = open_(url).at(day).coverage(rule, gaps=0).rules[0]
print(json.dumps({"seconds": time.perf_counter() - began, "counts": [rule.covered, rule.missing, rule.waived]}))
"""
Questions = Mapping[str, tuple[Callable[[], Any], Callable[[Any], Any]]]
"""By what is asked: the question, and what makes its answer comparable when the clock has stopped."""


def main() -> int:
    """1 if an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=100_000, help="about how many nodes (default 100000)")
    parser.add_argument("--version", choices=[str(v) for v in VERSIONS], nargs="+", default=[str(v) for v in VERSIONS])
    parser.add_argument("--heap", default="4g", help="the server's heap (default 4g)")
    parser.add_argument("--pagecache", default="4g", help="the server's page cache (default 4g)")
    parser.add_argument("--pairs", type=int, default=ASKED, help=f"places with topics to ask of (default {ASKED})")
    parser.add_argument("--no-floor", action="store_true", help="leave the plainest load out, which takes long")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    load = f"average {os.getloadavg()[0]:.1f} at the start"
    report = Report({"seed": SEED, "as of": DAY, **about(*PACKAGES), "sqlite": sqlite3.sqlite_version, "load": load,
                     "cover answer": "by hand counts alone, orgraph's also says how many persons stand behind them",
                     "server": f"heap {options.heap}, page cache {options.pagecache}"})
    region = written(options.out / "work", options.nodes)
    with tempfile.TemporaryDirectory(prefix="orgraph-bench-") as folder:
        os.environ["ORGRAPH_CACHE"] = f"{folder}/cache"
        region = replace(region, database=Path(folder) / "embedded.db")
        run = loaded(region)
        assert run is not None
        add_load(report, OURS, run)
        report.about["nodes"] = f"{region.nodes:,}"
        embedded = Embedded(report, region, options.pairs, floor=not options.no_floor)
        for version in VERSIONS:
            if str(version) in options.version:
                start = {"settings": {"server.memory.pagecache.size": options.pagecache}, "heap": options.heap,
                         "java": ()}
                embedded.beside(version, start)
    report.save(options.out, f"neo4j-store-{options.nodes}")
    print(report.table())
    return 1 if report.wrong else 0


class Embedded:
    """The answers of the embedded engine, which those of a server are compared with."""

    def __init__(self, report: Report, region: Region, pairs: int, *, floor: bool) -> None:
        """pairs: of a place and a topic to be asked of; floor: whether to load in the plainest way too."""
        self._report, self._region, self._pairs, self._floor = report, region, pairs, floor
        self._tables = read(region.database)
        self._now = orgraph.open(region.url).at(DAY)
        self._right: dict[str, Any] = {}
        self._first_answer(OURS, "snapshot", region.url, note="its snapshot is there")
        self._ask(OURS, questions(self._now))
        self._units = self._called(OURS, self._now, None)

    def beside(self, version: Version, start: dict[str, Any]) -> None:
        """Add the lines of a version of the server."""
        name = f"Neo4j {version}"
        if self._floor:
            with running(version, **start) as server, _driver(server) as driver:
                said, made = plain(driver, self._region.database, self._now.view)
                self._report.add("load", f"{name}, plain CREATE", Timing((said + made,), None),
                                 note=f"the floor: reads no files, keeps no generations; statements {said:.0f} s of it")
        with running(version, **start) as server:
            add_load(self._report, f"{OURS}, {name}", load_into(server.url, self._region))
            self._report.about[f"{name} on disk"] = f"{_disk(server.home / 'data' / 'databases'):,.0f} MB"
            for mode in MODES:
                self._first_answer(f"{OURS}, {name}, {mode}", mode, server.url, note="its cache is empty")
            for mode in MODES:
                with _reading(mode), closing(orgraph.open(server.url)) as graph:
                    now = graph.at(DAY)
                    self._ask(f"{OURS}, {name}, {mode}", questions(now))
                    self._called(f"{OURS}, {name}, {mode}", now, self._units)
                    generation = now.view.generation
            with _driver(server) as driver, driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
                self._ask(f"{name}, by hand", by_hand(session, generation, _district(self._now)))
                asked(session, self._report, hand.ROUTES,
                      [hand.called(question, self._tables, generation) for question in self._asked(self._now)[0]],
                      [{self._tables.ids[n] for n in units} for units in self._units], f"{name}, by hand")

    def _first_answer(self, engine: str, mode: str, url: str, *, note: str) -> None:
        """Add the time from opening to counts, of processes each of which has a cache of its own."""
        runs: list[Child] = []
        while not runs or (len(runs) < PROCESSES and sum(run.seconds for run in runs) < PATIENCE):
            with tempfile.TemporaryDirectory() as cache:
                runs.append(child(_FIRST, url, DAY, RULE, mode, cache))
        counts = {tuple(run.said["counts"]) for run in runs}
        equal = None if engine == OURS else counts == self._right["first"]
        self._right.setdefault("first", counts)
        seconds = Timing(tuple(run.said["seconds"] for run in runs), None)
        self._report.add("first answer of a new client", engine, seconds, equal=equal,
                         note=f"{note}; peak {max(run.peak_mb for run in runs):,.0f} MB")

    def _ask(self, engine: str, every: Questions) -> None:
        for what, (question, comparable) in every.items():
            timing = timed(question)
            answer = comparable(timing.result)
            equal = None if engine == OURS else answer == self._right[what]
            self._right.setdefault(what, answer)
            self._report.add(what, engine, timing, equal=equal)

    def _asked(self, now: Moment) -> tuple[list[Question], list[tuple[list[int], list[Anchor]]]]:
        return asked_of(now.view, self._tables, Random(SEED), self._pairs)

    def _called(self, engine: str, now: Moment, right: list[set[int]] | None) -> list[set[int]]:
        with only(SIX):
            return collected(self._report, f"{CANDIDATES}, six routes", now.view, self._asked(now)[1], self._tables,
                             engine, right)


def questions(now: Moment) -> Questions:
    """Q-cover as orgraph is asked: of the parts of a view, and as whole answers."""
    view, rule, pattern = now.view, now.rules[RULE], parse(SIMPLE)
    district = _district(now)
    lo, hi = view.inside(view.position(district))

    def each(found: Found) -> dict[str, set[str]]:
        return {state: set(view.ids(getattr(found, state).tolist())) for state in ("covered", "missing", "waived")}

    return {
        "cover pattern": (lambda: view.select(pattern, "f", DATES), lambda found: set(view.ids(found.tolist()))),
        "cover rule, every compound": (lambda: evaluate(view, rule, DATES, 0, view.size), each),
        "cover rule, every compound of a district": (lambda: evaluate(view, rule, DATES, lo, hi), each),
        "cover answer": (lambda: now.coverage(RULE, gaps=0).rules[0], lambda r: (r.covered, r.missing, r.waived)),
        "cover answer, a district by street": (
            lambda: now.coverage(RULE, area=district, gaps=0).rules[0],
            lambda r: {row.area: (row.covered, row.missing, row.waived) for row in r.by}),
        f"cover trend, {MONTHS} month ends": (
            lambda: now.coverage_trend(RULE, months=MONTHS).rules[0].points,
            lambda points: [(point.covered, point.missing, point.waived) for point in points]),
    }


def by_hand(session: neo4j.Session, generation: int, district: str) -> Questions:
    """The same of Cypher by hand."""
    days = [day.toordinal() for day in month_ends(as_day(DAY), MONTHS)]

    def ask(text: str, **given: Any) -> Callable[[], list[Any]]:
        return lambda: hand.rows(session, text, generation, **given)

    def each(rows: list[tuple[str, str]]) -> dict[str, set[str]]:
        return {state: {id_ for id_, said in rows if _STATES.get(said, said) == state}
                for state in ("covered", "missing", "waived")}

    return {
        "cover pattern": (ask(hand.PATTERN), lambda rows: {row[0] for row in rows}),
        "cover rule, every compound": (ask(hand.EACH), each),
        "cover rule, every compound of a district": (ask(hand.EACH_OF_DISTRICT, area=district), each),
        "cover answer": (ask(hand.COUNTS), _counts),
        "cover answer, a district by street": (
            ask(hand.COUNTS_BY_STREET, area=district), _grouped),
        f"cover trend, {MONTHS} month ends": (
            ask(hand.TREND, days=days), lambda rows: [_grouped(rows)[day] for day in days]),
    }


_STATES = {"property": "covered", "property-grid": "covered"}


def _counts(rows: list[tuple[str, int]]) -> tuple[int, ...]:
    """(covered, missing, waived) of rows of a state and its count."""
    return tuple(sum(count for said, count in rows if _STATES.get(said, said) == state)
                 for state in ("covered", "missing", "waived"))


def _grouped(rows: list[tuple[Any, str, int]]) -> dict[Any, tuple[int, ...]]:
    return {key: _counts([row[1:] for row in rows if row[0] == key]) for key in {row[0] for row in rows}}


def _district(now: Moment) -> str:
    """Id of the district in the middle."""
    every = now.view.of_kind("District").tolist()
    return now.view.ids([every[len(every) // 2]])[0]


@contextmanager
def _reading(mode: str) -> Iterator[None]:
    os.environ["ORGRAPH_NEO4J_READS"] = mode
    try:
        yield
    finally:
        del os.environ["ORGRAPH_NEO4J_READS"]


def _driver(server: Server) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(server.url, auth=server.auth, notifications_min_severity="OFF")


def _disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
