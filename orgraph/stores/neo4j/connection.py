"""One database of a server through Neo4j's driver: managed transactions, streams, errors that users understand."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

from orgraph.config import Settings
from orgraph.errors import StoreError, UsageError
from orgraph.stores.neo4j.address import Address
from orgraph.stores.neo4j.failures import explained

T = TypeVar("T")
Row = tuple[Any, ...]
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 30.0  # after which a connection is asked whether it still stands: firewalls forget, servers restart
PAUSE = 0.2  # seconds between two tries
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

    def __init__(self, address: Address, settings: Settings) -> None:
        """Connects when it is first asked. Raises UsageError, StoreError."""
        self._address, self._timeout, self._retry = address, settings.neo4j_timeout, settings.neo4j_retry
        uri, trusted = _trusted(address.uri, settings)
        with explained(address.uri):
            self._driver = neo4j.GraphDatabase.driver(
                uri, auth=address.auth, user_agent="orgraph", max_transaction_retry_time=self._retry,
                connection_timeout=CONNECT_SECONDS, connection_acquisition_timeout=max(self._retry, CONNECT_SECONDS),
                max_connection_pool_size=settings.neo4j_pool, max_connection_lifetime=settings.neo4j_lifetime,
                liveness_check_timeout=IDLE_SECONDS, notifications_min_severity="OFF", **trusted)
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(database=self._address.database, bookmark_manager=self._bookmarks,
                                    default_access_mode=access, fetch_size=FETCHED)

    # ---- transactions ----
    def read(self, query: str, **parameters: Any) -> list[Row]:
        """All rows of a query that may run on a follower and is tried again if need be. A transaction that the server
        opens and closes by itself: one message there and one back."""
        asked = neo4j.Query(query, timeout=self._timeout)

        def attempt() -> list[Row]:
            with self._session(neo4j.READ_ACCESS) as session:
                return [tuple(record) for record in session.run(asked, parameters)]

        return self._again(attempt)

    def reading(self, work: Callable[[Transaction], T]) -> T:
        """Several reads of one state."""
        def attempt() -> T:
            with self._session(neo4j.READ_ACCESS) as session:
                return session.execute_read(self._limited(work))

        return self._again(attempt)

    def newest(self, query: str, **parameters: Any) -> list[Row]:
        """A read that sees what anybody wrote before, and so do all reads after it: in a cluster the leader is asked.
        Where there is no leader now, what the others know."""
        if self._address.uri.startswith("bolt"):
            return self.read(query, **parameters)
        try:
            return self.write(query, **parameters)
        except StoreError as error:
            if error.code != "store-unreachable":
                raise
            return self.read(query, **parameters)

    def write(self, query: str, **parameters: Any) -> list[Row]:
        """A write in a transaction of its own; it must come to the same when it is tried again."""
        return self.writing(lambda tx: tx(query, **parameters))

    def writing(self, work: Callable[[Transaction], T]) -> T:
        """Several writes, all or none; `work` may be called again, and must come to the same."""
        def attempt() -> T:
            with self._session(neo4j.WRITE_ACCESS) as session:
                return session.execute_write(self._limited(work))

        return self._again(attempt)

    def _limited(self, work: Callable[[Transaction], T]) -> Callable[[neo4j.ManagedTransaction], T]:
        return neo4j.unit_of_work(timeout=self._timeout)(lambda tx: work(Transaction(tx)))

    def _again(self, attempt: Callable[[], T]) -> T:
        """The driver tries a transaction again, but not when the answer to its commit is lost, for it cannot know
        whether doing it twice does harm; and nothing outside of its transactions."""
        until = time.monotonic() + self._retry
        with explained(self._address.uri):
            while True:
                try:
                    return attempt()
                except (Neo4jError, DriverError) as error:
                    passing = isinstance(error, IncompleteCommit) or error.is_retryable()
                    if not passing or time.monotonic() > until:
                        raise
                time.sleep(PAUSE)

    # ---- what is longer than a transaction should be ----
    def run(self, query: str, **parameters: Any) -> None:
        """A write that makes transactions of its own; it must come to the same when it is begun again."""
        def attempt() -> None:
            with self._session(neo4j.WRITE_ACCESS) as session:
                session.run(query, parameters).consume()

        self._again(attempt)

    def stream(self, query: str, **parameters: Any) -> Iterator[Row]:
        """Rows as they come, none held, as long as it takes; one that breaks after its first row is not begun again."""
        with explained(self._address.uri), ExitStack() as opened:
            def begun() -> neo4j.Result:
                opened.close()
                result = opened.enter_context(self._session(neo4j.READ_ACCESS)).run(query, parameters)
                result.peek()
                return result

            for record in self._again(begun):
                yield tuple(record)

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()


def _trusted(uri: str, settings: Settings) -> tuple[str, dict[str, Any]]:
    """The driver's URI and options. With a file of certificates, a scheme with +s trusts those and no others."""
    scheme, _, rest = uri.partition("://")
    if settings.neo4j_ca is None or not scheme.endswith("+s"):
        return uri, {}
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(settings.neo4j_ca)
    except OSError as error:
        raise UsageError(f"读不了证书文件：{settings.neo4j_ca} (cannot read the file of certificates)",
                         hint="ORGRAPH_NEO4J_CA, PEM") from error
    return (f"{scheme.removesuffix('+s')}://{rest}",
            {"encrypted": True, "trusted_certificates": neo4j.TrustCustomCAs(str(settings.neo4j_ca))})
