"""Parts of a pattern: what is left of it, and hangs together, when some of its relations are taken away."""

from __future__ import annotations

from collections.abc import Iterable

from orgraph.patterns.syntax import Pattern, RelationTest


def hanging(pattern: Pattern, without: Iterable[RelationTest], end: str) -> Pattern:
    """The variables that still hang together with `end` without some relations, and all that the pattern says of them.

    >>> from orgraph.patterns import parse
    >>> pattern = parse("(a:Person)-[:MEMBER]->(b:Organization)-[:SERVES]->(c:Area)")
    >>> [sorted(hanging(pattern, pattern.relations[:1], end).nodes) for end in "ab"]
    [['a'], ['b', 'c']]
    """
    gone = list(without)
    rest = [relation for relation in pattern.relations if not any(relation is one for one in gone)]
    names = {end}
    while more := {name for r in rest if {r.subject, r.object} & names for name in (r.subject, r.object)} - names:
        names |= more
    numbers = [at for at, r in enumerate(pattern.relations) if any(r is one for one in rest) and r.subject in names]
    return Pattern({name: test for name, test in pattern.nodes.items() if name in names},
                   tuple(pattern.relations[at] for at in numbers),
                   tuple(differ for differ in pattern.differ if {differ.left, differ.right} <= names),
                   f"{pattern.text} only {sorted(names)} {numbers}")


def alone(pattern: Pattern, name: str) -> Pattern:
    """One variable of a pattern by itself."""
    return hanging(pattern, pattern.relations, name)
