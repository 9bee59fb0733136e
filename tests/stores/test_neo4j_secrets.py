"""Whatever goes wrong on a real server, the password is in nothing that is said of it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from neo4j_server import Server
from neo4j_server.fixture import emptied
from neo4j_server.proxy import Proxy
from typer.testing import CliRunner

from orgraph.cli.app import app
from orgraph.config import Settings
from orgraph.errors import OrgraphError
from orgraph.stores import open_store
from orgraph.stores.neo4j import Neo4jStore
from orgraph.stores.neo4j.address import address

from .contract import BASE, put
from .neo4j_graph import in_database

WRONG = "wrong-password-of-tests"
BAD = Path(__file__).parents[2] / "fixtures" / "bad"


class Said:
    """All that was said, as text."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def add(self, *things: object) -> None:
        self.parts += [f"{thing!r} {thing}" for thing in things]

    def failing(self, work: Callable[[], object]) -> None:
        """What a failure says, to users and in traces."""
        with pytest.raises(OrgraphError) as caught:
            work()
        self.add(caught.value, caught.value.to_dict(), "".join(traceback.format_exception(caught.value)))


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Said:
    caplog.set_level(logging.DEBUG)
    return Said()


@pytest.mark.slow
def test_the_password_is_never_said(neo4j_url: str, neo4j_server: Server, proxy: Proxy, said: Said, tmp_path: Path,
                                    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str],
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORGRAPH_NEO4J_PASSWORD")
    monkeypatch.setenv("ORGRAPH_NEO4J_RETRY", "0")
    host, secret = f"127.0.0.1:{proxy.port}", neo4j_server.password
    url = f"bolt://neo4j:{secret}@{host}"
    store = Neo4jStore(url)
    made = put(store, BASE)
    said.add(store, store.connection, store.queue, store.reader(), made, store.generations(), Settings(db=url),
             address(url, Settings()), vars(store))
    said.failing(lambda: Neo4jStore(f"{url}/nowhere"))
    for wrong in (f"bolt://neo4j:{WRONG}@{host}", f"neo4j://neo4j:{WRONG}@{host}", f"http://neo4j:{WRONG}@{host}",
                  f"bolt://neo4j:{WRONG}@{host}?mode={WRONG}x", f"bolt://neo4j:{WRONG}@{host}x"):
        said.failing(lambda wrong=wrong: open_store(wrong))
    proxy.lose_commit()
    said.failing(lambda: put(store, BASE[:4]))
    said.failing(lambda: store.connection.read("RETURN 1 / 0"))
    said.failing(lambda: store.connection.read("syntax error"))
    proxy.refusing = True
    proxy.cut()
    for work in (store.generations, lambda: put(store, BASE), lambda: list(store.statements()), store.view):
        said.failing(work)
    (tmp_path / "password").write_text(WRONG, encoding="utf-8")
    monkeypatch.setenv("ORGRAPH_NEO4J_PASSWORD_FILE", str(tmp_path / "password"))
    said.failing(lambda: open_store(f"bolt://{host}"))
    proxy.refusing = False
    said.failing(lambda: open_store(f"bolt://{host}"))
    said.add(Settings(), in_database(neo4j_server, 1))
    everything = (*said.parts, caplog.text, *capfd.readouterr(), neo4j_server.log)
    assert "store-login" in "".join(everything)
    assert "LOGON" in caplog.text  # the driver's own log was listened to
    assert [text for text in everything if secret in text or WRONG in text.replace(f"?mode={WRONG}x", "")] == []
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["find x", f"load {BAD}", "backup there.db", "coverage", "serve"],
                         ids=lambda command: command.split()[0])
def test_commands_do_not_say_it(neo4j_url: str, neo4j_server: Server, command: str, caplog: pytest.LogCaptureFixture
                                ) -> None:
    """With an empty database, and with a wrong password."""
    caplog.set_level(logging.DEBUG)
    emptied(neo4j_server)
    for password in (neo4j_server.password, WRONG):
        url = f"bolt://neo4j:{password}@{neo4j_server.address}"
        done = CliRunner().invoke(app, [*command.split(), "--db", url])
        assert done.exit_code
        assert password not in done.output + caplog.text + "".join(traceback.format_exception(done.exception))
