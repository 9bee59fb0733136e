"""The region that is measured on: written and loaded once, kept in a work folder for the next run."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from timing import Child, child

from orgraph import synth

SEED = 7
DAY = "2026-06-30"

_LOAD = """
import json, sys, time
import orgraph
graph = orgraph.open(sys.argv[1])
began = time.perf_counter()
report = graph.load([sys.argv[2]])
print(json.dumps({"rows": report.rows, "seconds": time.perf_counter() - began}))
"""


@dataclass(frozen=True)
class Region:
    """Where the files and the loaded database are."""

    folder: Path
    database: Path
    nodes: int

    @property
    def url(self) -> str:
        """The database as orgraph wants it."""
        return f"sqlite:///{self.database.resolve()}"

    @property
    def snapshots(self) -> Path:
        """Where the database keeps its snapshots."""
        return Path(f"{self.database}.snapshots")


def written(work: Path, nodes: int, *, again: bool = False) -> Region:
    """The region with about so many nodes, its files written unless they are there."""
    folder = work / f"region-{nodes}-{SEED}"
    count = work / f"region-{nodes}-{SEED}.json"
    if again or not count.exists():
        shutil.rmtree(folder, ignore_errors=True)
        count.parent.mkdir(parents=True, exist_ok=True)
        count.write_text(json.dumps(synth.write(folder, nodes, SEED).nodes), encoding="utf-8")
    return Region(folder, work / f"region-{nodes}-{SEED}.db", json.loads(count.read_text(encoding="utf-8")))


def loaded(region: Region, *, again: bool = False) -> Child | None:
    """Load the region in a process of its own unless that was done; what the process said of it."""
    if region.database.exists() and not again:
        return None
    remove(region.database)
    return load_into(region.url, region)


def load_into(url: str, region: Region) -> Child:
    """Load the region's files into any database in a process of its own; what the process said of it."""
    return child(_LOAD, url, str(region.folder))


def remove(database: Path) -> None:
    """Remove a database with its journal and snapshots."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(f"{database}.snapshots", ignore_errors=True)


def copied(region: Region, name: str) -> Region:
    """A copy of the loaded database to write in."""
    database = region.database.with_name(name)
    remove(database)
    shutil.copy(region.database, database)
    shutil.copytree(region.snapshots, f"{database}.snapshots")
    return Region(region.folder, database, region.nodes)
