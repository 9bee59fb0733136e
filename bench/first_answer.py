"""Opening: a fresh process from `orgraph.open` to its first coverage answer and its first call, import apart."""

from __future__ import annotations

from region import DAY, Region
from timing import OURS, RUNS, Report, Timing, child

_CODE = """
import json, sys, time
clock = time.perf_counter
began = clock()
import orgraph
open_ = orgraph.open  # imported when first asked for
imported = clock()
now = open_(sys.argv[1]).at(sys.argv[2])
opened = clock()
covered = now.coverage("owners-committee", area=sys.argv[3], gaps=20)
answered = clock()
called = now.who_to_call("楼上夜里装修噪声扰民", at=sys.argv[3])
rung = clock()
again = now.who_to_call("路灯坏了三天没人修", at=sys.argv[3])
print(json.dumps({"import": imported - began, "open": opened - imported, "open to first coverage": answered - imported,
                  "first call": rung - answered, "second call": clock() - rung,
                  "eligible": covered.rules[0].eligible, "candidates": len(called.candidates)}))
"""


def first_answer_bench(report: Report, region: Region) -> None:
    """Add the times of each step, medians over processes."""
    runs = [child(_CODE, region.url, DAY, "示例街道00000") for _ in range(RUNS + 1)][1:]
    assert all(run.said["eligible"] and run.said["candidates"] for run in runs)
    for step in ("import", "open", "open to first coverage", "first call", "second call"):
        report.add(f"fresh process: {step}", OURS, Timing(tuple(run.said[step] for run in runs), None),
                   note=f"peak {max(run.peak_mb for run in runs):,.0f} MB" if step == "second call" else "")
