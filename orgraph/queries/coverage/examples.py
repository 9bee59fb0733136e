"""The examples that rules carry, run through the ordinary store: does a rule find in them what they say it must?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from orgraph.queries.coverage.facts import records
from orgraph.queries.coverage.rules import Example, Rule
from orgraph.queries.coverage.standing import evaluate
from orgraph.stores import open_store
from orgraph.stores.base import Positions, View

_FILE = "facts"
SORTS = ("covered", "missing", "waived")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A focus of an example that came out otherwise: "" stands for not eligible."""

    focus: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one example of a rule; `number` counts from 1."""

    rule: str
    number: int
    example: Example
    wrong: tuple[Wrong, ...]


def run_examples(rules: Iterable[Rule]) -> Iterator[Ran]:
    """Run every example of the rules, each alone in a database of its own time."""
    with TemporaryDirectory(prefix="orgraph-") as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'examples.db'}")
        try:
            for rule in rules:
                for number, example in enumerate(rule.example, 1):
                    with store.begin(f"{rule.id} {number}", [_FILE]) as load:
                        load.put(records(example.facts, _FILE))
                        load.activate()
                    yield Ran(rule.id, number, example, tuple(_wrong(store.view(), rule, example)))
        finally:
            store.close()


def _wrong(view: View, rule: Rule, example: Example) -> Iterator[Wrong]:
    found = evaluate(view, rule, example.as_of.toordinal(), 0, view.size)
    sort = {name: kind for kind in SORTS for name in _names(view, getattr(found, kind))}
    wanted = {name: kind for kind in SORTS for name in getattr(example, kind)}
    for name in sorted(sort.keys() | wanted.keys()):
        if sort.get(name, "") != wanted.get(name, ""):
            yield Wrong(name, wanted.get(name, ""), sort.get(name, ""))


def _names(view: View, positions: Positions) -> list[str]:
    return view.ids(positions.tolist())
