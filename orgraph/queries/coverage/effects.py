"""What an appointment would change: gaps of any rule that it closes, islands that it joins, single points it makes or
removes. It is reckoned as if the tie were there; nothing is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from orgraph.patterns import Pattern, RelationTest
from orgraph.queries.coverage.results import Closed, Effects, Proposal
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.eligibility import Eligibility, eligibility
from orgraph.queries.refs import node_ref
from orgraph.stores.base import View

MOST_BODIES = 3000  # how far islands are followed
Tie = tuple[str, int, int, Mapping[str, object]]  # type, subject, object, properties


def with_effects(view: View, proposals: Sequence[Proposal], rules: Sequence[Rule], day: int) -> list[Proposal]:
    """The proposals with what each appointment of a person would change."""
    return [p.model_copy(update={"effects": _effects(view, p, rules, day)}) if p.person else p for p in proposals]


def _effects(view: View, proposal: Proposal, rules: Sequence[Rule], day: int) -> Effects:
    line = eligibility()[proposal.eligibility]
    person, source, target = (view.position(ref.id) for ref in (proposal.who, proposal.from_, proposal.to))
    closes = [Closed(rule=rule.id, focus=node_ref(view, focus))
              for rule in rules if rule.in_force(day)
              for focus in sorted(_closed(view, rule, ties_of(line, person, source, target, proposal.from_.id), day))]
    if line.link != "MEMBER":
        return Effects(closes=closes)
    bodies = [b for b in _bodies(view, person, day) if b != target]
    here = _people(view, target, day) - {person}
    shared = {b: (_people(view, b, day) - {person}) & here for b in bodies}
    return Effects(
        closes=closes,
        joins_islands=_apart(view, target, {person, *bodies}, day) if bodies else False,
        first_ties=[node_ref(view, b) for b in bodies if not shared[b]],
        relieves=[node_ref(view, p) for p in sorted({next(iter(s)) for s in shared.values() if len(s) == 1})])


def ties_of(line: Eligibility, person: int, source: int, target: int, behalf: str) -> list[Tie]:
    """The ties that an appointment makes."""
    props: dict[str, object] = {"role": line.role}
    if line.direction in ("owners", "supervisors"):
        props["basis"] = line.basis
    if not line.on_behalf:
        return [(line.link, person, target, props)]
    return [(line.link, person, target, {**props, "on_behalf_of": behalf}), ("ON_BEHALF_OF", person, source, {})]


def _closed(view: View, rule: Rule, ties: list[Tie], day: int) -> set[int]:
    """Foci that are gaps of the rule and would be none with the ties."""
    found: set[int] = set()
    for mode in rule.mode:
        for rest, given in without(mode.parsed, ties, day):
            found |= {match.nodes["f"] for match in view.matches(rest, given, day, 200)}
    return {f for f in found if len(evaluate(view, rule, day, f, f + 1).missing)}


def without(pattern: Pattern, ties: list[Tie], day: int) -> Iterator[tuple[Pattern, dict[str, int]]]:
    """Every way to take links of the pattern for the ties: the pattern without those links, and what they bind."""
    options = [[None, *(tie for tie in ties if fits(link, tie, day))] for link in pattern.relations]
    for taken in product(*options):
        given: dict[str, int] = {}
        bound = [(name, end) for link, tie in zip(pattern.relations, taken, strict=True) if tie
                 for name, end in ((link.subject, tie[1]), (link.object, tie[2]))]
        if bound and all(given.setdefault(name, end) == end for name, end in bound):
            rest = tuple(link for link, tie in zip(pattern.relations, taken, strict=True) if tie is None)
            gone = [number for number, tie in enumerate(taken) if tie]
            yield Pattern(pattern.nodes, rest, pattern.differ, f"{pattern.text} without {gone}"), given


def fits(link: RelationTest, tie: Tie, day: int) -> bool:
    """Whether a tie can stand for a link of a pattern, as far as its type and what it says go."""
    type_, _, _, props = tie
    return type_ in link.types and all(_passes(test.operator, test.operand, props.get(test.property),
                                               started=test.property == "start") for test in link.tests)


def _passes(operator: str, wanted: object, value: object, *, started: bool) -> bool:
    if started:  # the tie begins on the day that is asked for, which is what such tests are about
        return operator in (">", ">=")
    if value is None:
        return False
    if operator == "contains":
        return str(wanted) in str(value)
    return value in wanted if isinstance(wanted, tuple) else operator == "=" and value == wanted


def _bodies(view: View, person: int, day: int) -> list[int]:
    return list(dict.fromkeys(edge.object for edge in view.edges(person, "MEMBER", inbound=False, day=day)))


def _people(view: View, body: int, day: int) -> set[int]:
    return {edge.subject for edge in view.edges(body, "MEMBER", inbound=True, day=day)
            if view.kind(edge.subject) == "Person"}


def _apart(view: View, start: int, ends: set[int], day: int) -> bool | None:
    """Whether no chain of memberships and agreements leads from `start` to any of `ends`; None: too far to say."""
    seen, queue = {start}, deque([start])
    while queue:
        if len(seen) > MOST_BODIES:
            return None
        for other in _beside(view, queue.popleft(), day):
            if other in ends:
                return False
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return True


def _beside(view: View, position: int, day: int) -> Iterable[int]:
    for type_ in ("MEMBER", "PARTY_TO"):
        yield from (edge.object for edge in view.edges(position, type_, inbound=False, day=day))
        yield from (edge.subject for edge in view.edges(position, type_, inbound=True, day=day))
