"""A made-up region of realistic shape, as the files that departments keep: for demonstrations, tests and benchmarks.

Nothing in it is of anybody: names say 示例, codes begin with provinces that there are none of, telephone numbers with
000. The proportions are those of the source texts (`proportions.py`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from orgraph.errors import UsageError
from orgraph.synth.proportions import NODES_A_STREET
from orgraph.synth.sheets import ROWS_A_FILE, Sheets
from orgraph.synth.street import write_street
from orgraph.synth.upper import largest, place, write_upper

__all__ = ["SCALES", "Written", "write"]

SCALES = {"city": 100_000, "province": 1_000_000, "nation": 10_000_000}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: nodes that the rows make, rows by kind of file, number of files."""

    nodes: int
    rows: Counter[str]
    files: int


def write(folder: str | Path, scale: str | int = "city", seed: int = 0, *, rows_a_file: int = ROWS_A_FILE) -> Written:
    """Write a region into `folder` as CSV files; the same arguments give the same bytes.

    scale : "city", "province", "nation", or about how many nodes; at least one street is written. A street needs a few
    MB of memory, whatever the scale. Raises UsageError for an unknown scale or a folder with something in it.
    """
    streets = round(_nodes(scale) / NODES_A_STREET) or 1
    if streets > largest():
        raise UsageError(f"规模太大：{scale} (too large)", hint=f"at most {largest() * NODES_A_STREET} nodes")
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise UsageError(f"文件夹不是空的：{path.name} (folder is not empty)", hint="choose a new folder")
    with Sheets(path, rows_a_file) as sheets:
        for serial in range(streets):
            write_upper(sheets, seed, serial)
            write_street(sheets, seed, place(serial))
        return Written(sheets.nodes, sheets.rows, sheets.files)


def _nodes(scale: str | int) -> int:
    if isinstance(scale, str) and scale in SCALES:
        return SCALES[scale]
    try:
        nodes = int(scale)
    except ValueError:
        nodes = 0
    if nodes < 1:
        raise UsageError(f"不认识的规模：{scale} (unknown scale)", hint="、".join(SCALES) + "，或节点数")
    return nodes
