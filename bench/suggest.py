"""Type-ahead over HTTP: what people type for random names, letter by letter, from a second process.

usage: python bench/suggest.py --db sqlite:///region.db [--asked 2000] [--seed 7] [--out bench/results]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import time
from collections import defaultdict
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import quote

from service import serving

import orgraph
from orgraph.pinyin import syllables
from orgraph.stores.snapshot.spelling_columns import SOUGHT

WAYS = ("characters", "pinyin", "initials", "mixed", "inside")
LONGEST = 6  # characters of a name that somebody types
WARM = 50


def typed(name: str, way: str, random: Random) -> list[str]:
    """The texts that the box holds one after the other while a name is typed in a way."""
    if way == "inside":
        name = name[random.randrange(1, max(2, len(name) - 2)):]
    some = name[:LONGEST]
    read = [(syllables(one) or (one.lower(),))[0] for one in some]
    parts = {"characters": list(some), "inside": list(some), "pinyin": list("".join(read)),
             "initials": [one[0] for one in read],
             "mixed": [one if random.random() < 0.5 else of[0] for one, of in zip(some, read, strict=True)]}[way]
    return ["".join(parts[:n]) for n in range(1, len(parts) + 1)]


def p99(values: list[float]) -> float:
    """The time that 99 of 100 stay below."""
    return sorted(values)[max(0, -(-99 * len(values) // 100) - 1)]


def main() -> None:
    """Serve the database in a process of its own, ask it, and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--db", required=True)
    parser.add_argument("--asked", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    random = Random(options.seed)
    graph = orgraph.open(options.db)
    view = graph.at().view
    sought = [int(p) for root in SOUGHT for p in view.of_kind(root)]
    communities = [view.name(int(p)) for p in view.of_kind("Community")]
    ids = view.ids(random.sample([int(p) for p in view.of_kind("Community")], min(50, len(communities))))
    began = time.perf_counter()
    graph.at().suggest("a")
    built = time.perf_counter() - began
    questions = []
    while len(questions) < options.asked:
        way = random.choice(WAYS)
        questions += [(way, text, random.choice(ids) if random.random() < 0.5 else "")
                      for text in typed(view.name(random.choice(sought)), way, random)]
    questions = questions[:options.asked]
    nodes, names = view.size, len(sought)
    graph.close()

    with serving(options.db, 1) as port:
        times = asked(port, questions)
    every = [one for some in times.values() for one in some]
    lines = [f"| {way} | {len(some):,} | {median(some):.1f} | {p99(some):.1f} | {max(some):.1f} |"
             for way, some in (*sorted(times.items()), ("all", every))]
    text = "\n".join([
        f"# Type-ahead over HTTP: {names:,} names sought of {nodes:,} nodes, seed {options.seed}", "",
        (f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, orgraph "
         f"{orgraph.__version__}; one client in a process of its own; names made or mapped in {built:.1f} s."), "",
        "| typed | requests | p50 ms | p99 ms | most ms |", "|---|---|---|---|---|", *lines, ""])
    print(text)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "suggest.md").write_text(text, encoding="utf-8")
        (options.out / "suggest.json").write_text(json.dumps({
            "seed": options.seed, "nodes": nodes, "names": names, "built_s": built, "load": os.getloadavg()[0],
            "ms": {way: {"requests": len(some), "p50": median(some), "p99": p99(some)} for way, some in times.items()},
            "all": {"p50": median(every), "p99": p99(every)}}, indent=1), encoding="utf-8")


def asked(port: int, questions: list[tuple[str, str, str]]) -> dict[str, list[float]]:
    """Milliseconds of every answer by way of typing, after some that do not count."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", "/v1/suggest?q=a")  # maps the names, or makes them
    connection.getresponse().read()
    times: dict[str, list[float]] = defaultdict(list)
    for number, (way, text, near) in enumerate([*questions[:WARM], *questions]):
        began = time.perf_counter()
        connection.request("GET", f"/v1/suggest?q={quote(text)}" + (f"&near={quote(near)}" if near else ""))
        answer = connection.getresponse()
        body = answer.read()
        took = 1000 * (time.perf_counter() - began)
        if answer.status != 200:
            raise SystemExit(body.decode())
        if number >= WARM:
            times[way].append(took)
    return times


if __name__ == "__main__":
    main()
