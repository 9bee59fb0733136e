"""Opening another team's graph: read once, whole, into a database of this process, which goes when it is closed.

Nothing is kept on this machine and nothing is written there. Whoever opens it again reads it anew, so that an answer is
never older than the opening; a service that runs for long is started again to see what has changed.
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from orgraph.config import Settings
from orgraph.errors import UsageError
from orgraph.model import Record
from orgraph.stores.readonly import ReadOnlyStore, Refusal
from orgraph.stores.sqlite.store import SqliteStore

if TYPE_CHECKING:
    from orgraph.loaders.foreign.findings import ForeignReport

_CHUNK = 20_000


def is_foreign(url: str) -> bool:
    """Whether a database URL names a mapping file, which makes it another team's graph."""
    scheme, _, _ = url.partition("://")
    return (scheme.partition("+")[0] in ("neo4j", "bolt")
            and "mapping" in dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)))


class ForeignStore(ReadOnlyStore):
    """See `stores.base.Store`: one generation, number 1, of when the graph was read; `report` says what came of it."""

    def __init__(self, store: SqliteStore, report: ForeignReport, folder: Path) -> None:
        super().__init__(store, Refusal(f"{report.graph} 是别的团队的图谱，只能读 (another team's graph: read-only)",
                                        "要写就先复制到自己的数据库：orgraph copy (copy it to a database of your own)"))
        self.report = report
        self._forget = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)  # also where nobody closes it

    def close(self) -> None:
        """Forget what was read."""
        super().close()
        self._forget()


def open_foreign(url: str, settings: Settings, *, topics: Mapping[str, str], also: Iterable[Record]) -> ForeignStore:
    """Read the graph at a URL by the mapping file that it names. Raises UsageError, MappingError, StoreError.

    topics: name → id of the topics that properties may name; also: records that belong to every generation.
    """
    from orgraph.loaders.foreign.mapping import read_mapping
    from orgraph.loaders.foreign.read import Reading
    from orgraph.stores.neo4j.address import address
    from orgraph.stores.neo4j.foreign import ForeignGraph

    where = address(url, settings)
    if where.mapping is None:
        raise UsageError("数据库地址里没有写映射文件 (the URL names no mapping)", hint="neo4j://host?mapping=FILE.toml")
    mapping = read_mapping(where.mapping)
    graph = ForeignGraph(where, settings)
    folder = Path(mkdtemp(prefix="orgraph-foreign-"))
    try:
        store = SqliteStore(folder / "graph.db")
        reading = Reading(graph, mapping, topics)
        with store.begin(graph.name, [graph.name]) as load:
            for some in _chunks(chain(also, reading.records())):
                load.put(some)
            for conflict in load.conflicts():
                reading.conflict(conflict.first, conflict.second)
            load.activate()
        return ForeignStore(store, reading.report(where.mapping.name), folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        graph.close()


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    chunk: list[Record] = []
    for record in records:
        chunk.append(record)
        if len(chunk) >= _CHUNK:
            yield chunk
            chunk = []
    yield chunk
