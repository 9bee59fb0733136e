"""What a generation holds, in figures that are the same in every engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

import orjson

from orgraph.model import Link, Record
from orgraph.stores.base import Store
from orgraph.stores.sqlite.tables import values

SHOWN_EVERY = 1_000  # statements


class Contents(NamedTuple):
    """How many nodes and links there are by kind and type, and a hash of all statements in the port's order."""

    nodes: dict[str, int]
    links: dict[str, int]
    digest: str


class Tally:
    """Counts and hashes the statements that pass through."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._hash = blake2b(digest_size=16)
        self._nodes: Counter[str] = Counter()
        self._links: Counter[str] = Counter()
        self.rows = 0

    def through(self, records: Iterable[Record]) -> Iterator[Record]:
        """The same records: entities, then links, each by id."""
        last = ""
        for record in records:
            counter, what = (self._links, record.type) if isinstance(record, Link) else (self._nodes, record.kind)
            if record.id != last:  # several files may say the same thing
                counter[what] += 1
                last = record.id
            self._hash.update(orjson.dumps((record.source.file, *values(record, 0))))
            self.rows += 1
            if self.rows % SHOWN_EVERY == 0:
                self._tell(self.rows)
            yield record

    def contents(self) -> Contents:
        """What passed through."""
        nodes, links = (dict(sorted(counter.items())) for counter in (self._nodes, self._links))
        return Contents(nodes, links, self._hash.hexdigest())


def contents(store: Store, generation: int, tell: Callable[[int], None]) -> Contents:
    """What a generation of a store holds; nothing is kept but the statement at hand. Raises NotFound."""
    tally = Tally(tell)
    for _ in tally.through(store.statements(generation=generation)):
        pass
    return tally.contents()


def difference(ours: Contents, theirs: Contents) -> str:
    """The kinds and types that there are more or fewer of; if it is none of those, the hashes."""
    told = [f"{name} {mine.get(name, 0):,} ≠ {other.get(name, 0):,}"
            for mine, other in ((ours.nodes, theirs.nodes), (ours.links, theirs.links))
            for name in sorted(mine.keys() | other.keys()) if mine.get(name) != other.get(name)]
    return "; ".join(told) or f"{ours.digest} ≠ {theirs.digest}"
