"""One database of a server through Neo4j's driver: managed transactions, streams, errors that users understand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from orgraph.stores.neo4j.address import Address
from orgraph.stores.neo4j.failures import explained, failure

T = TypeVar("T")
Row = tuple[Any, ...]
RETRY_SECONDS = 30.0  # for which a transaction that failed for the moment is tried again
CONNECT_SECONDS = 10.0
FETCHED = 10_000  # rows that a stream asks for at a time


class Transaction:
    """What runs inside one transaction."""

    def __init__(self, tx: neo4j.ManagedTransaction) -> None:
        self._tx = tx

    def __call__(self, query: str, **parameters: Any) -> list[Row]:
        """Run a query; all its rows."""
        return [tuple(record) for record in self._tx.run(query, parameters)]


class Connection:
    """Safe to share between threads. Sessions share their bookmarks, so that a caller reads its own writes."""

    def __init__(self, address: Address, timeout: float) -> None:
        """timeout: seconds that a transaction may take on the server. Raises StoreError."""
        self._address, self._timeout = address, timeout
        with explained(address.uri):
            self._driver = neo4j.GraphDatabase.driver(
                address.uri, auth=address.auth, user_agent="orgraph", max_transaction_retry_time=RETRY_SECONDS,
                connection_timeout=CONNECT_SECONDS, connection_acquisition_timeout=RETRY_SECONDS,
                notifications_min_severity="OFF")
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(database=self._address.database, bookmark_manager=self._bookmarks,
                                    default_access_mode=access, fetch_size=FETCHED)

    def read(self, query: str, **parameters: Any) -> list[Row]:
        """All rows of a query in a transaction that may run on a follower and is tried again if need be."""
        return self.reading(lambda tx: tx(query, **parameters))

    def reading(self, work: Callable[[Transaction], T]) -> T:
        """Several reads of one state."""
        with explained(self._address.uri), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(self._limited(work))

    def write(self, query: str, **parameters: Any) -> list[Row]:
        """A write in a transaction of its own; it must come to the same when it is tried again."""
        return self.writing(lambda tx: tx(query, **parameters))

    def writing(self, work: Callable[[Transaction], T]) -> T:
        """Several writes, all or none; `work` may be called again, and must come to the same."""
        with explained(self._address.uri), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(self._limited(work))

    def _limited(self, work: Callable[[Transaction], T]) -> Callable[[neo4j.ManagedTransaction], T]:
        return neo4j.unit_of_work(timeout=self._timeout)(lambda tx: work(Transaction(tx)))

    def run(self, query: str, **parameters: Any) -> None:
        """A write that makes transactions of its own, and is not tried again."""
        with explained(self._address.uri), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(query, parameters).consume()

    def stream(self, query: str, **parameters: Any) -> Iterator[Row]:
        """Rows as they come, none held, as long as it takes; a stream that breaks is not begun again."""
        try:
            with self._session(neo4j.READ_ACCESS) as session:
                for record in session.run(query, parameters):
                    yield tuple(record)
        except (Neo4jError, DriverError) as error:
            raise failure(error, self._address.uri) from error

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()
