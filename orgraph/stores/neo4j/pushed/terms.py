"""What a pattern asks of one node or link, as conditions in Cypher. Values are parameters, never text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from orgraph.dates import DAY_MAX, DAY_MIN
from orgraph.patterns import AsOf, NodeTest, RelationTest, Test
from orgraph.stores.neo4j.elements import HOME, LAID
from orgraph.vocabulary import vocabulary

ENTITY = "Entity"
WITHIN = "WITHIN"
_OPERATORS = {"in": "IN", "contains": "CONTAINS"}


class Terms:
    """Makes conditions and collects the parameters that they name.

    $g is the generation, $tree a day of the age whose areas are meant. day: the expression of the day asked for; None:
    whatever day, so that nothing is asked of days.
    """

    def __init__(self, day: str | None) -> None:
        self.day = day
        self.parameters: dict[str, Any] = {}

    def given(self, value: Any) -> str:
        """The parameter that stands for a value."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    @staticmethod
    def current(name: str) -> str:
        """The node or link is of the generation."""
        return f"{name}.gen_from <= $g AND {name}.gen_to > $g"

    @classmethod
    def there(cls, name: str, types: Iterable[str]) -> str:
        """The link, one of these types, is of the generation, and leads there on the tree's day."""
        laid = f" AND coalesce({name}.laid_from, {DAY_MIN}) <= $tree AND coalesce({name}.laid_until, {DAY_MAX}) > $tree"
        return cls.current(name) + (laid if LAID in types else "")

    def _in_force(self, name: str) -> list[str]:
        return [] if self.day is None else [f"{name}.start <= {self.day}", f"{name}.end > {self.day}"]

    def node(self, name: str, test: NodeTest) -> str:
        """A variable in a path."""
        return f"({name}:{'|'.join(f'`{label}`' for label in test.labels) or ENTITY})"

    def of_node(self, name: str, test: NodeTest) -> list[str]:
        """What a node must be beside its label."""
        return [*self._in_force(name), *(self._holds(name, one) for one in test.tests)]

    def of_link(self, name: str, relation: RelationTest) -> list[str]:
        """What a link must be beside its type."""
        return [self.there(name, relation.types), *self._in_force(name),
                *(self._holds(name, one) for one in relation.tests)]

    def path(self, name: str, relation: RelationTest, subject: str, object_: str) -> tuple[str, list[str]]:
        """A relation between two variables, with its conditions. Of WITHIN every link must be of the tree's day."""
        if relation.types == (WITHIN,):
            each = f"{self.current('h')} AND h.start <= $tree AND h.end > $tree" if self.day is not None else \
                self.current("h")
            return f"({subject})-[{name}:{HOME}*1..]->({object_})", [f"all(h IN {name} WHERE {each})"]
        types = "|".join(f"`{type_}`" for type_ in relation.types)
        return f"({subject})-[{name}:{types}]->({object_})", self.of_link(name, relation)

    def _holds(self, name: str, test: Test) -> str:
        value = f"{name}.`{test.property}`"
        held = f"{value} {_OPERATORS.get(test.operator, test.operator)} {self._operand(test)}"
        return f"{value} <> {DAY_MIN} AND {held}" if test.property == "start" else held  # since ever: it says none

    def _operand(self, test: Test) -> str:
        if isinstance(test.operand, AsOf):
            return f"{self.day or '$day'} + {self.given(test.operand.days)}"
        if isinstance(test.operand, tuple):
            return self.given([_plain(value, test) for value in test.operand])
        return self.given(_plain(test.operand, test))


def _plain(value: Any, test: Test) -> Any:
    """A value as the graph in the database has it: days are ordinals."""
    prop = vocabulary().properties.get(test.property)
    dated = prop is None or prop.type == "date"
    return dt.date.fromisoformat(value).toordinal() if dated and isinstance(value, str) else value
