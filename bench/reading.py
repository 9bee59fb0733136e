"""A million rows of a workbook and of a CSV file: read, checked and loaded, beside readers that check nothing.

    python bench/reading.py [--rows 1000000] [--runs 3] [--only xlsx|csv] [--out FOLDER]

The sheet is a 任职表 (eight columns: appointments of made-up persons in 5,000 organisations, seed 7). Every engine runs
in a process of its own, so imports and memory are its alone, and all say how many rows they saw.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import random
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from timing import OURS, Child, Report, Timing, child
from xlsxwriter import Workbook

SEED = 7
ORGANIZATIONS = 5_000
HEADERS = ("姓名", "人员编号", "任职组织", "职务", "任职日期", "离任日期", "是否专职", "任职依据")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
PACKAGES = ("orgraph", "python-calamine", "pandas", "openpyxl", "polars", "fastexcel")

# Each says rows and seconds; sys.argv[1] is the sheet, sys.argv[2] the folder of all, sys.argv[3] a database.
_CLOCK = """
import json, sys, time
from pathlib import Path
began = time.perf_counter()
sheet, folder, database = sys.argv[1:]
{code}
print(json.dumps({{"rows": rows, "seconds": time.perf_counter() - began}}))
"""
_READ = """
from orgraph.loaders.reading.formats import tables
(table,), _ = tables(Path(sheet))
rows = sum(1 for _ in table.rows()) - 1
"""
_CHECK = """
from orgraph.loaders.reading.formats import tables
from orgraph.loaders.problems import Problems
from orgraph.loaders.mapping.recognise import recognise
from orgraph.loaders.mapping.rows import Rows
(table,), _ = tables(Path(sheet))
problems = Problems()
(recognised,), _ = recognise(table)
rows = sum(row.good for row in Rows(recognised, problems))
assert not problems.errors
"""
_LOAD = """
import orgraph
report = orgraph.open(f"sqlite:///{database}").load([folder + "/组织.csv", folder + "/区域.csv", sheet])
assert not report.errors and report.generation == 1
rows = next(s.rows for s in report.sheets if s.kind == "membership")
"""
_PANDAS = {
    "xlsx": 'import pandas\nrows = len(pandas.read_excel(sheet, dtype=str, engine="openpyxl"))',
    "csv": "import pandas\nrows = len(pandas.read_csv(sheet, dtype=str))",
}
_POLARS = {
    "xlsx": "import polars\nrows = polars.read_excel(sheet, infer_schema_length=0).height",
    "csv": "import polars\nrows = polars.read_csv(sheet, infer_schema=False).height",
}


def main() -> int:
    """Write the files, run every engine on both, print the table; 1 if one saw another number of rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the sheet (default 1000000)")
    parser.add_argument("--runs", type=int, default=3, help="processes an engine (default 3)")
    parser.add_argument("--only", choices=("xlsx", "csv"), help="default: both")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    folder = options.out / "work" / f"reading-{options.rows}-{SEED}"
    _written(folder, options.rows)
    report = Report({"rows": f"{options.rows:,}", "seed": SEED, "python": platform.python_version(),
                     "cores": os.cpu_count(), **{name: version(name) for name in PACKAGES}})
    for form in (options.only,) if options.only else ("xlsx", "csv"):
        engines = {OURS: _READ, f"{OURS} checked": _CHECK, f"{OURS} loaded": _LOAD, "pandas": _PANDAS[form],
                   "polars": _POLARS[form]}
        for engine, code in engines.items():
            _measure(report, form, engine, code, folder, options)
    (options.out / f"reading-{options.rows}.md").write_text(report.table(), encoding="utf-8")
    print(report.table())
    return 1 if report.wrong else 0


def _measure(report: Report, form: str, engine: str, code: str, folder: Path, options: argparse.Namespace) -> None:
    runs: list[Child] = []
    for _ in range(options.runs):
        database = folder / "reading.db"
        for path in folder.glob("reading.db*"):
            if path.is_file():
                path.unlink()
        runs.append(child(_CLOCK.format(code=code), str(folder / f"任职.{form}"), str(folder), str(database)))
    seconds = tuple(run.said["seconds"] for run in runs)
    timing = Timing(seconds, runs[0].said["rows"])
    report.add(f"{options.rows:,} rows of {form}", engine, timing, equal=timing.result == options.rows,
               note=f"{options.rows / timing.p50:,.0f} rows/s, peak {max(run.peak_mb for run in runs):,.0f} MB")


def _written(folder: Path, rows: int) -> None:
    if (folder / "任职.csv").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with Workbook(folder / "任职.xlsx", {"constant_memory": False}) as book:  # shared strings, as Excel writes them
        sheet = book.add_worksheet("任职表")
        for number, row in enumerate(_rows(rows)):
            sheet.write_row(number, 0, row)
    _csv(folder / "区域.csv", [("区域名称", "区域类型"), ("示例市", "市")])
    _csv(folder / "组织.csv", [("组织名称", "组织类别", "所在区域"), *(
        (_organization(number), "社区党组织", "示例市") for number in range(ORGANIZATIONS))])
    _csv(folder / "任职.csv", _rows(rows))


def _csv(path: Path, rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _organization(number: int) -> str:
    return f"示例第{number:04d}社区党委"


def _rows(count: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(SEED)
    yield HEADERS
    for number in range(count):
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        start = f"{chance.randrange(2015, 2026)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        yield (name, f"R{number:07d}", _organization(chance.randrange(ORGANIZATIONS)),
               chance.choice(("书记", "委员", "副书记")), start, "", chance.choice("是否"),
               f"任字〔{chance.randrange(3000)}〕号")


if __name__ == "__main__":
    sys.exit(main())
