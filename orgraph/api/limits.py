"""What one request may cost: the size of its body, how slowly it may come, how long its answer may take, and how many
long questions are answered at once.

A question that takes too long is answered with 503 and told to stop (`orgraph.deadline`); until it has, it counts as
one of the long ones, so a client that asks again at once is turned away with 429 and the service stays with the others.
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orgraph.api.problems import respond
from orgraph.config import Settings
from orgraph.deadline import Deadline, limited
from orgraph.errors import OrgraphError

RETRY = 5  # seconds after which to come again
log = logging.getLogger(__name__)


class TooLarge(OrgraphError):
    """A body that is more than is taken."""

    code = "too-large"
    status = 413


class TooSlow(OrgraphError):
    """A body that did not come."""

    code = "too-slow"
    status = 408


class TooLong(OrgraphError):
    """An answer that was not there in time."""

    code = "too-long"
    status = 503


class TooMany(OrgraphError):
    """A long question while as many as may be are being answered."""

    code = "too-many"
    status = 429


class Paths(BaseModel):
    """limits.toml: addresses, as regular expressions of the whole path."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    uploads: tuple[str, ...]
    heavy: tuple[str, ...]
    untimed: tuple[str, ...]

    def fits(self, which: tuple[str, ...], path: str) -> bool:
        """Whether an address is one of these."""
        return _any(which).fullmatch(path) is not None


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def paths() -> Paths:
    """The addresses with limits of their own."""
    return Paths.model_validate(tomllib.loads((files("orgraph.api") / "limits.toml").read_text(encoding="utf-8")))


class Limited:
    """Middleware that keeps the limits."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings
        self._free = threading.BoundedSemaphore(settings.heavy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(scope, receive, send, self._settings)
        heavy = paths().fits(paths().heavy, scope["path"])
        try:
            exchange.check_length()
            if heavy and not self._free.acquire(blocking=False):
                raise TooMany("正在回答的大问题太多 (too many long questions at once)",
                              hint=f"过 {RETRY} 秒再问 (ask again in {RETRY} s)")
        except OrgraphError as refused:
            await exchange.refuse(refused)
            return
        try:
            await self._answer(exchange)
        finally:
            if heavy:
                self._free.release()

    async def _answer(self, exchange: _Exchange) -> None:
        try:
            with limited(exchange.deadline):
                await self.app(exchange.scope, exchange.receive, exchange.send)
        except OrgraphError as refused:
            await exchange.refuse(refused)
        except asyncio.CancelledError:  # the service stops
            exchange.deadline.end()
            raise
        except Exception as error:
            if exchange.late is None:
                raise
            log.info("an answer that took too long ended with %s", type(error).__name__)
        finally:
            await exchange.close()


class _Exchange:
    """One request and its answer, counted; what comes after a refusal is dropped."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, settings: Settings) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self._seconds = settings.body_seconds
        upload = scope["method"] == "POST" and paths().fits(paths().uploads, scope["path"])
        # Of an upload the boundaries between its parts count too.
        self._most = (settings.upload_mb << 20) + (1 << 20) if upload else settings.body_kb << 10
        self._read = 0
        self._begun = self._refused = self._received = False
        self._wrong: OrgraphError | None = None  # of the body; who reads it may make another error of it
        self._clock: asyncio.TimerHandle | None = None
        self._longest = settings.request_seconds if not paths().fits(paths().untimed, scope["path"]) else None
        self.deadline = Deadline()
        self.late: asyncio.Task[None] | None = None
        """Tells the client that the answer was not there in time, where it was not."""
        if not any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"]):
            self._whole()

    def check_length(self) -> None:
        """Raises TooLarge where the length that the client states is too much."""
        for name, value in self.scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > self._most:
                raise self._too_large()

    def _too_large(self) -> TooLarge:
        return TooLarge(f"请求超过 {self._most >> 10:,} kB (the request is too large)",
                        hint="分几次导入，或用命令行 orgraph load (in parts, or by the command line)")

    def _whole(self) -> None:
        """All of the body is there, which has limits of its own: from now on the answer is waited for."""
        self._received = True
        if self._longest is not None:
            self._clock = asyncio.get_running_loop().call_later(self._longest, self._over)

    def _over(self) -> None:
        self.deadline.end()
        self.late = asyncio.create_task(self.refuse(TooLong(
            f"{self._longest:g} 秒内没有答完，已停止 (no answer in time, stopped)",
            hint="缩小区域、减少指标或样本；或用命令行 (a smaller area, fewer measures or samples)")))

    async def receive(self) -> Message:
        """The next piece of the body."""
        if self._received:
            return await self._receive()
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._receive()
        except TimeoutError:
            self._wrong = TooSlow(f"{self._seconds:g} 秒没有收到数据 (the body did not come)",
                                  hint="检查网络再发一次 (send it again)")
            raise self._wrong from None
        self._read += len(message.get("body", b""))
        if self._read > self._most:
            self._wrong = self._too_large()
            raise self._wrong
        if not message.get("more_body"):
            self._whole()
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on, unless the request was refused."""
        if self._wrong is not None:
            await self.refuse(self._wrong)
        elif not self._refused:
            self._begin()
            await self._send(message)

    def _begin(self) -> None:
        """The answer is on its way: it may take as long as it takes."""
        self._begun = True
        if self._clock is not None:
            self._clock.cancel()

    async def close(self) -> None:
        """Nothing more is to come."""
        if self._clock is not None:
            self._clock.cancel()
        if self.late is not None:
            await self.late

    async def refuse(self, error: OrgraphError) -> None:
        """Answer with a problem, if nothing was answered yet; the connection is not used again."""
        if self._refused or self._begun:
            return
        self._refused = True
        headers = {"connection": "close"} if error.status in (408, 413) else {}
        if error.status in (429, 503):
            headers["retry-after"] = str(RETRY)
        response = respond(Request(self.scope), error, headers)
        await response(self.scope, self._receive, self._send)
