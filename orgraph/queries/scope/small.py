"""Small groups: a count of people so small that it points at some of them is withheld, and what would give it away.

Given away it is by the whole (Party members and population of a compound), and by the total of the area above less
what is shown of the other parts; so then one more part is withheld. What counts people, and of which whole, is said in
vocabulary/properties.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary

WITHHELD = "不显示 (withheld)"


class Small:
    """The counts of people of one view of which those below `least` are withheld; 0: none are."""

    def __init__(self, view: View, least: int) -> None:
        self._view, self.least = view, least
        self._counts = {name: prop.of for name, prop in vocabulary().properties.items() if prop.people} if least else {}
        self._parts: dict[tuple[int, str], frozenset[int]] = {}

    def shown(self, position: int, name: str, value: Any) -> Any:
        """A property of a node, or the words that stand in its place."""
        if name not in self._counts or not self.hides(position, name, value):
            return value
        return self._instead(value)

    def all_shown(self, position: int, props: Mapping[str, Any]) -> dict[str, Any]:
        """The properties of a node."""
        return {name: self.shown(position, name, value) for name, value in props.items()}

    def of_link(self, props: Mapping[str, Any]) -> Mapping[str, Any]:
        """The properties of a link."""
        if not props or not any(name in self._counts and self._few(value) for name, value in props.items()):
            return props
        return {name: self._instead(value) if name in self._counts and self._few(value) else value
                for name, value in props.items()}

    def hides(self, position: int, name: str, value: Any) -> bool:
        """Whether a count of people is withheld."""
        if not value or name not in self._counts:
            return False
        if self._alone(position, name, value):
            return True
        home = self._view.home(position)
        return home >= 0 and self._area(position) and position in self._withheld(home, name)

    def _few(self, value: Any) -> bool:
        return isinstance(value, int) and 0 < value < self.least

    def _instead(self, value: Any) -> str:
        return f"少于 {self.least}" if self._few(value) else WITHHELD

    def _alone(self, position: int, name: str, value: Any) -> bool:
        """Whether the count itself, or what is left of its whole, is small."""
        wholes = (self._view.prop(position, whole) for whole in self._counts[name])
        return self._few(value) or any(self._few(whole - value) for whole in wholes if whole is not None)

    def _area(self, position: int) -> bool:
        return vocabulary().root(self._view.kind(position)) == "Area"

    def _withheld(self, area: int, name: str) -> frozenset[int]:
        """The parts of an area of which the count is withheld."""
        known = self._parts.get((area, name))
        if known is None:
            known = self._parts[area, name] = self._chosen(area, name)
        return known

    def _chosen(self, area: int, name: str) -> frozenset[int]:
        counts = {part: value for part in self._below(area) if (value := self._view.prop(part, name))}
        hidden = {part for part, value in counts.items() if self._alone(part, name, value)}
        total = self._view.prop(area, name)
        if total is None:
            return frozenset(hidden)
        rest = total - sum(counts.values())
        secret = self.hides(area, name, total)  # then the parts must not add up to it
        others = sorted(counts.keys() - hidden, key=lambda part: (counts[part], part))
        while others and not self._safe([counts[part] for part in hidden], rest, secret=secret):
            hidden.add(others.pop(0))
        return frozenset(hidden)

    def _safe(self, hidden: list[int], rest: int, *, secret: bool) -> bool:
        """Whether the parts that are shown, and the total unless it is secret, leave a small group in the dark.

        rest: people of the area who are in none of its parts.
        """
        if secret:
            return bool(hidden) or rest > 0
        if not hidden:
            return not self._few(rest)
        return len(hidden) + (rest > 0) > 1 and sum(hidden) + max(rest, 0) >= self.least

    def _below(self, area: int) -> list[int]:
        """The areas right below one: they stand in pre-order, so behind one and all in it stands the next."""
        lo, hi = self._view.inside(area)
        areas = self._view.of_kind("Area", lo + 1, hi)
        found, at = [], 0
        while at < len(areas):
            found.append(int(areas[at]))
            at = int(areas.searchsorted(self._view.inside(found[-1])[1]))
        return found
