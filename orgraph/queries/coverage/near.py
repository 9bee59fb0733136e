"""What was found where a walk stopped, and what each thing found lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orgraph.dates import iso
from orgraph.patterns import NodeTest, Pattern, RelationTest, Test
from orgraph.queries.coverage.explained import FoundThere
from orgraph.queries.coverage.walk import say_test, stages
from orgraph.queries.refs import node_ref
from orgraph.stores.base import Match, View
from orgraph.vocabulary import vocabulary

MOST = 5  # things shown at one step
_WITHIN = ("WITHIN",)


def lacking(view: View, pattern: Pattern, at: int, focus: int, day: int) -> list[FoundThere]:
    """At stage number `at`, through which the focus does not come: what the link leads to, and why that is not it.

    Nothing is found where no link of the type is there on any day.
    """
    stage = stages(pattern)[at]
    link = stage.relation
    if link is None:
        here, node = node_ref(view, focus), pattern.nodes["f"]
        reasons = [f"不满足：{say_test(test)}" for test in node.tests if not _is(view, node.labels, test, focus, day)]
        return [FoundThere(at=here, found=here, lacks=reasons)]
    before = stages(pattern)[at - 1].pattern if at else Pattern({"f": NodeTest()}, (), (), "(f)")
    known = link.subject if link.subject in before.nodes else link.object
    found: dict[tuple[int, int], FoundThere] = {}
    for reached in view.matches(before, {"f": focus}, day, 50):
        start = reached.nodes[known]
        for match in view.matches(_bare(link, known, stage.pattern), {known: start}, day, 50, anytime=True):
            other = match.nodes[link.object if known == link.subject else link.subject]
            if other in reached.nodes.values():  # the way that was come
                continue
            if link.types == _WITHIN and (start, other) in found:  # it lay there before too: the first is today's
                continue
            found[start, other] = FoundThere(
                at=node_ref(view, start), found=node_ref(view, other),
                lacks=list(_reasons(view, stage.pattern, link, known, reached, match, day)))
            if len(found) == MOST:
                return list(found.values())
    return list(found.values())


def _bare(link: RelationTest, known: str, pattern: Pattern) -> Pattern:
    """The link alone, leading to anything; up and down the areas only to what is asked for."""
    other = link.object if known == link.subject else link.subject
    labels = pattern.nodes[other].labels if link.types == _WITHIN else ()
    nodes = {known: NodeTest(), other: NodeTest(labels)}
    return Pattern(nodes, (replace(link, tests=()),), (), f"bare {link} {known} {labels}")


def _reasons(view: View, pattern: Pattern, link: RelationTest, known: str, before: Match, match: Match, day: int
             ) -> Iterator[str]:
    other = link.object if known == link.subject else link.subject
    position, node = match.nodes[other], pattern.nodes[other]
    if other in before.nodes and before.nodes[other] != position:
        yield f"不是{view.name(before.nodes[other])}"
        return
    kinds = vocabulary().kinds
    if node.labels and not any(vocabulary().is_a(view.kind(position), label) for label in node.labels):
        yield f"是{kinds[view.kind(position)].zh[0]}，不是{'、'.join(kinds[label].zh[0] for label in node.labels)}"
    start, end = view.lifetime(position)
    yield from _dates("", start, end, day)
    for test in node.tests:
        if not _is(view, (), test, position, day, anytime=True):
            yield f"不满足：{say_test(test)}"
    for step in match.steps:
        if step.link >= 0:
            edge = view.edge(step.type, step.link)
            yield from _dates(vocabulary().relations[step.type].zh[0], edge.start, edge.end, day)
        elif all(view.alive(node, day) for node in match.nodes.values()):  # where it lay on other days
            yield from _dates(vocabulary().relations[step.type].zh[0], *view.span(match), day)
    ends = {known: match.nodes[known], other: position}
    for one in link.tests:
        only = Pattern({known: NodeTest(), other: NodeTest()}, (replace(link, tests=(one,)),), (), f"{link} {one}")
        if not view.matches(only, ends, day, 1, anytime=True):
            yield f"不满足：{say_test(one)}"


def _dates(what: str, start: int, end: int, day: int) -> Iterator[str]:
    if day < start:
        yield f"{what}{iso(start)} 才开始"
    elif day >= end:
        yield f"{what}到 {iso(end)} 为止"


def _is(view: View, labels: tuple[str, ...], test: Test, position: int, day: int, *, anytime: bool = False) -> bool:
    """Whether a thing is of the kinds and passes the test."""
    asked = Pattern({"f": NodeTest(labels, (test,))}, (), (), f"{labels} {test}")
    return bool(view.matches(asked, {"f": position}, day, 1, anytime=anytime))
