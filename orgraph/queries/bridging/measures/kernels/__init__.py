"""The loops that NumPy cannot do: numba kernels on the arrays of a projection.

numba is slow to import, so nothing above this package imports it: a measure imports its kernel when it is asked
for. Kernels never recurse, release the GIL and are compiled once a machine (numba's cache on disk).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

P = ParamSpec("P")
R = TypeVar("R")
J = TypeVar("J")
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Indptr = NDArray[np.int64]

# Sources are cut into this many blocks, whatever the machine: floating sums then come out the same on one core
# and on many. Eight keep eight cores busy and cost little memory.
BLOCKS = 8


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`numba.njit`, cached on disk, without the GIL or checks for division by zero; keeps the type for mypy."""
    return cast("Callable[P, R]", njit(cache=True, nogil=True, error_model="numpy")(function))


def shared(function: Callable[P, R]) -> Callable[P, R]:
    """What several kernels of one file begin with: numba copies it into each, for a call there costs a tenth."""
    return cast("Callable[P, R]", njit(inline="always", nogil=True, error_model="numpy")(function))


def over_blocks(kernel: Callable[[Indices], R], sources: Indices, width: int) -> Sequence[R]:
    """Run `kernel` on blocks of `sources` in threads, and return the results in the order of the blocks.

    Blocks are a multiple of `width` long, the number of sources a kernel takes in one pass.
    """
    passes = -(-len(sources) // width)
    size = max(1, -(-passes // BLOCKS)) * width
    return in_threads(kernel, [sources[i : i + size] for i in range(0, len(sources), size)])


def in_threads(kernel: Callable[[J], R], jobs: Sequence[J]) -> list[R]:
    """Run `kernel` on the jobs, as many at once as there are processors; the results in the order of the jobs."""
    if len(jobs) < 2:
        return [kernel(job) for job in jobs]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        return list(threads.map(kernel, jobs))
