"""Limits: how many posts a person may hold, and how many people a post has seats for, with what is chosen counted."""

from __future__ import annotations

from collections import Counter

import numpy as np

from orgraph.queries.bridging.proposals.candidates import Bools, Candidates, Line
from orgraph.stores.base import View
from orgraph.vocabulary import vocabulary


class Limits:
    """Which candidates may still be chosen (`open`), and whether any was ever barred by a limit (`barred`)."""

    def __init__(self, view: View, found: Candidates, day: int, max_posts: int) -> None:
        self._view, self._found, self._day = view, found, day
        self._max_posts = max_posts
        self._known: dict[tuple[int, str], int] = {}
        self._taken: Counter[int] = Counter()  # by person: links chosen
        self._seated: Counter[tuple[int, str]] = Counter()  # by target and role: links chosen
        self.open: Bools = np.ones(len(found), np.bool_)
        self.barred = False
        for number in np.flatnonzero(self._seatable()).tolist():
            self.open[number] = self._free(int(found.target[number]), found.line_of(number)) > 0

    def take(self, number: int) -> None:
        """Choose a candidate: it, and whatever a limit now forbids, may not be chosen any more."""
        found = self._found
        line, target, subject = found.line_of(number), int(found.target[number]), int(found.subject[number])
        before = self.open.copy()
        self.open[number] = before[number] = False
        if vocabulary().is_a(self._view.kind(subject), "Person"):
            self._taken[subject] += 1
            if found.posts[number] + self._taken[subject] >= self._max_posts:
                self.open[found.subject == subject] = False
        self._seated[target, line.role] += 1
        if self._free(target, line) <= self._seated[target, line.role]:
            same = [at for at, other in enumerate(found.lines) if other.role == line.role]
            self.open[(found.target == target) & np.isin(found.line, same)] = False
        self.barred |= bool((before & ~self.open).any())

    def _seatable(self) -> Bools:
        """Candidates for a role whose seats are counted: the line says how many, or the target has posts."""
        view, found = self._view, self._found
        counted = np.array([line.seats is not None for line in found.lines], np.bool_)[found.line]
        places = np.unique(found.target)
        posts = [bool(view.neighbours(place, "POST_IN", inbound=True, day=self._day)) for place in places.tolist()]
        return counted | np.array(posts, np.bool_)[np.searchsorted(places, found.target)]

    def _free(self, target: int, line: Line) -> int:
        known = self._known.get((target, line.id))
        if known is None:
            known = self._known[target, line.id] = self._counted(target, line)
        return known

    def _counted(self, target: int, line: Line) -> int:
        """Seats nobody holds today: of the target's posts of that title, else of those that the line counts."""
        view, day = self._view, self._day
        posts = [post for post in view.neighbours(target, "POST_IN", inbound=True, day=day)
                 if view.alive(post, day) and view.name(post) == line.role]
        if posts and line.link == "MEMBER":
            return sum(not view.neighbours(post, "HOLDS", inbound=True, day=day) for post in posts)
        if line.seats is None:
            return len(self._found) + 1
        held = [edge for edge in view.edges(target, line.link, inbound=True, day=day)
                if edge.props.get("role", line.role) == line.role and _same_sort(view, line, edge.subject)]
        return line.seats - len(held)


def _same_sort(view: View, line: Line, subject: int) -> bool:
    """Whether somebody who holds a tie is of the sort that the line's own subjects are."""
    nodes = line.parsed.nodes
    kind = view.kind(subject)
    if "p" in nodes or (getattr(line, "maker", None) is not None and kind == "Person"):
        return kind == "Person"
    return any(vocabulary().is_a(kind, label) for label in nodes["x"].labels)
