"""Tests of a pattern on columns: a whole array at once, or one value."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from orgraph.dates import DAY_MIN
from orgraph.names import simplify
from orgraph.patterns import AsOf, NodeTest, RelationTest, Test
from orgraph.stores.base import Bits
from orgraph.stores.snapshot.columns import MISSING, Array
from orgraph.stores.snapshot.days import Days, Mask
from orgraph.stores.snapshot.snapshot import Positions, Snapshot
from orgraph.vocabulary import vocabulary

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def predicate(snapshot: Snapshot, test: Test) -> Predicate:
    """The test made ready, once a snapshot: there may be tens of thousands of texts to look at."""
    found = snapshot.predicates.get(test)
    if found is None:
        found = snapshot.predicates[test] = Predicate(snapshot, test)
    return found


class Predicate:
    """One test, ready for a snapshot: an interval, or a set of text numbers."""

    def __init__(self, snapshot: Snapshot, test: Test) -> None:
        self.prop = test.property
        self._test = test
        self.dated = isinstance(test.operand, AsOf)
        prop = vocabulary().properties.get(test.property)
        self._numeric = prop is None or prop.type in ("int", "hours", "number", "bool", "date")
        self._chosen: Mask | None = None
        if not self._numeric:
            holds = [_text_holds(simplify(text), test) for text in snapshot.texts(test.property)]
            self._chosen = np.array([*holds, False])  # the last one stands for MISSING

    def _operands(self, day: int) -> list[float]:
        raw = self._test.operand if isinstance(self._test.operand, tuple) else (self._test.operand,)
        return [day + value.days if isinstance(value, AsOf)
                else dt.date.fromisoformat(value).toordinal() if isinstance(value, str) else value for value in raw]

    def mask(self, values: Array, day: int) -> Mask:
        """Which values pass; a missing one never does."""
        present = values != MISSING
        if self._chosen is not None:
            chosen: Mask = self._chosen[np.where(present, values, -1)]
            return chosen
        wanted = self._operands(day)
        if self._test.operator == "in":
            among: Mask = np.isin(values, wanted) & present
            return among
        held: Mask = _COMPARE[self._test.operator](values, wanted[0])
        held &= present
        return held

    def when(self, values: Array, days: Days) -> Bits:
        """On which days each value passes."""
        return days.each(lambda day: self.mask(values, day)) if self.dated else days.of(self.mask(values, 0))

    def holds(self, value: Any, day: int) -> bool:
        """Whether one value passes."""
        if value is None or value == MISSING:
            return False
        if self._chosen is not None:
            return bool(self._chosen[value])
        wanted = self._operands(day)
        if self._test.operator == "in":
            return value in wanted
        return bool(_COMPARE[self._test.operator](value, wanted[0]))


def _text_holds(text: str, test: Test) -> bool:
    if test.operator == "contains":
        return str(test.operand) in text
    if test.operator == "in":
        return isinstance(test.operand, tuple) and text in test.operand
    return bool(_COMPARE[test.operator](text, test.operand))


class NodeFilter:
    """Labels, existence on the day, and tests of one variable."""

    def __init__(self, snapshot: Snapshot, test: NodeTest, *, anytime: bool = False) -> None:
        self._snapshot = snapshot
        self._anytime = anytime
        self._lut = snapshot.kind_mask(test.labels)
        self._flags = self._lut.tobytes()
        self._predicates = [predicate(snapshot, t) for t in test.tests]
        columns = snapshot.columns
        self._kind, self._start, self._end = (columns.view(f"node.{name}") for name in ("kind", "start", "end"))
        self._always = bool(snapshot.dateless)
        self.days = None if anytime or self._predicates else (self._flags, self._kind, self._start, self._end)
        """Where kind and days are all that is asked: flags by kind code; the kind, first and end day by position."""

    def when(self, positions: Positions, days: Days) -> Bits:
        """On which days each position passes."""
        passed = days.of(self._lut[self._snapshot.kind[positions]])
        if not self._always:
            passed &= days.within("node", positions)
        for test in self._predicates:
            passed &= test.when(self._values(test.prop, positions), days)
        return passed

    def _values(self, prop: str, positions: Positions) -> Array:
        if prop in ("start", "end"):
            values = self._snapshot.columns[f"node.{prop}"][positions].astype(np.int64)
            return np.where((values == DAY_MIN) & (prop == "start"), MISSING, values)
        return self._snapshot.node_values(prop, positions)

    def accepts(self, position: int, day: int) -> bool:
        """Whether one position passes on the day."""
        if not self._flags[self._kind[position]]:
            return False
        if self._anytime:
            if self._end[position] == DAY_MIN:  # removed by a patch
                return False
        elif not self._start[position] <= day < self._end[position]:
            return False
        return not self._predicates or all(p.holds(self._value(p.prop, position), day) for p in self._predicates)

    def _value(self, prop: str, position: int) -> Any:
        if prop == "start":
            return self._start[position] or None
        if prop == "end":
            return self._end[position]
        return self._snapshot.node_value(prop, position)


class LinkFilter:
    """Validity on the day and tests of one relation of a pattern, for one of its types."""

    def __init__(self, snapshot: Snapshot, relation: RelationTest, type_: str, *, anytime: bool = False) -> None:
        columns = snapshot.columns
        self._anytime = anytime
        self._predicates = [predicate(snapshot, t) for t in relation.tests]
        self._columns = [columns.get(f"{type_}.{_column(p.prop)}") for p in self._predicates]
        self._type = type_
        self._one_start, self._one_end = columns.view(f"{type_}.start"), columns.view(f"{type_}.end")
        self.days = None if anytime or self._predicates else (self._one_start, self._one_end)
        """Where days are all that is asked: the first and end day by number."""

    def when(self, links: Positions, days: Days) -> Bits:
        """On which days each link number passes."""
        passed = days.within(self._type, links)
        for test, column in zip(self._predicates, self._columns, strict=True):
            if column is None:
                return np.zeros(len(links), days.dtype)
            values = column[links].astype(np.int64) if test.prop == "end" else column[links]
            if test.prop == "start":
                values = np.where(values == DAY_MIN, MISSING, values)
            passed &= test.when(values, days)
        return passed

    def accepts(self, link: int, day: int) -> bool:
        """Whether one link number passes on the day."""
        if not self._anytime and not self._one_start[link] <= day < self._one_end[link]:
            return False
        if not self._predicates:
            return True
        for predicate, column in zip(self._predicates, self._columns, strict=True):
            if column is None:
                return False
            value: Any = column[link].item()
            if not predicate.holds(None if predicate.prop == "start" and value == DAY_MIN else value, day):
                return False
        return True


def _column(prop: str) -> str:
    return prop if prop in ("start", "end") else f"prop.{prop}"

