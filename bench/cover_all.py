"""Every coverage rule: time per rule and in total, beside DuckDB, pySHACL and the networkx reference, answers equal.

    python bench/cover_all.py [--nodes 1000000] [--only dalian region small] [--again] [--out FOLDER]

dalian: the fixture, with pySHACL for the rules that SHACL Core can say. region: the made-up region. small: a region of
--small nodes, for the reference, which tries every node for every variable. DuckDB takes part in all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pattern_shacl import in_rdf, sayable, violations
from pattern_sql import in_duckdb, rule_sql
from region import DAY, loaded, written
from timing import OURS, Report, Timing, timed

import orgraph
from orgraph.graph import Graph
from orgraph.moment import Moment
from orgraph.queries.coverage import Rule
from orgraph.queries.coverage.standing import evaluate

HOUSE = Path(__file__).parent.parent
PARTS = {"dalian": "2022-11-01", "region": DAY, "small": DAY}
PACKAGES = ("orgraph", "numpy", "duckdb", "pyshacl", "networkx")
ALL = "all rules"
States = tuple[frozenset[int], frozenset[int], frozenset[int]]  # positions covered, missing, waived


def main() -> int:
    """Run the parts asked for; 1 if an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=1_000_000, help="about how many nodes the region has")
    parser.add_argument("--small", type=int, default=1_000, help="about how many nodes the reference walks")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="default: all")
    parser.add_argument("--again", action="store_true", help="write and load the regions anew")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    report = Report({"python": platform.python_version(), "cores": str(os.cpu_count()),
                     **{name: version(name) for name in PACKAGES}})
    with tempfile.TemporaryDirectory() as folder:
        for part in options.only:
            graph = _graph(part, options, Path(folder))
            now = graph.at(PARTS[part])
            report.about[part] = f"{now.view.size:,} nodes, {len(graph.rules)} rules, as of {PARTS[part]}"
            right = _ours(report, part, now)
            _duckdb(report, part, now, right, Path(folder) / f"{part}.duckdb")
            if part == "dalian":
                _shacl(report, part, now, right)
            if part == "small":
                _networkx(report, part, graph, now, right)
            graph.close()
    name = "-".join(("cover-all", *options.only))
    report.save(options.out, name)
    print(report.table())
    return 1 if report.wrong else 0


def _graph(part: str, options: argparse.Namespace, folder: Path) -> Graph:
    """The database of a part."""
    if part == "dalian":
        graph = orgraph.open(f"sqlite:///{folder / 'dalian.db'}")
        graph.load([HOUSE / "fixtures" / "dalian"])
        return graph
    region = written(options.out / "work", options.nodes if part == "region" else options.small, again=options.again)
    loaded(region, again=options.again)
    return orgraph.open(region.url)


def _ours(report: Report, part: str, now: Moment) -> dict[str, States]:
    """Each rule alone, all in one question, one in a street, one over two years; and what is right."""
    view, day = now.view, now.day.toordinal()
    right: dict[str, States] = {}
    for name, rule in now.rules.items():
        timing = timed(lambda rule=rule: evaluate(view, rule, day, 0, view.size))
        found = timing.result
        right[name] = tuple(frozenset(p.tolist()) for p in (found.covered, found.missing, found.waived))
        report.add(f"{part}: {name}", OURS, timing,
                   note=f"{len(found.covered)} covered, {len(found.missing)} missing, {len(found.waived)} waived")
    report.add(f"{part}: {ALL}", OURS, timed(lambda: now.coverage(gaps=0)), note="one question, with roll-up by area")
    slowest = max(now.rules, key=lambda name: next(
        line.p50 for line in report.lines if (line.what, line.engine) == (f"{part}: {name}", OURS)))
    report.add(f"{part}: 24 month ends", OURS, timed(lambda: now.coverage_trend(slowest)), note=slowest)
    streets = view.of_kind("Street")
    if len(streets):
        lo, hi = view.inside(int(streets[len(streets) // 2]))
        rule = now.rules[slowest]
        report.add(f"{part}: one street", OURS, timed(lambda: evaluate(view, rule, day, lo, hi)),
                   note=f"{slowest}, {hi - lo} nodes")
    return right


def _duckdb(report: Report, part: str, now: Moment, right: dict[str, States], path: Path) -> None:
    db = in_duckdb(now.view, list(now.rules.values()), str(path))
    statements = {name: rule_sql(rule, now.day.toordinal()) for name, rule in now.rules.items()}

    def ask(name: str) -> States:
        rows = db.execute(statements[name]).fetchnumpy()
        focus, state = rows.values()
        return tuple(frozenset(focus[state == which].tolist()) for which in (1, 2, 3))  # type: ignore[return-value]

    def ask_all() -> None:
        for statement in statements.values():
            db.execute(statement).fetchnumpy()

    for name in now.rules:
        timing = timed(lambda name=name: db.execute(statements[name]).fetchnumpy())
        report.add(f"{part}: {name}", "DuckDB", timing, equal=ask(name) == right[name])
    report.add(f"{part}: {ALL}", "DuckDB", timed(ask_all), note="one statement a rule, no roll-up")
    db.close()


def _shacl(report: Report, part: str, now: Moment, right: dict[str, States]) -> None:
    day = now.day.toordinal()
    rules = [rule for rule in now.rules.values() if sayable(rule)]
    data = in_rdf(now.view, rules, day)
    total = 0.0
    for rule in rules:
        timing: Timing[set[int]] = timed(lambda rule=rule: violations(data, rule, day), runs=1, budget=20.0)
        total += timing.p50
        _, missing, waived = right[rule.id]
        report.add(f"{part}: {rule.id}", "pySHACL", timing, equal=timing.result == missing | waived)
    report.add(f"{part}: {ALL}", "pySHACL", Timing((total,), None), note=f"{len(rules)} rules that SHACL Core can say")


def _networkx(report: Report, part: str, graph: Graph, now: Moment, right: dict[str, States]) -> None:
    sys.path.append(str(HOUSE / "tests"))
    from reference.coverage import coverage
    from reference.graph import build

    network: Any = build(graph.store.statements())
    total = 0.0
    for name, rule in now.rules.items():
        timing = timed(lambda rule=rule: _reference(coverage, network, rule, now), runs=1, budget=5.0)
        total += timing.p50
        report.add(f"{part}: {name}", "networkx", timing, equal=timing.result == right[name])
    report.add(f"{part}: {ALL}", "networkx", Timing((total,), None))


def _reference(coverage: Any, network: Any, rule: Rule, now: Moment) -> States:
    day: dt.date = now.day
    found = coverage(network, rule, day, None)
    return tuple(frozenset(map(now.view.position, ids))  # type: ignore[return-value]
                 for ids in (found.covered, found.missing, found.waived))


if __name__ == "__main__":
    sys.exit(main())
