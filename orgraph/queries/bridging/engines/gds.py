"""Measures by Neo4j's Graph Data Science procedures: the same projection, the same values, worked out on the server.

`gds.toml` says which procedure gives which measure, what it is given and how its values become ours. A measure that is
not there, or not with our meaning, is refused: an answer is by one engine, the one that was asked for.
"""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from pydantic import Field, field_validator

from orgraph.checked import Checked, each, read_text
from orgraph.errors import UsageError
from orgraph.queries.bridging.engines.scales import GROUPS, SCALES
from orgraph.queries.bridging.measures import MEASURES, Measure
from orgraph.queries.bridging.projection import Floats, Projection
from orgraph.queries.bridging.results import Engine
from orgraph.stores.science import Links, Procedure, Science

FILE = "gds.toml"
_LONGEST = 10**12  # a way in whole steps; below it sums are exact, and two ways of one length are known to be


class Elsewhere(Checked):
    """How a measure is had from a procedure.

    Attributes
    ----------
    id : the measure
    procedure, gives, key, parameters : what is run, see `stores.science.Procedure`
    with_direction : further parameters where the network has direction
    weights : what a link weighs: "strength" as in the projection, "length" 1 / that; "none": each counts one
    turned : links are sent the other way round
    directed, two_mode : whether it is had where links have direction, and in a two-mode network
    groups : the groups of nodes that are sent: a name of GROUPS
    scale : what makes its values ours: a name of SCALES
    """

    id: str
    procedure: str = Field(pattern=r"^gds(\.\w+)+$")
    gives: str = Field(pattern=r"^\w+(\.\w+)?$")
    key: str = Field("nodeId", pattern=r"^\w+$")
    parameters: dict[str, Any] = {}
    with_direction: dict[str, Any] = {}
    weights: Literal["none", "strength", "length"] = "none"
    turned: bool = False
    directed: bool = True
    two_mode: bool = True
    groups: str = ""
    scale: str = "as_given"

    @field_validator("id")
    @classmethod
    def _known(cls, name: str) -> str:
        return _one_of(name, MEASURES)

    @field_validator("scale")
    @classmethod
    def _scale(cls, name: str) -> str:
        return _one_of(name, SCALES)

    @field_validator("groups")
    @classmethod
    def _groups(cls, name: str) -> str:
        return _one_of(name, {"": None} | GROUPS)


def _one_of(name: str, known: dict[str, Any]) -> str:
    if name not in known:
        raise ValueError(f"{name}: {', '.join(known)}")
    return name


GDS: dict[str, Elsewhere] = each(FILE, read_text(__package__, FILE), Elsewhere)


def by_gds(science: Science, measure: Measure, p: Projection) -> tuple[Any, Engine]:
    """A measure on a projection, by GDS, as `Measure.compute` gives it. Raises UsageError, StoreError."""
    how, seen = offered(measure), measure.seen(p)
    if seen.directed and not how.directed:
        raise _refused(measure, "分方向时", "with direction", "去掉 --directed (without direction)")
    if seen.mode is not None and not how.two_mode:
        raise _refused(measure, "在二模网络里", "in a two-mode network", "--mode org、--mode person")
    procedure = Procedure(how.procedure, how.gives, how.key,
                          how.parameters | (how.with_direction if seen.directed else {}))
    worked = science.work(_links(seen, how, measure), procedure)
    values = np.full(seen.n, np.nan)
    values[worked.keys] = worked.values
    return SCALES[how.scale](seen, values), Engine(name="gds", version=worked.version, procedure=how.procedure)


def offered(measure: Measure) -> Elsewhere:
    """How a measure is had. Raises UsageError where it is not."""
    if measure.id not in GDS:
        raise _refused(measure, "", "at all", f"GDS 有 (it has)：{'、'.join(GDS)}；其余去掉 --engine (leave it out)")
    return GDS[measure.id]


def _refused(measure: Measure, when: str, when_en: str, hint: str) -> UsageError:
    return UsageError(f"{when}GDS 没有意思相同的“{measure.zh}” "
                      f"({measure.id}: GDS does not have the same {when_en})", code="not-in-gds", hint=hint)


def _links(p: Projection, how: Elsewhere, measure: Measure) -> Links:
    kept = np.ones(len(p.rows), bool) if p.directed else p.rows < p.indices
    a, b = p.rows[kept].astype(np.int64), p.indices[kept].astype(np.int64)
    weights = None
    if how.weights != "none" and p.weights is not None:
        weights = (p.weights if how.weights == "strength" else _lengths(p, measure))[kept]
    return Links(p.n, *((b, a) if how.turned else (a, b)), directed=p.directed, weights=weights,
                 groups=GROUPS[how.groups](p) if how.groups else None)


def _lengths(p: Projection, measure: Measure) -> Floats:
    """1 / weight in whole steps. GDS compares lengths to the last bit, where 1/3 + 1/3 + 1/3 is not 1."""
    assert p.weights is not None
    distinct = np.unique(p.weights)
    step = math.lcm(*(int(weight) for weight in distinct)) if (distinct % 1 == 0).all() else _LONGEST
    if step * p.n > _LONGEST:
        raise _refused(measure, "权重不是整数或太杂时", "where weights are not small whole numbers",
                       "--collapse count、max、one；或去掉 --engine (or leave it out)")
    return step / p.weights
