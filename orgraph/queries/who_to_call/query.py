"""The who-to-call query: text and place → units and persons, with reasons, whom next, and who sits down together."""

from __future__ import annotations

import time
from collections.abc import Sequence

from orgraph.dates import iso
from orgraph.queries.areas import full_name
from orgraph.queries.refs import node_ref, source_ref
from orgraph.queries.who_to_call.candidates import Anchor, Found, collect, complete, total
from orgraph.queries.who_to_call.convene import convene
from orgraph.queries.who_to_call.escalation import escalation, person_ref
from orgraph.queries.who_to_call.place import common_area, describe, given_place, named_in
from orgraph.queries.who_to_call.results import CallResult, Candidate, Organization, PathStep, TopicRef
from orgraph.queries.who_to_call.routes import ranking
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.understand import Understanding, understand
from orgraph.results import Contact, SourceRef
from orgraph.stores.base import Edge, View

TOPICS = 3  # topics followed at most
ALSO = 0.45  # a further topic is followed if its score is at least this share of the first
CONTEXT = {"Compound": "小区", "Building": "小区", "Village": "村里"}  # what a place of a kind adds to a text
CONSIDERED = 12  # candidates whose record and contact are looked up


def who_to_call(view: View, text: str, at: Sequence[str], day: int, *, top: int = 5) -> CallResult:
    """Whom to call for `text` at the places `at` (none: the places that the text names)."""
    began = time.perf_counter()
    asked = [(place, given_place(view, place)) for place in at]
    meant = understand(_in_context(view, text, asked))
    result = CallResult(
        as_of=iso(day) or "",
        generation=view.generation,
        text=text,
        matter_class=None if meant.abstained else meant.matter_class,
        matter_reason=meant.matter_reason,
        emergency=meant.emergency,
        emergency_reason=meant.emergency_reason,
        abstained=meant.abstained,
    )
    places = _places(view, result, text, asked)
    names = topics()
    result.topics = [
        TopicRef(id=t.id, name=names[t.id].zh, score=round(t.score, 4), matched=list(t.words)) for t in meant.topics
    ]
    if places and not meant.abstained:
        _answer(view, result, meant, places, day, top)
    if meant.abstained:
        result.warnings.append("没有看出需要派单的事项，请补充说明 (nothing to dispatch found)")
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def _in_context(view: View, text: str, asked: Sequence[tuple[str, list[int]]]) -> str:
    """The text with what the place adds to it: a lamp that is out at a compound is the compound's lamp."""
    for _, found in asked:
        context = CONTEXT.get(view.kind(found[0])) if found else None
        if context and context not in text:
            return context + text
    return text


def _places(view: View, result: CallResult, text: str, asked: list[tuple[str, list[int]]]) -> list[int]:
    """The places meant; fills in the result's. An ambiguous one is asked about: the alternatives are listed."""
    chosen: list[int] = []
    given = bool(asked)
    if not asked:
        found = named_in(view, text)
        names = {view.name(p) for p in found}
        asked = [("", found)] if len(names) == 1 else [("", [p]) for p in found]
    for said, found in asked:
        if not found:
            result.warnings.append(f"找不到地点：{said} (no such place)" if said else "没有说明地点 (no place given)")
            continue
        best, others = found[0], found[1:]
        result.places.append(
            describe(view, best, round(1.0 / len(found), 2) if others else 0.97 if given else 0.8, others)
        )
        if others:
            result.warnings.append("地点不明确，请选择：" + "、".join(full_name(view, p) for p in found))
        chosen.append(best)
    result.place = result.places[0] if result.places else None
    return chosen


def _anchors(view: View, meant: Understanding) -> list[Anchor]:
    """The nodes of the graph that the text is about: topics, and the kinds of unit that usually see to them."""
    first = meant.topics[0].score if meant.topics else 0.0
    followed = [(t.id, t.score) for t in meant.topics[:TOPICS] if t.score >= ALSO * first]
    anchors = []
    main = view.position(f"t-{followed[0][0]}") if followed else -1
    for topic, score in followed:
        position = view.position(f"t-{topic}")
        if position >= 0:
            anchors.append(Anchor(position, "topic", score, False, position))
    scores = dict(meant.functions)
    for supports, names in ((False, meant.lead), (True, meant.support)):
        for number, name in enumerate(names):
            position = view.position(f"f-{name}")
            if position >= 0:
                score = max(scores.get(name, 0.5) * (1.0 if supports else 0.96**number), 0.0)
                anchors.append(Anchor(position, "function", min(score, 1.0), supports, main))
    return anchors


def _answer(view: View, result: CallResult, meant: Understanding, places: list[int], day: int, top: int) -> None:
    here = places[0]
    chain = [here, *view.path_of(here)]
    found = collect(view, chain, _anchors(view, meant), day)
    full = [complete(view, f, day) for f in found[:CONSIDERED]]
    full.sort(key=lambda entry: (-entry[0].score, entry[0].organization))
    result.candidates = [_candidate(view, rank, *entry) for rank, entry in enumerate(full[:top], 1)]
    common = common_area(view, places)
    joint = [common, *view.path_of(common)] if common >= 0 else chain
    ordered = [entry[0] for entry in full] + found[CONSIDERED:]
    first = topics()[meant.topics[0].id] if meant.topics else None
    result.convene = convene(
        view,
        joint if len(places) > 1 else chain,
        ordered,
        meant.lead,
        meant.support,
        matter_class=meant.matter_class,
        several_places=len(places) > 1,
        basis=first.basis if first else "",
        day=day,
    )
    result.escalation = escalation(view, chain, day)
    if not result.candidates:
        result.warnings.append("这里没有登记能办此事的单位，请按逐级上报办理 (no unit is recorded for this here)")


def _candidate(view: View, rank: int, found: Found, edge: Edge | None, contact: Contact | None) -> Candidate:
    unit = found.organization
    record = view.record(unit)
    nodes = found.match.nodes
    words = {
        "o": record["name"],
        "a": view.name(found.area),
        "t": view.name(found.anchor.topic) if found.anchor.topic >= 0 else "此事",
        "fn": view.name(nodes["fn"]) if "fn" in nodes else "",
        "e": view.name(nodes["e"]) if "e" in nodes else "",
    }
    why = found.route.why.format(**words)
    if contact and contact.age_days is not None:
        why += f"；联系方式{contact.age_days}天前确认"
    return Candidate(
        rank=rank,
        organization=Organization(
            id=record["id"],
            name=record["name"],
            classification=record["kind"],
            function=record["props"].get("function"),
        ),
        person=person_ref(view, edge, unit),
        contact=contact,
        score=round(total(found.parts, ranking()), 4),
        parts=found.parts,
        path=_path(view, found, edge),
        why=why,
        route=found.route.id,
        offer=words["e"] or None,
        hours=found.hours,
    )


def _path(view: View, found: Found, edge: Edge | None) -> list[PathStep]:
    """From what the matter is about, link by link, to the unit and the person."""
    at = found.anchor.position
    path = [PathStep(node=node_ref(view, at), relation="about")]
    left = list(found.match.steps)
    seen = {at}
    while left:
        step = next((s for s in left if (s.subject in seen) != (s.object in seen)), None)
        if step is None:
            break
        left.remove(step)
        other = step.object if step.subject in seen else step.subject
        seen.add(other)
        path.append(
            PathStep(node=node_ref(view, other), relation=step.type, source=_source(view, step.type, step.link))
        )
    if edge is not None and edge.subject not in seen:
        path.append(PathStep(node=node_ref(view, edge.subject), relation=edge.type, source=source_ref(edge.source)))
    return path


def _source(view: View, type_: str, number: int) -> SourceRef | None:
    if number < 0:
        return None
    return source_ref(view.edge(type_, number).source)
