"""orgraph: organisational network analysis for grassroots governance: coverage, bridging, who to call.

    import orgraph

    with orgraph.open("sqlite:///city.db") as graph:
        graph.load("data")  # spreadsheets; `orgraph templates` writes empty ones
        now = graph.at("2026-06-30")
        now.coverage("owners-committee", area="甲区").frame()
        now.bridging("islands").figure()
        now.who_to_call("路灯坏了", at="甲街道")

`orgraph.network("ties.csv")` measures any edge list or networkx graph without a database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgraph import charts
    from orgraph.edge_list import network
    from orgraph.graph import Graph, open  # noqa: A004 — orgraph.open(url) reads best
    from orgraph.moment import Moment

_FROM = {"Graph": "graph", "Moment": "moment", "network": "edge_list", "open": "graph"}
__all__ = ["Graph", "Moment", "charts", "network", "open"]
__version__ = "0.1.0"


def __dir__() -> list[str]:
    return [*__all__, "__version__"]  # also what has not been imported yet


def __getattr__(name: str) -> Any:
    # Late, so that `orgraph --help` and every part of the package start without NumPy and pydantic.
    if name == "charts":
        return import_module("orgraph.charts")
    if name in _FROM:
        return getattr(import_module(f"orgraph.{_FROM[name]}"), name)
    raise AttributeError(f"module {__name__} has no attribute {name}")
