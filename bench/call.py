"""Who to call: units for random places and topics against two peers, and whole answers to sentences."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from cover import DATES, SMALL
from region import DAY, SEED, Region
from sql import in_sqlite
from tables import Tables
from timing import OURS, Report, each
from walk_call import Question, Search, Statements

import orgraph
from orgraph.queries.who_to_call.candidates import Anchor, collect
from orgraph.queries.who_to_call.topics import topics
from orgraph.stores.base import View

ASKED = 2000


def call_bench(report: Report, region: Region, tables: Tables) -> None:
    """Add p50 and p99 of the units found, twice (the second time from orgraph's cache), and of whole answers."""
    random = Random(SEED)
    now = orgraph.open(region.url).at(DAY)
    view = now.view
    places = [*view.of_kind("Compound").tolist(), *view.of_kind("Community").tolist()]
    known = [topic for topic in topics().values() if topic.lead and view.position(f"t-{topic.id}") >= 0]
    asked = [(random.choice(places), random.choice(known)) for _ in range(ASKED)]

    questions: list[Question] = []
    ours: list[tuple[list[int], list[Anchor]]] = []
    for place, topic in asked:
        chain = [place, *view.path_of(place)]
        functions = [f"f-{name}" for name in (*topic.lead, *topic.support)]
        questions.append(Question(tuple(_numbers(view, chain, tables)), tables.number[f"t-{topic.id}"],
                                  tuple(tables.number[name] for name in functions)))
        position = view.position(f"t-{topic.id}")
        anchors = [Anchor(position, "topic", 1.0, False, position)]
        anchors += [Anchor(view.position(name), "function", 0.5, False, position) for name in functions]
        ours.append((chain, anchors))
    collect(view, ours[0][0], ours[0][1], DATES)
    first = each(lambda asked: collect(view, asked[0], asked[1], DATES), ours)
    right = [set(_numbers(view, [found.organization for found in answer], tables)) for answer in first.result]
    mean = sum(map(len, right)) / len(right)
    report.add("call candidates", OURS, first, tail=True, note=f"{ASKED} pairs, {mean:.1f} units each")
    again = each(lambda asked: collect(view, asked[0], asked[1], DATES), ours)
    report.add("call candidates, asked again", OURS, again, tail=True, note="from the cache of routes")
    with tempfile.TemporaryDirectory() as folder:
        lite = in_sqlite(tables, str(Path(folder) / "peer.sqlite"))
        timing = each(Statements(lite, DATES), questions)
        report.add("call candidates", "SQLite, 6 statements", timing, tail=True, equal=timing.result == right)
        lite.close()
    if len(tables.nodes) <= SMALL:
        timing = each(Search(tables, DATES), questions)
        report.add("call candidates", "networkx", timing, tail=True, equal=timing.result == right)

    examples = [text for topic in known for text in topic.examples]
    chosen = random.sample(examples, min(ASKED, len(examples)))
    texts = [(text, view.ids([random.choice(places)])[0]) for text in chosen]
    now.who_to_call(texts[0][0], at=texts[0][1])
    whole = each(lambda asked: now.who_to_call(asked[0], at=asked[1]), texts)
    report.add("call, whole answer to a text", OURS, whole, tail=True, note=f"{len(texts)} different texts")


def _numbers(view: View, positions: list[int], tables: Tables) -> list[int]:
    return [tables.number[entity] for entity in view.ids(positions)]
