"""Loading: rows a second and the peak memory of a process that loads the whole region, and the sizes on disk."""

from __future__ import annotations

import time
from pathlib import Path

from region import Region, loaded, written
from timing import OURS, Child, Report, Timing


def write_and_load(report: Report, work: Path, nodes: int, *, again: bool) -> Region:
    """Write the region and load it, each once: they take long, and the first time is what users see."""
    began = time.perf_counter()
    region = written(work, nodes, again=again)
    seconds = time.perf_counter() - began
    if seconds > 0.5:
        report.add("write region", OURS, Timing((seconds,), None), note=f"{region.nodes / seconds:,.0f} nodes/s")
    run = loaded(region, again=again)
    if run is not None:
        add_load(report, OURS, run)
    report.about["nodes"] = f"{region.nodes:,}"
    report.about["database"] = f"{_mb(region.database):,.0f} MB"
    report.about["snapshot"] = f"{sum(map(_mb, region.snapshots.iterdir())):,.0f} MB"
    return region


def add_load(report: Report, engine: str, run: Child) -> None:
    """Add the line of one load."""
    rows, spent = run.said["rows"], run.said["seconds"]
    report.add("load", engine, Timing((spent,), None),
               note=f"{rows:,} rows, {rows / spent:,.0f} rows/s, peak {run.peak_mb:,.0f} MB")


def _mb(path: Path) -> float:
    return path.stat().st_size / 1e6
