"""Timing and the table of results: medians over several runs after a warm-up, and ratios to orgraph."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any, Generic, TypeVar

T = TypeVar("T")
RUNS = 5
SHORT = 0.5  # seconds for which a quick question is asked again, at most MOST times
MOST = 50
OURS = "orgraph"


@dataclass(frozen=True)
class Timing(Generic[T]):
    """Seconds of several runs, and what the last one gave."""

    seconds: tuple[float, ...]
    result: T

    @property
    def p50(self) -> float:
        """Median, seconds."""
        return median(self.seconds)

    @property
    def best(self) -> float:
        """The quickest run, seconds: what a busy machine disturbs least."""
        return min(self.seconds)

    @property
    def p99(self) -> float:
        """The time that 99 of 100 runs stay below, seconds."""
        return sorted(self.seconds)[max(0, -(-99 * len(self.seconds) // 100) - 1)]


def timed(run: Callable[[], T], runs: int = RUNS, budget: float = 60.0) -> Timing[T]:
    """Run once to warm up, then `runs` times or more; fewer (at least once) where that takes over `budget` seconds."""
    began = time.perf_counter()
    result = run()
    first = time.perf_counter() - began
    if first > budget:
        return Timing((first,), result)
    seconds: list[float] = []
    while not seconds or (sum(seconds) + first < budget if len(seconds) < runs else
                          sum(seconds) < SHORT and len(seconds) < MOST):
        began = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - began)
    return Timing(tuple(seconds), result)


def each(run: Callable[[Any], T], arguments: Sequence[Any]) -> Timing[list[T]]:
    """One run for each argument, without a warm-up: for p50 and p99 over many different questions."""
    seconds, results = [], []
    for argument in arguments:
        began = time.perf_counter()
        results.append(run(argument))
        seconds.append(time.perf_counter() - began)
    return Timing(tuple(seconds), results)


@dataclass
class Line:
    """One row of the table; times in seconds. `equal`: the answer is that of orgraph (None: nothing to compare)."""

    what: str
    engine: str
    p50: float
    best: float
    p99: float | None = None
    runs: int = 1
    equal: bool | None = None
    note: str = ""


@dataclass
class Report:
    """The lines of all benches with what they were measured on."""

    about: dict[str, Any]
    lines: list[Line] = field(default_factory=list)

    def add(self, what: str, engine: str, timing: Timing[Any], *, equal: bool | None = None, note: str = "",
            tail: bool = False, times: float = 1.0) -> None:
        """Add a timing and say it on standard error; `tail`: with p99. `times`: scale a part up to the whole."""
        line = Line(what, engine, timing.p50 * times, timing.best * times, timing.p99 * times if tail else None,
                    len(timing.seconds), equal, note)
        self.lines.append(line)
        print(f"  {what} · {engine}: {show(line.p50)} {note}", file=sys.stderr, flush=True)

    @property
    def wrong(self) -> list[Line]:
        """Lines whose answer differs from that of orgraph."""
        return [line for line in self.lines if line.equal is False]

    def table(self) -> str:
        """Everything as Markdown."""
        base = {line.what: line.p50 for line in self.lines if line.engine == OURS}
        head = "\n".join(f"- {key}: {value}" for key, value in self.about.items())
        rows = ["| what | engine | median | best | p99 | × orgraph | runs | equal | note |",
                "|---|---|--:|--:|--:|--:|--:|---|---|"]
        for line in self.lines:
            ours = base.get(line.what)
            ratio = "" if line.engine == OURS or not ours else f"{line.p50 / ours:.3g}"
            equal = {None: "", True: "yes", False: "**NO**"}[line.equal]
            cells = (line.what, line.engine, show(line.p50), show(line.best), show(line.p99), ratio, line.runs, equal,
                     line.note)
            rows.append(f"| {' | '.join(map(str, cells))} |")
        return f"{head}\n\n" + "\n".join(rows) + "\n"

    def json(self) -> str:
        """The same for programs; times in seconds."""
        return json.dumps({"about": self.about, "lines": [asdict(line) for line in self.lines]}, ensure_ascii=False,
                          indent=1)

    def save(self, folder: Path, name: str) -> None:
        """Both as files of a name."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.md").write_text(self.table(), encoding="utf-8")
        (folder / f"{name}.json").write_text(self.json(), encoding="utf-8")


def show(seconds: float | None) -> str:
    """A time with three digits and a fit unit."""
    if seconds is None:
        return ""
    unit, factor = ("s", 1.0) if seconds >= 1 else ("ms", 1e3) if seconds >= 1e-3 else ("µs", 1e6)
    return f"{seconds * factor:.3g} {unit}"


def about(*packages: str) -> dict[str, str]:
    """The machine and the versions of packages."""
    return {"python": platform.python_version(), "cores": str(os.cpu_count()), "machine": platform.machine(),
            **{name: _version(name) for name in packages}}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


@dataclass(frozen=True)
class Child:
    """What a process of its own said on standard output as JSON, its wall time and its peak memory."""

    said: dict[str, Any]
    seconds: float
    peak_mb: float


def child(code: str, *arguments: str) -> Child:
    """Run Python code in a process of its own, so that imports and memory are its alone."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code + _PEAK, *arguments], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise RuntimeError(f"the child ended with {done.returncode}")
    *said, peak = done.stdout.splitlines()
    return Child(json.loads("".join(said) or "{}"), time.perf_counter() - began, int(peak) / 1024)


# As the kernel counts for this program alone: what wait4 tells is no less than what the parent had when it forked.
_PEAK = """
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM:")))
"""
