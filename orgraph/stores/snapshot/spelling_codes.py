"""How well a node fits what is typed, as one number: the lower, the better. How, near, rank, length, position."""

from __future__ import annotations

HOWS = ("exact", "start", "inside", "spread")
EXACT, START, INSIDE, SPREAD = range(len(HOWS))
HOW, NEAR, RANK, LENGTH = 58, 52, 44, 32  # the bits from which on each stands; the position below
NONE = 2**62  # no node
UNSOUGHT = 255  # the rank of kinds that nobody looks for
