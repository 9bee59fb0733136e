"""orgraph: organisational network analysis for grassroots governance: coverage, bridging, who to call."""

from orgraph.graph import Graph, Moment, open  # noqa: A004 — orgraph.open(url) reads best

__all__ = ["Graph", "Moment", "open"]
__version__ = "0.1.0"
