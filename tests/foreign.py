"""Another team's graph for tests: a Cypher text in a real server, and its URL with a mapping file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import neo4j
from neo4j_server import Server
from neo4j_server.fixture import emptied

FOLDER = Path(__file__).parent / "data" / "foreign"
STYLES = ("zh", "en")
DAY = "2025-06-30"


def statements(text: str) -> list[str]:
    """The statements of a Cypher text, in which // begins a comment line."""
    lines = [line for line in text.splitlines() if not line.startswith("//")]
    return [one.strip() for one in "\n".join(lines).split(";\n") if one.strip().rstrip(";")]


def planted(server: Server, text: str) -> None:
    """Fill the server's database with what a Cypher text makes, and nothing else."""
    emptied(server)
    with neo4j.GraphDatabase.driver(server.url, auth=server.auth) as driver, driver.session() as session:
        for one in statements(text):
            session.run(one.rstrip(";")).consume()


def url_of(server: Server, mapping: Path) -> str:
    """The URL of the graph by a mapping file, with user and password in it."""
    user, password = server.auth or ("", "")
    return f"bolt://{user}:{password}@{server.address}?mapping={quote(str(mapping))}"


def town(server: Server, style: str) -> str:
    """The town of tests/data/foreign in one of the STYLES."""
    planted(server, (FOLDER / f"{style}.cypher").read_text(encoding="utf-8"))
    return url_of(server, FOLDER / f"{style}.graph.toml")
