"""`orgraph rules explain`: what a rule walks, step by step, with how many foci come through each step."""

from __future__ import annotations

import numpy as np

from orgraph.dates import iso
from orgraph.patterns import Pattern
from orgraph.queries.coverage.effects import with_effects
from orgraph.queries.coverage.explained import Explained, ModeWalk, StepCount
from orgraph.queries.coverage.gaps import describe
from orgraph.queries.coverage.near import lacking
from orgraph.queries.coverage.rules import Mode, Rule
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.coverage.walk import failed_at, reached, say_test, stages
from orgraph.queries.refs import node_ref
from orgraph.stores.base import Positions, View
from orgraph.vocabulary import vocabulary


def explain(view: View, rule: Rule, rules: list[Rule], day: int, area: int | None = None, focus: int | None = None
            ) -> Explained:
    """What a rule walks in `area` (None: everywhere), or from one `focus`: then also where each mode stops, what was
    found there instead, and the gap with its proposals and what they would change under all `rules`."""
    lo, hi = (0, view.size) if area is None else view.inside(area)
    if focus is not None:
        lo, hi = focus, focus + 1
    fits = view.select(rule.eligible, "f", day, lo, hi)
    found = evaluate(view, rule, day, lo, hi)
    eligible = np.sort(np.concatenate([found.covered, found.missing, found.waived]))
    exempt = [StepCount(text=text, zh=_what(pattern), through=len(view.among(pattern, "f", day, fits)))
              for text, pattern in zip(rule.except_, rule.exempt, strict=True)]
    gap = None
    if focus is not None and len(found.missing):
        gap = describe(view, rule, [focus], day)[0]
        gap = gap.model_copy(update={"proposals": with_effects(view, gap.proposals, rules, day)})
    return Explained(
        as_of=iso(day) or "", generation=view.generation, area=None if area is None else node_ref(view, area),
        rule=rule.id, title=rule.title.zh, focus=rule.focus, focus_zh=_what(rule.eligible), fits=len(fits),
        exempt=exempt, eligible=len(eligible), covered=len(found.covered), missing=len(found.missing),
        waived=len(found.waived),
        modes=[_mode(view, mode, found.modes[mode.id], eligible, focus, day) for mode in rule.mode],
        asked=None if focus is None else node_ref(view, focus), gap=gap)


def _mode(view: View, mode: Mode, counted: int, eligible: Positions, focus: int | None, day: int) -> ModeWalk:
    through = reached(view, mode.parsed, eligible, day)
    walk = ModeWalk(mode=mode.id, title=mode.zh, pattern=mode.pattern, work=mode.work, counted=counted, steps=[
        StepCount(text=_text(stage.pattern, number), zh=stage.zh, through=len(come), joins=list(stage.joins))
        for number, (stage, come) in enumerate(zip(stages(mode.parsed), through, strict=True))])
    if focus is not None and len(eligible):
        at = failed_at(view, mode.parsed, eligible, day)[0]
        if at < len(walk.steps):
            walk = walk.model_copy(update={"stopped": at + 1, "found": lacking(view, mode.parsed, at, focus, day)})
    return walk


def _text(pattern: Pattern, number: int) -> str:
    """The link that a step adds, as the pattern language writes it."""
    if not pattern.relations:
        return _node("f", pattern)
    link = pattern.relations[-1]
    return f"{_node(link.subject, pattern)}-[:{'|'.join(link.types)}]->{_node(link.object, pattern)}"


def _node(name: str, pattern: Pattern) -> str:
    labels = "|".join(pattern.nodes[name].labels)
    return f"({'' if name.startswith('_') else name}{':' + labels if labels else ''})"


def _what(pattern: Pattern) -> str:
    """The focus in words, with what is asked of it and how it must be tied."""
    node = pattern.nodes["f"]
    kinds = "、".join(vocabulary().kinds[label].zh[0] for label in node.labels)
    tests = "，".join(map(say_test, node.tests))
    ties = "；".join(stage.zh for stage in stages(pattern) if stage.relation)
    return "；".join(filter(None, (kinds + (f"（{tests}）" if tests else ""), ties)))
