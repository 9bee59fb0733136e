"""What the driver raises, as errors of orgraph that say what is wrong and what to do."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
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
    if _mistrusted(error):
        return StoreError(f"{uri}：服务器的证书不可信，或它不用 TLS (the certificate is not trusted, or it speaks "
                          f"no TLS)", hint="ORGRAPH_NEO4J_CA", code="store-certificate")
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return StoreError(f"{uri}：没有空闲的连接 (no connection was free)", code="store-busy",
                          hint="ORGRAPH_NEO4J_POOL, ORGRAPH_NEO4J_RETRY")
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(f"{uri}：连不上服务器，或连接断了 (the server cannot be reached, or the connection broke)",
                          hint="服务器在运行吗？用 TLS 吗？ (is it running? does it speak TLS?)" if "+s" in uri else
                          "服务器在运行吗？再试一次 (is it running? try again)", code="store-unreachable")
    if "ReadOnly" in code or "NotALeader" in code:
        return StoreError(f"{uri}：这台服务器只能读 (this server may only be read)", hint="neo4j://",
                          code="store-read-only")
    if "Bookmark" in code:
        return StoreError(f"{uri}：这台服务器还不知道你刚写的 (this server does not know yet what you wrote)",
                          code="store-behind", hint="再试一次 (try again)")
    if isinstance(error, TransientError):
        return StoreError(f"{uri}：服务器太忙 (the server is busy): {code}", code="store-busy",
                          hint="再试一次 (try again)")
    if isinstance(error, ConfigurationError):
        return StoreError(f"{uri}：地址不能这样用 (the address cannot be used so): {error}", code="store-address")
    said = error.message if isinstance(error, Neo4jError) else str(error)
    return StoreError(f"{uri}：{code or type(error).__name__} {said}")


def _mistrusted(error: BaseException | None) -> bool:
    """Whether TLS is at the bottom of it: the driver says only that it cannot connect, or get a routing table."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)  # else it was cut, or never TLS
        if isinstance(error, BaseExceptionGroup) and any(map(_mistrusted, error.exceptions)):
            return True
        error = error.__cause__ or error.__context__
    return False
