"""Which rules a thing meets, misses or is excused from; of one that it misses what is missing, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from orgraph.moment import Moment
from orgraph.queries.coverage.gaps import describe
from orgraph.queries.coverage.results import Gap
from orgraph.queries.coverage.rules import Rule
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.scope import may_ask


@dataclass(frozen=True, slots=True)
class Stands:
    """How a thing stands under a rule: "missing" (with its gap), "waived" or "covered" (by which mode)."""

    rule: Rule
    state: str
    mode: str = ""
    gap: Gap | None = None


def stands(now: Moment, position: int) -> list[Stands]:
    """The rules in force that ask anything of a thing, those that it misses first, the gravest in front."""
    view, day = now.view, now.day.toordinal()
    if not may_ask(view, position):
        return []
    kind, found = view.kind(position), []
    for rule in now.rules.values():
        if not (rule.in_force(day) and rule.may_be(kind)):
            continue
        of = evaluate(view, rule, day, position, position + 1)
        if len(of.missing):
            found.append(Stands(rule, "missing", gap=describe(view, rule, [position], day)[0]))
        elif len(of.waived):
            found.append(Stands(rule, "waived"))
        elif len(of.covered):
            mode = next((mode.zh for mode in rule.mode if of.modes.get(mode.id)), "")
            found.append(Stands(rule, "covered", mode))
    states, severities = ("missing", "waived", "covered"), ("fail", "warn", "info")
    return sorted(found, key=lambda one: (states.index(one.state), severities.index(one.rule.severity), one.rule.id))
