"""A pattern link by link: how far each focus comes, and the steps in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from orgraph.patterns import AsOf, Pattern, RelationTest, Test
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary

_COMPARE = {"=": "为", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于", "in": "为", "contains": "含"}
_BUILT_IN = {"start": "起始日期", "end": "截止日期"}


@dataclass(frozen=True, slots=True)
class Stage:
    """The pattern as far as one of its links; `relation` is that link, None for what is asked of the focus itself.

    joins: variables known before that the link ties once more, so that two branches meet in one thing.
    """

    pattern: Pattern
    relation: RelationTest | None
    joins: tuple[str, ...]
    zh: str


@cache
def stages(pattern: Pattern) -> tuple[Stage, ...]:
    """The pattern from its focus `f` outwards, a link at a time, each as soon as one of its ends is known."""
    return tuple(_walk(pattern))


def _walk(pattern: Pattern) -> Iterator[Stage]:
    known, rest, done = {"f"}, list(pattern.relations), list[RelationTest]()
    if pattern.nodes["f"].tests or not rest:
        yield Stage(_part(pattern, known, done), None, (), _node("f", pattern))
    while rest:
        relation = next((r for r in rest if r.subject in known or r.object in known), rest[0])
        rest.remove(relation)
        done.append(relation)
        ends = {relation.subject, relation.object}
        joins = tuple(sorted(ends)) if ends <= known else ()
        known |= ends
        yield Stage(_part(pattern, known, done), relation, joins, say(relation, pattern))


def _part(pattern: Pattern, known: set[str], relations: list[RelationTest]) -> Pattern:
    differ = tuple(d for d in pattern.differ if d.left in known and d.right in known)
    nodes = {name: node for name, node in pattern.nodes.items() if name in known}
    return Pattern(nodes, tuple(relations), differ, f"{pattern.text} # {len(relations)}")


def reached(view: View, pattern: Pattern, foci: Positions, day: int) -> list[Positions]:
    """For each stage of the pattern, those of `foci` (ascending) that come through it."""
    found: list[Positions] = []
    for stage in stages(pattern):
        foci = view.among(stage.pattern, "f", day, foci) if len(foci) else foci
        found.append(foci)
    return found


def failed_at(view: View, pattern: Pattern, foci: Positions, day: int) -> list[int]:
    """For each of `foci` the number of the first stage that it does not come through; the count of stages if none."""
    come = np.zeros(len(foci), np.int64)
    for through in reached(view, pattern, foci, day):
        come[np.searchsorted(foci, through)] += 1
    return [int(number) for number in come]


def say(relation: RelationTest, pattern: Pattern) -> str:
    """A link in the words of the vocabulary: 业委会—服务→小区."""
    words = vocabulary().relations
    verb = "、".join(words[name].zh[0] for name in relation.types) + _tests(relation.tests)
    return f"{_node(relation.subject, pattern)}—{verb}→{_node(relation.object, pattern)}"


def _node(name: str, pattern: Pattern) -> str:
    node = pattern.nodes[name]
    what = "、".join(vocabulary().kinds[label].zh[0] for label in node.labels)
    return ("本对象" if name == "f" else what or "任何对象") + _tests(node.tests)


def _tests(tests: tuple[Test, ...]) -> str:
    return f"（{'，'.join(map(say_test, tests))}）" if tests else ""


def say_test(test: Test) -> str:
    """A test in words: 职务含“副书记”."""
    prop = vocabulary().properties.get(test.property)
    name = _BUILT_IN.get(test.property) or (prop.zh if prop else test.property)
    if test.operator == "contains" and test.operand == "":
        return f"已填{name}"
    operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    return name + _COMPARE[test.operator] + "或".join(_operand(one, prop.choices if prop else {}) for one in operands)


def _operand(value: object, choices: dict[str, tuple[str, ...]]) -> str:
    if isinstance(value, AsOf):
        return "当日" if not value.days else f"当日{'后' if value.days > 0 else '前'}{abs(value.days)}日"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return f"“{choices[value][0] if value in choices else value}”"
    return str(value)
