"""Losses as pictures: single points of failure, and a network before and after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from orgraph.charts.bars import panels
from orgraph.charts.drawing import Drawing, draw, mark_size
from orgraph.charts.layout import stress
from orgraph.charts.network import connected, distances, node_name, plain_graph, steps_said, weights
from orgraph.charts.style import ACCENT, BAR_HEIGHT, HEAD_HEIGHT, LAYOUT, VERMILION, apart, headed, whole_ticks
from orgraph.errors import NotFound
from orgraph.results.table import kind_label

if TYPE_CHECKING:
    import networkx as nx
    from plotly.graph_objects import Figure

    from orgraph.queries.bridging.failing.together import TogetherResult
    from orgraph.queries.bridging.results import FailurePointsResult, Holding, WhatIfResult

_STAYS, _CUT, _GONE = "留在大块里 stays", "断开 cut off", "失去的 lost"


def failure_points(result: FailurePointsResult) -> Figure:
    """A bar a single point, the gravest on top: how many its loss cuts off, and how many coverage gaps it opens."""
    from plotly import graph_objects as go

    points = result.results[::-1]
    names = apart(f"{one.rank}. {one.name}" for one in points)
    more = [[kind_label(one.kind), one.population, one.gaps_opened] for one in points]
    bars = [go.Bar(name=name, y=names, x=counts, orientation="h", marker_color=colour, customdata=more,
                   text=[str(count) for count in counts], textposition="outside",
                   hovertemplate="%{y}（%{customdata[0]}）<br>断开 %{x}，人口 %{customdata[1]}，新增缺口 "
                                 "%{customdata[2]}<extra></extra>")
            for name, colour, counts in (
                ("新增缺口 gaps opened", VERMILION, [one.gaps_opened for one in points]),
                ("断开 cut off", ACCENT, [one.cut_off_count for one in points]))]
    return go.Figure(bars).update_layout(
        **LAYOUT, barmode="group", height=HEAD_HEIGHT + 2 * BAR_HEIGHT + round(1.4 * BAR_HEIGHT) * len(points),
        title=headed(result, "没有谁就会断开：单点隐患<br><sup>断开几个单位，新增几处缺口 "
                             "single points of failure: cut off, gaps opened</sup>"),
        legend={"orientation": "h", "traceorder": "reversed"}, yaxis={"automargin": True},
        xaxis=whole_ticks(max((one.cut_off_count for one in points), default=0)))


def what_if(result: WhatIfResult) -> Figure:
    """The network before and after a loss: islands, the largest of them, pairs that reach each other, gaps opened."""
    return _before_after(headed(result, f"假如没有 {result.point.name}"), result.before, result.after,
                         result.point.cut_off_count, result.point.gaps_opened)


def without(result: TogetherResult) -> Figure:
    """The same after several losses at once."""
    gone = "、".join([*(one.name for one in result.gone), *(f"{a.name}～{b.name}" for a, b in result.cut)])
    return _before_after(headed(result, f"假如没有 {gone}"), result.before, result.after, result.cut_off_count,
                         result.gaps_opened)


def _before_after(title: str, before: Holding, after: Holding, cut_off: int, gaps: int) -> Figure:
    return panels(
        [("群<br><sub>islands</sub>", [before.islands, after.islands]),
         ("最大的群<br><sub>largest</sub>", [before.largest, after.largest]),
         ("能到达的对<br><sub>pairs</sub>", [before.reachable_pairs, after.reachable_pairs]),
         ("断开<br><sub>cut off</sub>", [0, cut_off]), ("新增缺口<br><sub>new gaps</sub>", [0, gaps])],
        f"{title}<br><sup>之前和之后 before and after; 断开 {cut_off} 个，新增缺口 {gaps} 处</sup>")


def loss_map(graph: nx.Graph[Any], gone: str | Collection[str] | WhatIfResult | TogetherResult, *, steps: int = 2
             ) -> Figure:
    """The network round a loss, twice: left with it, right without; what is cut off from the largest part is marked.

    graph : as `Moment.to_networkx(mode="two")` gives it (or any other)
    gone : ids of nodes, or what `Moment.what_if` or `Moment.without` answered; steps : how far round them is drawn
    Raises NotFound for a node that the graph has not, UsageError beyond 1,000 nodes.
    """
    import networkx as nx

    lost, ended = _loss(gone)
    round_it = lost.union(*ended)
    if unknown := sorted(one for one in round_it if one not in graph):
        raise NotFound(f"网络里没有 {unknown[0]} (no such node in the network)",
                       hint="没有联系的不在网络里 (only nodes with ties)")
    whole: nx.Graph[Any] = nx.Graph(graph)
    near = set().union(*(nx.single_source_shortest_path_length(whole, one, cutoff=steps) for one in round_it))
    cut = _cut_off(whole, lost, ended)
    near |= {one for one in cut if any(other in near for other in whole[one])}
    plain = plain_graph(graph, near)
    groups = connected(plain)
    nodes = [one for group in groups for one in group]
    placed = _side_by_side([stress(distances(plain, group)) for group in groups])
    wide = float(np.ptp(placed[:, 0])) + 3.0
    at = {one: number for number, one in enumerate(nodes)}
    left = [node for node in nodes if node not in lost]
    after = {one: len(nodes) + number for number, one in enumerate(left)}
    points = np.vstack((placed, placed[[at[one] for one in left]] + np.array((wide, 0.0))))
    ties = [(at[a], at[b], count) for a, b, count in plain.edges(data="ties")]
    ties += [(after[a], after[b], count) for a, b, count in plain.edges(data="ties")
             if a in after and b in after and not ({(a, b), (b, a)} & ended)]
    both = [*nodes, *left]
    labels = [_GONE if one in lost else _CUT if one in cut else _STAYS for one in both]
    size = mark_size(len(both))
    drawing = Drawing(
        points, [node_name(plain, one) for one in both], labels,
        [f"<b>{node_name(plain, one)}</b><br>{label}" for one, label in zip(both, labels, strict=True)],
        [size * (1.6 if label == _GONE else 1.0) for label in labels],
        weights(plain, both, lambda one: (one in lost,)), ties,
        notes=[(float(part[:, 0].mean()), float(placed[:, 1].max()), title) for part, title in (
            (placed, "之前 before"), (points[len(nodes):], "之后 after")) if len(part)],
        twins={at[one]: after[one] for one in left})
    names = "、".join([*(node_name(plain, one) for one in nodes if one in lost),
                      *(f"{node_name(plain, a)}～{node_name(plain, b)}" for a, b in sorted(ended))])
    people = sum(whole.nodes[one].get("kind") == "Person" for one in cut)
    said = f"断开 {len(cut) - people} 个" + (f"，连人 {len(cut)} 个" if people else "")
    title = (f"假如没有 {names}：{said}<br><sup>周围 {steps} 步 within {steps_said(steps)}; "
             f"{len(cut)} cut off, {people} of them persons</sup>")
    return draw(drawing, title if isinstance(gone, (str, Collection)) else headed(gone, title),
                order=(_STAYS, _CUT, _GONE))


def _loss(gone: str | Collection[str] | WhatIfResult | TogetherResult) -> tuple[set[str], set[tuple[str, str]]]:
    """The nodes that go and the ties that end."""
    from orgraph.queries.bridging.failing.together import TogetherResult
    from orgraph.queries.bridging.results import WhatIfResult

    if isinstance(gone, TogetherResult):
        return {one.id for one in gone.gone}, {(a.id, b.id) for a, b in gone.cut}
    if isinstance(gone, WhatIfResult):
        return {gone.point.id}, set()
    return {gone} if isinstance(gone, str) else set(gone), set()


def _cut_off(whole: nx.Graph[Any], lost: set[str], ended: set[tuple[str, str]]) -> set[str]:
    """What is no more with the largest part left of its group."""
    import networkx as nx

    after = whole.copy()
    after.remove_nodes_from(lost)
    after.remove_edges_from(ended)
    hit, cut = lost.union(*ended), set[str]()
    for group in nx.connected_components(whole):
        if hit & group:
            left = sorted(nx.connected_components(after.subgraph(group)), key=lambda part: (
                -len(part), min(map(str, part))))
            cut |= set().union(*left[1:])
    return cut


def _side_by_side(grounds: Sequence[Any]) -> Any:
    moved, right = [], 0.0
    for ground in grounds:
        here = ground - np.array((ground[:, 0].min(), ground[:, 1].mean()))
        moved.append(here + np.array((right, 0.0)))
        right += float(np.ptp(ground[:, 0])) + 1.0
    return np.vstack(moved)
