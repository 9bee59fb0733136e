"""What the driver raises, as errors of orgraph that say what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from orgraph.errors import StoreError

_ACCOUNT = "ORGRAPH_NEO4J_USER, ORGRAPH_NEO4J_PASSWORD"


@contextmanager
def explained(uri: str) -> Iterator[None]:
    """Raise the driver's errors as StoreError; `uri` holds no secret."""
    try:
        yield
    except (Neo4jError, DriverError) as error:
        raise failure(error, uri) from error


def failure(error: Neo4jError | DriverError, uri: str) -> StoreError:
    """The error that users see."""
    code = error.code if isinstance(error, Neo4jError) and error.code else ""
    if isinstance(error, AuthError) or ".Security." in code:
        return StoreError(f"{uri}：用户名或密码不对，或没有权限 (the server refuses this user)", hint=_ACCOUNT,
                          code="store-login")
    if code.endswith((".DatabaseNotFound", ".DatabaseUnavailable")):
        return StoreError(f"{uri}：没有这个数据库，或它没有启动 (no such database, or it is not running)",
                          hint="neo4j://host/DATABASE; SHOW DATABASES", code="store-database")
    if "TransactionTimedOut" in code or "LockClient" in code or "TransactionTerminated" in code:
        return StoreError(f"{uri}：超过了时限，没有做完 (the time limit ran out)", hint="ORGRAPH_NEO4J_TIMEOUT",
                          code="store-timeout")
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(f"{uri}：连不上服务器，或连接断了 (the server cannot be reached, or the connection broke)",
                          hint="服务器在运行吗？再试一次 (is it running? try again)", code="store-unreachable")
    if isinstance(error, TransientError):
        return StoreError(f"{uri}：服务器太忙 (the server is busy): {code}", code="store-busy",
                          hint="再试一次 (try again)")
    if isinstance(error, ConfigurationError):
        return StoreError(f"{uri}：地址不能这样用 (the address cannot be used so): {error}", code="store-address")
    said = error.message if isinstance(error, Neo4jError) else str(error)
    return StoreError(f"{uri}：{code or type(error).__name__} {said}")
