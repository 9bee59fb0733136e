"""Where the time goes: the functions that loading, coverage and calling spend most in, by cProfile."""

from __future__ import annotations

import cProfile
import io
import pstats
from collections.abc import Callable

from cover import RULE
from region import DAY, Region, remove

import orgraph
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.who_to_call.topics import topics

TOP = 30


def profiled(region: Region) -> str:
    """The profiles as text; the region is loaded again into a database beside."""
    now = orgraph.open(region.url).at(DAY)
    texts = [text for topic in topics().values() for text in topic.examples][:1000]
    now.who_to_call(texts[0], at="示例街道00000")
    spare = region.database.with_name("profiled.db")
    remove(spare)

    def load() -> None:
        orgraph.open(f"sqlite:///{spare.resolve()}").load([region.folder])

    def call() -> None:
        for text in texts:
            now.who_to_call(text, at="示例街道00000")

    def cover() -> None:
        for _ in range(20):
            evaluate(now.view, now.rules[RULE], now.day.toordinal(), 0, now.view.size)

    cover()
    parts = {"load": load, f"who_to_call, {len(texts)} texts": call, f"{RULE}, 20 times": cover}
    text = "\n".join(f"# {what}\n{_profile(run)}" for what, run in parts.items())
    remove(spare)
    return text


def _profile(run: Callable[[], None]) -> str:
    profile = cProfile.Profile()
    profile.runcall(run)
    out = io.StringIO()
    stats = pstats.Stats(profile, stream=out).strip_dirs()
    stats.sort_stats("tottime").print_stats(TOP)
    stats.sort_stats("cumulative").print_stats(TOP)
    return out.getvalue()
