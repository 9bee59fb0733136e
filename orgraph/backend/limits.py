"""Which calls of networkx's functions are computed here: exactly those that give networkx's own answer."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from inspect import signature
from typing import Any

_SMALL = 200  # nodes below which networkx has answered before a graph is converted


@dataclass(frozen=True)
class Limit:
    """The limits of one function: the keys of functions.toml, which says what each means."""

    says: str
    directed: bool = False
    multigraph: bool = False
    loops: bool = False
    takes: tuple[str, ...] = ()
    weight: str = ""
    linear: bool = False


@cache
def limits() -> Mapping[str, Limit]:
    """The functions that are computed, by name."""
    # No pydantic, no NumPy: this is read whenever networkx is imported.
    read = tomllib.loads((files(__package__) / "functions.toml").read_text(encoding="utf-8"))
    return {name: Limit(**{**said, "takes": tuple(said.get("takes", ()))}) for name, said in read.items()}


def information() -> dict[str, Any]:
    """What networkx is told of the backend (entry point `networkx.backend_info`)."""
    return {"backend_name": "orgraph", "project": "orgraph", "package": "orgraph.backend",
            "short_summary": "Kernels for bridging measures, compiled, on all cores.",
            "functions": {name: {"additional_docs": limit.says} for name, limit in limits().items()}}


def refused(name: str, function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Why a call is left to networkx; "" where it is computed here. The function has networkx's parameters."""
    limit = limits()[name]
    known = signature(function)
    try:
        given = known.bind(*args, **kwargs)
    except TypeError as problem:
        return str(problem)
    given.apply_defaults()
    graph = given.arguments["G"]
    for argument, value in given.arguments.items():
        default = known.parameters[argument].default
        if argument not in ("G", *limit.takes) and not _same(value, default):
            return f"only {argument}={default!r}"
    weight = given.arguments.get(limit.weight)
    if callable(weight):
        return "a weight must be an attribute of the edges"
    if name.endswith("clustering") and weight is not None and graph.is_directed():
        return "a weight with direction"
    if name == "effective_size" and given.arguments["nodes"] is None and (weight is not None or graph.is_directed()):
        return "of all nodes at once networkx divides by another weight than its own formula says"
    if "nodes" in limit.takes and given.arguments["nodes"] is not None:
        if graph.is_multigraph():
            return "nodes of a multigraph"
        if isinstance(given.arguments["nodes"], str) or not isinstance(given.arguments["nodes"], Collection):
            return "nodes must be a list or a set"
    return _graph_refused(limit, graph)


def better_there(name: str, graph: Any, kwargs: Mapping[str, Any]) -> str:
    """Why a call that could be computed here is quicker in networkx; "" where it is not."""
    if limits()[name].linear:
        return "as quick as the conversion of the graph"
    if kwargs.get("nodes") is not None:
        return "some nodes"
    return "a small graph" if len(graph) < _SMALL else ""


def _graph_refused(limit: Limit, graph: Any) -> str:
    if not len(graph):
        return "a graph without nodes"
    if graph.is_directed() and not limit.directed:
        return "a graph with direction"
    if graph.is_multigraph() and not limit.multigraph:
        return "a multigraph"
    return "" if limit.loops or not _has_loops(graph) else "a graph with loops"


def _has_loops(graph: Any) -> bool:
    own = getattr(graph, "loops", None)  # of a graph that is converted already
    return bool(own) if own is not None else any(node in near for node, near in graph.adjacency())


def _same(value: Any, default: Any) -> bool:
    return value is default or (type(value) is type(default) and bool(value == default))
