"""All benches on one region, as one table. See README.md.

    python bench/run.py --nodes 100000 [--only cover call …] [--again] [--profile] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

from bridging import bridging_bench
from call import call_bench
from cover import cover_bench
from edit import edit_bench
from first_answer import first_answer_bench
from load import write_and_load
from profiles import profiled
from region import DAY, SEED
from tables import read
from timing import Report, about

BENCHES = ("open", "cover", "call", "edit", "bridging")
PACKAGES = ("orgraph", "numpy", "scipy", "numba", "duckdb", "igraph", "rustworkx", "networkit", "networkx")


def main() -> int:
    """Run the benches asked for; 1 if an engine's answer differs from that of orgraph."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=100_000, help="about how many nodes (default 100000)")
    parser.add_argument("--only", nargs="+", choices=BENCHES, default=BENCHES, help="default: all")
    parser.add_argument("--again", action="store_true", help="write and load the region anew")
    parser.add_argument("--profile", action="store_true", help="also write cProfile's top functions")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    report = Report({"seed": SEED, "as of": DAY, **about(*PACKAGES), "sqlite": sqlite3.sqlite_version})
    region = write_and_load(report, options.out / "work", options.nodes, again=options.again)
    if "open" in options.only:
        first_answer_bench(report, region)
    if {"cover", "call"} & set(options.only):
        tables = read(region.database)
        if "cover" in options.only:
            cover_bench(report, region, tables)
        if "call" in options.only:
            call_bench(report, region, tables)
        del tables
    if "edit" in options.only:
        edit_bench(report, region)
    if "bridging" in options.only:
        bridging_bench(report, region)
    name = f"{options.nodes}" if options.only is BENCHES else f"{options.nodes}-{'-'.join(options.only)}"
    report.save(options.out, name)
    if options.profile:
        (options.out / f"{name}-profile.txt").write_text(profiled(region), encoding="utf-8")
    print(report.table())
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
