"""Editing: how long a small durable edit takes, and until the next question answers with it."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from region import DAY, Region, copied, remove
from timing import OURS, Report, Timing, each

import orgraph
from orgraph.graph import Graph
from orgraph.model import Membership, Source, make_id
from orgraph.queries.coverage.standing import evaluate

EDITS = 200
SEEN = 30
RULE = "community-member-serving"


def edit_bench(report: Report, region: Region) -> None:
    """Add the times; the edits go to a copy of the database."""
    copy = copied(region, "edited.db")
    graph = orgraph.open(copy.url)
    edits = [edit for edit, _ in _edits(graph, EDITS)]
    report.add("edit: record", OURS, each(lambda edit: graph.store.record([edit]), edits), tail=True, note="durable")
    report.add("edit: record", "SQLite, one insert", each(_insert(copy.database.with_name("floor.db")), edits),
               tail=True, note="the floor: one row, durable")
    graph.store.view()
    seen = []
    for edit, place in _edits(graph, SEEN):
        graph.store.record([edit])
        began = time.perf_counter()
        now = graph.at(DAY)
        focus = now.view.position(place)
        found = evaluate(now.view, graph.rules[RULE], now.day.toordinal(), *now.view.inside(focus))
        seen.append(time.perf_counter() - began)
        assert focus in found.covered, "the edit is not seen"
        if sum(seen) > 60:
            break
    report.add("edit: seen by the next question", OURS, Timing(tuple(seen), None), tail=True, note="answers checked")
    graph.close()
    remove(copy.database)
    copy.database.with_name("floor.db").unlink(missing_ok=True)


def _edits(graph: Graph, count: int) -> list[tuple[Membership, str]]:
    """Each puts somebody of the residents' committee into the owners' committee of a compound (its id) without one."""
    now = graph.at(DAY)
    view, day = now.view, now.day.toordinal()
    edits = []
    for compound in evaluate(view, graph.rules[RULE], day, 0, view.size).missing.tolist():
        committees = [edge.subject for edge in view.edges(compound, "SERVES", inbound=True, day=day)
                      if view.kind(edge.subject) in ("OwnersCommittee", "PropertyManagementCommittee")]
        people = [member.subject for above in view.path_of(compound)
                  for body in view.edges(above, "SERVES", inbound=True, day=day)
                  if view.kind(body.subject) == "ResidentsCommittee"
                  for member in view.edges(body.subject, "MEMBER", inbound=True, day=day)]
        if committees and people:
            person, committee, place = view.ids([people[0], committees[0], compound])
            edit = Membership(id=make_id("l", "bench", person, committee), subject=person, object=committee,
                              source=Source("bench/edit", "", 1), start=dt.date(2026, 1, 1),
                              props={"role": "委员（经法定程序）"})
            edits.append((edit, place))
        if len(edits) == count:
            break
    return edits


def _insert(path: Path) -> Callable[[Membership], object]:
    """One row into a bare table with the store's durability."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE link (id TEXT PRIMARY KEY, subject TEXT, object TEXT)")
    return lambda edit: db.execute("INSERT OR REPLACE INTO link VALUES (?, ?, ?)", (edit.id, edit.subject, edit.object))
