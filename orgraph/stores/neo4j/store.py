"""Neo4jStore: generations in one database of a Neo4j server, and where their snapshots are on this machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from orgraph.config import Settings
from orgraph.dates import SHANGHAI
from orgraph.errors import UsageError
from orgraph.model import Record
from orgraph.stores.base import Diff, DirectoryEntry, KindDiff, View
from orgraph.stores.generations import Generation, numbered, superseded
from orgraph.stores.neo4j.address import address
from orgraph.stores.neo4j.connection import Connection
from orgraph.stores.neo4j.elements import Elements, touched_by
from orgraph.stores.neo4j.graph import write
from orgraph.stores.neo4j.load import Neo4jLoad
from orgraph.stores.neo4j.pushed import PushedView
from orgraph.stores.neo4j.pushed.nodes import NodesReader
from orgraph.stores.neo4j.reader import Neo4jReader
from orgraph.stores.neo4j.referrals import Neo4jReferrals
from orgraph.stores.neo4j.reviews import Neo4jReviews
from orgraph.stores.neo4j.schema import prepare
from orgraph.stores.neo4j.science import GraphDataScience
from orgraph.stores.neo4j.worklist import Neo4jWorklist
from orgraph.stores.neo4j.writing import LABELS, Writing
from orgraph.stores.snapshot.shelf import Shelf
from orgraph.stores.sqlite.tables import ENTITY, EXAMPLES, SEPARATOR, TABLES, table_of, values

BOTH = "n.gen_from <= $a AND n.gen_to > $a AND n.gen_from <= $b AND n.gen_to > $b"
FEW = 5_000  # ids: changes of no more are looked for around them only, not in the whole graph
EITHER = "(n.gen_from <= $a AND n.gen_to > $a) <> (n.gen_from <= $b AND n.gen_to > $b)"


class Neo4jStore:
    """See `stores.base.Store`. Safe to use from several threads, processes and machines at once."""

    def __init__(self, url: str, settings: Settings | None = None) -> None:
        """Connect and make the schema if it is not there. Raises UsageError, StoreError."""
        settings = settings or Settings()
        where = address(url, settings)
        if where.mapping is not None:  # another team's graph: a schema of ours would be written into it
            raise UsageError("有映射文件的图谱用 orgraph.open 打开，只能读 (open a mapped graph with orgraph.open)")
        self.connection = Connection(where, settings)
        try:
            known = prepare(self.connection, settings.neo4j_timeout)
        except BaseException:
            self.connection.close()
            raise
        self.snapshots = settings.cache_folder / "neo4j" / known
        self._shelf = Shelf(self.snapshots, self.reader)
        self._nodes = Shelf(self.snapshots / "nodes", lambda: NodesReader(self.connection),
                            lambda snapshot, generation: PushedView(snapshot, generation, self.connection))
        self._reads = settings.neo4j_reads
        self.queue, self.worklist = Neo4jReviews(self.connection), Neo4jWorklist(self.connection)
        self.referrals = Neo4jReferrals(self.connection)
        self.science = GraphDataScience(self.connection)

    def reader(self) -> Neo4jReader:
        """What reads the record."""
        return Neo4jReader(self.connection)

    def writer(self) -> Writing:
        """A writer of the next generation."""
        return Writing(self.connection)

    # ---- generations ----
    def active_number(self) -> int:
        """Number of the active generation, 0 before the first load."""
        return int(self.connection.read("MATCH (s:OrgraphState) RETURN s.active")[0][0])

    def generations(self) -> list[Generation]:
        """All generations, newest first."""
        while True:  # which is active is read first, so it is in the list, unless it was pruned between
            rows = self.connection.read("MATCH (s:OrgraphState) WITH s.active AS active MATCH (g:Generation) RETURN "
                                        "g.number, g.recorded_at, g.note, g.entities, g.links, g.number = active "
                                        "ORDER BY g.number DESC")
            if not rows or any(row[-1] for row in rows):
                return [Generation(n, dt.datetime.fromisoformat(at), note, active, entities, links)
                        for n, at, note, entities, links, active in rows]

    def generation(self, number: int) -> Generation:
        """One generation. Raises NotFound."""
        return numbered(self.generations(), number)

    def activate(self, number: int) -> Generation:
        """Make an earlier generation the active one again."""
        self.generation(number)
        with self.writer() as writing:
            self.generation(number)  # it may have been pruned while this one waited
            writing.go_back(number)
        return self.generation(number)

    def prune(self, keep: int) -> list[Generation]:
        """Forget all generations but the active one and the newest `keep`."""
        with self.writer() as writing:
            gone = superseded(self.generations(), keep)
            writing.forget([generation.number for generation in gone])
        self._shelf.keep_only({generation.number for generation in self.generations()})
        return gone

    def finish(self, writing: Writing, note: str, entities: int, links: int, *, copied: Generation | None = None
               ) -> Generation:
        """Write what the statements come to, and make it the active generation."""
        old, draft = self._shelf.view(writing.last).snapshot, self._shelf.draft(writing.number)
        changes = self.reader().changes(writing.last, writing.number, FEW)
        among = None if changes is None else touched_by(changes, old, draft.snapshot)
        write(writing, Elements(old, among), Elements(draft.snapshot, among))
        at = copied.recorded_at if copied else dt.datetime.now(SHANGHAI).replace(microsecond=0)
        writing.finish(note, at.isoformat(), entities, links)
        self._shelf.keep(draft)
        return Generation(writing.number, at, note, True, entities, links)

    def diff(self, older: int, newer: int) -> Diff:
        """What changed between two generations, by kind and relation type."""
        for number in (older, newer):
            self.generation(number)
        result: Diff = {}
        for table in TABLES:
            label, at = LABELS[table.name], {"a": older, "b": newer}
            for group, count in self.connection.read(
                    f"MATCH (n:{label}) WHERE {BOTH} RETURN n.{table.group}, count(*)", **at):
                result.setdefault(group, KindDiff()).unchanged = count
            sides: dict[tuple[str, int], dict[bool, str]] = {}
            for known, file, group, new in self.connection.stream(
                    f"MATCH (n:{label}) WHERE {EITHER} RETURN n.id, n.file, n.{table.group}, n.gen_from <= $b AND "
                    f"n.gen_to > $b", **at):
                sides.setdefault((known, file), {})[new] = group
            for (known, _), groups in sorted(sides.items()):
                entry = result.setdefault(groups.get(True) or groups[False], KindDiff())
                what = "changed" if len(groups) == 2 else "added" if True in groups else "ended"
                setattr(entry, what, getattr(entry, what) + 1)
                shown = entry.examples.setdefault(what, [])
                if len(shown) < EXAMPLES and known not in shown:
                    shown.append(known)
        return dict(sorted(result.items()))

    # ---- writing ----
    def begin(self, note: str, files: Sequence[str], *, copied: Generation | None = None) -> Neo4jLoad:
        """Start a load that replaces what `files` said before."""
        return Neo4jLoad(self, note, files, copied)

    def record(self, records: Iterable[Record], *, ended: Iterable[str] = (), note: str = "") -> Generation:
        """A small edit as a generation of its own, durable on return; readers patch their snapshot with it."""
        said = {(table_of(r).name, r.id, r.source.file): r for r in records}  # of one statement said twice the last
        gone = set(ended)
        with self.writer() as writing:
            before = {g.number: (g.entities, g.links) for g in self.generations()}.get(writing.active, (0, 0))
            writing.begin()
            files = writing.files({r.source.file for r in said.values()})
            counts = []
            for table, known in zip(TABLES, before, strict=True):
                mine = [r for (name, *_), r in said.items() if name == table.name]
                touched = gone | {r.id for r in mine}
                known -= writing.current(table, touched)
                writing.end_all(table, gone)
                writing.end(table, ((r.id, files[r.source.file]) for r in mine))
                writing.add(table, (values(r, files[r.source.file]) for r in mine))
                counts.append(known + writing.current(table, touched))
            return self.finish(writing, note, *counts)

    # ---- reading ----
    def directory(self) -> Iterator[DirectoryEntry]:
        """Every entity statement of the active generation."""
        reader = self.reader()
        names = reader.files()
        at = ENTITY.columns.index("props")
        for row in reader.rows(ENTITY, self.active_number(), None, None, names):
            entity, file, kind, name, home, code, number, aliases = row[:at - 2]
            yield DirectoryEntry(entity, kind, name, home, code, number,
                                 tuple(aliases.split(SEPARATOR)) if aliases else (), names[file])

    def files(self, generation: int | None = None) -> list[str]:
        """Names of the files that say anything in a generation."""
        return self.reader().sources(self._at(generation))

    def statements(self, files: Sequence[str] | None = None, *, ids: Collection[str] | None = None,
                   row: int | None = None, generation: int | None = None) -> Iterator[Record]:
        """Every statement of a generation, of these files, ids or row only if given: entities, then links."""
        return self.reader().statements(self._at(generation), files, ids, row)

    def _at(self, generation: int | None) -> int:
        return self.active_number() if generation is None else self.generation(generation).number

    def view(self, generation: int | None = None) -> View:
        """Read one generation; of the active one, edits recorded by anybody since are seen."""
        shelf = self._nodes if self._reads == "server" else self._shelf
        return shelf.view(self._at(generation))

    def close(self) -> None:
        """Close all connections."""
        self.connection.close()
