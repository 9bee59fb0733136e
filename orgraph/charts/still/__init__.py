"""A figure as a still picture, without a browser: what plotly holds, drawn anew by matplotlib.

Kaleido, plotly's own way, is a browser: from version 1 it looks for a Chrome or downloads one, and its last version
that brought one is old and no longer called by plotly. matplotlib draws by itself, with the machine's fonts.
"""

from orgraph.charts.still.save import save

__all__ = ["save"]
