"""What every bridging question begins with: the network that it is asked of, and what its answer says of that."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.dates import iso
from orgraph.errors import UsageError
from orgraph.queries.bridging.layers import MODES, Layer, Mode, chosen, several
from orgraph.queries.bridging.measures import MEASURES, Measure
from orgraph.queries.bridging.network import Network, network
from orgraph.queries.bridging.projection import COLLAPSES, Collapse, Projection
from orgraph.queries.bridging.results import BridgingResult, Engine
from orgraph.queries.bridging.ties import Scope
from orgraph.queries.refs import node_ref
from orgraph.queries.scope import reach
from orgraph.stores.base import View

OURS = Engine()
MEMBERS = 1000  # members of an island, and nodes cut off, that are listed


def check_mode(mode: str) -> Mode:
    """`mode` if there is such a mode. Raises UsageError."""
    for known in MODES:
        if mode == known:
            return known
    raise UsageError(f"没有这种模式：{mode} (no such mode)", hint="、".join(MODES))


@dataclass(frozen=True, slots=True)
class Make:
    """How ties become a network, besides layers and mode: see `network`."""

    directed: bool = False
    collapse: Collapse = "count"
    boundary: bool = False


AS_USUAL = Make()


def named(names: str | Sequence[str]) -> list[Measure]:
    """The measures named, else betweenness. Raises UsageError for one that there is not."""
    asked = several(names) or ["betweenness"]
    for name in asked:
        if name not in MEASURES:
            raise UsageError(f"没有这个指标：{name} (no such measure)", hint="、".join(MEASURES))
    return [MEASURES[name] for name in asked]


def check_in_mode(measure: Measure, mode: Mode) -> None:
    """Raises UsageError for a measure that says nothing in the mode."""
    if mode not in measure.modes:
        raise UsageError(f"指标 {measure.id} 不能用于 {mode} 模式 (not defined in this mode)",
                         hint="、".join(measure.modes))


def told(measure: Measure, found: Any, p: Projection, of: NDArray[Any] | None, engine: Engine = OURS
         ) -> dict[str, object]:
    """What an answer says of its measure, as fields of MeasureResult; `found` on the whole network is its value.

    engine: who worked it out.
    """
    whole = measure.scope == "network"
    return {"measure": measure.id, "definition": measure.definition, "meaning": measure.meaning, "title": measure.zh,
            "engine": engine, "value": _known(found) if whole else None,
            "expected": _known(measure.by_chance(p, of)) if whole else None}


def _known(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def check_collapse(rule: str) -> Collapse:
    """`rule` if there is such a rule for parallel ties. Raises UsageError."""
    for known in COLLAPSES:
        if rule == known:
            return known
    raise UsageError(f"没有这种合并规则：{rule} (no such collapse rule)", hint="、".join(COLLAPSES))


def scope(view: View, area: int | None, make: Make = AS_USUAL) -> Scope:
    """The nodes of an area, of everywhere if None."""
    return Scope(*((0, view.size) if area is None else view.inside(area)), make.boundary, reach(view, area))


def wanted(names: Sequence[str], mode: Mode, *, flat: bool) -> list[Layer]:
    """The layers named, or the mode's own; `flat` leaves the hierarchy out."""
    return [layer for layer in chosen(names, mode) if not (flat and layer.hierarchy)]


def projected(view: View, names: Sequence[str], mode: Mode, day: int, area: int | None, *, flat: bool,
              make: Make = AS_USUAL) -> Network:
    """The network of the layers named inside an area; `flat` leaves the hierarchy out."""
    return network(view, wanted(names, mode, flat=flat), mode, day, scope(view, area, make), directed=make.directed,
                   collapse=make.collapse)


def head(view: View, net: Network, day: int, area: int | None) -> dict[str, object]:
    """What the answer says of its network, as fields of BridgingResult."""
    p = net.projection
    return {
        "as_of": iso(day) or "",
        "generation": view.generation,
        "area": None if area is None else node_ref(view, area),
        "mode": net.mode,
        "layers": list(net.layers),
        "directed": p.directed,
        "collapse": net.collapse,
        "boundary": net.boundary,
        "nodes": p.n,
        "edges": p.links,
        "loops": p.loops,
        "parallel": p.parallel,
    }


def timed(result: BridgingResult, began: float) -> None:
    """Note in the result how long it took since `began` (perf_counter)."""
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
