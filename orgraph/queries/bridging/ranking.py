"""Measures on the layers: the nodes that bridge most first."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import check_mode, head, projected, timed
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.results import MeasureResult, Ranked
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View


def measures(
    view: View,
    names: Sequence[str],
    layers: Sequence[str],
    mode: str,
    day: int,
    area: int | None = None,
    *,
    top: int = 20,
) -> MeasureResult:
    """One or more measures on the layers; nodes that bridge most first."""
    began = time.perf_counter()
    for name in names:
        if name not in MEASURES:
            raise UsageError(f"没有这个指标：{name} (no such measure)", hint="、".join(MEASURES))
    net = projected(view, layers, check_mode(mode), day, area, flat=False)
    said = head(view, net, day, area)
    found = [_measure(view, net, name, said, top) for name in names or ("betweenness",)]
    found[0].more = found[1:]
    timed(found[0], began)
    return found[0]


def _measure(view: View, net: Network, name: str, said: dict[str, object], top: int) -> MeasureResult:
    measure = MEASURES[name]
    if net.mode not in measure.modes:
        raise UsageError(
            f"指标 {name} 不能用于 {net.mode} 模式 (not defined in this mode)", hint="、".join(measure.modes)
        )
    values = measure.function(net.projection)
    known = np.flatnonzero(~np.isnan(values))
    sign = -1.0 if measure.first == "high" else 1.0
    order = known[np.lexsort((net.positions[known], np.round(sign * values[known], 12)))]
    ranked = np.sort(np.round(sign * values[known], 12))
    results = []
    for node in order[:top].tolist():
        key = round(sign * float(values[node]), 12)
        behind = len(ranked) - int(np.searchsorted(ranked, key, "left"))
        results.append(
            Ranked(
                **node_ref(view, int(net.positions[node])).model_dump(),
                value=float(values[node]),
                rank=int(np.searchsorted(ranked, key, "left")) + 1,
                percentile=round(100.0 * behind / len(ranked), 2),
            )
        )
    return MeasureResult.model_validate(
        {
            **said,
            "measure": name,
            "definition": measure.definition,
            "meaning": measure.meaning,
            "title": measure.zh,
            "results": results,
        }
    )
