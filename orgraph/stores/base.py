"""The port: all that loaders and queries ask of an engine.

`Store` is the system of record. A statement is one record as one file says it, so its key is (id, file): several
files may say the same entity, and a reload of one file ends only what that file alone said. A load stages
statements, shows the difference to the active generation and activates in one transaction; until then, and if
the process dies, the old generation answers.

`View` reads one generation. It gives every node a *position*: areas in pre-order with what lies in them right
behind, so that "inside an area" is a range of positions. Where areas have lain otherwise on other days, `on` gives the
view of a day. Positions mean something only with their view; ids are for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

from orgraph.model import Record, Source
from orgraph.patterns import Pattern
from orgraph.stores.generations import Generation
from orgraph.stores.referrals import Referrals
from orgraph.stores.reviews import ReviewQueue
from orgraph.stores.worklist import Worklist

Positions = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Bits = npt.NDArray[np.unsignedinteger[Any]]  # bit i: it holds on the i-th of the days asked for
MANY_DAYS = 64  # days that may be asked for at once


class DirectoryEntry(NamedTuple):
    """What a loader needs of an entity that is already there, to resolve references to it."""

    id: str
    kind: str
    name: str
    home: str | None
    code: str
    number: str
    aliases: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one field of a statement was and is, as texts for people; contacts masked."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Example:
    """One statement that came, went or changed: what it is called, the path of its area, the file that says it."""

    id: str
    name: str
    place: str
    file: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(slots=True)
class KindDiff:
    """How many statements of one kind or relation type a load adds, changes, ends or leaves; ids as examples.

    A store gives the ids; `loaders.changes.describe` says what they are.
    """

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    examples: dict[str, list[str]] = field(default_factory=dict)
    described: dict[str, list[Example]] = field(default_factory=dict)


Diff = dict[str, KindDiff]


class Conflict(NamedTuple):
    """Two rows of one file that say different things of one id."""

    id: str
    first: Source
    second: Source


class Load(Protocol):
    """A load in progress, a context manager: leaving it without `activate` changes nothing."""

    def put(self, records: Iterable[Record]) -> None:
        """Stage records; the same record twice is staged once."""

    def conflicts(self) -> list[Conflict]:
        """Rows put so far that contradict each other within one file (the first stays staged)."""

    def statements(self, ids: Collection[str]) -> Iterator[Record]:
        """The staged statements of these ids: entities, then links, each by id, then file."""

    def diff(self) -> Diff:
        """What `activate` would change, by kind and relation type."""

    def activate(self) -> Generation:
        """Record the staged statements as a new generation and make it the active one, in one transaction.

        Nothing changed → no new generation, the active one is returned; a copied one is always recorded.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None: ...


class Store(Protocol):
    """The system of record of one engine."""

    @property
    def queue(self) -> ReviewQueue:
        """Likenesses that only people may judge, and their decisions."""

    @property
    def worklist(self) -> Worklist:
        """Gaps given to people to close, and what they say of them."""

    @property
    def referrals(self) -> Referrals:
        """Calls that were kept, and what came of them."""

    def begin(self, note: str, files: Sequence[str], *, copied: Generation | None = None) -> Load:
        """Start a load that replaces what `files` (names as in Source.file) said before.

        copied: the generation of another store that this one repeats, with its number and its time of recording; its
        `activate` raises UsageError where a generation is there already that is as new.
        """

    def directory(self) -> Iterator[DirectoryEntry]:
        """Every entity of the active generation."""

    def files(self, generation: int | None = None) -> list[str]:
        """Names of the files that say anything in a generation (the active one by default), ascending."""

    def statements(self, files: Sequence[str] | None = None, *, ids: Collection[str] | None = None,
                   row: int | None = None, generation: int | None = None) -> Iterator[Record]:
        """Every statement of a generation (the active one by default): entities, then links, each by id, then file.

        files, ids, row: only what these files say, only of these ids, only in rows of this number. Nothing is held but
        the statement at hand.
        """

    def record(self, records: Iterable[Record], *, ended: Iterable[str] = (), note: str = "") -> Generation:
        """A small edit, durable on return: records added or changed, ids of records that no longer hold."""

    def generations(self) -> list[Generation]:
        """All generations, newest first."""

    def activate(self, number: int) -> Generation:
        """Make an earlier generation the active one again."""

    def prune(self, keep: int) -> list[Generation]:
        """Forget all generations but the active one and the newest `keep`, and what they alone knew; gives those gone.

        Names of files stay. Where it is killed, the rest goes the next time; what is kept answers the same throughout.
        Raises UsageError where nothing would be kept.
        """

    def diff(self, older: int, newer: int) -> Diff:
        """What changed between two generations."""

    def view(self, generation: int | None = None) -> View:
        """Read one generation, the active one by default; sees edits recorded since."""

    def close(self) -> None:
        """Release the engine."""


class Step(NamedTuple):
    """One link of a match: its type, its ends as positions, and its number within the type.

    Of WITHIN the number is negative: -1 in a match on a day; in one `anytime` it says which time of lying there.
    """

    type: str
    subject: int
    object: int
    link: int


class Match(NamedTuple):
    """One way in which a pattern holds: a position for each variable, and the links walked."""

    nodes: Mapping[str, int]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Patterns about one variable: who is meant, who of them is left out, and ways of which the first that holds
    counts."""

    meant: Pattern
    left_out: Sequence[Pattern]
    ways: Sequence[Pattern]


@dataclass(frozen=True, slots=True)
class Edge:
    """A link as a reader wants it. `number` is the link's number within its type, `id` is for ever."""

    type: str
    subject: int
    object: int
    number: int
    start: int
    end: int
    props: Mapping[str, Any]
    source: Source


class Spelt(NamedTuple):
    """A node found by what people type; how: exact, start (of a name), inside (it), or spread (over it)."""

    position: int
    how: str


class View(Protocol):
    """One generation, read-only, safe to share between threads."""

    generation: int
    size: int

    def on(self, day: int) -> View:
        """The same generation with the areas as they lie on a day: positions are that view's own.

        A store's view has the areas of the last age, after which none changes; where none ever did, it is the only one.
        """

    def position(self, entity: str) -> int:
        """Position of an id, or -1."""

    def ids(self, positions: Iterable[int]) -> list[str]:
        """Ids of positions."""

    def id_hashes(self, positions: Positions) -> Hashes:
        """64 bits of the id of each position: the same node has the same in every generation, and of a million nodes
        the chance that two share theirs is below one in ten million."""

    def name(self, position: int) -> str:
        """Name of a node."""

    def kind(self, position: int) -> str:
        """Kind of a node."""

    def home(self, position: int) -> int:
        """Position of the area that a node lies in (of an area: its parent), or -1."""

    def prop(self, position: int, name: str) -> Any:
        """One property of a node, or None; a date as ISO text."""

    def props(self, position: int) -> dict[str, Any]:
        """Properties of a node; dates as ISO text."""

    def record(self, position: int) -> dict[str, Any]:
        """Everything that is recorded of a node: id, kind, name, code, number, aliases, start, end, props, source."""

    def source(self, position: int) -> Source:
        """The row that states a node."""

    def alive(self, position: int, day: int) -> bool:
        """Whether the node exists on a day (ordinal)."""

    def lifetime(self, position: int) -> tuple[int, int]:
        """First day and end day (ordinals) on which a node exists."""

    def inside(self, position: int) -> tuple[int, int]:
        """Range of positions in the area (itself first); of another node, just itself."""

    def ends(self, positions: Positions) -> Positions:
        """Of each position the end of its range `inside`."""

    def named(self, names: Sequence[str]) -> list[list[int]]:
        """For each name, the nodes that have it as a normalised name, alias, code or number."""

    def spelt(self, text: str, day: int, *, labels: tuple[str, ...] = (),
              within: Sequence[tuple[int, int]] | None = None, near: int = -1, limit: int = 10) -> list[Spelt]:
        """The nodes in being on a day that a text typed so far may mean, best first: characters of a name or alias,
        their pinyin, initials, or these mixed; the beginning of a code or number. Areas, organisations, topics and
        persons alone.

        labels: kinds wanted, none: all. within: ranges of positions, None: everywhere. near: the area around which is
        looked first. The order: how it fits, how near, larger areas and then organisations first, shorter names.
        """

    def of_kind(self, kind: str, lo: int = 0, hi: int | None = None) -> Positions:
        """Positions of a kind (sub-kinds included) in a range, ascending."""

    def edges(self, position: int, type_: str, *, inbound: bool, day: int | None = None) -> list[Edge]:
        """Links of a type at a node, those in force on `day` (all if None)."""

    def neighbours(self, position: int, type_: str, *, inbound: bool, day: int) -> list[int]:
        """The other ends of the links of a type in force on a day at a node: as `edges`, without what they say."""

    def edge(self, type_: str, number: int) -> Edge:
        """One link by its number within its type, as a match's step gives it."""

    def span(self, match: Match) -> tuple[int, int]:
        """The days [start, end) on which all facts of a match hold together; empty if they never do."""

    def path_of(self, position: int) -> list[int]:
        """The areas above a node, nearest first."""

    def select(self, pattern: Pattern, focus: str, day: int, lo: int = 0, hi: int | None = None) -> Positions:
        """Nodes in [lo, hi) that `focus` can be in a match of the pattern on a day; ascending, distinct."""

    def among(self, pattern: Pattern, focus: str, day: int, start: Positions) -> Positions:
        """Those of `start` (ascending) that `focus` can be in a match on a day; ascending."""

    def sparing(self, pattern: Pattern, focus: str, other: str, day: int, start: Positions, lost: Collection[int]
                ) -> Positions:
        """Those of `start` (ascending) that `focus` can be in a match on a day with `other` none of `lost`."""

    def holding(self, pattern: Pattern, focus: str, days: Sequence[int], start: Positions) -> Bits:
        """For each of `start` (ascending), the days on which `focus` can be it; days ascend, at most MANY_DAYS."""

    def reached(self, pattern: Pattern, focus: str, other: str, day: int, start: Positions) -> Positions:
        """What `other` can be on a day in matches with `focus` among `start`; ascending, distinct."""

    def pairs(self, pattern: Pattern, a: str, b: str, day: int, start: Positions) -> tuple[Positions, Positions]:
        """(a, b) of every match on a day with a among `start`: a pair as often as it is tied."""

    def matches(self, pattern: Pattern, given: Mapping[str, int], day: int, limit: int = 1000, *,
                anytime: bool = False) -> list[Match]:
        """Matches with some variables fixed, in a stable order; `anytime`: whatever day their facts hold on."""

    def first_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int
                   ) -> tuple[Positions, list[Bits]] | None:
        """What `focus` can be in a range on any of the days, ascending; for each way, and last for none, the days
        on which it is the first that holds. None from an engine that answers pattern after pattern as fast."""

    def count_ways(self, ladder: Ladder, focus: str, days: Sequence[int], lo: int, hi: int) -> list[list[int]] | None:
        """How many nodes `first_ways` finds: for each way, and last for none, a number a day. None where there is no
        counting them without finding them."""

    def ahead(self, patterns: Iterable[Pattern], name: str, positions: Sequence[int], day: int, *,
              anytime: bool = False) -> None:
        """Say which matches will be asked for, a node of `positions` after another as `name`: an engine that is far
        away fetches them at once. No answer is another for it."""
