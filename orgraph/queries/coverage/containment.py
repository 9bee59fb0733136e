"""Whether one pattern says no more than another, so that whatever the narrow one finds the wide one finds too.

Patterns are conjunctive queries matched by homomorphism; then `wide` holds wherever `narrow` does if its variables can
be laid on those of `narrow`, f on f, so that every kind, test and link that it asks for is asked for there (Chandra and
Merlin 1977). What says so is certain; what does not may still be so (x > 3 holds wherever x > 5 does).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orgraph.patterns import NodeTest, Pattern, RelationTest, Test
from orgraph.vocabulary import vocabulary


def contains(wide: Pattern, narrow: Pattern, focus: tuple[str, ...] = ()) -> bool:
    """Whether `wide` finds every focus `f` that `narrow` finds; `focus`: kinds that the focus has anyway.

    >>> from orgraph.patterns import parse
    >>> some, joint = (parse(f"(f)<-[:SERVES]-(:CompoundBranch{x})") for x in ("", ' {party_coverage: "joint"}'))
    >>> contains(some, joint), contains(joint, some)
    (True, False)
    """
    here = {**narrow.nodes, "f": NodeTest(narrow.nodes["f"].labels or focus, narrow.nodes["f"].tests)}
    if not _fits(wide.nodes["f"], here["f"]):
        return False
    return any(_holds(wide, narrow, laid) for laid in _laid(wide, here, narrow, {"f": "f"}, list(wide.relations)))


def _laid(wide: Pattern, here: Mapping[str, NodeTest], narrow: Pattern, laid: dict[str, str], rest: list[RelationTest]
          ) -> Iterator[dict[str, str]]:
    """Every way to lay the wide pattern's links, and with them its variables, on the narrow one's."""
    if not rest:
        loose = [name for name in wide.nodes if name not in laid]
        if not loose:
            yield laid
        for name in here if loose else ():
            if _fits(wide.nodes[loose[0]], here[name]):
                yield from _laid(wide, here, narrow, {**laid, loose[0]: name}, [])
        return
    relation = rest[0]
    for other in narrow.relations:
        if not (set(other.types) <= set(relation.types) and _asked(relation.tests, other.tests)):
            continue
        ends = {relation.subject: other.subject, relation.object: other.object}
        if all(laid.get(name, to) == to and _fits(wide.nodes[name], here[to]) for name, to in ends.items()):
            yield from _laid(wide, here, narrow, laid | ends, rest[1:])


def _fits(wide: NodeTest, narrow: NodeTest) -> bool:
    is_a = vocabulary().is_a
    kinds = not wide.labels or (narrow.labels and all(any(is_a(n, w) for w in wide.labels) for n in narrow.labels))
    return bool(kinds) and _asked(wide.tests, narrow.tests)


def _asked(wide: tuple[Test, ...], narrow: tuple[Test, ...]) -> bool:
    """Whether each test of the one is a test of the other, or follows from one."""
    return all(any(_follows(test, other) for other in narrow) for test in wide)


def _follows(test: Test, other: Test) -> bool:
    if test == other:
        return True
    if test.property != other.property or other.operator not in ("=", "in"):
        return False
    values = other.operand if isinstance(other.operand, tuple) else (other.operand,)
    if test.operator == "in" and isinstance(test.operand, tuple):
        return set(values) <= set(test.operand)
    return test.operator == "contains" and all(str(test.operand) in str(value) for value in values)


def _holds(wide: Pattern, narrow: Pattern, laid: Mapping[str, str]) -> bool:
    """Whether what must differ differs there too."""
    apart = {frozenset((d.left, d.right)) for d in narrow.differ}
    return all(frozenset((laid[d.left], laid[d.right])) in apart for d in wide.differ)


def impossible(pattern: Pattern) -> str | None:
    """A property of which the pattern asks two things that exclude each other; None if it asks for none such.

    >>> from orgraph.patterns import parse
    >>> impossible(parse("(f:MicroGrid) WHERE f.households > 50 AND f.households < 30"))
    'households'
    """
    for tests in [node.tests for node in pattern.nodes.values()] + [link.tests for link in pattern.relations]:
        for name in {test.property for test in tests}:
            if _excluded([test for test in tests if test.property == name]):
                return name
    return None


def _excluded(tests: list[Test]) -> bool:
    equal = [set(test.operand if isinstance(test.operand, tuple) else (test.operand,))
             for test in tests if test.operator in ("=", "in")]
    if equal and not set.intersection(*equal):
        return True
    low = [(t.operand, t.operator) for t in tests if t.operator in (">", ">=") and isinstance(t.operand, int | float)]
    high = [(t.operand, t.operator) for t in tests if t.operator in ("<", "<=") and isinstance(t.operand, int | float)]
    return any(a > b or (a == b and (at, bt) != (">=", "<=")) for a, at in low for b, bt in high)
