"""Files of other programs, written by hand as their makers would: what becomes of them, and what is refused where."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from cities import cities
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import orgraph
from orgraph.errors import LoadRejected
from orgraph.exports import EXCHANGE, write_exchange
from orgraph.loaders import load as load_files
from orgraph.loaders.exchange.formats import formats
from orgraph.loaders.exchange.formats.carried import ENDS, of_link, of_node
from orgraph.loaders.exchange.paths import get, put
from orgraph.model import Entity, Link, Record, Source
from orgraph.vocabulary import vocabulary

SOURCE = Source("甲/全部.csv", "", 1)
Loaded = Callable[..., list[Record]]

POPOLO = {
    "persons": [{"id": "people/7", "name": "Ada", "other_names": [{"name": "A."}], "birth_date": "1815-12-10"},
                {"id": "people/8", "name": "Grace"}],
    "organizations": [{"id": "houses/1", "name": "Lower House", "classification": "legislature"},
                      {"id": "houses/2", "name": "Committee", "classification": "业委会", "parent_id": "houses/1",
                       "area_id": "areas/x", "founding_date": "1990-05"}],
    "areas": [{"id": "areas/x", "name": "Borough", "identifier": "990101", "classification": "borough"}],
    "posts": [{"id": "posts/1", "label": "Chair", "organization_id": "houses/2"}],
    "memberships": [
        {"person_id": "people/7", "organization_id": "houses/2", "role": "Chair", "start_date": "2001-02-03"},
        {"member": {"id": "houses/2"}, "organization_id": "houses/1", "role": "seat"}],
}
FTM = [
    {"id": "org-1", "schema": "PublicBody", "properties": {"name": ["Ignored, no schema of ours"]}},
    {"id": "org-2", "schema": "Organization", "properties": {"name": ["Board"], "classification": ["foundation"],
                                                              "incorporationDate": ["1999"]}},
    {"id": "per-1", "schema": "Person", "properties": {"name": ["Ada"], "alias": ["A.", "Countess"]}},
    {"id": "m-1", "schema": "Membership", "properties": {"member": ["per-1"], "organization": ["org-2"],
                                                          "role": ["chair"], "endDate": ["2020-01-31"]}},
    {"id": "u-1", "schema": "UnknownLink", "properties": {"subject": ["per-1"], "object": ["org-2"],
                                                           "role": ["党建指导员"]}},
]
HSDS = [{"id": "ac148810-d857-441c-9679-408f346de14b", "name": "Counselling", "description": "Talk", "status": "active",
         "schedules": [{"id": "48102e86-bb50-41c4-8f1e-e269368c41d1", "valid_from": "2020-01-01",
                        "valid_to": "2020-12-31"}],
         "organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "Example Org",
                          "description": "non-profit"}}]
ORG = {
    "@context": {"og": "urn:orgraph:", "org": "http://www.w3.org/ns/org#", "foaf": "http://xmlns.com/foaf/0.1/"},
    "@graph": [
        {"@id": "http://example.org/ada", "@type": "foaf:Person", "personName": {"@value": "Ada", "@language": "en"}},
        {"@id": "http://example.org/board", "@type": ["org:Organization"], "prefLabel": "Board"},
        {"@id": "http://example.org/unit", "@type": "org:Organization", "prefLabel": "Unit",
         "subOrganizationOf": {"@id": "http://example.org/board"}},
        {"@id": "_:m", "@type": "org:Membership", "member": {"@id": "http://example.org/ada"},
         "organization": {"@id": "http://example.org/board"}, "role": {"@type": "org:Role", "prefLabel": "chair"}}],
}


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[orgraph.Graph]:
    made = orgraph.open(f"sqlite:///{tmp_path / 'loaded.db'}")
    yield made
    made.close()


@pytest.fixture
def loaded(graph: orgraph.Graph, tmp_path: Path) -> Loaded:
    """Loads a document under a name; gives what is stated then but the catalogue."""
    def load(name: str, text: object) -> list[Record]:
        (tmp_path / "外").mkdir(exist_ok=True)
        path = tmp_path / "外" / name
        path.write_text(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False), encoding="utf-8")
        report = graph.load([path])
        assert (report.errors, report.warnings) == ([], [])
        return [one for one in graph.store.statements() if one.source.file == f"外/{name}"]

    return load


def short(records: list[Record]) -> list[tuple[Any, ...]]:
    """The records without their ids: kind and name of nodes, type and names of links, dates and properties."""
    names = {one.id: one.name for one in records if isinstance(one, Entity)}
    found: list[tuple[Any, ...]] = []
    for one in records:
        start, end = (day and day.isoformat() for day in (one.start, one.end))
        what = ((one.kind, one.name, names.get(one.home or ""), one.code, *one.aliases) if isinstance(one, Entity)
                else (one.type, names[one.subject], names[one.object]))
        found.append((*what, start, end, *one.props.items(), f"{one.source.sheet}:{one.source.row}"))
    return sorted(found, key=str)


def test_popolo_of_somebody_else(loaded: Loaded, graph: orgraph.Graph) -> None:
    first = loaded("house.json", POPOLO)
    assert short(first) == sorted([
        ("Area", "Borough", None, "990101", None, None, "areas:1"),
        ("Organization", "Lower House", None, "", None, None, "organizations:1"),
        ("OwnersCommittee", "Committee", "Borough", "", "1990-05-01", None, "organizations:2"),
        ("Person", "Ada", None, "", "A.", None, None, "persons:1"),
        ("Person", "Grace", None, "", None, None, "persons:2"),
        ("Post", "Chair", None, "", None, None, "posts:1"),
        ("SUBORDINATE_TO", "Committee", "Lower House", None, None, "organizations:2"),
        ("POST_IN", "Chair", "Committee", None, None, "posts:1"),
        ("MEMBER", "Ada", "Committee", "2001-02-03", None, ("role", "Chair"), "memberships:1"),
        ("MEMBER", "Committee", "Lower House", None, None, ("role", "seat"), "memberships:2")], key=str)
    before = graph.generations()
    assert loaded("house.json", POPOLO) == first
    assert graph.generations() == before
    less = {**POPOLO, "memberships": POPOLO["memberships"][:1]}
    assert {one.id for one in first} - {one.id for one in loaded("house.json", less)} == {
        one.id for one in first if isinstance(one, Link) and one.props.get("role") == "seat"}


def test_entities_of_somebody_else(loaded: Loaded) -> None:
    lines = "\n".join(json.dumps(one) for one in FTM)
    expected = sorted([
        ("Organization", "Board", None, "", "1999-01-01", None, ":2"),
        ("Person", "Ada", None, "", "A.", "Countess", None, None, ":3"),
        ("MEMBER", "Ada", "Board", None, "2020-01-31", ("role", "chair"), ":4"),
        ("INSTRUCTS", "Ada", "Board", None, None, ":5")], key=str)
    for name, text in (("entities.ftm.json", lines), ("e.jsonl", lines + "\n\n"), ("e.json", json.dumps(FTM))):
        assert short(loaded(name, text)) == expected


def test_services_of_somebody_else(loaded: Loaded) -> None:
    expected = sorted([
        ("Organization", "Example Org", None, "", None, None, "services:1"),
        ("Service", "Counselling", None, "", "2020-01-01", "2021-01-01", ("text", "Talk"), "services:1"),
        ("OFFERS", "Example Org", "Counselling", None, None, "services:1")], key=str)
    page = {"total_items": 1, "contents": HSDS}
    assert short(loaded("services.json", HSDS)) == short(loaded("page.json", page)) == expected


def test_an_ontology_of_somebody_else(loaded: Loaded) -> None:
    assert short(loaded("board.jsonld", ORG)) == sorted([
        ("Person", "Ada", None, "", None, None, "@graph:1"),
        ("Organization", "Board", None, "", None, None, "@graph:2"),
        ("Organization", "Unit", None, "", None, None, "@graph:3"),
        ("SUBORDINATE_TO", "Unit", "Board", None, None, "@graph:3"),
        ("MEMBER", "Ada", "Board", None, None, ("role", "chair"), "@graph:4")], key=str)


def changed(document: Any, at: tuple[Any, ...], value: object) -> Any:
    copy = json.loads(json.dumps(document))
    part = copy
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = value
    return copy


PERSON = ("persons", 1)
WRONG: dict[str, tuple[str, Any, tuple[str, int, str]]] = {  # file, text, (sheet, row, code)
    "a member that there is none of": (
        "p.json", changed(POPOLO, ("memberships", 0, "person_id"), "people/9"),
        ("memberships", 1, "reference.unknown")),
    "a day that is none": (
        "p.json", changed(POPOLO, ("memberships", 0, "start_date"), "soon"), ("memberships", 1, "cell.date")),
    "an end before the start": (
        "p.json", changed(POPOLO, ("memberships", 0, "end_date"), "2000-01-01"),
        ("memberships", 1, "time.order")),
    "an area that there is none of": (
        "p.json", changed(POPOLO, ("organizations", 1, "area_id"), "areas/y"),
        ("organizations", 2, "reference.unknown")),
    "areas in a circle": (
        "p.json", changed(POPOLO, ("areas", 0, "parent_id"), "areas/x"), ("areas", 1, "area.cycle")),
    "nobody's name": ("p.json", changed(POPOLO, (*PERSON, "name"), ""), ("persons", 2, "cell.required")),
    "an ordinary member": (
        "p.json", changed(POPOLO, ("memberships", 0, "role"), "居民"), ("memberships", 1, "privacy.roster")),
    "an identity number": (
        "p.json", changed(POPOLO, (*PERSON, "name"), "110101199003077758"), ("persons", 2, "privacy.roster")),
    "a relation that there is none of": (
        "e.jsonl", "\n".join(json.dumps(one) for one in changed(FTM, (4, "properties", "role"), ["knows"])),
        ("", 5, "relation.type")),
    "a line that breaks off": ("e.jsonl", "\n".join([json.dumps(FTM[1]), '{"id": "x"']), ("", 2, "file.format")),
    "a line that is no entity": ("e.jsonl", "\n".join([json.dumps(FTM[1]), '{"id": "x"}']), ("", 2, "file.format")),
    "a member of another sort": (
        "o.jsonld", changed(ORG, ("@graph", 3, "organization"), {"@id": "http://example.org/ada"}),
        ("@graph", 4, "relation.ends")),
    "no services": ("h.json", {"total_items": 0, "contents": []}, ("", 0, "file.empty")),
    "no objects at all": ("p.json", {"persons": []}, ("", 0, "file.empty")),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_where_it_stands(graph: orgraph.Graph, tmp_path: Path, name: str) -> None:
    file, text, expected = WRONG[name]
    path = tmp_path / file
    path.write_text(text if isinstance(text, str) else json.dumps(text, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(LoadRejected) as caught:
        graph.load([path])
    report = caught.value.report
    assert report.flatten("sheet", "row", "code") == [expected]
    assert "110101199003077758" not in str(report)
    assert list(graph.store.statements()) == []


def test_graphs_that_are_not_ours_are_refused(graph: orgraph.Graph, tmp_path: Path) -> None:
    nx.write_graphml(nx.path_graph(3), tmp_path / "path.graphml")
    (tmp_path / "evil.gexf").write_text('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><gexf/>', encoding="utf-8")
    (tmp_path / "torn.graphml").write_text("<graphml", encoding="utf-8")
    for name, code in (("path.graphml", "file.format"), ("evil.gexf", "file.unsafe"), ("torn.graphml", "file.format")):
        with pytest.raises(LoadRejected) as caught:
            graph.load([tmp_path / name])
        assert caught.value.report.flatten("code") == [(code,)]


@pytest.mark.parametrize("known", ["popolo", "org", "hsds"])
def test_numbers_are_masked_unless_asked_for(graph: orgraph.Graph, tmp_path: Path, known: str) -> None:
    graph.store.record([
        Entity(id="o-1", kind="Department", name="甲局", source=SOURCE, props={"phone": "13800000417"}),
        Entity(id="e-1", kind="Service", name="服务", source=SOURCE),
        Link(id="l-1", type="OFFERS", subject="o-1", object="e-1", source=SOURCE)])
    path = tmp_path / f"甲{formats()[known].suffix}"
    write_exchange(graph.store, path, graph.view(), known)
    text = path.read_text(encoding="utf-8")
    assert "138****0417" in text
    assert "13800000417" not in text
    graph.load([path])  # a masked number means the one that is known
    assert {one.props["phone"] for one in graph.store.statements(ids=["o-1"])} == {"13800000417"}
    write_exchange(graph.store, path, graph.view(), known, contacts=True)
    assert "13800000417" in path.read_text(encoding="utf-8")


def test_an_area_and_a_day(graph: orgraph.Graph, tmp_path: Path) -> None:
    graph.store.record([
        Entity(id="a-1", kind="City", name="示例市", source=SOURCE),
        Entity(id="a-2", kind="Street", name="甲街道", home="a-1", source=SOURCE),
        Entity(id="o-1", kind="StreetOffice", name="甲街道办", home="a-2", source=SOURCE, end=dt.date(2024, 1, 1)),
        Entity(id="o-2", kind="Department", name="市局", home="a-1", source=SOURCE),
        Link(id="l-1", type="SUBORDINATE_TO", subject="o-1", object="o-2", source=SOURCE)])
    path = tmp_path / "甲.popolo.json"

    def ids(**options: Any) -> set[str]:
        write_exchange(graph.store, path, graph.view(), "popolo", **options)
        document = json.loads(path.read_text(encoding="utf-8"))
        for one in (one for found in document.values() for one in found):
            assert one.get("area_id") != "a-1" or "area" not in options
        return {one["id"] for found in document.values() for one in found}

    assert ids() == {"a-1", "a-2", "o-1", "o-2"}
    assert ids(area="甲街道") == {"a-2", "o-1"}
    assert ids(area="甲街道", day=dt.date(2024, 1, 1)) == {"a-2"}
    write_exchange(graph.store, path, graph.view(), "popolo", area="甲街道")
    assert "parent_id" not in path.read_text(encoding="utf-8")  # neither the city nor the department is there
    again = orgraph.open(f"sqlite:///{tmp_path / 'part.db'}")
    again.load([path])
    assert {one.id for one in again.store.statements() if one.source.file.endswith("popolo.json")} == {"a-2", "o-1"}
    again.close()


@pytest.mark.parametrize("known", EXCHANGE)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.generate])  # a database an example is too slow for looking for smaller ones
@given(city=cities())
def test_random_cities_come_back(tmp_path_factory: pytest.TempPathFactory, city: tuple[Record, ...], known: str
                                 ) -> None:
    """Every node and link comes back with the fields that the format carries, as the snapshot has them."""
    folder = tmp_path_factory.mktemp("city")
    one, two = (orgraph.open(f"sqlite:///{folder / name}.db") for name in ("one", "two"))
    one.store.record(city)
    view, form, path = one.view(), formats()[known], folder / f"城{formats()[known].suffix}"
    written = write_exchange(one.store, path, view, known, day=dt.date(2024, 1, 5), contacts=True)
    if not written.nodes:
        return
    load_files(two.store, [path])
    stated = list(two.store.statements())
    nodes = {record.id: record for record in stated if isinstance(record, Entity)}
    links = {record.id: record for record in stated if isinstance(record, Link)}
    named = sum(len(get(one, f"{of}[].name")) for one in json.loads(path.read_text(encoding="utf-8"))["contents"]
                for of in ("service_areas", "contacts")) if known == "hsds" else 0  # for readers only
    assert (len(nodes), len(links)) == (written.nodes, written.links - named)
    day = dt.date(2024, 1, 5).toordinal()
    for record in city:
        if not isinstance(record, Entity) or vocabulary().in_catalogue(record.kind):
            continue
        position = view.position(record.id)
        carried = of_node(form, view.kind(position))
        if record.id not in nodes:
            assert not carried or not view.alive(position, day) or known == "hsds"
            continue
        again, said = nodes[record.id], view.record(position)
        for name in carried - {"id", "home"}:
            if name in vocabulary().properties:
                value = again.props.get(name)
                assert (value.isoformat() if isinstance(value, dt.date) else value) == said["props"].get(name)
        for name in carried & {"kind", "name", "code", "number"}:
            assert getattr(again, name) == said[name]
        for name in carried & {"start", "end"}:
            found = getattr(again, name)
            assert (found and found.isoformat()) == said[name]
        if "home" in carried and again.home is not None:
            assert again.home == next(r.home for r in one.store.statements(ids=[record.id]) if isinstance(r, Entity))
    kinds = {record.id: record.kind for record in nodes.values()}
    for record in city:
        if isinstance(record, Link) and record.subject in kinds and record.object in kinds:
            in_force = (record.start is None or record.start.toordinal() <= day) and (
                record.end is None or day < record.end.toordinal())
            carried = of_link(form, record.type, kinds[record.subject], kinds[record.object])
            if not in_force or not carried:
                assert record.id not in links
            elif carried > ENDS:
                again_link = links[record.id]
                for name in carried & {"type", "subject", "object", "start", "end"}:
                    assert getattr(again_link, name) == getattr(record, name)
                assert again_link.props.get("role") == record.props.get("role")
            else:  # one or all of those that the node that tells of it has
                assert any(one.type == record.type and {one.subject, one.object} & {record.subject, record.object}
                           for one in links.values())
    one.close()
    two.close()


def test_links_that_a_format_cannot_tell_apart_are_written_once(tmp_path: Path) -> None:
    """An organisation that serves an area in two capacities names the area once in ORG, and it counts as one link."""
    area, body = (Entity(id=id_, kind=kind, name=id_, source=SOURCE)
                  for id_, kind in (("a-1", "City"), ("o-1", "PropertyFirm")))
    twice = [Link(id=f"l-{role}", type="SERVES", subject="o-1", object="a-1", source=SOURCE, props={"role": role})
             for role in ("one", "two")]
    with (orgraph.open(f"sqlite:///{tmp_path / 'one.db'}") as graph,
          orgraph.open(f"sqlite:///{tmp_path / 'two.db'}") as new):
        graph.store.record([area, body, *twice])
        written = write_exchange(graph.store, tmp_path / "a.jsonld", graph.store.view(), "org")
        load_files(new.store, [tmp_path / "a.jsonld"])
        assert written.links == sum(isinstance(record, Link) for record in new.store.statements()) == 1


def places(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Ways to every value in a document."""
    if at:
        yield at
    several = document.items() if isinstance(document, dict) else enumerate(
        document if isinstance(document, list) else ())
    for step, value in several:
        yield from places(value, (*at, step))


ODD = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
                   lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(("id", "name", "x")),
                                                                               inner, max_size=2), max_leaves=4)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.generate])
@given(st.data())
def test_whatever_stands_in_a_document_is_read_or_refused(graph: orgraph.Graph, tmp_path: Path, data: st.DataObject
                                                          ) -> None:
    document = data.draw(st.sampled_from([POPOLO, FTM, HSDS, ORG]))
    for _ in range(data.draw(st.integers(1, 3))):
        document = changed(document, data.draw(st.sampled_from(list(places(document)))), data.draw(ODD))
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with suppress(LoadRejected):
        load_files(graph.store, [path], dry_run=True)


@pytest.mark.parametrize(("path", "values", "made"), [
    ("a", ["x"], {"a": "x"}), ("a.b", ["x"], {"a": {"b": "x"}}), ("a[]", ["x", "y"], {"a": ["x", "y"]}),
    ("a[].b", ["x", "y"], {"a": [{"b": "x"}, {"b": "y"}]}), ("a[0].b", ["x"], {"a": [{"b": "x"}]}),
    ("a[k=w].b", ["x"], {"a": [{"k": "w", "b": "x"}]}), ("a[].b", [], {})])
def test_a_path_is_written_and_read(path: str, values: list[str], made: dict[str, Any]) -> None:
    target: dict[str, Any] = {}
    put(target, path, values)
    assert target == made
    assert get(target, path) == values
    for other in ({}, {"a": 1}, {"a": [1, None, {"k": "other", "b": {"c": 2}}]}, {"a": {"b": None}}):
        assert all(isinstance(one, (str, int)) for one in get(other, path))
