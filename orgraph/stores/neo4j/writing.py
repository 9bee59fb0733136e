"""Who writes: one at a time, in many small transactions that nobody sees until the last one.

A writer holds a lease on the one state node and goes on renewing it. What it writes belongs to the next
generation, which no reader asks for; its last transaction makes that generation the active one. If it dies, its lease
runs out, and the next writer first takes back what it left.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from orgraph.errors import StoreError
from orgraph.stores.neo4j.connection import Connection, Row
from orgraph.stores.neo4j.elements import link_key
from orgraph.stores.neo4j.schema import STATEMENTS, seek
from orgraph.stores.sqlite.tables import LINK, OPEN, TABLES, Table

BATCH = 5_000  # rows a transaction
LEASE = 20_000  # milliseconds
BUSY_SECONDS = 60.0
_LOCKED = "MATCH (s:OrgraphState) SET s.asked = $me WITH s "  # what is read of the node after it stays true
_HELD = _LOCKED + "WHERE s.writer = $me "
_MINE = _HELD + "SET s.until = timestamp() + $lease WITH s "
# The answer to the last transaction may be lost: tried again, it finds that it was done, and leaves the next writer be.
_LAST = (_LOCKED + "WHERE s.writer = $me OR s.finished = $me CALL (s) {{ WITH s WHERE s.writer = $me {0} "
         "SET s.finished = $me REMOVE s.writer, s.until, s.writing }} RETURN 1")
_RECORD = ("()-[n]->()", *(f"(n:{label})" for label in ("Entity", *STATEMENTS)))
LABELS = dict(zip((table.name for table in TABLES), STATEMENTS, strict=True))


class Writing:
    """A context manager: the writer of generation `number`; `active` is the one before. Leaving it undoes all that
    `finish` did not make the new generation."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._me = uuid4().hex
        self._begun = self._finished = self._left_behind = False
        self._left = Event()
        self.active = self.last = self.number = self._steps = 0

    def __enter__(self) -> Self:
        until = time.monotonic() + BUSY_SECONDS
        while not self._take():
            if time.monotonic() > until:
                raise StoreError("另一个装载正在进行 (another load is running)", code="store-busy",
                                 hint="等它结束再试 (try again when it is done)")
            time.sleep(0.1)
        Thread(target=self._live, daemon=True).start()
        try:
            if self._left_behind:
                self._undo()
        except BaseException:
            self._left.set()
            raise
        return self

    def _live(self) -> None:
        """Say now and then that this writer is alive; where that fails, its next step will say why."""
        while not self._left.wait(LEASE / 4000):
            with suppress(StoreError):
                self._connection.write(_MINE + "RETURN 1", me=self._me, lease=LEASE)

    def _take(self) -> bool:
        """Take the lease if it is free."""
        found = self._connection.write(
            _LOCKED + "WHERE s.writer IS NULL OR s.writer = $me OR s.until < timestamp() "
            "SET s.writer = $me, s.until = timestamp() + $lease WITH s OPTIONAL MATCH (g:Generation) "
            "RETURN s.active, coalesce(max(g.number), 0), coalesce(s.writing, 0)", me=self._me, lease=LEASE)
        if not found:
            return False
        self.active, self.last, left = found[0]
        self.number = self.last + 1
        self._left_behind = bool(left)
        return True

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if not self._finished:
                if self._begun:
                    self._undo()
                self._run(_MINE + "REMOVE s.writer, s.until RETURN 1")
        except StoreError:
            if error is None:
                raise  # else what went wrong first is what to say; the next writer takes back what is left
        finally:
            self._left.set()

    def _run(self, query: str, **parameters: Any) -> list[Row]:
        """A query that finds the state node while it is this writer's; raises StoreError where the lease is lost."""
        found = self._connection.write(query, me=self._me, lease=LEASE, number=self.number, open=OPEN,
                                       last=self.last, active=self.active, batch=BATCH, **parameters)
        if not found:
            raise StoreError("写入中断太久，已被另一个装载接手 (the write paused too long, another one took over)",
                             hint="再装载一次 (load again)", code="store-busy")
        return found

    def begin(self) -> None:
        """From here on there is something to undo. Where an older generation is active, go on from that one."""
        self._run(_MINE + "SET s.writing = $number, s.step = 0 RETURN 1")
        self._begun = True
        if self.active == self.last:
            return
        for label in STATEMENTS:
            self._repeat(f"MATCH (old:{label}) WHERE old.gen_to > $active AND old.gen_to < $open "
                         f"AND old.gen_from <= $active AND NOT EXISTS {{ (:{label} {{id: old.id, file: old.file, "
                         f"gen_from: $number}}) }} WITH old LIMIT $batch "
                         f"MERGE (n:{label} {{id: old.id, file: old.file, gen_from: $number}}) "
                         f"SET n += old {{.*, gen_from: $number, gen_to: $open}} RETURN count(*)")
            self._repeat(f"MATCH (n:{label}) WHERE n.gen_from > $active AND n.gen_from < $number AND n.gen_to = $open "
                         f"WITH n LIMIT $batch SET n.gen_to = $number RETURN count(*)")

    def _repeat(self, query: str) -> None:
        """Run a query of one batch until nothing is left to do; it returns how much it did."""
        while self._run(f"{_MINE}CALL () {{ {query} AS done }} RETURN done")[0][0]:
            pass

    def each(self, query: str, rows: Iterable[Sequence[Any]], **parameters: Any) -> int:
        """Run a query with `row` for every row, in batches; how many rows there were. The server works on one batch
        while the next is made."""
        count, stream = 0, iter(rows)
        with ThreadPoolExecutor(1) as pool:
            at_work: Future[None] | None = None
            while chunk := [list(row) for row in islice(stream, BATCH)]:
                if at_work is not None:
                    at_work.result()
                at_work = pool.submit(self._once, query, chunk, parameters)
                count += len(chunk)
            if at_work is not None:
                at_work.result()
        return count

    def _once(self, query: str, rows: list[list[Any]], parameters: Mapping[str, Any]) -> None:
        """Run one batch, for sure no more than once: a transaction whose answer was lost is tried again, and then finds
        its step done. So a query may create without looking whether it did."""
        self._steps += 1
        self._run(f"{_MINE}CALL (s) {{ WITH s WHERE s.step < $step SET s.step = $step WITH s UNWIND $rows AS row "
                  f"{query} }} RETURN 1", rows=rows, step=self._steps, **parameters)

    def end(self, table: Table, keys: Iterable[tuple[str, int]]) -> int:
        """End the current statements of these (id, file number)."""
        return self.each(f"MATCH (n:{LABELS[table.name]} {{id: row[0], file: row[1]}}) {_ended(table)}", keys)

    def end_all(self, table: Table, ids: Iterable[str]) -> None:
        """End every current statement of these ids."""
        self.each(f"MATCH (n:{LABELS[table.name]} {{id: row[0]}}) {_ended(table)}",
                  ([known] for known in ids))

    def add(self, table: Table, rows: Iterable[Sequence[Any]]) -> int:
        """Add statements: rows of the columns of the table."""
        said = ", ".join(f"{column}: row[{n}]" for n, column in enumerate(table.columns))
        if table is LINK:
            said += f", key: row[{len(table.columns)}]"
            rows = ((*row, link_key(row[0])) for row in rows)
        return self.each(f"CREATE (n:{LABELS[table.name]}) SET n = {{gen_from: $number, gen_to: $open, {said}}}", rows)

    def files(self, names: Collection[str]) -> dict[str, int]:
        """Numbers of files; new ones get the next numbers, in the order of their names."""
        if not names:
            return {}
        return dict(self._run(
            _MINE + "CALL () { OPTIONAL MATCH (f:File) RETURN coalesce(max(f.number), 0) AS most } "
            "WITH most, [name IN $names WHERE NOT EXISTS { (:File {name: name}) }] AS fresh "
            "CALL (most, fresh) { UNWIND range(1, size(fresh)) AS n "
            "CREATE (:File {name: fresh[n - 1], number: most + n}) } "
            "WITH DISTINCT 1 AS done MATCH (f:File) RETURN f.name, f.number", names=sorted(names)))

    def current(self, table: Table, ids: Collection[str]) -> int:
        """How many of these ids have a current statement."""
        label = LABELS[table.name]
        return int(self._run(
            f"{_MINE}CALL () {{ MATCH (n:{label}) {seek('n', label)} WHERE n.id IN $ids AND n.file IS NOT NULL "
            f"AND n.gen_from <= $number AND n.gen_to = $open RETURN count(DISTINCT n.id) AS found }} RETURN found",
            ids=list(ids))[0][0])

    def count(self, table: Table) -> int:
        """How many ids have a current statement."""
        return int(self._run(f"{_MINE}CALL () {{ MATCH (n:{LABELS[table.name]}) WHERE n.gen_to = $open "
                             f"RETURN count(DISTINCT n.id) AS found }} RETURN found")[0][0])

    def finish(self, note: str, recorded_at: str, entities: int, links: int) -> None:
        """Make all that was written the active generation, in one transaction."""
        self._run(_LAST.format("MERGE (g:Generation {number: $number}) SET g += $said, s.active = $number"),
                  said={"note": note, "recorded_at": recorded_at, "entities": entities, "links": links})
        self._finished = True

    def go_back(self, number: int) -> None:
        """Make an earlier generation the active one, in one transaction."""
        self._run(_LAST.format("SET s.active = $to"), to=number)
        self._finished = True

    def forget(self, generations: Collection[int]) -> None:
        """Record generations no more, in one transaction, and then delete what none of those left has, walk by walk.

        Killed after the first step, nobody can ask for them, and the next walks find the rest.
        """
        self._run(_MINE + "CALL () { MATCH (g:Generation) WHERE g.number IN $gone DELETE g } RETURN 1",
                  gone=list(generations))
        kept = [number for number, in self._run(_MINE + "MATCH (g:Generation) RETURN g.number")]
        for found in _RECORD:
            self._walk(found, "n.gen_to <= $last AND none(kept IN $kept WHERE n.gen_from <= kept AND kept < n.gen_to)",
                       _gone(found), kept=kept)

    def _walk(self, found: str, which: str, mended: str, **parameters: Any) -> None:
        """Mend all of the record that it finds, in transactions of a batch. Each asks whether this writer still has
        the lease: what it failed to hear of may be recorded all the same."""
        self._connection.run(f"MATCH {found} WHERE {which} CALL (n) {{ {_HELD}{mended} }} IN TRANSACTIONS OF {BATCH} "
                             f"ROWS", me=self._me, last=self.last, open=OPEN, **parameters)

    def _undo(self) -> None:
        """Take back what belongs to no recorded generation."""
        self._run(_MINE + "RETURN 1")  # when it comes back, no transaction whose end was not heard is still at work
        for found in _RECORD:
            self._walk(found, "n.gen_from > $last", _gone(found))
            self._walk(found, "n.gen_to > $last AND n.gen_to < $open", "SET n.gen_to = $open")
        self._run(_MINE + "REMOVE s.writing RETURN 1")


def _ended(table: Table) -> str:
    """Ends a current statement; one that this writer made itself is deleted."""
    return (f"{seek('n', LABELS[table.name])} WHERE n.file IS NOT NULL AND n.gen_from <= $number AND n.gen_to = $open "
            f"SET n.gen_to = $number WITH n WHERE n.gen_from = $number DELETE n")


def _gone(found: str) -> str:
    return "DELETE n" if "-" in found else "DETACH DELETE n"
