"""What a snapshot is built from: the statements of one generation, and what changed between two."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from orgraph.model import Record
from orgraph.stores.generations import check_there, was_pruned
from orgraph.stores.neo4j.connection import Connection, Row
from orgraph.stores.neo4j.schema import seek
from orgraph.stores.neo4j.writing import LABELS
from orgraph.stores.snapshot.source import Changes, EntityRow, LinkRow, by_file_name
from orgraph.stores.sqlite.tables import ENTITY, LINK, TABLES, Table, record_of

IN_FORCE = "n.gen_from <= $g AND n.gen_to > $g"
# In the order of the unique index, so that nothing is sorted: a range of the first property, and the others exist.
_BY_ID = "MATCH (n:{0}) USING INDEX n:{0}(id, file, gen_from) WHERE n.id >= '' AND n.file IS NOT NULL AND " + IN_FORCE


class Neo4jReader:
    """See `stores.snapshot.source.Reader`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def files(self) -> dict[int, str]:
        """File number → name."""
        return dict(self._connection.read("MATCH (f:File) RETURN f.number, f.name"))

    def entities(self, generation: int) -> Iterator[Row]:
        """Entity statements by id, then file: the first of an id decides, the others add what it lacks."""
        return self._rows(ENTITY, EntityRow._fields, generation)

    def links(self, generation: int) -> Iterator[Row]:
        """Link statements in the same order."""
        return self._rows(LINK, LinkRow._fields, generation)

    def _rows(self, table: Table, columns: Sequence[str], generation: int, where: str = "", **parameters: object
              ) -> Iterator[Row]:
        yield from self._connection.stream(
            f"{_BY_ID.format(LABELS[table.name])} {where} RETURN {_listed(columns)} ORDER BY n.id, n.file",
            g=generation, **parameters)
        check_there(generation, self._recorded())  # pruned meanwhile, these are not all: raises NotFound

    def _recorded(self) -> set[int]:
        return {number for number, in self._connection.read("MATCH (g:Generation) RETURN g.number")}

    def of_types(self, columns: Sequence[str], generation: int, types: Sequence[str]) -> Iterator[Row]:
        """Link statements of a few rare types, in the same order."""
        return self._connection.stream(
            f"MATCH (n:{LABELS[LINK.name]}) WHERE n.type IN $types AND {IN_FORCE} RETURN {_listed(columns)} "
            f"ORDER BY n.id, n.file", g=generation, types=list(types))

    def sources(self, generation: int) -> list[str]:
        """Names of the files that say anything in a generation."""
        said = " OR ".join(f"EXISTS {{ MATCH (n:{label} {{file: f.number}}) WHERE {IN_FORCE} }}"
                           for label in LABELS.values())
        return sorted(name for name, in self._connection.read(
            f"MATCH (f:File) WHERE {said} RETURN f.name", g=generation))

    def statements(self, generation: int, files: Sequence[str] | None, ids: Collection[str] | None, row: int | None
                   ) -> Iterator[Record]:
        """Statements as records, entities first, each by id, then file name; of these files, ids or row only."""
        names = self.files()
        for table in TABLES:
            rows = self.rows(table, generation, files, ids, names, row)
            for said in by_file_name(rows, table.columns.index("file"), names):
                yield record_of(table, said, names[said[1]])

    def rows(self, table: Table, generation: int, files: Sequence[str] | None, ids: Collection[str] | None,
             names: dict[int, str], row: int | None = None) -> Iterator[Row]:
        """Statements as rows of the table's columns, by id, then file number."""
        where = ""
        if files is not None:
            where += " AND n.file IN $files"
        if ids is not None:
            where += " AND n.id IN $ids"
        if row is not None:
            where += " AND n.row = $row"
        return self._rows(table, table.columns, generation, where, ids=list(ids or ()), row=row,
                          files=[number for number, name in names.items() if name in set(files or ())])

    def changes(self, after: int, upto: int, limit: int) -> Changes | None:
        """Statements now current of every id touched in (after, upto]; None if more than `limit` ids were.

        None too where `after` was pruned: of what it had and `upto` has not nothing may be left.
        """
        rows: dict[str, dict[str, list[Row]]] = {}
        for table in TABLES:
            label = LABELS[table.name]
            touched = [row[0] for row in self._connection.read(
                f"CALL () {{ MATCH (n:{label}) WHERE n.gen_from > $after AND n.gen_from <= $upto RETURN n.id AS id "
                f"UNION MATCH (n:{label}) WHERE n.gen_to > $after AND n.gen_to <= $upto RETURN n.id AS id }} "
                f"RETURN DISTINCT id LIMIT $limit", after=after, upto=upto, limit=limit + 1)]
            rows[table.name] = {known: [] for known in sorted(touched)}
            limit -= len(touched)
            if limit < 0:
                return None
            fields = EntityRow._fields if table is ENTITY else LinkRow._fields
            found = self._connection.read(
                f"MATCH (n:{label}) {seek('n', label)} WHERE n.id IN $ids AND n.file IS NOT NULL AND {IN_FORCE} "
                f"RETURN {_listed(fields)} ORDER BY n.id, n.file", ids=touched, g=upto) if touched else []
            for row in found:
                rows[table.name][row[0]].append(row)
        if was_pruned(after, self._recorded()):
            return None
        return Changes({known: list(map(EntityRow._make, said)) for known, said in rows["entity"].items()},
                       {known: list(map(LinkRow._make, said)) for known, said in rows["link"].items()})


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f"n.{column}" for column in columns)
