"""What is written in the formats of other programs is what these ask for: by their own libraries and schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
from rdflib.namespace import FOAF, ORG, RDF, SKOS, XSD

import orgraph
from orgraph.exports import EXCHANGE, write_exchange
from orgraph.loaders.exchange.formats import formats

ROOT = Path(__file__).parent
DAY = "2022-10-15"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[orgraph.Graph]:
    """A fixture's city."""
    folder = tmp_path_factory.mktemp("town")
    graph = orgraph.open(f"sqlite:///{folder / 'town.db'}")
    graph.load([ROOT.parent / "fixtures" / "ningde"])
    yield graph
    graph.close()


def written(town: orgraph.Graph, known: str, folder: Path, **options: Any) -> Path:
    path = folder / f"镇{formats()[known].suffix}"
    assert write_exchange(town.store, path, town.view(), known, **options).nodes > 0
    return path


def unsourced(value: Any) -> Any:
    """A document without the rows that its facts stand on, lists in no order."""
    if isinstance(value, dict):
        return {key: unsourced(part) for key, part in value.items() if key not in ("source", "sources", "recordId")}
    if isinstance(value, list):
        return sorted((unsourced(part) for part in value), key=lambda part: json.dumps(part, sort_keys=True))
    return value


@pytest.mark.parametrize("known", EXCHANGE)
def test_what_is_loaded_again_is_written_again(town: orgraph.Graph, tmp_path: Path, known: str) -> None:
    first = written(town, known, tmp_path, contacts=True)
    again = orgraph.open(f"sqlite:///{tmp_path / 'again.db'}")
    report = again.load([first])
    assert (report.errors, report.warnings) == ([], [])
    (tmp_path / "二").mkdir()
    second = written(again, known, tmp_path / "二", contacts=True)
    again.close()
    documents = [[json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if known == "ftm"
                 else json.loads(path.read_text(encoding="utf-8")) for path in (first, second)]
    if known == "hsds":  # areas and contacts are named there, and not read again
        for service in documents[0]["contents"]:
            service.pop("service_areas", None)
            service.pop("contacts", None)
    assert unsourced(documents[1]) == unsourced(documents[0])


def schema(name: str) -> Any:
    return json.loads((ROOT / "data" / f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("known", ["popolo", "hsds"])
def test_json_is_as_the_schemas_say(town: orgraph.Graph, tmp_path: Path, known: str) -> None:
    document = json.loads(written(town, known, tmp_path, contacts=True).read_text(encoding="utf-8"))
    checked = jsonschema.Draft202012Validator(schema(known), format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checked.iter_errors(document)] == []
    if known == "popolo":
        ids = {name: {one["id"] for one in found} for name, found in document.items()}
        for one in document["memberships"]:
            assert one["organization_id"] in ids["organizations"]
            assert one.get("person_id", next(iter(ids["persons"]))) in ids["persons"]
        assert {one["parent_id"] for one in document["areas"] if "parent_id" in one} <= ids["areas"]
        assert {one["area_id"] for one in document["organizations"] if "area_id" in one} <= ids["areas"]
    else:
        assert document["total_items"] == len(document["contents"]) > 0


def test_the_schemas_refuse_what_is_wrong() -> None:
    for name, wrong in (("popolo", {"persons": [{"id": "p-1"}]}), ("popolo", {"memberships": [{"person_id": "p"}]}),
                        ("hsds", {"contents": [{"id": "no-uuid", "name": "甲", "status": "open"}]})):
        checked = jsonschema.Draft202012Validator(schema(name), format_checker=jsonschema.FormatChecker())
        assert list(checked.iter_errors(wrong))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader
def test_the_graph_of_the_ontology(town: orgraph.Graph, tmp_path: Path) -> None:
    graph = rdflib.Graph().parse(written(town, "org", tmp_path, contacts=True), format="json-ld")
    asked = town.at(DAY)
    bodies = {one.id for one in asked.find(kind="Organization").results}
    ours = "urn:orgraph:"
    found = {str(one).removeprefix(ours) for one in graph.subjects(RDF.type, None) if isinstance(one, rdflib.URIRef)}
    assert bodies
    assert bodies <= found
    # every term of the ontology that is used is one that rdflib's closed list of it knows
    used = {term for triple in graph for term in triple if str(term).startswith(str(ORG))}
    assert {ORG.Membership, ORG.Organization, ORG.member, ORG.role, ORG.subOrganizationOf} <= used
    assert {str(term).removeprefix(str(ORG)) for term in used} <= set(ORG.__annotations__)
    # a membership has one member and one organisation, of the classes that the recommendation asks for
    wrong = graph.query("""
        PREFIX org: <http://www.w3.org/ns/org#> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        SELECT ?m WHERE { ?m a org:Membership FILTER NOT EXISTS {
            ?m org:member/a ?who; org:organization/a ?what
            FILTER (?who IN (foaf:Person, org:Organization, org:FormalOrganization, org:OrganizationalCollaboration))
            FILTER (?what IN (org:Organization, org:FormalOrganization, org:OrganizationalCollaboration)) } }""")
    assert list(wrong) == []
    memberships = set(graph.subjects(RDF.type, ORG.Membership))
    assert len(memberships) > 0
    assert all(len(set(graph.objects(one, ORG.member))) == len(set(graph.objects(one, ORG.organization))) == 1
               for one in memberships)
    days = [one for one in graph.objects() if isinstance(one, rdflib.Literal) and one.datatype == XSD.date]
    assert days
    assert not any(day.ill_typed for day in days)
    assert all(isinstance(one, rdflib.BNode) or str(one).startswith(ours) for one in graph.subjects())
    assert all(graph.value(one, FOAF.name) for one in graph.subjects(RDF.type, FOAF.Person))
    assert all(graph.value(one, SKOS.prefLabel) for one in graph.subjects(RDF.type, ORG.Organization))
