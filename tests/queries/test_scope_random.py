"""A caller with areas: nothing of elsewhere in any answer, file or error, and what is answered is right."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from cities import cities, days
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seeded import Seen, leaves, seeded, seen

import orgraph
from orgraph.errors import OrgraphError
from orgraph.exports import (
    area_network,
    bridging_network,
    call_document,
    coverage_document,
    coverage_workbook,
    write_graph,
    write_statements,
)
from orgraph.exports.reports import layouts, write_report
from orgraph.graph import Graph
from orgraph.model import Record
from orgraph.moment import BRIDGING, Moment
from orgraph.queries.bridging.layers import MODES
from orgraph.queries.scope import EVERYWHERE, HIDDEN, Scope
from orgraph.results import Result
from orgraph.vocabulary import vocabulary

TEXT = "夜里装修噪声扰民"
City = tuple[Record, ...]
NO_SHRINK = [phase for phase in settings().phases if phase.name != "shrink"]
FEWER = settings(max_examples=max(10, settings().max_examples // 5), suppress_health_check=list(HealthCheck),
                 phases=NO_SHRINK)
scopes = st.integers(1, 3)


def opened(folder: str, records: City) -> Graph:
    graph = orgraph.open(f"sqlite:///{folder}/city.db")
    graph.store.record(records)
    return graph


def areas_of(records: City, data: st.DataObject) -> list[str]:
    known = sorted({record.id for record in records if record.id.startswith("a-")})
    return data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))


def questions(now: Moment, inside: list[str]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Every question that a moment answers; inside: ids that may be asked about."""
    day = now.day
    area = [one for one in inside if one.startswith("a-")]
    yield "coverage", lambda: now.coverage(since=day - dt.timedelta(4), gaps=50)
    for by in ("kind", "Street", "Community", "PropertyFirm", "CommunityPartyOrganization"):
        yield f"coverage by {by}", partial(now.coverage, by=by, gaps=0)
    yield "trend", partial(now.coverage_trend, months=3)
    for rule in now.rules:
        yield f"explain {rule}", partial(now.explain, rule)
    yield "waivers", now.waivers
    for what in BRIDGING:
        for mode in MODES:
            yield f"{what} {mode}", partial(now.bridging, what, mode=mode)
    yield "boundary", partial(now.bridging, boundary=True, measure=["betweenness", "brokerage"][:1], directed=True)
    yield "objective", partial(now.bridging, "proposals", objective="gaps")
    yield "bridging trend", partial(now.bridging_trend, months=3)
    yield "network", lambda: json.dumps(orjson_graph(now), ensure_ascii=False, default=str)
    yield "lint", now.call_lint
    yield "call", partial(now.who_to_call, TEXT)
    for place in area[:4]:
        yield f"call {place}", partial(now.who_to_call, TEXT, at=place)
        yield f"coverage {place}", partial(now.coverage, area=place, gaps=5)
    yield "call several", partial(now.who_to_call, TEXT, at=area[:3])
    for kind in vocabulary().kinds:
        yield f"find {kind}", partial(now.find, kind=kind)
    for text in ("小区", "甲", "书记"):
        yield f"suggest {text}", partial(now.suggest, text)
    for id_ in inside:
        yield f"show {id_}", partial(now.show, id_)
        yield f"loss {id_}", partial(now.what_if, id_)


def orjson_graph(now: Moment) -> dict[str, Any]:
    graph = now.to_networkx(layers=())
    return {"nodes": list(graph.nodes(data=True)), "edges": list(graph.edges(data=True))}


def answers(now: Moment, inside: list[str]) -> dict[str, Any]:
    """What comes of every question: plain JSON, or the error."""
    found: dict[str, Any] = {}
    for name, ask in questions(now, inside):
        try:
            result = ask()
            found[name] = result.to_dict() | {"took_ms": 0} if isinstance(result, Result) else result
        except OrgraphError as error:
            found[name] = error.to_dict()
    return found


def texts(value: Any) -> str:
    return "\n".join(map(str, leaves(value)))


def assert_silent(told: str, hidden: Seen, about: str) -> None:
    marks = sorted(mark for mark in hidden.marks() if mark in told)
    assert not marks, (about, marks, [told[max(0, told.find(m) - 60):told.find(m) + 60] for m in marks[:3]])
    assert "\ue9f0" not in told, about


@FEWER
@given(records=cities(rules=("owners-committee", "compound-branch")).map(seeded), day=days, data=st.data())
def test_answers_name_nothing_hidden(records: City, day: dt.date, data: st.DataObject) -> None:
    areas = areas_of(records, data)
    hidden = seen(records, areas, day)
    with TemporaryDirectory() as folder:
        graph = opened(folder, records)
        now = graph.at(day, scope=Scope(tuple(areas)))
        for name, answer in answers(now, sorted(hidden.inside - {"p-gone"})).items():
            assert_silent(answer if isinstance(answer, str) else texts(answer), hidden, name)
        graph.close()


@FEWER
@given(records=cities().map(seeded), day=days, data=st.data())
def test_files_name_nothing_hidden(records: City, day: dt.date, data: st.DataObject) -> None:
    areas = areas_of(records, data)
    hidden = seen(records, areas, day)
    with TemporaryDirectory() as folder:
        graph = opened(folder, records).within(Scope(tuple(areas)))
        for name, content in files(graph, day, Path(folder)).items():
            assert_silent(content, hidden, name)
        graph.close()


def files(graph: Graph, day: dt.date, folder: Path) -> dict[str, str]:
    """The text of every file that the graph is written as."""
    now = graph.at(day)
    made: list[Path] = []
    for ending in (".graphml", ".gexf", ".json"):
        write_graph(area_network(now), folder / f"area{ending}")
        write_graph(bridging_network(now, mode="two"), folder / f"net{ending}")
        made += [folder / f"area{ending}", folder / f"net{ending}"]
    for ending in (".csv", ".json", ".xlsx"):
        for when in (None, day):
            made += write_statements(graph.store, folder / f"statements{when}{ending}", graph.view(), day=when).files
    for name in layouts():
        made += write_report(now, name, folder / f"{name}.xlsx") + write_report(now, name, folder / f"{name}.csv")
    found = now.coverage(gaps=100)
    coverage_workbook(found, folder / "coverage.xlsx")
    coverage_document(found, folder / "coverage.docx")
    call_document(now.who_to_call(TEXT), folder / "call.docx")
    made += [folder / "coverage.xlsx", folder / "coverage.docx", folder / "call.docx"]
    return {path.name: content(path) for path in made}


def content(path: Path) -> str:
    """A file's text; of an archive that of all its parts."""
    if path.suffix not in (".xlsx", ".docx"):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@FEWER
@given(records=cities().map(seeded), day=days, data=st.data())
def test_what_is_hidden_is_as_if_it_were_not_there(records: City, day: dt.date, data: st.DataObject) -> None:
    areas = areas_of(records, data)
    hidden = seen(records, areas, day)
    with TemporaryDirectory() as folder:
        graph = opened(folder, records)
        now = graph.at(day, scope=Scope(tuple(areas)))
        for id_, entity in hidden.graph.nodes(data="entity"):
            if id_ in hidden.inside:
                continue
            for text in (id_, entity.name, entity.code, *entity.aliases):
                for ask in (now.show, now.what_if, lambda text: now.find(area=text),
                            lambda text: now.who_to_call(TEXT, near=text), lambda text: now.coverage(area=text)):
                    assert refused(ask, text) == refused(ask, "没有这个").replace("没有这个", text), (ask, text)
                assert now.find(text).results == []
                placed = now.who_to_call(TEXT, at=text)
                assert any(said.startswith(f"找不到地点：{text} (no such place)") for said in placed.warnings), text
                assert placed.place is None or placed.place.id in areas, text
        graph.close()


def refused(ask: Callable[[str], Any], text: str) -> str:
    try:
        ask(text)
    except OrgraphError as error:
        return orjson.dumps(error.to_dict()).decode()
    return "answered"


@FEWER
@given(records=cities().map(seeded), day=days, data=st.data())
def test_answers_are_those_about_the_areas(records: City, day: dt.date, data: st.DataObject) -> None:
    """Of one area: the counts of an answer about it; of several that lie apart: the sums, and the lists together."""
    areas = areas_of(records, data)
    with TemporaryDirectory() as folder:
        graph = opened(folder, records)
        whole, now = graph.at(day), graph.at(day, scope=Scope(tuple(areas)))
        outer = [one for one in areas if not any(one in seen(records, [b], day).inside for b in areas if b != one)]
        each = [whole.coverage(area=area, gaps=10**6) for area in outer]
        mine = now.coverage(gaps=10**6)
        for number, rule in enumerate(mine.rules):
            parts = [one.rules[number] for one in each]
            for count in ("eligible", "covered", "missing", "waived"):
                assert getattr(rule, count) == sum(getattr(part, count) for part in parts)
                assert getattr(rule, count) == sum(getattr(row, count) for row in rule.by)
            assert [gap.id for gap in rule.gaps] == [gap.id for gap in sorted(
                (gap for part in parts for gap in part.gaps), key=lambda gap: now.view.position(gap.focus.id))]
        points = [whole.coverage_trend(area=area, months=3) for area in outer]
        for number, line in enumerate(now.coverage_trend(months=3).rules):
            assert [(p.on, p.covered, p.missing) for p in line.points] == [
                (same[0].on, sum(p.covered for p in same), sum(p.missing for p in same))
                for same in zip(*(one.rules[number].points for one in points), strict=True)]
        for kind in ("Area", "Organization", "Person"):
            assert [one.id for one in now.find(kind=kind).results] == sorted(
                {one.id for area in outer for one in whole.find(kind=kind, area=area).results},
                key=now.view.position)
        assert sorted(one.id for one in now.waivers().waivers) == sorted(
            {one.id for area in outer for one in whole.waivers(area=area).waivers})
        if len(outer) == 1:
            assert_same_shape(now, whole, outer[0])
        graph.close()


def assert_same_shape(now: Moment, whole: Moment, area: str) -> None:
    """Counts and values of the answers about one area, whoever asks; who is called, but for what is hidden."""
    for mode in MODES:
        one, other = now.bridging(mode=mode, top=1000), whole.bridging(area=area, mode=mode, top=1000)
        assert one.to_dict() | {"took_ms": 0} == other.to_dict() | {"took_ms": 0}
    lint, all_ = now.call_lint(), whole.call_lint(area=area)
    assert (lint.places, lint.ends, lint.counts) == (all_.places, all_.ends, all_.counts)
    mine, theirs = now.who_to_call(TEXT, at=area), whole.who_to_call(TEXT, at=area)
    assert [(one.organization.classification, one.route) for one in mine.candidates] == [
        (one.organization.classification, one.route) for one in theirs.candidates]
    for one, other in zip(mine.candidates, theirs.candidates, strict=True):
        assert one.organization.id in ("", other.organization.id)
        assert (one.organization.id == "") == (one.organization.name == HIDDEN)


@FEWER
@given(records=cities().map(seeded), day=days)
def test_everything_is_what_it_was(records: City, day: dt.date) -> None:
    """Without areas, and with all of them, the answers are the same to the byte."""
    with TemporaryDirectory() as folder:
        graph = opened(folder, records)
        inside = sorted(seen(records, [], day).graph)
        assert graph.within(EVERYWHERE) is graph
        assert graph.at(day, scope=EVERYWHERE).view is graph.at(day).view
        plain = answers(graph.at(day), inside)
        assert answers(graph.at(day, scope=Scope()), inside) == plain
        open_ = answers(graph.at(day, scope=Scope((), small=1)), inside)  # withholds nothing, by the same way
        assert json.dumps(open_, default=str) == json.dumps(plain, default=str)
        graph.close()
