"""Text → Pattern, with lark."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args
from lark.exceptions import VisitError

from orgraph.errors import PatternError
from orgraph.patterns.check import check
from orgraph.patterns.syntax import AsOf, Differ, NodeTest, Operator, Pattern, RelationTest, Scalar, Test


@cache
def _grammar() -> Lark:
    text = (files("orgraph.patterns") / "grammar.lark").read_text(encoding="utf-8")
    return Lark(text, start="pattern", parser="lalr", propagate_positions=True, maybe_placeholders=True)


@cache
def parse(text: str) -> Pattern:
    """The pattern written as `text`, checked against the vocabulary. Raises PatternError that points at the place."""
    flat = " ".join(text.split())
    try:
        tree = _grammar().parse(flat)
    except UnexpectedInput as error:
        if isinstance(error, UnexpectedToken) and error.token.type == "$END":
            raise PatternError("the pattern ends too early", flat, len(flat)) from None
        column = (error.column or 1) - 1 if getattr(error, "column", -1) > 0 else len(flat)
        what = "this character" if isinstance(error, UnexpectedCharacters) else "this"
        raise PatternError(f"{what} does not fit here", flat, column,
                           hint="(a:Kind)-[:TYPE]->(b:Kind), … WHERE a.property = 1") from None
    try:
        pattern = _Builder(flat).build(tree)
    except VisitError as error:  # lark's wrapping of what the builder found
        raise error.orig_exc from None
    check(pattern)
    return pattern


class _Builder(Transformer[Token, Any]):
    """Collects nodes and relations of the paths; merges what is said of a variable in several places."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.nodes: dict[str, NodeTest] = {}
        self.relations: list[RelationTest] = []
        self.differs: list[Differ] = []
        self.link_tests: dict[str, list[Test]] = {}
        self.pending: list[tuple[str, Test]] = []

    def build(self, tree: Any) -> Pattern:
        self.transform(tree)
        names: set[str] = set()
        for relation in self.relations:
            if relation.name in names or relation.name in self.nodes:
                raise PatternError(f"{relation.name} stands for something else already", self.text, relation.column)
            if relation.name:
                names.add(relation.name)
        for owner, test in self.pending:
            if owner in names:
                self.link_tests.setdefault(owner, []).append(test)
            elif owner in self.nodes:
                self._node(owner, (), (test,), test.column)
            else:
                raise PatternError(f"no variable {owner} in the pattern", self.text, test.column)
        for differ in self.differs:
            for name in (differ.left, differ.right):
                if name not in self.nodes:
                    raise PatternError(f"no node variable {name} in the pattern", self.text, differ.column)
        relations = tuple(
            RelationTest(r.subject, r.object, r.types, (*r.tests, *self.link_tests.get(r.name or "", ())), r.name,
                         r.column) for r in self.relations)
        return Pattern(self.nodes, relations, tuple(self.differs), self.text)

    def _node(self, name: str, labels: tuple[str, ...], tests: tuple[Test, ...], column: int) -> str:
        known = self.nodes.get(name)
        if known is None:
            self.nodes[name] = NodeTest(labels, tests, column)
        else:
            if labels and known.labels and labels != known.labels:
                raise PatternError(f"{name} has other labels before", self.text, column)
            self.nodes[name] = NodeTest(known.labels or labels, known.tests + tests, known.column)
        return name

    # ---- grammar rules ----
    @v_args(meta=True)
    def node(self, meta: Any, parts: list[Any]) -> str:
        name, labels, tests = parts
        variable = str(name) if name is not None else f"_{len(self.nodes)}"
        return self._node(variable, labels or (), tests or (), meta.start_pos)

    def labels(self, parts: list[Token]) -> tuple[str, ...]:
        return tuple(map(str, parts))

    types = labels

    @v_args(meta=True)
    def outward(self, meta: Any, parts: list[Any]) -> tuple[Any, ...]:
        return (True, meta.start_pos, *parts)

    @v_args(meta=True)
    def inward(self, meta: Any, parts: list[Any]) -> tuple[Any, ...]:
        return (False, meta.start_pos, *parts)

    def path(self, parts: list[Any]) -> None:
        for at in range(1, len(parts), 2):
            outward, column, name, types, tests = parts[at]
            left, right = parts[at - 1], parts[at + 1]
            subject, object_ = (left, right) if outward else (right, left)
            self.relations.append(RelationTest(subject, object_, types, tests or (),
                                               str(name) if name is not None else None, column))

    def tests(self, parts: list[Test]) -> tuple[Test, ...]:
        return tuple(parts)

    def test(self, parts: list[Any]) -> Test:
        name, operand = parts
        operator: Operator = "in" if isinstance(operand, tuple) else "="
        return Test(str(name), operator, operand, name.start_pos)

    def values(self, parts: list[Scalar]) -> tuple[Scalar, ...]:
        return tuple(parts)

    def string(self, parts: list[Token]) -> str:
        return str(parts[0])[1:-1]

    def number(self, parts: list[Token]) -> int | float:
        text = str(parts[0])
        return float(text) if any(mark in text for mark in ".eE") else int(text)

    def boolean(self, parts: list[Token]) -> bool:
        return str(parts[0]).lower() == "true"

    def as_of(self, parts: list[Token | None]) -> AsOf:
        sign, days = parts
        return AsOf(0 if days is None else int(f"{sign}{days}"))

    def operand(self, parts: list[Any]) -> Any:
        return parts[0]

    def property(self, parts: list[Token]) -> tuple[str, str, int]:
        return str(parts[0]), str(parts[1]), int(parts[0].start_pos or 0)

    def differ(self, parts: list[Token]) -> None:
        self.differs.append(Differ(str(parts[0]), str(parts[1]), int(parts[0].start_pos or 0)))

    def compare(self, parts: list[Any]) -> None:
        (owner, name, column), operator, operand = parts
        self.pending.append((owner, Test(name, str(operator), operand, column)))  # type: ignore[arg-type]

    def among(self, parts: list[Any]) -> None:
        (owner, name, column), operand = parts
        self.pending.append((owner, Test(name, "in", operand, column)))

    def contains(self, parts: list[Any]) -> None:
        (owner, name, column), word = parts
        self.pending.append((owner, Test(name, "contains", str(word)[1:-1], column)))
