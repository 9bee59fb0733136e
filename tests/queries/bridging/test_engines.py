"""Who works a measure out: what is refused without a server, and the data file of the procedures."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from small_towns import town
from stores.memory import view_of

from orgraph.errors import OrgraphError, UsageError
from orgraph.moment import Moment
from orgraph.queries.bridging.engines.gds import GDS, Elsewhere, by_gds
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.bridging.projection import Projection
from orgraph.queries.coverage.facts import records
from orgraph.stores.science import Links, Procedure, Worked

TOWN = """(p:Person), (q:Person), (a:OwnersCommittee), (b:ResidentUnit), (c:ResidentUnit), (p)-[:MEMBER]->(a),
(p)-[:MEMBER]->(b), (q)-[:MEMBER]->(b), (q)-[:MEMBER]->(c)"""
PATH = Projection.from_pairs(3, [0, 1], [1, 2])


class Told:
    """A server that says what it is told to, and keeps what it was asked."""

    def __init__(self, **values: float) -> None:
        self.values = values
        self.asked: list[tuple[Links, Procedure]] = []

    def work(self, links: Links, procedure: Procedure) -> Worked:
        self.asked.append((links, procedure))
        return Worked(np.arange(links.n), np.array(list(self.values.values()), float), "1.2")


def now(science: Told) -> Moment:
    return Moment(view_of(tuple(records(TOWN))), dt.date(2024, 6, 30), {}, science=science)


@pytest.mark.parametrize(("options", "code", "said"), [
    ({"engine": "gds"}, "no-gds", "Neo4j"),
    ({"engine": "spark"}, "usage", "gds"),
])
def test_what_no_store_but_neo4j_has_is_refused(options: dict[str, str], code: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        town(TOWN).bridging(**options)
    assert refused.value.code == code
    assert said in refused.value.detail + refused.value.hint


def test_only_measures_have_an_engine() -> None:
    with pytest.raises(UsageError, match="engine"):
        now(Told()).bridging("islands", engine="gds")
    with pytest.raises(UsageError, match="science"):
        now(Told()).bridging(science=Told())


@pytest.mark.parametrize("name", sorted(MEASURES.keys() - GDS.keys()))
def test_a_measure_that_gds_has_not_is_refused_before_anything_is_asked(name: str) -> None:
    science = Told(a=1, b=2, c=3)
    with pytest.raises(UsageError) as refused:
        now(science).bridging(engine="gds", measure=["degree", name])
    assert refused.value.code == "not-in-gds"
    assert set(GDS) <= set(refused.value.hint.replace("；", "、").replace("：", "、").split("、"))
    assert science.asked == []


def test_random_networks_are_our_own() -> None:
    with pytest.raises(UsageError, match="random"):
        now(Told()).bridging(engine="gds", samples=4)


@pytest.mark.parametrize(("name", "p", "said"), [
    ("clustering", Projection.from_pairs(3, [0, 1], [1, 2], directed=True), "direction"),
    ("closeness", Projection.from_pairs(3, [0, 1], [1, 2], mode=[0, 1, 0]), "two-mode"),
    ("betweenness_weighted", Projection.from_pairs(3, [0, 1], [1, 2], [1, 0.3]), "whole"),
    ("betweenness_weighted", Projection.from_pairs(3, [0, 1], [1, 2], [999_983, 999_979]), "whole"),
])
def test_where_the_meaning_would_be_another_it_is_refused(name: str, p: Projection, said: str) -> None:
    science = Told()
    with pytest.raises(UsageError, match=said):
        by_gds(science, MEASURES[name], p)
    assert science.asked == []


def test_the_answer_says_who_worked_it_out() -> None:
    found = now(Told(a=5, b=7, c=6)).bridging(engine="gds", measure=["degree"]).to_dict()
    assert found["engine"] == {"name": "gds", "version": "1.2", "procedure": "gds.degree"}
    assert [(one["id"], one["value"]) for one in found["results"]] == [("b", 7.0), ("c", 6.0), ("a", 5.0)]
    assert now(Told()).bridging().to_dict()["engine"] == {"name": "orgraph", "version": "", "procedure": ""}


def test_what_is_sent() -> None:
    science = Told(a=1, b=1, c=1)
    by_gds(science, MEASURES["closeness"], Projection.from_pairs(3, [0, 1], [1, 2], directed=True))
    by_gds(science, MEASURES["betweenness_weighted"], Projection.from_pairs(3, [0, 1], [1, 2], [2, 3]))
    by_gds(science, MEASURES["degree"], PATH)
    (turned, _), (lengths, _), (plain, asked) = science.asked
    assert (turned.a.tolist(), turned.b.tolist(), turned.directed, turned.weights) == ([1, 2], [0, 1], True, None)
    assert lengths.weights is not None
    assert (lengths.a.tolist(), lengths.b.tolist(), lengths.weights.tolist()) == ([0, 1], [1, 2], [3.0, 2.0])
    assert (plain.n, plain.directed, asked) == (3, False, Procedure("gds.degree", "score"))


def test_an_empty_network_is_not_sent() -> None:
    science = Told()
    empty = Moment(view_of(tuple(records("(a:OwnersCommittee)"))), dt.date(2024, 6, 30), {}, science=science)
    assert empty.bridging(engine="gds").to_dict()["results"] == []
    assert science.asked == []


@pytest.mark.parametrize("wrong", [
    {"id": "nix"}, {"procedure": "gds.degree.stream('x') //"}, {"procedure": "apoc.load"}, {"gives": "a, b"},
    {"key": "1 AS x, y"}, {"scale": "nix"}, {"groups": "nix"}, {"weights": "nix"}, {"nix": 1},
])
def test_a_wrong_table_is_an_error(wrong: dict[str, object]) -> None:
    right = {"id": "degree", "procedure": "gds.degree", "gives": "score"}
    Elsewhere.model_validate(right)
    with pytest.raises((ValueError, OrgraphError)):
        Elsewhere.model_validate(right | wrong)
