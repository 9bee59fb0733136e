"""Measures on the layers: the nodes that bridge most first."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from orgraph.deadline import steps
from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import (
    Make,
    check_collapse,
    check_in_mode,
    check_mode,
    head,
    named,
    projected,
    scope,
    timed,
    told,
    wanted,
)
from orgraph.queries.bridging.engines import Compute, engine_of
from orgraph.queries.bridging.groups import groups
from orgraph.queries.bridging.measures import Measure
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.null_model import Chance, NullModel, beside
from orgraph.queries.bridging.placing import placed
from orgraph.queries.bridging.projection import Collapse, Floats
from orgraph.queries.bridging.results import MeasureResult, NullRef, Ranked
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View
from orgraph.stores.science import Science


def measures(view: View, layers: Sequence[str], mode: str | None, day: int, area: int | None = None, *,
             measure: Sequence[str] = (), top: int = 20, directed: bool = False, collapse: Collapse = "count",
             boundary: bool = False, samples: int = 0, seed: int = 7, engine: str = "orgraph",
             science: Science | None = None) -> MeasureResult:
    """One or more measures on the layers; nodes that bridge most first.

    directed, collapse, boundary: see `network`. samples: as many random networks with the same numbers of ties are made
    (by `seed`), and each value stands beside what it is there. engine: "orgraph", or "gds" for the procedures of the
    store's server (`science`), where they have the measure with the same meaning. Raises UsageError for an unknown
    measure, one that the mode or the engine has not, or random networks with direction; StoreError where the server
    lacks the procedures.
    """
    began = time.perf_counter()
    make = Make(directed, check_collapse(collapse), boundary)
    asked = named(measure)
    compute = engine_of(engine, science, asked)
    if samples and engine != "orgraph":
        raise UsageError("随机网络只由本程序算 (random networks are measured by orgraph alone)",
                         hint="去掉 --engine 或 --samples")
    if samples and directed:
        raise UsageError("随机网络没有方向 (random networks have no direction)", hint="去掉 --directed 或 --samples")
    known = check_mode(mode or "org")
    net = projected(view, layers, known, day, area, flat=False, make=make)
    model = NullModel(view, wanted(layers, known, flat=False), known, day, scope(view, area, make),
                      collapse=collapse) if samples else None
    said = head(view, net, day, area)
    found = []
    for one in steps(asked):
        check_in_mode(one, known)
        chance = by_chance(view, model, one, area, samples, seed) if model else None
        found.append(_measure(view, net, one, compute, said, area, top, chance, seed))
    found[0].more = found[1:]
    timed(found[0], began)
    return found[0]


def by_chance(view: View, model: NullModel, measure: Measure, area: int | None, samples: int, seed: int) -> Chance:
    """The measure on the network and on random ones; a measure of the whole network has one value, at no node."""
    of = None if measure.by is None else groups(view, model.positions, measure.by, area)
    return model.compare(lambda p: np.atleast_1d(measure.compute(p, of)), samples, seed)


def _measure(view: View, net: Network, measure: Measure, compute: Compute, said: dict[str, object], area: int | None,
             top: int, chance: Chance | None, seed: int) -> MeasureResult:
    of = None if measure.by is None else groups(view, net.positions, measure.by, area)
    found, engine = compute(measure, net.projection, of)
    whole = measure.scope == "network"
    return MeasureResult.model_validate(
        {
            **said,
            **told(measure, found, net.projection, of, engine),
            "by_chance": beside(chance, 0) if whole and chance else None,
            "null": chance and NullRef(samples=chance.samples, seed=seed, exchanged=round(chance.exchanged, 4)),
            "results": [] if whole else _ranked(view, net, measure, found, top, chance),
        }
    )


def _ranked(view: View, net: Network, measure: Measure, values: Floats, top: int, chance: Chance | None
            ) -> list[Ranked]:
    at = np.searchsorted(chance.positions, net.positions) if chance else None
    return [Ranked(**node_ref(view, int(net.positions[one.node])).model_dump(), value=one.value, rank=one.rank,
                   percentile=one.percentile,
                   by_chance=beside(chance, int(at[one.node])) if chance and at is not None else None)
            for one in placed(values, measure.first, top, net.positions)]
