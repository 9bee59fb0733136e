"""Where a Neo4j database is and who asks: from the URL and the environment. What is secret is never shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from orgraph.config import Settings
from orgraph.errors import UsageError

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
EXAMPLE = "neo4j://localhost:7687, neo4j+s://host/DATABASE, bolt://host"


@dataclass(frozen=True, slots=True)
class Address:
    """A database of a server. uri: for the driver, without user and password; database None: the user's own.

    mapping: the file that says what another team's graph means in orgraph's words (loaders.foreign); None: our own.
    """

    uri: str
    database: str | None
    user: str
    password: str = field(repr=False)
    mapping: Path | None = None

    @property
    def auth(self) -> tuple[str, str] | None:
        """User and password, or None where nobody is named."""
        return (self.user, self.password) if self.user else None

    @property
    def shown(self) -> str:
        """Server and database, as a source of facts names them."""
        return self.uri.partition("?")[0] + (f"/{self.database}" if self.database else "")


def address(url: str, settings: Settings | None = None) -> Address:
    """The address that a URL means. Raises UsageError.

    scheme://[user[:password]@]host[:port][/database][?policy=…][&mapping=FILE]; the schemes are the driver's: neo4j
    routes in a cluster, bolt asks one server, +s is TLS, +ssc TLS with a certificate that nobody vouches for; policy is
    the driver's too, mapping is ours and never leaves this machine. Of user and password what the URL lacks comes from
    ORGRAPH_NEO4J_USER and ORGRAPH_NEO4J_PASSWORD or the file ORGRAPH_NEO4J_PASSWORD_FILE.
    """
    settings = settings or Settings()
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise UsageError("数据库地址的端口不对 (the port in the database URL is wrong)", hint=EXAMPLE) from error
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise UsageError("数据库地址不对 (not a database URL)", hint=EXAMPLE)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    mapping = query.pop("mapping", None)
    unknown = ", ".join(sorted(set(query) - {"policy"}))
    if unknown:
        raise UsageError(f"数据库地址里不认识：{unknown} (unknown in the database URL)", hint=EXAMPLE)
    if mapping == "":
        raise UsageError("数据库地址里没有写映射文件 (mapping= names no file)", hint="neo4j://host/db?mapping=FILE.toml")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    uri = f"{parts.scheme}://{host}{f':{port}' if port else ''}{f'?{urlencode(query)}' if query else ''}"
    user = unquote(parts.username or "") or settings.neo4j_user
    password = unquote(parts.password or "") or _password(settings)
    return Address(uri, unquote(parts.path.strip("/")) or None, user or ("neo4j" if password else ""), password,
                   Path(mapping) if mapping else None)


def _password(settings: Settings) -> str:
    if settings.neo4j_password_file is None:
        return settings.neo4j_password.get_secret_value()
    return _read(settings.neo4j_password_file)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UsageError(f"读不了密码文件：{file} (cannot read the file of the password)",
                         hint="ORGRAPH_NEO4J_PASSWORD_FILE") from error
