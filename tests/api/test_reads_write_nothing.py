"""No GET changes anything: what is on record is row for row the same after every route was asked by every role."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from signed import ROLES, Service, serving
from starlette.testclient import TestClient

from orgraph.api.access.needs import needed
from orgraph.api.app import create_app
from orgraph.api.jobs.job import ALIVE

ROUTES = sorted(path for method, path in needed(create_app("sqlite:///nowhere.db")) if method in ("GET", "HEAD"))
RULE = "community-party-committee"
ASKED = {
    "/v1/who-to-call": "?text=路灯坏了", "/call": "?text=路灯坏了", "/call/answer": "?text=路灯坏了",
    "/v1/search": "?kind=Area", "/v1/suggest": "?q=甲", "/suggest": "?area=甲",
    "/entity": "?name=甲社区", "/row": "?file={file}&row={row}",
    "/v1/export": "?format=json",
    "/coverage": f"?rule={RULE}", "/bridging/without": "?gone={person}",
}
UNWATCHED = ("entries", "sqlite_sequence", "sessions", "keys")
"""What is put down of every request: that it was made, and when."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A town of which something is on record in each book: a call, an outcome, gaps handed out, a load."""
    with serving(tmp_path_factory.mktemp("reading")) as found:
        own = found.program("organisation")
        assert own.post("/v1/worklist/handouts", params={"rule": RULE, "area": "甲社区"}).status_code == 200
        assert own.post("/v1/referrals/calls", json={"text": "路灯坏了"}).status_code == 201
        sent = found.program("editor").post("/v1/loads", data={"dry_run": "true"}, files=[
            ("files", ("more.csv", "区域名称,区域类型,上级区域\n丙社区,社取,示例街道\n".encode()))])
        assert sent.status_code == 202, sent.text
        while found.app.state.runner.get(sent.json()["id"]).state in ALIVE:
            time.sleep(0.05)
        yield found


def on_record(service: Service) -> dict[str, list[str]]:
    """Every row of both databases, every file of the loads."""
    shelf = service.app.state.runner.shelf.root
    base = Path(f"{shelf}".removesuffix(".loads"))
    rows = {name: rows_of(base.with_name(base.name + end)) for name, end in (("record", ""), ("access", ".access.db"))}
    return rows | {"loads": [f"{path.relative_to(shelf)} {path.read_bytes()!r}" for path in sorted(shelf.rglob("*"))
                             if path.is_file()]}


def rows_of(path: Path) -> list[str]:
    """The database as statements, without the tables that are not watched."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return [line for line in database.iterdump()
                if not re.match(rf'INSERT INTO "?({"|".join(UNWATCHED)})', line)]


def asked(service: Service, route: str) -> str:
    """An address of the route about something that there is."""
    job = service.app.state.runner.shelf.all()[0].id
    view = service.app.state.graph.at().view
    source = view.source(view.position(service.here))
    given = {"{id}": job if "/loads/" in route else service.here, "{rule}": RULE, "{measure}": "degree",
             "{node}": service.person, "{person}": service.person, "{older}": "1", "{newer}": "1", "{part}": "due",
             "{name}": "blank-spots", "{file}": source.file, "{row}": str(source.row)}
    path = route + ASKED.get(route, "")
    for name, value in given.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize("role", [*ROLES, "local"])
def test_nothing_is_changed_by_asking(service: Service, role: str) -> None:
    client: TestClient = service.program(role) if role != "local" else service.signed_in()
    before = on_record(service)
    for route in ROUTES:
        for method in ("GET", "HEAD"):
            answer = client.request(method, asked(service, route), follow_redirects=False)
            assert answer.status_code < 500, (method, route)
    after = on_record(service)
    for name, rows in before.items():
        assert after[name] == rows, [line for line in after[name] if line not in rows][:3]


def test_the_routes_are_asked_so_that_they_answer(service: Service) -> None:
    """Else the test above would say nothing."""
    found = {route: [service.program(role).get(asked(service, route), follow_redirects=False).status_code
                     for role in ("administrator", "organisation")] for route in ROUTES}
    assert {route: codes for route, codes in found.items() if not {200, 303} & {*codes}} == {}


def test_another_site_hands_nothing_out(service: Service) -> None:
    """A link or a form of another site, followed by a browser in which an editor is signed in."""
    editor = service.signed_in()
    counts = editor.get("/v1/worklist").json()["counts"]
    for path in ("/v1/worklist.xlsx", "/v1/worklist/handouts"):
        elsewhere = {"sec-fetch-site": "cross-site"}
        editor.get(path, headers=elsewhere)
        assert editor.post(path, headers=elsewhere).status_code in (403, 405)
    del editor.headers["x-csrf-token"]
    refused = editor.post("/v1/worklist/handouts")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert editor.get("/v1/worklist").json()["counts"] == counts
