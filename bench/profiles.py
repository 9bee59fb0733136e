"""Where the time goes: the functions that loading and calling spend most in, by cProfile."""

from __future__ import annotations

import cProfile
import io
import pstats
from collections.abc import Callable

from region import DAY, Region

import orgraph
from orgraph.queries.who_to_call.topics import topics

TOP = 30


def profiled(region: Region) -> str:
    """Both profiles as text; the database is loaded a second time in memory of this process."""
    now = orgraph.open(region.url).at(DAY)
    texts = [text for topic in topics().values() for text in topic.examples][:1000]
    now.who_to_call(texts[0], at="示例街道00000")
    spare = region.database.with_name("profiled.db")

    def load() -> None:
        orgraph.open(f"sqlite:///{spare.resolve()}").load([region.folder])

    def call() -> None:
        for text in texts:
            now.who_to_call(text, at="示例街道00000")

    return f"# load\n{_profile(load)}\n# who_to_call, {len(texts)} texts\n{_profile(call)}"


def _profile(run: Callable[[], None]) -> str:
    profile = cProfile.Profile()
    profile.runcall(run)
    out = io.StringIO()
    stats = pstats.Stats(profile, stream=out).strip_dirs()
    stats.sort_stats("tottime").print_stats(TOP)
    stats.sort_stats("cumulative").print_stats(TOP)
    return out.getvalue()
