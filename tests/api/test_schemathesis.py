"""Every operation with made-up parameters and bodies, by its description: no fault, no answer that is not described."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

import orgraph
from orgraph.api import create_app

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"
FIXTURES = Path(__file__).parents[2] / "fixtures"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
EXAMPLES = 5  # of each operation; more are a matter of time


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over a small city, on a port of its own."""
    url = f"sqlite:///{tmp_path_factory.mktemp('made-up') / 'one.db'}"
    graph = orgraph.open(url)
    graph.load([FIXTURES / "ningde"])
    graph.close()
    server = uvicorn.Server(uvicorn.Config(create_app(url), port=0, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


# As it is committed, which test_openapi.py holds against what it is.
schema = schemathesis.openapi.from_dict(json.loads(SNAPSHOT.read_text(encoding="utf-8")))


@pytest.mark.slow
@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
          phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
def test_made_up_requests_are_answered_as_described(case: Any, served: str) -> None:
    case.call_and_validate(base_url=served, timeout=120, checks=CHECKS)
