"""A network between a driver and a server that a test can break: slow, refusing, cut now or at a chosen moment."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

COMMIT = b"\x00\x02\xb0\x12\x00\x00"  # Bolt's message as a driver sends it: it has no fields


class Proxy:
    """A context manager that forwards a port of its own to a server's. What a test sets holds until it is changed."""

    def __init__(self, port: int) -> None:
        """port: of the server, on this machine."""
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: set[socket.socket] = set()
        self._cut_at = self._lost = self._losing = None  # after which byte, at which commit, on whose connection
        self.delay = 0.0  # seconds that every piece takes, each way
        self.refusing = self._refuse = False
        self.answered = self.commits = 0  # bytes that came from the server; commits that went to it
        self.accepted = self.most = 0  # connections; the most that stood at a time

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """End every connection at once."""
        ended, self._open = self._open, set()
        _end(*ended)

    def cut_after(self, answered: int) -> None:
        """End every connection, once, when so many more bytes have come from the server."""
        self._cut_at = self.answered + answered

    def lose_commit(self, nth: int = 1, *, refusing: bool = False) -> None:
        """Let the nth commit from now on reach the server, and end every connection, once, before its answer is out;
        if `refusing`, take no more."""
        self._lost, self._refuse = self.commits + nth, refusing

    @property
    def waiting(self) -> bool:
        """Whether what cut_after or lose_commit asked for is still to come."""
        return (self._cut_at, self._lost, self._losing) != (None, None, None)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket()
                if self.refusing or server.connect_ex(self._target):
                    _end(client, server)
                    continue
                self._open |= {client, server}
                self.accepted, self.most = self.accepted + 1, max(self.most, len(self._open) // 2)
                for source, sink, work in ((client, server, self._forward), (server, client, self._back)):
                    threading.Thread(target=self._pump, args=(source, sink, work), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, work: Callable[..., None]) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                time.sleep(self.delay)
                work(piece, source, sink)
        self._open -= {source, sink}
        _end(source, sink)

    def _forward(self, piece: bytes, client: socket.socket, server: socket.socket) -> None:
        self.commits += piece.count(COMMIT)
        if self._lost is not None and self.commits >= self._lost:  # all before it was answered: its answer is next
            self._lost, self._losing = None, server
        server.sendall(piece)

    def _back(self, piece: bytes, server: socket.socket, client: socket.socket) -> None:
        if server is self._losing:
            self.refusing, self._losing = self._refuse, None
            self.cut()
        elif self._cut_at is not None and self.answered + len(piece) > self._cut_at:
            client.sendall(piece[:self._cut_at - self.answered])
            self._cut_at = None
            self.cut()
        else:
            self.answered += len(piece)
            client.sendall(piece)


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
