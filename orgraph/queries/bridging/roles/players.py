"""Key players: the few whose loss would break the network up, or from whom most of it is reached."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from typing import Literal

from orgraph.checked import Checked, each, read_text
from orgraph.errors import UsageError
from orgraph.queries.bridging.asking import Make, check_mode, head, projected, timed
from orgraph.queries.bridging.layers import several
from orgraph.queries.bridging.measures.key_players import By, key_players
from orgraph.queries.bridging.roles.roles_results import KeyPlayerSet, KeyPlayersResult
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View

SIZE = 3
_REFERENCE = "Borgatti, Comput. Math. Organ. Theory 12 (2006) 21-34"


class Wish(Checked):
    """One table of key_players.toml: what a set is chosen for."""

    id: By
    zh: str
    en: str
    goal: Literal["neg", "pos"]
    meaning: str
    meaning_en: str
    definition: str
    definition_zh: str
    default: bool = False


@cache
def wishes() -> dict[str, Wish]:
    """What sets may be chosen for, by name."""
    return dict(each("key_players.toml", read_text(__package__, "key_players.toml"), Wish))


def players(view: View, layers: Sequence[str], mode: str | None, day: int, area: int | None = None, *,
            measure: Sequence[str] = (), size: int = SIZE, directed: bool = False) -> KeyPlayersResult:
    """A set of key players for each measure (default: "fragmentation" and "reach").

    size: how many in a set; a smaller network gives all its nodes. Raises UsageError for an unknown name, a size below
    1, and a network too large for a measure.
    """
    began = time.perf_counter()
    asked = several(measure)
    for name in asked:
        if name not in wishes():
            raise UsageError(f"没有这个指标：{name} (no such measure of key players)", hint="、".join(wishes()))
    if size < 1:
        raise UsageError(f"人数至少为 1：{size} (at least one key player)")
    net = projected(view, layers, check_mode(mode or "org"), day, area, flat=False, make=Make(directed))
    result = KeyPlayersResult.model_validate(
        {**head(view, net, day, area), "size": min(size, net.projection.n), "reference": _REFERENCE})
    for name in asked or [wish.id for wish in wishes().values() if wish.default]:
        if not result.size:
            continue
        wish = wishes()[name]
        try:
            found = key_players(net.projection, result.size, wish.id)
        except ValueError as error:
            raise UsageError(f"网络太大，算不了{wish.zh}：{net.projection.n} 个节点 ({error})",
                             hint="--area 缩小范围 a smaller area") from error
        result.results.append(KeyPlayerSet(
            measure=wish.id, **wish.model_dump(exclude={"id", "default", "definition_zh"}), value=found.value,
            before=found.before, bound=found.bound, exact=found.exact, guarantee=found.guarantee,
            members=[node_ref(view, int(net.positions[node])) for node in found.nodes]))
    timed(result, began)
    return result
