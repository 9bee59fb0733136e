"""What a request may cost: size, slowness, time, and long questions at once."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from orgraph import deadline
from orgraph.api.limits import Limited, paths
from orgraph.config import Settings

HEAVY = "/v1/bridging/degree"


class Client:
    """Speaks ASGI to an application, piece by piece."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], **settings: Any) -> None:
        self.app = Limited(app, Settings(**settings))

    async def ask(self, path: str, body: list[bytes] | None = None, *, method: str = "GET", pause: float = 0,
                  length: int | None = None) -> tuple[int, dict[bytes, bytes], bytes]:
        """Send a request, its body a piece at a time; status, headers, body of the answer."""
        pieces = list(body or [])
        headers = [(b"content-length", str(sum(map(len, pieces)) if length is None else length).encode())] \
            if body is not None else []
        scope: Scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers,
                        "app": None, "state": {}}
        answer: list[Message] = []

        async def receive() -> Message:
            await asyncio.sleep(pause)
            if pieces:
                piece = pieces.pop(0)
                return {"type": "http.request", "body": piece, "more_body": bool(pieces)}
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            answer.append(message)

        await self.app(scope, receive, send)
        return (answer[0]["status"], dict(answer[0]["headers"]),
                b"".join(message.get("body", b"") for message in answer[1:]))


async def reader(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads the whole body, and makes another error of one that it cannot read."""
    try:
        size = len(await Request(scope, receive).body())
    except Exception:
        await PlainTextResponse("bad body", 400)(scope, receive, send)
        return
    await PlainTextResponse(str(size))(scope, receive, send)


def problem(answer: tuple[int, dict[bytes, bytes], bytes]) -> tuple[int, str]:
    """Status and code of an answer that must be a problem."""
    status, headers, body = answer
    assert headers[b"content-type"] == b"application/problem+json"
    return status, json.loads(body)["code"]


@pytest.mark.parametrize("length", [None, 10])
def test_bodies_are_as_large_as_is_taken_and_no_larger(length: int | None) -> None:
    client = Client(reader, body_kb=1, upload_mb=1)
    assert asyncio.run(client.ask("/v1/x", [b"a" * 512] * 2, method="POST"))[2] == b"1024"
    large = asyncio.run(client.ask("/v1/x", [b"a" * 512] * 3, method="POST", length=length))
    assert problem(large) == (413, "too-large")
    assert large[1][b"connection"] == b"close"
    assert asyncio.run(client.ask("/v1/loads", [b"a" * 2048], method="POST"))[2] == b"2048"
    assert problem(asyncio.run(client.ask("/v1/loads", [b"a" * (1 << 20)] * 3, method="POST"))) == (413, "too-large")
    assert problem(asyncio.run(client.ask("/v1/loads", [b"a" * 2048], method="PUT"))) == (413, "too-large")


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    client = Client(reader, body_seconds=0.05)
    assert problem(asyncio.run(client.ask("/v1/x", [b"a", b"b"], method="POST", pause=5))) == (408, "too-slow")
    assert asyncio.run(client.ask("/v1/x", [b"a", b"b"], method="POST", pause=0.001))[2] == b"2"


def test_an_answer_that_takes_too_long_is_given_up_and_told_to_stop() -> None:
    stopped = threading.Event()

    def look() -> None:
        while True:
            deadline.check()

    def long() -> None:
        with pytest.raises(deadline.GivenUp):
            look()
        stopped.set()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.to_thread(long)
        await PlainTextResponse("too late")(scope, receive, send)

    async def asked() -> tuple[int, dict[bytes, bytes], bytes]:
        client = Client(slow, request_seconds=0.05)
        answer = await client.ask("/v1/x")
        await asyncio.to_thread(stopped.wait, 30)
        return answer

    answer = asyncio.run(asked())
    assert problem(answer) == (503, "too-long")
    assert stopped.is_set()
    assert answer[1][b"retry-after"]


def test_only_so_many_long_questions_are_answered_at_once() -> None:
    async def asked() -> None:
        go, inside = asyncio.Event(), asyncio.Semaphore(0)

        async def waits(scope: Scope, receive: Receive, send: Send) -> None:
            inside.release()
            await go.wait()
            await PlainTextResponse("done")(scope, receive, send)

        client = Client(waits, heavy=2)
        first = [asyncio.create_task(client.ask(HEAVY)) for _ in range(2)]
        for _ in first:
            await inside.acquire()
        refused = await client.ask(HEAVY)
        assert problem(refused) == (429, "too-many")
        assert int(refused[1][b"retry-after"]) > 0
        light = asyncio.create_task(client.ask("/v1/rules"))
        go.set()
        assert (await light)[2] == b"done"
        assert [(await one)[2] for one in first] == [b"done"] * 2
        assert (await client.ask(HEAVY))[0] == 200

    asyncio.run(asked())


def test_an_answer_that_has_begun_is_not_cut_off() -> None:
    async def pieces() -> Any:
        for _ in range(3):
            yield b"a"
            await asyncio.sleep(0.05)

    async def streams(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(pieces())(scope, receive, send)

    assert asyncio.run(Client(streams, request_seconds=0.05).ask("/v1/x"))[2] == b"aaa"


def test_a_fault_stays_a_fault() -> None:
    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(Client(breaks).ask("/v1/x"))


@pytest.fixture
def known() -> set[str]:
    """Every address of the service."""
    from orgraph.api import create_app

    return set(create_app("sqlite:///none.db").openapi()["paths"])


def test_limits_are_of_addresses_that_there_are(known: set[str]) -> None:
    for pattern in (*paths().uploads, *paths().heavy, *paths().untimed):
        if not pattern.startswith(("/data", "/bridging")):  # pages
            assert any(paths().fits((pattern,), path) for path in known), pattern
