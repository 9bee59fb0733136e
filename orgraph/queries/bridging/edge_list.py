"""The bridging measures on any ties between named nodes: no database, no vocabulary, and no projection."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import named, timed, told
from orgraph.queries.bridging.measures import By, Measure
from orgraph.queries.bridging.placing import placed
from orgraph.queries.bridging.projection import Collapse, Projection
from orgraph.queries.bridging.results import EdgeListResult, Ranked


@dataclass(frozen=True, eq=False)
class Listed:
    """Ties between nodes 0 … n − 1 as some list has them.

    ids, names, kinds, areas : shape (n,); kinds and areas may be empty where nothing is known of them
    a, b : shape (ties,): the ends of each tie, from a to b
    weights : shape (ties,), positive; None: none
    side : shape (n,), 0 or 1, in a two-mode network; else None
    """

    ids: Sequence[str]
    names: Sequence[str]
    a: ArrayLike
    b: ArrayLike
    weights: ArrayLike | None = None
    side: ArrayLike | None = None
    kinds: Sequence[str] = ()
    areas: Sequence[str] = ()

    def groups(self, by: By) -> NDArray[np.int64]:
        """A number for the group of each node. Raises UsageError where none is known."""
        known = self.kinds if by == "kind" else self.areas
        if not any(known):
            what = "类别 (kind)" if by == "kind" else "区域 (area)"
            raise UsageError(f"不知道每个节点的{what}", code="no-groups",
                             hint="用 --nodes 给一张节点表，名称、类别或区域各一列 (give a list of nodes)")
        return np.unique(np.asarray(known, dtype=object).astype(str), return_inverse=True)[1].astype(np.int64)


def measure_list(listed: Listed, measures: Sequence[str] = (), *, directed: bool = False,
                 collapse: Collapse | None = None, top: int = 20, **said: object) -> EdgeListResult:
    """One or more measures on listed ties; nodes that bridge most first.

    Parameters
    ----------
    measures : ids of MEASURES; default: betweenness
    collapse : what parallel ties weigh together (`Projection.from_pairs`); default: the sum of their weights, without
        weights their number
    said : what else the result says: file, sheet, columns, warnings

    Raises
    ------
    UsageError : there is no such measure, or it says nothing of such a network
    """
    began = time.perf_counter()
    asked = named(measures)
    rule = collapse or ("count" if listed.weights is None else "sum")
    p = Projection.from_pairs(len(listed.ids), listed.a, listed.b, listed.weights, listed.side, directed=directed,
                              collapse=rule)
    head = {"as_of": "", "generation": 0, "mode": "one" if listed.side is None else "two", "directed": directed,
            "collapse": rule, "nodes": p.n, "edges": p.links, "loops": p.loops, "parallel": p.parallel,
            "ties": p.links + p.loops + p.parallel, **said}
    found = [_measured(listed, p, measure, head, top) for measure in asked]
    found[0].more = list(found[1:])
    timed(found[0], began)
    return found[0]


def _measured(listed: Listed, p: Projection, measure: Measure, head: dict[str, object], top: int) -> EdgeListResult:
    able = {"two"} if p.mode is not None else {"org", "person"}
    if not able & set(measure.modes):
        other = "去掉 --two-mode" if p.mode is not None else "加上 --two-mode"
        raise UsageError(f"指标 {measure.id} 不能用于{'二' if p.mode is not None else '一'}模网络 (not defined there)",
                         hint=f"{other}，或换一个指标：orgraph measures")
    of = None if measure.by is None else listed.groups(measure.by)
    found = measure.compute(p, of)
    whole = measure.scope == "network"
    kinds = listed.kinds or [""] * p.n
    return EdgeListResult.model_validate({
        **head,
        **told(measure, found, p, of),
        "results": [] if whole else [
            Ranked(id=listed.ids[one.node], name=listed.names[one.node], kind=kinds[one.node], value=one.value,
                   rank=one.rank, percentile=one.percentile) for one in placed(found, measure.first, top)]})
