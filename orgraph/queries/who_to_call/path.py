"""The path that explains a candidate: from the matter, link by link, to the unit and the person to call there.

It is a tree: every step leaves from the matter itself or from a node that an earlier step leads to, and a step with a
source is a recorded link between just these two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orgraph.queries.refs import node_ref, source_ref
from orgraph.queries.remembered import remembered
from orgraph.queries.who_to_call.results import Candidate, PathStep
from orgraph.queries.who_to_call.units.candidates import Found
from orgraph.stores.base import Edge, Step, View
from orgraph.vocabulary import vocabulary

ABOUT, AT = "about", "at"  # how the matter itself is tied: to what it is about, and to where it is
_KEPT = 50_000  # steps kept a view
_MATTER = {ABOUT: "关于", AT: "在"}


def path_to(view: View, found: Found, edge: Edge | None, day: int) -> list[PathStep]:
    """The path to the unit found and the person of the tie. Where the route does not lead from the topic to the unit
    but from the place (nobody is recorded for the topic there), the path leaves from the place too."""
    path = _Path(view)
    path.begin(found.anchor.position, ABOUT)
    left = path.follow(found.match.steps)
    if found.organization not in path.reached:
        path.begin(found.area, AT)
        path.follow(left)
    if edge is not None and edge.subject not in path.reached:
        for tie in (*_instead(view, found.organization, edge.object, day), edge):
            path.link(tie.type, tie.subject, tie.object, tie.number)
    return path.steps


class _Path:
    """The steps so far, and the nodes that they reach."""

    def __init__(self, view: View) -> None:
        self.steps: list[PathStep] = []
        self.reached: set[int] = set()
        self._view = view

    def begin(self, node: int, relation: str) -> None:
        """Leave from the matter."""
        self.steps.append(_first(self._view, node, relation))
        self.reached.add(node)

    def follow(self, links: Iterable[Step]) -> list[Step]:
        """Go on along the links that begin or end at what is reached; those that are left over."""
        left = list(links)
        while step := next((s for s in left if (s.subject in self.reached) != (s.object in self.reached)), None):
            left.remove(step)
            self.link(step.type, step.subject, step.object, step.link)
        return left

    def link(self, type_: str, subject: int, object_: int, number: int) -> None:
        """Go along a link (its number, -1 for what no row says), from whichever end is reached."""
        here, there = (subject, object_) if subject in self.reached else (object_, subject)
        self.steps.append(_step(self._view, type_, here, there, number))
        self.reached.add(there)


def _instead(view: View, unit: int, body: int, day: int) -> Sequence[Edge]:
    """The ties by which the person's body stands in for the unit, from the unit on; none where it is the unit."""
    order: list[tuple[int, tuple[Edge, ...]]] = [(unit, ())]
    seen = {unit}
    for at, ties in order:
        if at == body:
            return ties
        for tie in view.edges(at, "STANDS_IN_FOR", inbound=True, day=day):
            if tie.subject not in seen:
                seen.add(tie.subject)
                order.append((tie.subject, (*ties, tie)))
    return ()


@remembered(_KEPT)
def _first(view: View, node: int, relation: str) -> PathStep:
    return PathStep(node=node_ref(view, node), relation=relation)


@remembered(_KEPT)
def _step(view: View, type_: str, here: int, there: int, number: int) -> PathStep:
    return PathStep(node=node_ref(view, there), relation=type_, from_=node_ref(view, here),
                    source=None if number < 0 else source_ref(view.edge(type_, number).source))


def lines(candidate: Candidate) -> list[list[PathStep]]:
    """The path as lines to draw or print: the first leads from the matter to whom to call, and each of the others
    leaves from a node of a line before it, or from the matter."""
    steps = {step.node.id: step for step in candidate.path}
    called = candidate.person.id if candidate.person else candidate.organization.id
    found = []
    for end in (called, *reversed(tuple(steps))):
        line = []
        while step := steps.pop(end, None):
            line.append(step)
            end = step.from_.id if step.from_ else ""
        if line:
            found.append(line[::-1])
    return found


def relation_name(step: PathStep) -> str:
    """What the step's relation is called in Chinese."""
    relation = vocabulary().relations.get(step.relation)
    return relation.zh[0] if relation else _MATTER[step.relation]
