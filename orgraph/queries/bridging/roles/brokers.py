"""Brokerage by role: who joins others of its own or of other kinds, or areas, that have no tie of their own."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np

from orgraph.checked import Checked, each, read_text
from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import Make, check_mode, head, projected, timed
from orgraph.queries.bridging.groups import OUTSIDE, groups
from orgraph.queries.bridging.measures.brokerage import ROLES, TOTAL, Null, brokerage
from orgraph.queries.bridging.network import Network
from orgraph.queries.bridging.projection import Floats
from orgraph.queries.bridging.roles.roles_results import Broker, BrokerageResult, Group, Role, RoleScore
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

COLUMNS = (*ROLES, "total")
GROUPINGS = ("kind", "area")
NULLS: tuple[Null, ...] = ("ties", "groups")
_DEFINITION = "v brokers the ordered pair (a, b) when a → v → b and not a → b; a tie without direction leads both ways"
_REFERENCE = "Gould & Fernandez, Sociological Methodology 19 (1989) 89-126"


class _Role(Checked):
    """One table of roles.toml."""

    id: str
    zh: str
    en: str
    ways: str
    meaning: str
    meaning_en: str


@cache
def roles() -> list[Role]:
    """What each role means, in the order of COLUMNS."""
    known = each("roles.toml", read_text(__package__, "roles.toml"), _Role)
    return [Role(**known[name].model_dump()) for name in COLUMNS]


def brokers(view: View, layers: Sequence[str], mode: str | None, day: int, area: int | None = None, *, by: str = "kind",
            null: str = "ties", top: int = 20, directed: bool = False) -> BrokerageResult:
    """Who brokers how many pairs in which role; those who broker most first.

    by: "kind" (of the node) or "area" (those right below `area`). null: "ties" or "groups", see `brokerage`. Raises
    UsageError for another.
    """
    began = time.perf_counter()
    _check(by, GROUPINGS, "分组 grouping")
    _check(null, NULLS, "随机模型 null model")
    net = projected(view, layers, check_mode(mode or "org"), day, area, flat=False, make=Make(directed))
    names = _named(view, net, by, area)
    found = brokerage(net.projection, np.array(names, str), null="ties" if null == "ties" else "groups")
    result = BrokerageResult.model_validate({**head(view, net, day, area), "by": by, "null": null,
                                             "definition": _DEFINITION, "reference": _REFERENCE, "roles": roles()})
    result.groups = [Group(name=name, nodes=count) for name, count in sorted(
        Counter(names).items(), key=lambda item: (-item[1], item[0]))]
    result.whole = _scores(found.whole.counts, found.whole.expected, found.whole.deviation, found.whole.z)
    totals = found.counts[:, TOTAL]
    order = np.lexsort((net.positions, -totals))
    ranked = np.sort(-totals)
    for node in order[:top].tolist():
        result.results.append(Broker(
            **node_ref(view, int(net.positions[node])).model_dump(), group=names[node],
            rank=int(np.searchsorted(ranked, -totals[node])) + 1,
            scores=_scores(found.counts[node], found.expected[node], found.deviation[node], found.z[node])))
    timed(result, began)
    return result


def _check(value: str, known: Sequence[str], what: str) -> None:
    if value not in known:
        raise UsageError(f"没有这种{what}：{value}", hint="、".join(known))


def _named(view: View, net: Network, by: str, area: int | None) -> list[str]:
    """The name of each node's group."""
    if by == "kind":
        kinds = vocabulary().kinds
        return [kinds[view.kind(position)].zh[0] for position in net.positions.tolist()]
    parts = groups(view, net.positions, "area", area).tolist()
    names = {part: "其余" if part == OUTSIDE else view.name(part) for part in set(parts)}
    twice = Counter(names.values())  # two communities of one name stay two groups
    return [names[part] if twice[names[part]] == 1 else f"{names[part]} {view.ids([part])[0]}" for part in parts]


def _scores(counts: np.ndarray, expected: Floats, deviation: Floats, z: Floats) -> dict[str, RoleScore]:
    return {name: RoleScore(count=int(counts[at]), expected=float(expected[at]), deviation=_known(deviation[at]),
                            z=_known(z[at])) for at, name in enumerate(COLUMNS)}


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
