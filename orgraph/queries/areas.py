"""Areas by what people write: an id, a code, a name, or a path of names without separators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orgraph.dates import today
from orgraph.errors import Ambiguous, NotFound
from orgraph.names import area_key, normalise
from orgraph.queries.scope import may_ask
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

ROOTS = ("Area",)
LONGEST = 60  # characters typed that are looked at
NEAREST = 3  # names that are offered for one that nothing has


def area_path(view: View, position: int) -> list[str]:
    """Names of the areas above a node, the largest first, the node itself left out."""
    return [view.name(p) for p in reversed(view.path_of(position))]


def steps_between(view: View, a: int, b: int) -> int:
    """Steps in the area tree from one node up to the nearest area that holds both, and down to the other.

    Nodes that no area holds together are as far as their depths add up to.
    """
    above_a, above_b = [a, *view.path_of(a)], [b, *view.path_of(b)]
    shared = next((p for p in above_a if p in above_b), -1)
    return (above_a.index(shared) if shared in above_a else len(above_a)) + (
        above_b.index(shared) if shared in above_b else len(above_b))


def full_name(view: View, position: int) -> str:
    """The node's name with the areas above it before it."""
    return "".join([*area_path(view, position), view.name(position)])


def locate(view: View, text: str, kinds: tuple[str, ...] = ROOTS, day: int | None = None, *, beyond: bool = False
           ) -> int:
    """Position of the one node of `kinds` that `text` means; of several, the one that exists on `day`, if given.

    beyond: whatever may be named to the caller, not only what they may ask about. Raises NotFound, or Ambiguous with
    the choices.
    """
    position = by_id(view, text, beyond=beyond)
    if position >= 0:
        return position
    found = candidates(view, text, kinds, beyond=beyond)
    alive = [p for p in found if day is not None and view.alive(p, day)]
    return only(view, text, alive or found, kinds, day)


def only(view: View, text: str, found: list[int], kinds: tuple[str, ...] = ROOTS, day: int | None = None) -> int:
    """The one of the nodes found for a text. Raises NotFound with the nearest of `kinds`, or Ambiguous, with the
    choices."""
    if not found:
        near = nearest(view, text, kinds, day)
        raise NotFound(f"找不到：{text} (not found)", nearest=choices(view, near),
                       hint=offered(view, near) or "写全名、别名、代码或编号 (a full name, an alias, a code or an id)")
    if len(found) > 1:
        raise Ambiguous(f"有 {len(found)} 个“{text}” (ambiguous)", choices(view, found))
    return found[0]


def choices(view: View, found: Sequence[int]) -> list[dict[str, Any]]:
    """Nodes to choose from."""
    return [{"id": view.ids([p])[0], "name": view.name(p), "path": full_name(view, p)} for p in found]


def nearest(view: View, text: str, kinds: tuple[str, ...], day: int | None = None,
            within: tuple[int, int] | None = None) -> list[int]:
    """Nodes whose names begin like a text that is no name, hold it or sound so, of those that may be asked about."""
    found = view.spelt(text[:LONGEST], today().toordinal() if day is None else day, labels=kinds,
                       within=None if within is None else [within], limit=NEAREST) if view.size else []
    return [one.position for one in found if may_ask(view, one.position)]


def offered(view: View, near: Sequence[int]) -> str:
    """What is said of the nearest names; "" if there are none."""
    return f"相近的有：{'、'.join(full_name(view, p) for p in near)} (the nearest names)" if near else ""


def by_id(view: View, text: str, *, beyond: bool = False) -> int:
    """Position of an id that somebody asks about, or -1."""
    position = view.position(text)
    return position if position >= 0 and (beyond or may_ask(view, position)) else -1


def candidates(view: View, text: str, kinds: tuple[str, ...] = ROOTS, *, beyond: bool = False) -> list[int]:
    """All areas that `text` may mean: by name, alias or code; else by a path whose last part is the area's name."""
    words = vocabulary()

    def fits(position: int) -> bool:
        return any(words.is_a(view.kind(position), kind) for kind in kinds) and (beyond or may_ask(view, position))

    direct = [p for p in view.named([text])[0] if fits(p)]
    if direct:
        return direct
    flat = normalise(text)
    for cut in range(1, len(flat)):
        tails = [p for p in view.named([flat[cut:]])[0] if fits(p) and covers(view, p, flat[:cut])]
        if tails:
            return tails
    return []


def covers(view: View, position: int, prefix: str) -> bool:
    """Whether `prefix` is made of names of areas above the node, in order, some of them left out."""
    rest = prefix
    for above in reversed(view.path_of(position)):
        names = (view.name(above), *view.record(above)["aliases"])
        for name in dict.fromkeys(fold(text) for text in names for fold in (normalise, area_key)):
            if name and rest.startswith(name):
                rest = rest[len(name):]
                break
    return not rest
