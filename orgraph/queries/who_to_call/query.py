"""The who-to-call query: text and place → units and persons, with reasons, whom next, and who sits down together."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from itertools import islice

from orgraph.dates import iso
from orgraph.queries.who_to_call.convening.convene import convene
from orgraph.queries.who_to_call.path import path_to
from orgraph.queries.who_to_call.place import Where, common_area, resolve, shown
from orgraph.queries.who_to_call.place.words import words
from orgraph.queries.who_to_call.reaching.calendar import moment
from orgraph.queries.who_to_call.reaching.emergency_numbers import emergency_number
from orgraph.queries.who_to_call.reaching.escalation import Asked, escalation
from orgraph.queries.who_to_call.reaching.offices import departments_first
from orgraph.queries.who_to_call.reaching.person import Gaps, no_gaps, person_ref
from orgraph.queries.who_to_call.reaching.reach import reach_everyone
from orgraph.queries.who_to_call.reaching.stand_ins import with_stand_ins
from orgraph.queries.who_to_call.results import CallResult, Candidate, Organization, TopicRef
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.understanding.understand import Understanding, understand
from orgraph.queries.who_to_call.units.candidates import Anchor, Found, Weighing, best_of, collect, pushed_down, ranked
from orgraph.queries.who_to_call.units.record import NO_PAST, Past
from orgraph.queries.who_to_call.units.routes import Ranking, ranking
from orgraph.queries.who_to_call.units.times import asked as asked_times
from orgraph.results import Contact
from orgraph.stores.base import Edge, View

TOPICS = 5  # topics followed at most
ALSO = 0.2  # a further topic is followed if its score is at least this share of the first
OTHERS, LIKELY = 5, 0.02  # kinds of unit besides those of the topics: among the first so many, at least so likely
CONTEXT = {"Compound": "小区", "Building": "小区", "Village": "村里"}  # what a place of a kind adds to a text
_PETITIONS = "petition"  # leads what others did not settle
CONSIDERED = 12  # candidates whose record and contact are looked up


def who_to_call(view: View, text: str, at: Sequence[str], day: int, *, top: int = 5,
                near: int = -1, asked_at: str | dt.datetime | None = None, gaps: Gaps = no_gaps,
                weights: Ranking | None = None, past: Past = NO_PAST) -> CallResult:
    """Whom to call for `text` at the places `at` (none: the places that the text names).

    near: position of the caller's own area, or -1: of places of one name the one there is meant.
    asked_at: when limits begin to run, by default with office hours on the day. gaps: tells coverage gaps by their ids.
    weights: of the score, by default those that ship. past: what came of the calls that were kept.
    """
    began = time.perf_counter()
    since = moment(asked_at, dt.date.fromordinal(day))
    asked = [(place, resolve(view, place, day, near=near)) for place in at]
    meant = understand(_in_context(view, text, asked))
    result = CallResult(
        as_of=iso(day) or "",
        generation=view.generation,
        text=text,
        matter_class=None if meant.abstained else meant.matter_class,
        matter_reason=meant.matter_reason,
        emergency=meant.emergency,
        emergency_reason=meant.emergency_reason,
        emergency_number=emergency_number(topic.id for topic in meant.topics) if meant.emergency else None,
        abstained=meant.abstained,
        unsure=meant.unsure,
        asked_at=since.isoformat(timespec="minutes"),
    )
    places = _places(view, result, asked or [("", resolve(view, text, day, near=near, given=False))], near)
    names = topics()
    result.topics = [
        TopicRef(id=t.id, name=names[t.id].zh, score=round(t.score, 4), matched=list(t.words)) for t in meant.topics
    ]
    if places and not meant.abstained:
        weighing = Weighing(weights or ranking(), past, asked_times(text, since if asked_at else None), text)
        _answer(view, result, meant, places, day, top, Asked(since, meant.emergency, gaps), weighing)
    if meant.unsure:
        asked_of = "、".join(topic.name for topic in result.topics[:3])
        result.warnings.append(f"拿不准是哪类事（{asked_of}？），请问清再派 (not sure what this is about: ask)")
    if meant.abstained:
        result.warnings.append("没有看出需要派单的事项，请补充说明 (nothing to dispatch found)")
    result.took_ms = round((time.perf_counter() - began) * 1000, 3)
    return result


def _in_context(view: View, text: str, asked: Sequence[tuple[str, list[Where]]]) -> str:
    """The text with what the place adds to it: a lamp that is out at a compound is the compound's lamp."""
    for _, found in asked:
        context = CONTEXT.get(view.kind(found[0].position)) if found else None
        if context and context not in text:
            return context + text
    return text


def _places(view: View, result: CallResult, asked: list[tuple[str, list[Where]]], near: int) -> list[int]:
    """The places meant, which the result then shows with all that is to be asked about them."""
    found = [where for _, places in asked for where in places]
    for said, places in asked:
        if not places:
            result.warnings.append(f"找不到地点：{said} (no such place)" if said else "没有说明地点 (no place given)")
        for where in places:
            result.warnings += () if where.plain else where.warnings
    if not found and near >= 0:
        found = [Where(near, words().sure.unknown)]
        result.warnings.append(f"按来电所在的{view.name(near)}回答 (answered for the caller's own area)")
    result.places = [shown(view, where) for where in found]
    result.place = result.places[0] if result.places else None
    return [where.position for where in found]


def _anchors(view: View, meant: Understanding) -> list[Anchor]:
    """The nodes of the graph that the text is about: topics, and the kinds of unit that usually see to them.

    A topic is as likely as the likeliest unit that leads it, less by its score against that of the first topic.
    """
    first = meant.topics[0].score if meant.topics else 0.0
    followed = [t for t in meant.topics[:TOPICS] if t.score >= ALSO * first]
    anchors = []
    main = view.position(f"t-{followed[0].id}") if followed else -1
    scores = dict(meant.functions)
    for topic in followed:
        position = view.position(f"t-{topic.id}")
        if position >= 0:
            likely = max((scores.get(unit, 0.0) for unit in topics()[topic.id].lead), default=0.0)
            anchors.append(Anchor(position, "topic", max(topic.score, likely) * topic.score / first, False, position))
    others = [name for name, score in meant.functions[:OTHERS] if score >= LIKELY]
    others = [name for name in others if name not in meant.lead and name not in meant.support]
    for supports, names in ((False, (*meant.lead, *others)), (True, meant.support)):
        for number, name in enumerate(names):
            position = view.position(f"f-{name}")
            if position >= 0:
                score = max(scores.get(name, 0.5) * (1.0 if supports else 0.96**number), 0.0)
                anchors.append(Anchor(position, "function", min(score, 1.0), supports, main))
    return anchors


def _answer(view: View, result: CallResult, meant: Understanding, places: list[int], day: int, top: int,
            asked: Asked, weighing: Weighing) -> None:
    here = places[0]
    chain = [here, *view.path_of(here)]
    anchors = _anchors(view, meant)
    chains = [[place, *view.path_of(place)] for place in places]
    found = best_of([one for areas in chains for one in collect(view, areas, anchors, day, weighing)])
    common = common_area(view, places) if len(places) > 1 else -1
    joint = [common, *view.path_of(common)] if common >= 0 else []
    found = with_stand_ins(view, chain, joint, anchors, meant.lead, found, day, weighing)
    found = departments_first(view, found, weighing.weights)
    full = ranked(view, found[:CONSIDERED], day, weighing)
    result.candidates = [_candidate(view, rank, *entry, day) for rank, entry in enumerate(full[:top], 1)]
    result.warnings += [f"{view.name(one.organization)}因办理记录排到第{rank}位，没有隐去 "
                        f"({view.name(one.organization)} moved down to {rank} by its record)"
                        for rank, one in pushed_down(full, top, weighing.weights)]
    ordered = [entry[0] for entry in full] + found[CONSIDERED:]
    first = topics()[meant.topics[0].id] if meant.topics else None
    result.convene = convene(
        view,
        joint or chain,
        ordered,
        _leading(meant),
        meant.support,
        matter_class=meant.matter_class,
        apart=sorted({area for areas in chains for area in areas}.difference(joint)) if len(places) > 1 else (),
        basis=first.basis if first else "",
        day=day,
        asked=asked,
    )
    result.escalation = escalation(view, chain, day, asked)
    reach_everyone(view, result, day, asked)
    if not result.candidates:
        result.warnings.append("这里没有登记能办此事的单位，请按逐级上报办理 (no unit is recorded for this here)")


def _leading(meant: Understanding) -> tuple[str, ...]:
    """The kinds of unit that must sit down: where petitions lead, also the one that the matter itself is about."""
    if meant.lead[:1] != (_PETITIONS,):
        return meant.lead
    about = (unit for topic in meant.topics for unit in topics()[topic.id].lead[:1] if unit not in meant.lead)
    return (*meant.lead, *islice(about, 1))


def _candidate(view: View, rank: int, found: Found, edge: Edge | None, contact: Contact | None, day: int) -> Candidate:
    unit = found.organization
    name = view.name(unit)
    nodes = found.match.nodes
    words = {
        "o": name,
        "a": view.name(found.area),
        "t": view.name(found.anchor.topic) if found.anchor.topic >= 0 else "此事",
        "fn": view.name(nodes["fn"]) if "fn" in nodes else "",
        **{other: view.name(nodes[other]) if other in nodes else "" for other in ("e", "p", "b")},
    }
    topic = found.anchor.topic
    english = topics()[view.ids([topic])[0].removeprefix("t-")].en if topic >= 0 else "this"
    why, why_en = found.route.why.format(**words), found.route.why_en.format(**words | {"t": english})
    if contact and contact.age_days is not None:
        why += f"；联系方式{contact.age_days}天前确认"
        why_en += f"; contact confirmed {contact.age_days} days ago"
    return Candidate(
        rank=rank,
        organization=Organization(
            id=view.ids([unit])[0],
            name=name,
            classification=view.kind(unit),
            function=view.prop(unit, "function"),
        ),
        person=person_ref(view, edge, unit),
        contact=contact,
        score=round(found.score, 4),
        parts=found.parts,
        path=path_to(view, found, edge, day),
        why=why,
        why_en=why_en,
        route=found.route.id,
        offer=words["e"] or None,
        hours=found.hours,
    )
