"""Who may ask for what: every role on every route of the application's own table, so that none can be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from signed import ROLES, Service, serving

from orgraph.access.rights import rights
from orgraph.api.access.guard import PUBLIC
from orgraph.api.access.needs import ANYBODY, OPEN, needed
from orgraph.api.app import create_app
from orgraph.api.problems import PROBLEM
from orgraph.errors import DataError

ROUTES = needed(create_app("sqlite:///nowhere.db"))
NAMES = [f"{method} {path}" for method, path in sorted(ROUTES)]


def asked(name: str) -> tuple[str, str]:
    """A request that the route takes, about nothing that there is."""
    method, path = name.split()
    return method, re.sub(r"\{\w+(:\w+)?\}", "0", path)


def machine(path: str) -> bool:
    return path.startswith("/v1/")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("matrix")) as found:
        yield found


def test_no_route_is_without_a_need() -> None:
    app = create_app("sqlite:///nowhere.db")
    forgotten = APIRouter()
    forgotten.add_api_route("/v1/forgotten", lambda: None)
    app.include_router(forgotten)
    with pytest.raises(DataError, match="/v1/forgotten"):
        needed(app)


def test_only_signing_in_is_open() -> None:
    assert {route for route, actions in ROUTES.items() if OPEN in actions} == {
        route for route in PUBLIC if route[0] != "HEAD"}
    assert {action for actions in ROUTES.values() for action in actions} <= {*rights().action, OPEN, ANYBODY}


@pytest.mark.parametrize("name", NAMES)
def test_nobody_gets_nothing(service: Service, name: str) -> None:
    method, path = asked(name)
    answer = service.client().request(method, path, follow_redirects=False)
    if OPEN in ROUTES[method, name.split()[1]]:
        assert answer.status_code in (200, 400, 401)
    elif machine(path) or method != "GET":
        assert answer.status_code == 401
        if machine(path):
            assert (answer.headers["content-type"], answer.json()["code"]) == (PROBLEM, "unauthenticated")
    else:
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/login")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_matrix_says(service: Service, role: str) -> None:
    client, wrong = service.program(role), []
    for name in NAMES:
        method, path = asked(name)
        actions = ROUTES[method, name.split()[1]] - {OPEN, ANYBODY}
        answer = client.request(method, path, follow_redirects=False)
        elsewhere = path == "/" and answer.headers.get("location", "").startswith("/admin")  # to the role's first page
        denied = answer.status_code == 403 or elsewhere
        if denied == all(role in rights().action[action].roles for action in actions) or answer.status_code >= 500:
            wrong.append((name, answer.status_code))
        if denied and machine(path):
            assert answer.json()["code"] == "forbidden"
    assert wrong == []


def test_what_is_open_is_open_and_says_nothing_of_people(service: Service) -> None:
    client = service.client()
    for path in ("/healthz", "/readyz", "/metrics", "/openapi.json", "/static/style.css"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers


def test_an_unknown_path_tells_nobody_that_it_is_none(service: Service) -> None:
    assert service.client().get("/v1/nix").status_code == 401
    assert service.client().get("/nix", follow_redirects=False).status_code == 303
    assert service.program("viewer").get("/v1/nix").status_code == 404
