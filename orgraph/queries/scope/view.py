"""ScopedView: a view that withholds what its caller may not be told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from msgspec import structs

from orgraph.model import Entity, Record, Source
from orgraph.patterns import Pattern
from orgraph.queries.people import DEPUTY, OFFICES
from orgraph.queries.scope.files import Files
from orgraph.queries.scope.scope import Scope
from orgraph.queries.scope.sight import Sight
from orgraph.queries.scope.small import Small
from orgraph.queries.scope.tokens import HIDDEN, plain, position_of, token
from orgraph.stores.base import Bits, Edge, Hashes, Ladder, Match, Positions, Spelt, View
from orgraph.vocabulary import vocabulary

NOWHERE = Source("", "", 0)
KEPT_AGES = 3


class ScopedView:
    """See `stores.base.View`. Structure is whole: a thing is covered through whoever covers it, known or not.

    Of a hidden node there are kind, place in the tree, days and what a rule may ask for with yes or no; its name is
    HIDDEN and its id a mark that leads back to it. A link with a hidden end has no row, and of its texts the office.
    Names and ids lead only to what may be named. A range that is asked for is cut to what may be asked about; a kind
    without a range only sorts, and is whole.
    """

    def __init__(self, view: View, scope: Scope, day: int) -> None:
        """day: on which links make things known."""
        self.whole, self.scope = view, scope
        self.generation, self.size = view.generation, view.size
        self.sight = Sight(view, scope, day)
        self._day = day
        self.small = Small(view, scope.small)
        self.files = Files(view, self.sight)
        self._ages: dict[int, ScopedView] = {}

    def on(self, day: int) -> View:
        """The same generation with the areas as they lie on a day; what is known stays that of the caller's day."""
        view = self.whole.on(day)
        if view is self.whole:
            return self
        found = self._ages.get(id(view))
        if found is None or found.whole is not view:
            found = ScopedView(view, self.scope, self._day)
            self._ages = {**dict(list(self._ages.items())[-KEPT_AGES + 1:]), id(view): found}
        return found

    # ---- nodes ----
    def position(self, entity: str) -> int:
        """Position of an id that may be named, or of a mark; else -1."""
        marked = position_of(entity)
        if marked >= 0:
            return marked if marked < self.size else -1
        found = self.whole.position(entity)
        return found if found >= 0 and self.sight.named(found) else -1

    def ids(self, positions: Iterable[int]) -> list[str]:
        """Ids of positions, marks for those of hidden nodes."""
        if not self.sight.limited:
            return self.whole.ids(positions)
        every, named = list(positions), self.sight.named
        found = self.whole.ids(every)
        return found if all(map(named, every)) else [
            id_ if named(p) else token(p) for p, id_ in zip(every, found, strict=True)]

    def id_hashes(self, positions: Positions) -> Hashes:
        """64 bits of the id of each position, which tell nobody the id."""
        return self.whole.id_hashes(positions)

    def name(self, position: int) -> str:
        """Name of a node."""
        return self.whole.name(position) if self.sight.named(position) else HIDDEN

    def kind(self, position: int) -> str:
        """Kind of a node."""
        return self.whole.kind(position)

    def home(self, position: int) -> int:
        """The area that a node lies in, or -1."""
        return self.whole.home(position)

    def prop(self, position: int, name: str) -> Any:
        """One property of a node, or None."""
        value = self.whole.prop(position, name)
        if value is None:
            return None
        return self.small.shown(position, name, value) if self.sight.named(position) else _bare(name, value)

    def props(self, position: int) -> dict[str, Any]:
        """Properties of a node."""
        props = self.whole.props(position)
        if self.sight.named(position):
            return self.small.all_shown(position, props)
        return {name: bare for name, value in props.items() if (bare := _bare(name, value)) is not None}

    def record(self, position: int) -> dict[str, Any]:
        """Everything recorded of a node."""
        record = self.whole.record(position)
        if self.sight.named(position):
            return record | {"props": self.small.all_shown(position, record["props"]),
                             "source": self.files.told(record["source"])}
        return record | {"id": token(position), "name": HIDDEN, "code": "", "number": "", "aliases": [], "start": None,
                         "end": None, "props": self.props(position), "source": NOWHERE}

    def source(self, position: int) -> Source:
        """The row that states a node."""
        return self.files.told(self.whole.source(position)) if self.sight.named(position) else NOWHERE

    def alive(self, position: int, day: int) -> bool:
        """Whether the node exists on a day."""
        return self.whole.alive(position, day)

    def lifetime(self, position: int) -> tuple[int, int]:
        """First day and end day of a node."""
        return self.whole.lifetime(position)

    def inside(self, position: int) -> tuple[int, int]:
        """The range of positions in an area."""
        return self.whole.inside(position)

    def ends(self, positions: Positions) -> Positions:
        """Of each position the end of its range."""
        return self.whole.ends(positions)

    def named(self, names: Sequence[str]) -> list[list[int]]:
        """For each name, the nodes that have it and may be named."""
        named = self.sight.named
        return [[p for p in found if named(p)] for found in self.whole.named(names)]

    def spelt(self, text: str, day: int, *, labels: tuple[str, ...] = (),
              within: Sequence[tuple[int, int]] | None = None, near: int = -1, limit: int = 10) -> list[Spelt]:
        """The nodes that a text typed so far may mean, of those that may be asked about."""
        if self.sight.limited:
            within = [(max(lo, first), min(hi, last)) for lo, hi in ([(0, self.size)] if within is None else within)
                      for first, last in self.sight.searched if max(lo, first) < min(hi, last)]
        return self.whole.spelt(text, day, labels=labels, within=within, near=near, limit=limit)

    def of_kind(self, kind: str, lo: int = 0, hi: int | None = None) -> Positions:
        """Positions of a kind; in a range, those that may be asked about."""
        found = self.whole.of_kind(kind, lo, hi)
        return found if hi is None else self._cut(found)

    def _cut(self, found: Positions) -> Positions:
        return found[self.sight.holds(found)] if self.sight.limited else found

    def path_of(self, position: int) -> list[int]:
        """The areas above a node, nearest first."""
        return self.whole.path_of(position)

    # ---- links ----
    def edges(self, position: int, type_: str, *, inbound: bool, day: int | None = None) -> list[Edge]:
        """Links of a type at a node."""
        return [self._told(edge) for edge in self.whole.edges(position, type_, inbound=inbound, day=day)]

    def neighbours(self, position: int, type_: str, *, inbound: bool, day: int) -> list[int]:
        """The other ends of the links of a type in force on a day at a node."""
        return self.whole.neighbours(position, type_, inbound=inbound, day=day)

    def edge(self, type_: str, number: int) -> Edge:
        """One link by its number within its type."""
        return self._told(self.whole.edge(type_, number))

    def _told(self, edge: Edge) -> Edge:
        """The link with what may be told of it."""
        if not self.sight.limited:
            source, props = edge.source, self.small.of_link(edge.props)
        elif self.sight.named(edge.subject) and self.sight.named(edge.object):
            source, props = self.files.told(edge.source), self.small.of_link(edge.props)
        else:
            bare = ((name, _bare(name, value)) for name, value in edge.props.items())
            source, props = NOWHERE, {name: value for name, value in bare if value is not None}
        if props and self.sight.limited:
            props = self._sent(props)
        if props is edge.props and source is edge.source:
            return edge
        return replace(edge, props=props, source=source)

    def _sent(self, props: Mapping[str, Any]) -> Mapping[str, Any]:
        """The properties of a link without the id of a hidden sender."""
        sender = self.whole.position(str(props["on_behalf_of"])) if "on_behalf_of" in props else -1
        return {**props, "on_behalf_of": token(sender)} if sender >= 0 and not self.sight.named(sender) else props

    def stated(self, record: Record) -> Record:
        """A statement with what may be told of it, where all that it is about may be asked about."""
        source = self.files.told(record.source)
        if isinstance(record, Entity):
            shown = self.small.all_shown(self.whole.position(record.id), record.props)
            home = record.home if record.home and self.position(record.home) >= 0 else None  # it may lie elsewhere now
            return structs.replace(record, props=shown, source=source, home=home)
        props = {name: plain(value) if isinstance(value, str) else value
                 for name, value in self._sent(self.small.of_link(record.props)).items()}
        return structs.replace(record, props=props, source=source)

    def span(self, match: Match) -> tuple[int, int]:
        """The days on which all facts of a match hold together."""
        return self.whole.span(match)

    # ---- patterns ----
    def select(self, pattern: Pattern, focus: str, day: int, lo: int = 0, hi: int | None = None) -> Positions:
        """Nodes that `focus` can be; in a range, those that may be asked about."""
        found = self.whole.select(pattern, focus, day, lo, hi)
        return found if hi is None else self._cut(found)

    def among(self, pattern: Pattern, focus: str, day: int, start: Positions) -> Positions:
        """Those of `start` that `focus` can be."""
        return self.whole.among(pattern, focus, day, start)

    def sparing(self, pattern: Pattern, focus: str, other: str, day: int, start: Positions, lost: Collection[int]
                ) -> Positions:
        """Those of `start` that `focus` can be with `other` none of `lost`."""
        return self.whole.sparing(pattern, focus, other, day, start, lost)

    def holding(self, pattern: Pattern, focus: str, days: Sequence[int], start: Positions) -> Bits:
        """For each of `start` the days on which `focus` can be it."""
        return self.whole.holding(pattern, focus, days, start)

    def reached(self, pattern: Pattern, focus: str, other: str, day: int, start: Positions) -> Positions:
        """What `other` can be with `focus` among `start`."""
        return self.whole.reached(pattern, focus, other, day, start)

    def pairs(self, pattern: Pattern, a: str, b: str, day: int, start: Positions) -> tuple[Positions, Positions]:
        """(a, b) of every match with a among `start`."""
        return self.whole.pairs(pattern, a, b, day, start)

    def matches(self, pattern: Pattern, given: Mapping[str, int], day: int, limit: int = 1000, *,
                anytime: bool = False) -> list[Match]:
        """Matches with some variables fixed."""
        return self.whole.matches(pattern, given, day, limit, anytime=anytime)

    def first_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int
                   ) -> tuple[Positions, list[Bits]] | None:
        """What `focus` can be of what may be asked about, and for each way the days on which it is the first."""
        found = self.whole.first_ways(ladder, focus, days, lo, hi)
        if found is None or not self.sight.limited:
            return found
        kept = self.sight.holds(found[0])
        return found[0][kept], [bits[kept] for bits in found[1]]

    def count_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int) -> list[list[int]] | None:
        """How many of them; of those who see a part only what was found can be counted."""
        return None if self.sight.limited else self.whole.count_ways(ladder, focus, days, lo, hi)

    def ahead(self, patterns: Iterable[Pattern], name: str, positions: Sequence[int], day: int, *,
              anytime: bool = False) -> None:
        """Say which matches will be asked for."""
        self.whole.ahead(patterns, name, positions, day, anytime=anytime)


def scoped(view: View, scope: Scope, day: int) -> View:
    """The view as a caller with a scope may read it, who asks of a day (ordinal)."""
    return view if scope.everything else ScopedView(view, scope, day)


def _bare(name: str, value: Any) -> Any:
    """What is left of a property of what is hidden: yes or no, one of a few words; of a role the office."""
    words = vocabulary()
    if value is None or words.properties[name].type in ("bool", "choice"):
        return value
    if name == "function":
        return value if value in words.functions else None
    if name == "role":
        office = next((office for office in OFFICES if office in str(value)), "")
        return office and next((word for word in DEPUTY if word in str(value)), "") + office
    return None
