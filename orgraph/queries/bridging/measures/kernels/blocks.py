"""A graph cut up at its cut vertices: each block a graph of its own, whose nodes stand for what hangs on them."""

from __future__ import annotations

import numpy as np

from orgraph.queries.bridging.measures.kernels import Floats, Indices, Indptr, compiled

ONE = np.uint32(1)


@compiled
def across(low: Indices, above: Indices, size: Indices) -> tuple[Floats, Floats]:
    """By depth-first number: the pairs of nodes that only this node joins, and how many nodes it stands for below.

    Where a node's loss leaves parts of p_1, p_2 … of the N nodes of its component, the first is
    ((N − 1)² − Σ p_i²) / 2. The second counts the node and all that its loss parts from the root.
    """
    n = len(low)
    stands, squares, joined = np.ones(n), np.zeros(n), np.zeros(n)
    for k in range(n):
        if above[k] >= 0 and low[k] >= above[k]:
            stands[above[k]] += size[k]
            squares[above[k]] += float(size[k]) ** 2
    everyone = 0.0
    for k in range(n):
        if above[k] < 0:
            everyone = float(size[k])
        joined[k] = ((everyone - 1) ** 2 - squares[k] - (everyone - stands[k]) ** 2) / 2
    return joined, stands


@compiled
def blocks(
    indptr: Indptr, indices: Indices, order: Indices, number: Indices, low: Indices, above: Indices, size: Indices,
    stands: Floats,
) -> tuple[Indptr, Indices, Floats, Indptr, Indices]:
    """The blocks in which some shortest path has a choice: start, who, weight, and their links in compressed rows.

    The seats start[b] to start[b + 1] are those of block b: the node where it hangs, then the others as the search met
    them. `who` is a seat's node by depth-first number, `weight` the nodes of the component that the block's loss would
    leave with it. Links count from the block's first seat. Left out are bridges and cliques, where every path is one
    link long.
    """
    # Unsigned, so that numba does not look at each index whether it is negative.
    slots, node, heads = indptr.view(np.uint64), order.view(np.uint32), indices.view(np.uint32)
    n = len(order)
    block = np.full(n, -1, np.int32)  # of the link from the node to its parent
    seats = np.ones(n, np.int32)  # by block: nodes, and links
    links = np.zeros(n, np.int64)
    found = 0
    for k in range(n):
        if above[k] >= 0:
            if low[k] >= above[k]:
                block[k] = found
                found += 1
            else:
                block[k] = block[above[k]]
            seats[block[k]] += 1
    for k in range(n):
        if above[k] >= 0 and seats[block[k]] > 2:
            back = 0
            for slot in range(slots[node[k]], slots[node[k] + ONE]):
                back += number[heads[slot]] < k
            links[block[k]] += back
    kept = inside = 0
    start = np.zeros(found + 1, np.int64)
    renamed = np.full(found, -1, np.int32)
    for b in range(found):
        if links[b] > 0 and 2 * links[b] < np.int64(seats[b]) * (seats[b] - 1):
            renamed[b] = kept
            start[kept + 1] = start[kept] + seats[b]
            inside += links[b]
            kept += 1
    start = start[: kept + 1].copy()

    total = start[kept]
    who = np.empty(total, np.int32)
    weight = np.empty(total)
    rows = np.zeros(total + 2, np.int64)
    seat = np.empty(n, np.int64)
    filled = start[:kept] + 1
    near, far = np.empty(inside + 1, np.uint32), np.empty(inside + 1, np.uint32)  # of a link: seats
    everyone = link = 0
    for k in range(n):
        if above[k] < 0:
            everyone = size[k]
            continue
        b = block[k] = renamed[block[k]]
        if b < 0:
            continue
        if low[k] >= above[k]:
            who[start[b]], weight[start[b]] = above[k], everyone - size[k]
        seat[k] = filled[b]
        who[filled[b]], weight[filled[b]] = k, stands[k]
        filled[b] += 1
        for slot in range(slots[node[k]], slots[node[k] + ONE]):  # written whether it leads back or not: no guessing
            j = number[heads[slot]]
            near[link], far[link] = seat[k], seat[j] if block[j] == b else start[b]
            link += j < k
    for at in range(link):
        rows[near[at] + 2] += 1
        rows[far[at] + 2] += 1
    for s in range(2, total + 2):
        rows[s] += rows[s - 1]
    ends = np.empty(2 * link, np.int32)
    for at in range(link):
        a, b = near[at], far[at]
        base = start[block[who[a]]]
        ends[rows[a + 1]], ends[rows[b + 1]] = b - base, a - base
        rows[a + 1] += 1
        rows[b + 1] += 1
    return start, who, weight, rows[: total + 1].copy(), ends


@compiled
def clusters(start: Indptr, rows: Indptr, ends: Indices, width: int) -> Indices:
    """The nodes of every block in groups of `width` that lie close together, counted from the block's first seat.

    A group grows from the next node that is left, through the links of its own nodes.
    """
    result = np.empty(start[-1], np.int32)
    taken = np.zeros(start[-1], np.bool_)
    for b in range(len(start) - 1):
        base, seed, at = start[b], start[b], start[b]
        while at < start[b + 1]:
            full, head = min(at + width, start[b + 1]), at
            while at < full:
                if head == at:
                    while taken[seed]:
                        seed += 1
                    taken[seed], result[at] = True, seed - base
                    at += 1
                v = base + result[head]
                head += 1
                for slot in range(rows[v], rows[v + 1]):
                    w = base + ends[slot]
                    if at < full and not taken[w]:
                        taken[w], result[at] = True, ends[slot]
                        at += 1
    return result
