"""Bridges over time: a measure by month, who became or ceased to be one, and by which fact."""
