"""What the service writes into its log: a line of JSON a request, and nothing of whom it is about."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import orjson
import pytest

from orgraph.api.logs import without_messages

SECRETS = ("陈碧乔", "13912345678", "林秀英家里漏水")


@contextmanager
def served(database: str, *options: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`orgraph serve` in a process of its own; its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("orgraph")), "serve", "--db", database, "--port", str(port), *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                               env={**os.environ, **environment})
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 120
        while True:
            try:
                httpx.get(f"{address}/readyz").raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.2)
        yield address, process
    finally:
        process.kill()
        process.communicate()


def stopped(process: subprocess.Popen[str]) -> list[dict[str, object]]:
    """Tell it to stop as systemd does; what it wrote into its log."""
    process.send_signal(signal.SIGTERM)
    written = process.communicate(timeout=60)[1]
    return [orjson.loads(line) for line in written.splitlines() if line.startswith("{")]


@pytest.mark.slow
def test_a_line_a_request_without_personal_data(database: str) -> None:
    name, number, text = SECRETS
    with served(database, ORGRAPH_LOG_LEVEL="info") as (address, process):
        httpx.get(f"{address}/v1/entities/{name}")
        httpx.get(f"{address}/v1/search", params={"name": number})
        httpx.post(f"{address}/v1/who-to-call", json={"text": text, "at": ["鼓楼区"]}, timeout=60)
        httpx.get(f"{address}/{name}")
        told = stopped(process)
    said = orjson.dumps(told).decode()
    assert not [secret for secret in SECRETS if secret in said or orjson.dumps(secret).decode().strip('"') in said]
    routes = [(line["method"], line["route"]) for line in told if line["event"] == "request"]
    assert {("GET", "/v1/entities/{id}"), ("GET", "/v1/search"), ("POST", "/v1/who-to-call"), ("GET", "none")
            } <= set(routes)
    assert not any(route == "/readyz" for _, route in routes)
    assert all(line["level"] == "info" and line["timestamp"] for line in told if line["event"] == "request")


@pytest.mark.slow
def test_workers_answer_for_all_and_stop_when_told(database: str) -> None:
    asked = 24
    with served(database, "--workers", "2") as (address, process):
        for _ in range(asked):  # each on a connection of its own: the system deals them out
            httpx.get(f"{address}/v1/rules").raise_for_status()
        told = {line for _ in range(6) for line in httpx.get(f"{address}/metrics").text.splitlines()
                if line.startswith("orgraph_requests_total") and 'route="/v1/rules"' in line}
        assert told == {f'orgraph_requests_total{{method="GET",route="/v1/rules",status="200"}} {float(asked)}'}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) in (0, -signal.SIGTERM)


def test_an_exception_is_told_without_its_message() -> None:
    def fails() -> None:
        raise ValueError(SECRETS[0])

    try:
        fails()
    except ValueError as error:
        told = without_messages(logging.getLogger(), "error", {"event": "fault", "exc_info": error})
    assert told["error"] == "ValueError"
    assert any(str(line).startswith("fails ") for line in told["passed"])
    assert SECRETS[0] not in repr(told)
