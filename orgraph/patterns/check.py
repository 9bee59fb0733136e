"""Check a pattern against the vocabulary: labels, relation types and their ends, properties and operand types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from difflib import get_close_matches

from orgraph.errors import PatternError
from orgraph.patterns.syntax import AsOf, Pattern, RelationTest, Test
from orgraph.vocabulary import Property, Vocabulary, vocabulary

# Every node and link has its valid time; a pattern may compare it like a date property.
BUILT_IN = {name: Property(name=name, type="date", on=(), en=name, zh=name) for name in ("start", "end")}

WITHIN = "WITHIN"  # where things lie on the day asked about: followed by positions, not by links with dates


def check(pattern: Pattern) -> None:
    """Raise PatternError at the first thing in the pattern that the vocabulary does not have."""
    words = vocabulary()
    for node in pattern.nodes.values():
        for label in node.labels:
            if label not in words.kinds:
                raise _unknown("kind", label, words.kinds, pattern, pattern.text.find(label, node.column))
        for test in node.tests:
            _check_test(test, node.labels, pattern, words)
    for relation in pattern.relations:
        for name in relation.types:
            if name not in words.relations:
                raise _unknown("relation type", name, words.relations, pattern,
                               pattern.text.find(name, relation.column))
        _check_ends(relation, pattern, words)
        for test in relation.tests:
            _check_test(test, relation.types, pattern, words)


def _unknown(what: str, name: str, known: Iterable[str], pattern: Pattern, column: int) -> PatternError:
    near = get_close_matches(name, known, n=1, cutoff=0.3)
    return PatternError(f"no {what} {name}", pattern.text, max(column, 0), hint=f"nearest: {near[0]}" if near else "")


def _check_ends(relation: RelationTest, pattern: Pattern, words: Vocabulary) -> None:
    for variable, side in ((relation.subject, "from_"), (relation.object, "to")):
        labels = pattern.nodes[variable].labels
        if not labels:
            continue
        permitted = [end for name in relation.types for end in getattr(words.relations[name], side)]
        if not any(words.is_a(label, end) or words.is_a(end, label) for label in labels for end in permitted):
            role = "starts" if side == "from_" else "ends"
            raise PatternError(f"{'|'.join(relation.types)} never {role} at {'|'.join(labels)}", pattern.text,
                               relation.column, hint=f"permitted: {', '.join(dict.fromkeys(permitted))}")


def _check_test(test: Test, owners: tuple[str, ...], pattern: Pattern, words: Vocabulary) -> None:
    prop = BUILT_IN.get(test.property) or words.properties.get(test.property)
    if prop is None:
        raise _unknown("property", test.property, words.properties, pattern, test.column)
    if prop.on and owners and not any(_may_carry(owner, prop, words) for owner in owners):
        raise PatternError(f"{'|'.join(owners)} has no property {prop.name}", pattern.text, test.column,
                           hint=f"it is on: {', '.join(prop.on)}")
    if prop.name in BUILT_IN and WITHIN in owners:
        raise PatternError(f"{WITHIN} has no dates", pattern.text, test.column)
    if test.operator == "contains" and prop.type not in ("text", "choice"):
        raise PatternError(f"{prop.name} is of type {prop.type}, CONTAINS is for texts", pattern.text, test.column)
    operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    for operand in operands:
        if not _fits(operand, prop):
            raise PatternError(f"{prop.name} is of type {prop.type}, not {operand!r}", pattern.text, test.column,
                               hint=", ".join(prop.choices) if prop.choices else "")


def _may_carry(owner: str, prop: Property, words: Vocabulary) -> bool:
    if owner in words.relations:
        return owner in prop.on
    return any(name in words.kinds and (words.is_a(owner, name) or words.is_a(name, owner)) for name in prop.on)


def _fits(operand: object, prop: Property) -> bool:
    if isinstance(operand, AsOf):
        return prop.type == "date"
    if prop.type == "date":
        return isinstance(operand, str) and _is_date(operand)
    if prop.type == "bool":
        return isinstance(operand, bool)
    if prop.type in ("int", "hours", "number"):
        return isinstance(operand, int | float) and not isinstance(operand, bool)
    if prop.type == "choice":
        return operand in prop.choices
    return isinstance(operand, str)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
