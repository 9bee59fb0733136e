"""Any edge list → ties between named nodes, without a database: what `orgraph network` reads.

A table with two columns of names (and one of weights, perhaps), a table of the nodes beside it, or a graph file of
another program. Which headers mean what is data (words.toml); nothing is guessed from a column that has none of them.
"""

from orgraph.loaders.edges.columns import Wanted
from orgraph.loaders.edges.read import EdgeList, read_edges

__all__ = ["EdgeList", "Wanted", "read_edges"]
