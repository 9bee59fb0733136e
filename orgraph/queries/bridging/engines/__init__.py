"""Who works a measure out: our kernels, or where the user asks and the store has them, the procedures of its server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import NDArray

from orgraph.errors import UsageError
from orgraph.queries.bridging.engines.gds import by_gds, offered
from orgraph.queries.bridging.measures import Measure
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.bridging.results import Engine
from orgraph.stores.science import Science

ENGINES = ("orgraph", "gds")
Compute = Callable[[Measure, Projection, NDArray[Any] | None], tuple[Any, Engine]]


def ours(measure: Measure, p: Projection, of: NDArray[Any] | None) -> tuple[Any, Engine]:
    """A measure by our kernels."""
    return measure.compute(p, of), Engine()


def engine_of(name: str, science: Science | None, asked: Sequence[Measure]) -> Compute:
    """What works the measures asked for out: (measure, projection, groups) → its value, and who worked it out.

    Raises UsageError for an engine that there is not, or not here, and for a measure that it has not.
    """
    if name not in ENGINES:
        raise UsageError(f"没有这种引擎：{name} (no such engine)", hint="、".join(ENGINES))
    if name == "orgraph":
        return ours
    if science is None:
        raise UsageError("这个数据库没有 GDS，Neo4j 服务器上才有 (only a Neo4j server may have GDS)", code="no-gds",
                         hint="--db neo4j://…；或去掉 --engine (or leave it out)")
    for measure in asked:
        offered(measure)
    return lambda measure, p, _: by_gds(science, measure, p) if p.n else ours(measure, p, None)
