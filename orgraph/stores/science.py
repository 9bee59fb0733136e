"""What some stores can do besides: work values of a network out on their server, by procedures that it brings.

The network is the caller's and travels there; nothing of the record is read for it, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Links:
    """A simple graph of the nodes 0 … n − 1, each link once: from `a` to `b` if `directed`, else between them.

    weights : shape (links,), or None where each counts one; groups : shape (n,), from 0, where a procedure asks for
    the group of each node
    """

    n: int
    a: Numbers
    b: Numbers
    directed: bool = False
    weights: Values | None = None
    groups: Numbers | None = None


@dataclass(frozen=True)
class Procedure:
    """What is run: its name, what it is given, and of its rows the column of numbers that say of what the value is, and
    the column of the values ("column.key" where that is a map)."""

    name: str
    gives: str
    key: str = "nodeId"
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Worked:
    """The rows of a procedure: of what, which value; and the version of the library that has it."""

    keys: Numbers
    values: Values
    version: str


class Science(Protocol):
    """The procedures of a server."""

    def work(self, links: Links, procedure: Procedure) -> Worked:
        """Run a procedure on a network, which is forgotten afterwards. Raises StoreError where the server lacks it."""


@runtime_checkable
class Scientific(Protocol):
    """A store whose server may have such procedures."""

    @property
    def science(self) -> Science:
        """They."""
