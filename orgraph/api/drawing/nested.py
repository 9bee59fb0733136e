"""A network by where it lies: areas inside areas, each a box, and how many ties go from one to another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil, sqrt

from orgraph.api.drawing.drawn import Bond, Drawn, Mark, mark
from orgraph.queries.bridging.network import Network
from orgraph.stores.base import View

LEVELS = 4  # of boxes, one in another
MOST, TIES = 100, 200  # things and ties drawn
_CELL = (112.0, 62.0)  # pixels for a mark with its name
_EDGE, _HEAD = 14.0, 26.0  # round what is in a box, and for its name above
_WIDE = 1.5  # width over height
Size = tuple[float, float]
Place = tuple[int, str]  # a position as a mark, or as the frame round others
OWN = ".own"  # behind the id of a mark that stands for what lies in an area itself and in none of its parts


def nested(view: View, net: Network, area: int | None) -> Drawn:
    """The areas of a network as boxes to four levels. Where its nodes are too many to draw, the smallest areas that are
    few enough stand for theirs, and a tie between two areas says how many there are between their nodes; `left` says
    how many pairs with fewer ties are not drawn."""
    positions = net.positions.tolist()
    paths = [_inside(view, position, area) for position in positions]
    level = _level(positions, paths)
    shown = [position if level is None else path[min(level, len(path)) - 1] if path else position
             for position, path in zip(positions, paths, strict=True)]
    holds = Counter(shown)
    own = {position: (path if level is None else path[:max(min(level, len(path)) - 1, 0)])[-LEVELS:]
           for position, path in zip(shown, paths, strict=True)}
    drawn = Drawn([mark(view, position, holds=0 if level is None else holds[position]) for position in sorted(holds)])
    frames = sorted({above for path in own.values() for above in path})
    drawn.frames = [mark(view, position) for position in frames]
    box = {position: (position, "frame") for position in frames}
    of: dict[Place, Mark] = {(position, "mark"): one for position, one in zip(sorted(holds), drawn.marks, strict=True)}
    of |= dict(zip(box.values(), drawn.frames, strict=True))
    children: defaultdict[Place | None, list[Place]] = defaultdict(list)
    for position, path in own.items():
        inner = [*path, position] if position in box else path  # what lies in an area itself is beside its parts
        boxes = [box[at] for at in inner]
        for above, below in zip((None, *boxes), (*boxes, (position, "mark")), strict=True):
            if below not in children[above]:
                children[above].append(below)
            of[below].inside = of[above].id if above else None
    for position in box.keys() & holds.keys():
        of[position, "mark"].id += OWN
    _put(None, children, of, 0.0, 0.0)
    heaviest = sorted(_between(net, shown, of), key=lambda bond: (-bond.ties, bond.a, bond.b))
    drawn.bonds, drawn.left = heaviest[:TIES], max(len(heaviest) - TIES, 0)
    for rank, one in enumerate(sorted(drawn.marks, key=lambda one: (-one.holds, one.id))):
        one.rank = rank
    return drawn.looked()


def _inside(view: View, position: int, area: int | None) -> list[int]:
    """The areas from right below `area` down to the one that the node lies in."""
    path = view.path_of(position)
    if area is not None and area in path:
        path = path[:path.index(area)]
    elif area == position:
        path = []
    return path[::-1]


def _level(positions: Sequence[int], paths: Sequence[Sequence[int]]) -> int | None:
    """The deepest level at which the areas are few enough to draw; None: the nodes themselves are."""
    if len(positions) <= MOST:
        return None
    deepest = max(len(path) for path in paths)
    for level in range(deepest, 1, -1):
        if len({path[min(level, len(path)) - 1] if path else at for at, path in zip(positions, paths, strict=True)}
               ) <= MOST:
            return level
    return 1


def _put(box: Place | None, children: dict[Place | None, list[Place]], of: dict[Place, Mark], x: float, y: float, *,
         dry: bool = False) -> Size:
    """Set everything in a box into rows from its upper left corner (x, y); gives its size. dry: measure only."""
    if box is not None and box not in children:
        if not dry:
            of[box].x, of[box].y = x + _CELL[0] / 2, y + _CELL[1] / 2
        return _CELL
    inner = sorted(children[box])
    sizes = [_put(one, children, of, 0, 0, dry=True) for one in inner]
    width = max(sqrt(_WIDE * sum(w * h for w, h in sizes)), max(w for w, _ in sizes))
    width = ceil(width / _CELL[0]) * _CELL[0] if all(size == _CELL for size in sizes) else width
    left, top = x + _EDGE, y + _HEAD
    across = down = row = reach = 0.0
    for one, (w, h) in zip(inner, sizes, strict=True):
        if across and across + w > width * 1.02:
            across, down, row = 0.0, down + row, 0.0
        if not dry:
            _put(one, children, of, left + across, top + down)
        gap = _EDGE if one in children else 0.0
        across, row = across + w + gap, max(row, h + gap)
        reach = max(reach, across - gap)
    return reach + 2 * _EDGE, down + row + _HEAD + _EDGE


def _between(net: Network, shown: Sequence[int], of: dict[Place, Mark]) -> list[Bond]:
    p = net.projection
    counted: Counter[tuple[int, int]] = Counter()
    for a, b in zip(p.rows.tolist(), p.indices.tolist(), strict=True):
        ends = shown[a], shown[b]
        if a < b and ends[0] != ends[1]:
            counted[min(ends), max(ends)] += 1
    return [Bond(of[a, "mark"].id, of[b, "mark"].id, ties=ties) for (a, b), ties in sorted(counted.items())]
