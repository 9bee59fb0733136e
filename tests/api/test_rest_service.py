"""What those who run the service rely on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx

from orgraph.api.problems import PROBLEM


def test_health_and_readiness(client: httpx.Client, empty: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() == {"status": "ok", "generation": 1}
    assert empty.get("/healthz").status_code == 200
    not_yet = empty.get("/readyz")
    assert (not_yet.status_code, not_yet.json()["code"], not_yet.headers["content-type"]) == (503, "empty", PROBLEM)
    assert "orgraph load" in not_yet.json()["hint"]


def test_what_is_warm_is_no_garbage(tmp_path: Path) -> None:
    """A process of the service's own leaves what it has when it is warm to no collector; any other is left alone."""
    program = f"""
import gc
from orgraph.api import create_app
from starlette.testclient import TestClient
for alone in (False, True):
    with TestClient(create_app("sqlite:///{tmp_path / 'new.db'}", alone=alone)):
        pass
    print(gc.get_freeze_count() > 100_000)
"""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_metrics_count_by_route_and_never_by_address(client: httpx.Client) -> None:
    client.get("/v1/entities/陈碧乔")
    client.get("/v1/entities/nobody")
    client.get("/no/such/path")
    text = client.get("/metrics").text
    assert "orgraph_generation 1.0" in text
    assert 'orgraph_requests_total{method="GET",route="/v1/entities/{id}",status="404"}' in text
    assert 'route="none",status="404"' in text
    assert 'orgraph_request_seconds_bucket{le="+Inf",route="/v1/entities/{id}"}' in text
    assert "陈碧乔" not in text
    assert "nobody" not in text


def test_the_description_has_every_endpoint_with_its_result(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    paths = ("/v1/coverage", "/v1/coverage/{rule}/gaps", "/v1/coverage/{rule}/trend", "/v1/bridging/{measure}",
             "/v1/bridging/islands", "/v1/bridging/failure-points", "/v1/bridging/proposals",
             "/v1/bridging/failure-points/{node}", "/v1/bridging/{measure}/trend",
             "/v1/bridging/brokerage", "/v1/bridging/key-players", "/v1/who-to-call",
             "/v1/entities/{id}", "/v1/search", "/v1/areas/{id}", "/v1/rules", "/v1/topics", "/v1/layers",
             "/v1/generations")
    for path in paths:
        operation = document["paths"][path]["get"]
        assert operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert PROBLEM in operation["responses"]["400"]["content"]
        assert operation["summary"]
    asked = {param["name"] for param in document["paths"]["/v1/coverage"]["get"]["parameters"]}
    assert {"as_of", "generation", "area", "rule", "by", "since", "since_generation", "gaps"} == asked
    assert "post" in document["paths"]["/v1/who-to-call"]
    assert "/" not in document["paths"]


def test_no_documentation_page_that_loads_from_elsewhere(client: httpx.Client) -> None:
    assert client.get("/redoc").status_code == 404
    loaded = re.findall(r'(?:src|href)="(.*?)"', client.get("/docs").text)
    assert loaded
    assert not [address for address in loaded if "//" in address]


def test_every_response_is_guarded(client: httpx.Client) -> None:
    for path in ("/", "/v1/rules", "/v1/nix", "/static/style.css", "/coverage?area=nix", "/metrics"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
