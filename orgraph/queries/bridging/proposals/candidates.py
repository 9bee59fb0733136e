"""Candidates: every link into an area that the eligibility table and links.toml permit, all targets at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.bridging.projection import Ints
from orgraph.queries.bridging.ties import of_kinds
from orgraph.queries.eligibility import Eligibility, eligibility
from orgraph.queries.links import PermittedLink, permitted_links
from orgraph.stores.base import Positions, View

Line = Eligibility | PermittedLink
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Permitted links as columns of one length; those of the least burdened come first, then by line and position.

    line: the number in `lines`. subject: the person or unit that would be tied to `target`. posts: how many posts a
    person holds, 0 for a unit.
    """

    lines: tuple[Line, ...]
    line: Ints
    subject: Positions
    target: Positions
    posts: Ints

    def __len__(self) -> int:
        return len(self.line)

    def line_of(self, number: int) -> Line:
        """The line that permits a candidate."""
        return self.lines[int(self.line[number])]

    def only(self, kept: NDArray[np.intp]) -> Candidates:
        """Some of them, in the order given."""
        return Candidates(self.lines, self.line[kept], self.subject[kept], self.target[kept], self.posts[kept])


def candidates(view: View, day: int, lo: int, hi: int, max_posts: int, links: Collection[str] | None = None
               ) -> Candidates:
    """All permitted links to a target in [lo, hi) on a day; links: only of these types.

    Left out: a person with `max_posts` posts, or who is not (known to be) what the post asks for, or already sits
    there; a tie that is already in force. Of several lines that permit one tie the first counts.
    """
    known: tuple[Line, ...] = (*eligibility().values(), *permitted_links().values())
    lines = tuple(line for line in known if links is None or line.link in links)
    if not lines:
        none = np.empty(0, np.int32)
        return Candidates((), none, none, none, none)
    found = [_of_line(view, line, day, lo, hi, max_posts) for line in lines]
    number = np.repeat(np.arange(len(lines), dtype=np.int32), [len(subject) for subject, _, _ in found])
    subject, target, posts = (np.concatenate([one[column] for one in found]) for column in range(3))
    order = np.lexsort((target, subject, number))
    kind = np.array([sorted({line.link for line in lines}).index(line.link) for line in lines])
    tie = (kind[number] * view.size + subject) * np.int64(view.size) + target
    _, first = np.unique(tie[order], return_index=True)
    first = order[first]
    first = first[np.lexsort((target[first], subject[first], number[first], posts[first]))]
    return Candidates(lines, number[first], subject[first], target[first], posts[first])


def origin(view: View, day: int, line: Line, subject: int, target: int) -> int:
    """The body that the subject of a permitted link comes from: of a person's one that permits it, of a unit itself."""
    if isinstance(line, Eligibility):
        at = "t" if "t" in line.parsed.nodes else "f"
        return view.matches(line.parsed, {"p": subject, at: target}, day, 1)[0].nodes["s"]
    if line.maker is None or view.kind(subject) != "Person":
        return subject
    bodies = [match.nodes["x"] for match in view.matches(line.maker, {"w": subject}, day)]
    return next(body for body in bodies if view.matches(line.parsed, {"x": body, "t": target}, day, 1))


def _of_line(view: View, line: Line, day: int, lo: int, hi: int, max_posts: int
             ) -> tuple[Positions, Positions, Ints]:
    """Subject, target and posts of what one line permits."""
    nodes = line.parsed.nodes
    at = "t" if "t" in nodes else "f"
    near = "p" if isinstance(line, Eligibility) else "x"
    target, subject = view.pairs(line.parsed, at, near, day, of_kinds(view, nodes[at].labels, lo, hi))
    if isinstance(line, PermittedLink) and line.maker is not None:
        unit, maker = view.pairs(line.maker, "x", "w", day, np.unique(subject))
        subject, target = through(subject, target, unit, maker)
    subject, target = _distinct(subject, target, view.size)
    who, place = np.unique(subject, return_inverse=True)
    facts = [(_person if view.kind(one) == "Person" else _unit)(view, line, one, day) for one in who.tolist()]
    posts = np.array([fact[0] for fact in facts], np.int32)
    fit = np.array([fact[1] for fact in facts], np.bool_) & (posts < max_posts)
    tied = np.array([one * view.size + other for one, fact in zip(who.tolist(), facts, strict=True)
                     for other in fact[2]], np.int64)
    kept = fit[place] & (subject != target) & ~np.isin(subject.astype(np.int64) * view.size + target, tied)
    return subject[kept], target[kept], posts[place][kept]


def _person(view: View, line: Line, person: int, day: int) -> tuple[int, bool, list[int]]:
    """Posts held, whether the person is what the line asks for, and what the person is tied to already."""
    posts = view.neighbours(person, "MEMBER", inbound=False, day=day)
    ties = [] if line.link == "MEMBER" else view.neighbours(person, line.link, inbound=False, day=day)
    party = line.party if isinstance(line, Eligibility) else None
    return len(posts), party in (None, view.prop(person, "party_member")), [*posts, *ties]


def _unit(view: View, line: Line, unit: int, day: int) -> tuple[int, bool, list[int]]:
    """As `_person`, of a unit; an agreement in force ties it to the other parties."""
    ties = view.neighbours(unit, line.link, inbound=False, day=day)
    if line.link == "PARTY_TO":
        ties = [party for agreement in ties if view.alive(agreement, day)
                for party in view.neighbours(agreement, line.link, inbound=True, day=day)]
    return 0, True, ties


def through(near: Positions, row: NDArray[Any], unit: Positions, maker: Positions) -> tuple[Positions, NDArray[Any]]:
    """For each of `near`, with its `row`, all that the pairs (unit, maker) lead on to: makers, and their rows."""
    order = np.argsort(unit, kind="stable")
    first, last = (np.searchsorted(unit[order], near, side) for side in ("left", "right"))
    times = last - first
    offset = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    return maker[order][np.repeat(first, times) + offset], np.repeat(row, times)


def _distinct(subject: Positions, target: Positions, size: int) -> tuple[Positions, Positions]:
    pair = np.unique(subject.astype(np.int64) * size + target)
    return (pair // size).astype(np.int32), (pair % size).astype(np.int32)
