"""A networkx backend: `nx.betweenness_centrality(G, backend="orgraph")` and others run on the bridging kernels.

networkx finds it by the entry points of the package. What is computed, and within what limits, is `functions.toml`;
anything else is left to networkx.
"""
