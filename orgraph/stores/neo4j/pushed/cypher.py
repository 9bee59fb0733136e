"""Patterns as Cypher over the graph in the database (`stores.neo4j.graph`).

Every relation is a MATCH of its own, so that two of them may be the same link, as patterns mean it; the server plans
them together all the same. It takes every condition to be rare, and after a few of them it expects no row at all and
any order to be as good as any other. So what should be seen to last is a CALL, which the server does not plan together
with what stands before it: whether there is anything that hangs on one of the variables wanted, which ends with the
first that is found; and the areas above, which are looked at for what the other links lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, product
from typing import Any

from orgraph.patterns import Differ, Pattern, RelationTest
from orgraph.stores.base import Ladder
from orgraph.stores.neo4j.elements import HOME
from orgraph.stores.neo4j.pushed.terms import WITHIN, Terms
from orgraph.stores.neo4j.schema import seek

AREA, IDS, BUT = "$area", "$ids", "but $ids"


@dataclass(frozen=True, slots=True)
class Query:
    """Cypher and its parameters, without those of the question: $g, $tree, $day or $days, $ids, $area."""

    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


def variants(pattern: Pattern) -> Iterator[Pattern]:
    """The pattern without relations that are WITHIN or something else: one pattern for either."""
    ways: list[list[RelationTest]] = []
    for relation in pattern.relations:
        others = tuple(type_ for type_ in relation.types if type_ != WITHIN)
        mixed = WITHIN in relation.types and others
        ways.append([replace(relation, types=types) for types in ((WITHIN,), others)] if mixed else [relation])
    for number, relations in enumerate(product(*ways)):
        yield pattern if len(ways) == 0 else replace(pattern, relations=relations, text=f"{pattern.text} #{number}")


def nodes_of(pattern: Pattern, wanted: str, *, focus: str, among: str = "", days: bool = False,
             kinds: Iterable[str] = ()) -> Query:
    """The ids that `wanted` can be, with `focus` among those asked for: one row, a list of them; with `days` one a
    day, after the day's number. (A long list is read ten times as fast as many rows.)

    among: "" all, IDS those of $ids, BUT all but those, AREA those inside $area (itself included).
    kinds: that all asked for are of, if the pattern itself does not say.
    """
    node = pattern.nodes[focus]
    if kinds and not node.labels:
        pattern = replace(pattern, nodes={**pattern.nodes, focus: replace(node, labels=tuple(kinds))})
    made = _Matching(pattern, Terms("day" if days else "$day"))
    lines = ["UNWIND range(0, size($days) - 1) AS number WITH number, $days[number] AS day"] if days else []
    lines += made.lines({focus: among}, {wanted: None, focus: None})
    number = "number, " if days else ""
    return Query(" ".join([*lines, f"RETURN {number}collect(DISTINCT {variable(wanted)}.id) AS ids"]), made.parameters)


def pairs_of(pattern: Pattern, a: str, b: str, *, among: str = "") -> Query:
    """One row of two lists of ids; what stands at one place in both is of one match."""
    made = _Matching(pattern, Terms("$day"))
    lines = made.lines({a: among}, pattern.nodes)
    both = f"WITH {variable(a)}.id AS a, {variable(b)}.id AS b"
    return Query(" ".join([*lines, both, "RETURN collect(a) AS a, collect(b) AS b"]), made.parameters)


def matches_of(pattern: Pattern, known: Iterable[str], *, anytime: bool) -> Query:
    """Rows of the ids of all variables in order, then of each link's type, start, end and key; of WITHIN null."""
    made = _Matching(pattern, Terms(None if anytime else "$day"))
    lines = made.lines({name: f"$of_{name}" for name in known}, pattern.nodes)
    columns = [f"{variable(name)}.id" for name in pattern.nodes]
    for number, relation in enumerate(pattern.relations):
        link = f"r{number}"
        columns.append("null" if relation.types == (WITHIN,) else
                       f"[type({link}), {link}.start, {link}.end, {link}.link]")
    returned = ", ".join(f"{column} AS c{number}" for number, column in enumerate(columns))
    return Query(" ".join([*lines, f"RETURN {returned}"]), made.parameters)


def ways_of(ladder: Ladder, focus: str, *, among: str = "", counted: bool = False) -> Query:
    """Of what is meant, and not left out, each day the ids by the first way that holds: rows of the day's number, the
    way's (for none of them how many there are), a list; `counted`: how many they are in its place."""
    terms = Terms("day")
    here = variable(focus)

    def holds(pattern: Pattern) -> str:
        return " OR ".join(
            f"EXISTS {{ {' '.join(_Matching(variant, terms).lines({focus: ''}, {focus: None}, there=focus))} "
            f"RETURN {here}.id AS known }}" for variant in variants(pattern))

    meant = list(variants(ladder.meant))
    lines = [" ".join(_Matching(variant, terms).lines({focus: among}, {focus: None})) for variant in meant]
    if len(meant) > 1:
        lines = [f"CALL (day) {{ {' UNION '.join(f'{line} RETURN {here}' for line in lines)} }}"]
    out = f" WHERE NOT ({' OR '.join(map(holds, ladder.left_out))})" if ladder.left_out else ""
    distinct = "DISTINCT " if ladder.meant.relations else ""
    cases = "".join(f"WHEN {holds(pattern)} THEN {number} " for number, pattern in enumerate(ladder.ways))
    way = f"CASE {cases}ELSE {len(ladder.ways)} END" if cases else "0"
    return Query(" ".join([
        "UNWIND range(0, size($days) - 1) AS number WITH number, $days[number] AS day", *lines,
        f"WITH {distinct}number, day, {here}{out}",
        f"WITH number, {here}.id AS id, {way} AS way",
        f"RETURN number, way, {'count' if counted else 'collect'}(id) AS ids"]), terms.parameters)


class _Matching:
    """The clauses of one pattern."""

    def __init__(self, pattern: Pattern, terms: Terms) -> None:
        self._pattern = pattern
        self._terms = terms
        self._day = ("day",) if terms.day == "day" else ()
        self._numbers = {id(relation): number for number, relation in enumerate(pattern.relations)}
        self._calls = count()

    @property
    def parameters(self) -> dict[str, Any]:
        return self._terms.parameters

    def lines(self, known: Mapping[str, str], wanted: Iterable[str], *, there: str = "") -> list[str]:
        """The variables wanted and all between them as matches, the rest as conditions.

        known: where to begin, variables with those among which their nodes are. there: one that is a node in force
        already.
        """
        keep = dict.fromkeys(wanted)
        apart = [part for part in self._parts(keep) if len(part.touched) < 2]
        hanging = {name for part in apart for name in part.nodes}
        names = [name for name, test in self._pattern.nodes.items()
                 if name not in hanging and (name != there or test.labels or test.tests)]
        relations = [r for r in self._pattern.relations if not {r.subject, r.object} & hanging]
        untied = [self._any(part.nodes, part.relations, {}) for part in apart if not part.touched]
        start = [line for name, among in known.items() for line in self._start(name, among)]
        tied = [self._any(part.nodes, part.relations, keep) for part in apart if part.touched]
        return [*untied, *start, *self._stages(names, relations, {}, list(known) or names[:1], any_=False), *tied]

    def _start(self, name: str, among: str) -> list[str]:
        """The variable's node among those asked for."""
        here = variable(name)
        if among == "":
            return []
        if among == AREA:
            lying = f"all(h IN lies WHERE {self._terms.current('h')} AND h.start <= $tree AND h.end > $tree)"
            return [f"MATCH (top:Entity {{id: $area}}) {seek('top')} WHERE {self._terms.current('top')}",
                    f"MATCH (top)<-[lies:{HOME}*0..]-({here}) WHERE {lying}"]
        if among == BUT:
            return [f"MATCH ({here}:Entity) WHERE NOT {here}.id IN $ids AND {self._terms.current(here)}"]
        return [f"MATCH ({here}:Entity) {seek(here)} WHERE {here}.id IN {among} AND {self._terms.current(here)}"]

    def _any(self, names: Sequence[str], relations: Sequence[RelationTest], outer: Mapping[str, None]) -> str:
        """Whether there is any match; of many rows those stay for which there is."""
        lines = self._stages(names, relations, outer, list(outer), any_=True)
        return self._call(names, relations, outer, [*lines, f"RETURN 1 AS any{next(self._calls)} LIMIT 1"])

    def _call(self, names: Iterable[str], relations: Sequence[RelationTest], outer: Iterable[str], lines: list[str]
              ) -> str:
        """Lines of their own, which know the variables of `outer` that they ask about."""
        asked = {*names, *(name for r in relations for name in (r.subject, r.object))}
        asked |= {name for d in self._pattern.differ if {d.left, d.right} & asked for name in (d.left, d.right)}
        known = [variable(name) for name in outer if name in asked]
        return f"CALL ({', '.join([*known, *self._day])}) {{ {' '.join(lines)} }}"

    def _stages(self, names: Sequence[str], relations: Sequence[RelationTest], outer: Mapping[str, None],
                begin: Sequence[str], *, any_: bool) -> list[str]:
        """Matches of all: first what links other than WITHIN lead to from where it begins, then the rest."""
        reached, near = set(begin), [r for r in relations if r.types != (WITHIN,)]
        while more := {end for r in near if {r.subject, r.object} & reached for end in (r.subject, r.object)} - reached:
            reached |= more
        near = [r for r in near if r.subject in reached]
        far = [r for r in relations if not any(r is one for one in near)]
        brought = {end for r in far for end in (r.subject, r.object)} - reached
        if not near or not far:
            return list(map(str, self._clauses(names, relations, outer)))
        first = [name for name in names if name not in brought]
        later = [name for name in names if name in brought]
        lines = list(map(str, self._clauses(first, near, outer)))
        known = dict.fromkeys([*outer, *first])
        if any_:
            return [*lines, self._any(later, far, known)]
        news = [*map(variable, later), *(f"r{self._numbers[id(r)]}" for r in far if r.types != (WITHIN,))]
        returned = ", ".join(news) or f"1 AS any{next(self._calls)}"
        return [*lines, self._call(later, far, known, [*map(str, self._clauses(later, far, known)),
                                                       f"RETURN {returned}"])]

    def _clauses(self, names: Sequence[str], relations: Sequence[RelationTest], outer: Iterable[str]) -> list[_Clause]:
        """MATCH of each variable that no relation brings, and of each relation; conditions at the first that can tell.

        outer: variables that are there already.
        """
        told, there = set(outer), {*outer, *names}
        differ = [d for d in self._pattern.differ if {d.left, d.right} <= there and not {d.left, d.right} <= told]
        touched = {name for relation in relations for name in (relation.subject, relation.object)}
        clauses: list[_Clause] = []
        for name in names:
            if name not in touched:
                here = self._terms.node(variable(name), self._pattern.nodes[name])
                clauses.append(_Clause(here, [self._terms.current(variable(name))]))
                differ = self._told([name], told, clauses[-1], differ)
        for relation in relations:
            ends = relation.subject, relation.object
            path, conditions = self._terms.path(
                f"r{self._numbers[id(relation)]}", relation, *(self._end(name, told) for name in ends))
            clauses.append(_Clause(path, conditions))
            differ = self._told(ends, told, clauses[-1], differ)
        return clauses

    def _told(self, names: Iterable[str], told: set[str], clause: _Clause, differ: list[Differ]) -> list[Differ]:
        """Add what is asked of variables that a clause brings; the inequalities that still wait."""
        for name in names:
            if name not in told:
                clause.conditions += self._terms.of_node(variable(name), self._pattern.nodes[name])
                told.add(name)
        ready = [d for d in differ if {d.left, d.right} <= told]
        clause.conditions += [f"{variable(d.left)} <> {variable(d.right)}" for d in ready]
        return [d for d in differ if d not in ready]

    def _end(self, name: str, told: set[str]) -> str:
        """A variable at the end of a path, with its labels where it is met first."""
        return variable(name) if name in told else self._terms.node(variable(name), self._pattern.nodes[name])[1:-1]

    def _parts(self, keep: Mapping[str, None]) -> list[_Part]:
        """What hangs together when the variables to keep are taken out; each with those that it touches."""
        ties = [(r.subject, r.object) for r in self._pattern.relations]
        ties += [(d.left, d.right) for d in self._pattern.differ]
        parts: list[_Part] = []
        seen = set(keep)
        for name in self._pattern.nodes:
            if name in seen:
                continue
            inside, touched, edge = {name}, set(), [name]
            while edge:
                at = edge.pop()
                for a, b in ties:
                    if at in (a, b):
                        other = b if at == a else a
                        if other in keep:
                            touched.add(other)
                        elif other not in inside:
                            inside.add(other)
                            edge.append(other)
            seen |= inside
            relations = [r for r in self._pattern.relations if {r.subject, r.object} & inside]
            parts.append(_Part([n for n in self._pattern.nodes if n in inside], relations, touched))
        return parts


@dataclass(slots=True)
class _Clause:
    path: str
    conditions: list[str]

    def __str__(self) -> str:
        return f"MATCH {self.path}" + (f" WHERE {' AND '.join(self.conditions)}" if self.conditions else "")


@dataclass(frozen=True, slots=True)
class _Part:
    nodes: list[str]
    relations: list[RelationTest]
    touched: set[str]


def variable(name: str) -> str:
    """What a variable of a pattern is called; nothing else has such a name."""
    return f"v_{name}"
