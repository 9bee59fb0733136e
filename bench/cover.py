"""Coverage: compounds with a cross-appointment through their property firm on a day, on orgraph and its peers.

Two questions: the pattern of design.md §4, and the rule `cross-appointment-property` with both of its modes.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
from region import DAY, Region
from sql import alive, force, in_duckdb, in_sqlite, is_a
from tables import Tables, codes
from timing import OURS, Report, timed

import orgraph
from orgraph.dates import as_day
from orgraph.patterns import parse
from orgraph.queries.coverage.standing import evaluate

SIMPLE = ("(f:Compound)-[:WITHIN]->(k:Community|Village), (f)<-[:SERVES]-(:PropertyFirm)<-[:MEMBER]-(:Person)"
          "-[:MEMBER]->(:PartyOrganization)-[:SERVES]->(k)")
RULE = "cross-appointment-property"
SMALL = 250_000  # nodes up to which the engines that hold Python objects take part
_FIRMS = ("PropertyFirm", "PropertyStation")
_BODIES = ("CommunityPartyOrganization", "CommunityPartyCommittee", "ResidentsCommittee")
DATES = as_day(DAY).toordinal()


def cover_bench(report: Report, region: Region, tables: Tables) -> None:
    """Add the lines of both questions for every engine."""
    graph = orgraph.open(region.url)
    view, day = graph.at(DAY).view, DATES
    pattern = parse(SIMPLE)
    rule = graph.rules[RULE]
    simple = timed(lambda: view.select(pattern, "f", day))
    whole = timed(lambda: evaluate(view, rule, day, 0, view.size))
    compounds = len(view.of_kind("Compound"))
    right = {"cover pattern": _numbers(view.ids(simple.result.tolist()), tables),
             "cover rule": _numbers(view.ids(whole.result.covered.tolist()), tables)}
    notes = {what: f"{len(found)} of {compounds} covered" for what, found in right.items()}
    report.add("cover pattern", OURS, simple, note=notes["cover pattern"])
    report.add("cover rule", OURS, whole, note=notes["cover rule"])
    with tempfile.TemporaryDirectory() as folder:
        duck = in_duckdb(tables, str(Path(folder) / "peer.duckdb"))
        lite = in_sqlite(tables, str(Path(folder) / "peer.sqlite"))
        for what, statement in (("cover pattern", simple_sql(day)), ("cover rule", rule_sql(day))):
            for engine, run in (("DuckDB", duck.execute), ("SQLite", lite.execute)):
                _sql_line(report, what, engine, partial(_fetched, run, statement), right)
        duck.close()
        lite.close()
    if len(tables.nodes) <= SMALL:
        walks: dict[str, _Walk] = {"networkx": Networkx(tables, day), "igraph": Igraph(tables, day)}
        for engine, walk in walks.items():
            for what, question in (("cover pattern", walk.simple), ("cover rule", walk.rule)):
                walked = timed(question)
                report.add(what, engine, walked, equal=walked.result == right[what])


def _fetched(execute: Callable[[str], Any], statement: str) -> list[int]:
    return [row[0] for row in execute(statement).fetchall()]


def _sql_line(report: Report, what: str, engine: str, run: Callable[[], list[int]], right: dict[str, set[int]]) -> None:
    timing = timed(run)
    report.add(what, engine, timing, equal=set(timing.result) == right[what])


def _numbers(ids: list[str], tables: Tables) -> set[int]:
    return {tables.number[entity] for entity in ids}


def _through(day: int, firms: tuple[str, ...], bodies: tuple[str, ...]) -> str:
    """SQL: compounds with a person of their firm in a body that serves their community."""
    return f"""
        SELECT f.id AS f FROM node f
        JOIN SERVES s1 ON s1.o = f.id AND {force("s1", day)} JOIN node w ON w.id = s1.s
        JOIN MEMBER m1 ON m1.o = w.id AND {force("m1", day)} JOIN node p ON p.id = m1.s
        JOIN MEMBER m2 ON m2.s = p.id AND {force("m2", day)} JOIN node b ON b.id = m2.o
        JOIN SERVES s2 ON s2.s = b.id AND s2.o = f.community AND {force("s2", day)}
        WHERE {is_a("f", "Compound")} AND {alive("f", day)} AND {is_a("w", *firms)} AND {alive("w", day)}
        AND {is_a("p", "Person")} AND {alive("p", day)} AND {is_a("b", *bodies)} AND {alive("b", day)}"""


def simple_sql(day: int) -> str:
    """The pattern in SQL."""
    return f"SELECT DISTINCT f FROM ({_through(day, ('PropertyFirm',), ('PartyOrganization',))}) AS found"


def rule_sql(day: int) -> str:
    """Both modes of the rule in SQL."""
    return f"""{_through(day, _FIRMS, _BODIES)} UNION
        SELECT f.id FROM node f
        JOIN SERVES s1 ON s1.o = f.id AND {force("s1", day)} JOIN node w ON w.id = s1.s
        JOIN MEMBER m1 ON m1.o = w.id AND {force("m1", day)} JOIN node p ON p.id = m1.s
        JOIN TAKES_CHARGE_OF t ON t.s = p.id AND {force("t", day)} AND t.role LIKE '%网格员%'
        JOIN node g ON g.id = t.o AND g.community = f.community
        WHERE {is_a("f", "Compound")} AND {alive("f", day)} AND {is_a("w", *_FIRMS)} AND {alive("w", day)}
        AND {is_a("p", "Person")} AND {alive("p", day)} AND {is_a("g", "Grid")} AND {alive("g", day)}"""


class _Walk(ABC):
    """The two questions as a walk from compound to compound; subclasses know how to step."""

    def __init__(self, tables: Tables, day: int) -> None:
        self.nodes = tables.nodes
        self.day = day
        self.compounds = [node for node in tables.nodes if node.kind in codes("Compound") and self.lives(node.number)]

    def lives(self, number: int) -> bool:
        """Whether the node exists on the day."""
        node = self.nodes[number]
        return node.start <= self.day < node.end

    def of(self, number: int, kinds: frozenset[int]) -> bool:
        """Whether the node is of the kinds and exists."""
        return self.nodes[number].kind in kinds and self.lives(number)

    @abstractmethod
    def step(self, number: int, type_: str, *, inbound: bool) -> list[tuple[int, str]]:
        """Other ends and roles of the links in force."""

    def simple(self) -> set[int]:
        """Compounds for which the pattern holds."""
        return {node.number for node in self.compounds
                if self._fits(node.number, node.community, ("PropertyFirm",), ("PartyOrganization",), grids=False)}

    def rule(self) -> set[int]:
        """Compounds that the rule covers."""
        return {node.number for node in self.compounds
                if self._fits(node.number, node.community, _FIRMS, _BODIES, grids=True)}

    def _fits(self, compound: int, community: int, firms: tuple[str, ...], bodies: tuple[str, ...], *, grids: bool
              ) -> bool:
        wanted, seats = frozenset(codes(*firms)), frozenset(codes(*bodies))
        for firm, _ in self.step(compound, "SERVES", inbound=True):
            if not self.of(firm, wanted):
                continue
            for person, _ in self.step(firm, "MEMBER", inbound=True):
                if not self.of(person, _PERSON):
                    continue
                for body, _ in self.step(person, "MEMBER", inbound=False):
                    if self.of(body, seats) and any(
                            area == community for area, _ in self.step(body, "SERVES", inbound=False)):
                        return True
                if grids and any("网格员" in role and self.of(grid, _GRID) and self.nodes[grid].community == community
                                 for grid, role in self.step(person, "TAKES_CHARGE_OF", inbound=False)):
                    return True
        return False


_PERSON, _GRID = frozenset(codes("Person")), frozenset(codes("Grid"))
_WALKED = ("SERVES", "MEMBER", "TAKES_CHARGE_OF")


class Networkx(_Walk):
    """One networkx multigraph, edges keyed by relation type and number."""

    def __init__(self, tables: Tables, day: int) -> None:
        super().__init__(tables, day)
        self.graph = nx.MultiDiGraph()
        self.graph.add_nodes_from(range(len(tables.nodes)))
        for type_ in _WALKED:
            self.graph.add_edges_from((tie.subject, tie.object, (type_, n), {"tie": tie})
                                      for n, tie in enumerate(tables.ties.get(type_, ())))

    def step(self, number: int, type_: str, *, inbound: bool) -> list[tuple[int, str]]:
        """See _Walk."""
        around = self.graph.pred[number] if inbound else self.graph.succ[number]
        return [(other, data["tie"].role) for other, edges in around.items() for key, data in edges.items()
                if key[0] == type_ and data["tie"].start <= self.day < data["tie"].end]


class Igraph(_Walk):
    """One igraph graph a relation type, with the links' dates beside it."""

    def __init__(self, tables: Tables, day: int) -> None:
        super().__init__(tables, day)
        self.ties = tables.ties
        self.graphs = {type_: igraph.Graph(len(tables.nodes), [tie[:2] for tie in tables.ties.get(type_, ())],
                                           directed=True) for type_ in _WALKED}

    def step(self, number: int, type_: str, *, inbound: bool) -> list[tuple[int, str]]:
        """See _Walk."""
        ties = self.ties.get(type_, ())
        found = (ties[edge] for edge in self.graphs[type_].incident(number, mode="in" if inbound else "out"))
        return [(tie.subject if inbound else tie.object, tie.role) for tie in found if tie.start <= self.day < tie.end]
