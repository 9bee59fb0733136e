"""Loads that do not come to their end: cancelled, or the service is killed. The old answers stand."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from orgraph.api import create_app

AREAS = "区域名称,区域类型,上级区域\n甲街道,街道,\n"
pytestmark = pytest.mark.slow
MANY = 15_000


def many() -> bytes:
    """Rows that take seconds to read."""
    return (AREAS + "".join(f"第{n}小区,小区,甲街道\n" for n in range(MANY))).encode()


def until(seen: Callable[[], Any]) -> Any:
    """What `seen` gives once it is true."""
    last = time.monotonic() + 120
    while not (found := seen()):
        assert time.monotonic() < last
        time.sleep(0.05)
    return found


def running(client: Any, id_: str) -> bool:
    """Whether the load has begun to read rows."""
    job = client.get(f"/v1/loads/{id_}").json()
    assert job["state"] in ("queued", "running"), job
    return bool(job["rows"])


def load(client: Any, content: bytes, name: str = "区域.csv") -> str:
    """Send a table; the id of its load."""
    sent = client.post("/v1/loads", files=[("files", (name, content))])
    assert sent.status_code == 202, sent.text
    found: str = sent.json()["id"]
    return found


def over(client: Any, id_: str) -> dict[str, Any]:
    """The load when it is over."""
    def ended() -> dict[str, Any] | None:
        job: dict[str, Any] = client.get(f"/v1/loads/{id_}").json()
        return None if job["state"] in ("queued", "running") else job

    found: dict[str, Any] = until(ended)
    return found


def test_a_load_is_cancelled_while_it_runs_and_while_it_waits(tmp_path: Path) -> None:
    with TestClient(create_app(f"sqlite:///{tmp_path / 'new.db'}")) as client:
        assert over(client, load(client, AREAS.encode()))["generation"] == 1
        first, second = load(client, many()), load(client, AREAS.encode(), "别的.csv")
        until(lambda: running(client, first))
        assert client.get(f"/v1/loads/{second}").json()["state"] == "queued"
        assert client.get(f"/v1/loads/{first}/report").status_code == 409
        assert client.delete(f"/v1/loads/{first}").json()["state"] == "cancelled"
        assert over(client, second)["generation"] == 2
        assert client.delete(f"/v1/loads/{first}").status_code == 409
        assert client.delete(f"/v1/loads/{second}").json()["code"] == "load-state"
        assert client.get("/v1/search", params={"kind": "Compound"}).json()["results"] == []


def test_a_service_that_stops_leaves_what_it_was_loading(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with TestClient(create_app(url)) as client:
        id_ = load(client, many())
        until(lambda: running(client, id_))
    with TestClient(create_app(url)) as client:
        assert client.get(f"/v1/loads/{id_}").json()["state"] == "interrupted"
        assert client.get("/v1/generations").json() == []


@contextmanager
def served(url: str, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The service as a process of its own, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "log").open("ab") as log, subprocess.Popen(
            [Path(sys.executable).with_name("orgraph"), "serve", "--port", str(port)], stdout=log, stderr=log,
            env=os.environ | {"ORGRAPH_DB": url}) as process:
        try:
            base = f"http://127.0.0.1:{port}"

            def up() -> bool:
                assert process.poll() is None, (tmp_path / "log").read_text(errors="replace")
                try:
                    return httpx.get(f"{base}/healthz").status_code == 200
                except httpx.TransportError:
                    return False

            until(up)
            yield process, base
        finally:
            process.kill()


def test_a_service_that_is_killed_finds_its_load_again_and_the_old_answers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with TestClient(create_app(url)) as client:
        over(client, load(client, AREAS.encode()))
    with served(url, tmp_path) as (process, base), httpx.Client(base_url=base) as client:
        id_ = load(client, many())
        until(lambda: running(client, id_))
        process.send_signal(signal.SIGKILL)
        process.wait()
    with served(url, tmp_path) as (_, base), httpx.Client(base_url=base, timeout=60) as client:
        job = client.get(f"/v1/loads/{id_}").json()
        assert (job["state"], job["failure"]["code"]) == ("interrupted", "interrupted")
        assert client.get("/readyz").json()["generation"] == 1
        assert client.get("/v1/search", params={"kind": "Compound"}).json()["results"] == []
        assert client.post(f"/v1/loads/{id_}/activate").status_code == 202
        assert over(client, id_)["generation"] == 2
        assert client.get("/readyz").json()["generation"] == 2
