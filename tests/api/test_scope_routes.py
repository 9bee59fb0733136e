"""Whoever answers for one district, on every route of the service over whole cities: nothing of elsewhere comes out."""

from __future__ import annotations

import ast
import html
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import ahocorasick
import pytest
import systems
from cheap import cheap
from fastapi import FastAPI

import orgraph
from orgraph.api import create_app
from orgraph.api.access.needs import needed
from orgraph.exports.reports import layouts
from orgraph.queries.coverage import load_rules
from orgraph.queries.scope import Scope, ScopedView
from orgraph.queries.who_to_call.topics import topics

with warnings.catch_warnings():  # starlette would rather have another client than httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

API = Path(orgraph.__file__).parent / "api"
ROUTES = sorted(path for method, path in needed(create_app("sqlite:///nowhere.db")) if method == "GET")
CITY, DISTRICT = "阳泉市", "城区"
DAY = "2025-06-30"
TEXT = "夜里装修噪声扰民"

# What a route must be given; of one that is not here nothing. {id}, {area} and so on are those of something inside.
ASKED: dict[str, tuple[str, ...]] = {
    "/v1/bridging/{measure}": ("?as_of={day}&boundary=true&top=500", "?as_of={day}&mode=two"),
    "/v1/bridging/failure-points": ("?as_of={day}&top=200", "?as_of={day}&mode=person"),
    "/v1/bridging/islands": ("?as_of={day}", "?as_of={day}&mode=person&page=2"),
    "/v1/call/answer": ("?text={text}",), "/call/answer": ("?text={text}", "?text={text}&at={area}"),
    "/bridging/without": ("?node={person}", "?without={person}"),
    "/coverage": ("?as_of={day}", "?rule={rule}", "?rule={rule}&show=covered", "?panel=worklist", "?by=Street"),
    "/network": ("", "?look=nested", "?focus={unit}", "?focus={person}&steps=3"),
    "/network/data": ("?look=whole", "?look=nested", "?focus={unit}&look=around&steps=3", "?focus={area}&look=around"),
    "/entity": ("?name={unit}", "?name={person}"),
    "/row": ("?file={file}&sheet={sheet}&row={row}",),
    "/suggest": ("?q=社区", "?q=zhang"), "/v1/suggest": ("?q=社区", "?q=zhang", "?q=dalian"),
    "/v1/coverage": ("?as_of={day}", "?by=PropertyFirm", "?by=District", "?since=2024-06-30&as_of={day}"),
    "/v1/coverage.xlsx": ("?as_of={day}", "?format=docx&gaps=50"),
    "/v1/export": ("?format=xlsx", "?format=csv&as_of={day}", "?format=json&as_of={day}", "?format=graphml",
                   "?format=gexf&as_of={day}", "?format=graphml&mode=two", "?format=json&layers=alliance",
                   "?format=popolo", "?format=ftm&as_of={day}", "?format=org", "?format=hsds"),
    "/v1/reports/{name}": ("?format=xlsx", "?format=docx", "?format=csv"),
    "/v1/search": ("?kind=Area", "?kind=Organization", "?kind=Person", "?name=社区居委会", "?name=大连市"),
    "/v1/who-to-call": ("?text={text}", "?text={text}&at={area}", "?text={text}&at=中山区", "?text=大连市中山区{text}"),
    "/v1/worklist.xlsx": ("?by=Community", "?by=PropertyFirm"),
}
# What is of all areas at once, and so not for this caller.
REFUSED = {"/data", "/data/loads/{id}", "/data/generations/{older}/diff/{newer}", "/v1/loads", "/v1/loads/{id}",
           "/v1/loads/{id}/errors.xlsx", "/v1/loads/{id}/events", "/v1/loads/{id}/report",
           "/v1/generations/{older}/diff/{newer}"}


def found_in(marks: set[str]) -> ahocorasick.Automaton:
    """What finds any of the marks in a text."""
    finder = ahocorasick.Automaton()
    for mark in marks:
        finder.add_word(mark, mark)
    finder.make_automaton()
    return finder


class Town:
    """The service, a client of somebody with one district and every right, and what they must not be told."""

    def __init__(self, app: FastAPI, now: orgraph.Moment, url: str) -> None:
        self.app = app
        self.area = next(one.id for one in now.find(kind="District").results
                         if (one.name, one.area_path[-1]) == (DISTRICT, CITY))
        keys = app.state.access.keys
        self.mine = self.client(keys.make("near", "administrator", [self.area]))
        view = orgraph.open(url).at(DAY, scope=Scope((self.area,))).view
        assert isinstance(view, ScopedView)
        whole = view.whole
        named = [p for p in range(view.size) if view.sight.named(p)]
        self.inside = [p for p in named if view.sight.inside(p)]
        said = "\n".join([*map(whole.name, named), *whole.ids(named), *map(str, map(whole.record, named)),
                          *(rule.model_dump_json() for rule in load_rules(None).values()),
                          *(repr(topic) for topic in topics().values()), TEXT,
                          *(path.read_text(encoding="utf-8") for folder in ("templates", "pages")
                            for path in (API / folder).iterdir() if path.is_file())])
        hidden = [p for p in range(view.size) if not view.sight.named(p)]
        names = {whole.name(p) for p in hidden if len(whole.name(p)) > 3}
        self.finder = found_in({*names, *whole.ids(hidden)})
        self.finder = found_in({*names, *whole.ids(hidden)} - {*self.leaks(said)})

        def first(kind: str) -> str:
            lo, hi = view.inside(view.position(self.area))
            return str(view.ids([int(view.of_kind(kind, lo, hi)[0])])[0])

        self.given = {"id": first("Community"), "area": first("Community"), "person": first("Person"),
                      "unit": first("Organization"), "day": DAY, "text": TEXT, "measure": "betweenness",
                      "node": first("Person"), "rule": "property-firm", "older": "1", "newer": "1", "part": "due"}
        source = view.source(view.position(self.given["unit"]))
        self.given |= {"file": source.file, "sheet": source.sheet, "row": str(source.row)}
        if self.given["rule"] not in now.rules:
            self.given["rule"] = next(iter(now.rules))

    def client(self, key: str) -> TestClient:
        return TestClient(self.app, raise_server_exceptions=False, client=("10.0.0.5", 50000),
                          headers={"x-api-key": key})

    def leaks(self, text: str) -> list[str]:
        """Hidden names and ids in a text."""
        return sorted({mark for _, mark in self.finder.iter(text)})


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    url = systems.database(tmp_path_factory.mktemp("scoped"), "yangquan", "dalian")
    with pytest.MonkeyPatch.context() as patch:
        cheap(patch)
        app = create_app(url)
        with TestClient(app):
            yield Town(app, app.state.graph.at(DAY), url)


def content(body: bytes) -> str:
    """A body as text: of an archive all its parts, of a page what a browser makes of it."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(content(archive.read(name)) for name in archive.namelist())
    text = body.decode("utf-8", "replace")
    return text + html.unescape(text) + unquote(text) if "%E" in text or "&#" in text else text


def paths(town: Town, route: str) -> list[str]:
    """What is asked of a route: with every report, and every part of the home page."""
    some = {"/v1/reports/{name}": [{"name": name} for name in layouts()],
            "/home/{part}": [{"part": part} for part in ("since", "due", "holes")]}.get(route, [{}])
    return [(route + query).format_map(town.given | given) for query in ASKED.get(route, ("",)) for given in some]


@pytest.mark.parametrize("route", ROUTES)
def test_route_tells_nothing_of_elsewhere(town: Town, route: str) -> None:
    for path in paths(town, route):
        answer = town.mine.get(path, follow_redirects=False)
        assert answer.status_code in ((403,) if route in REFUSED else (200, 303)), (path, answer.text[:300])
        told = content(answer.content)
        assert not (found := town.leaks(told)), (path, found[:5])
        assert "\ue9f0" not in told


def test_no_route_takes_a_graph_but_through_its_scope() -> None:
    """`app.state.graph` is known where it is made and where it is given a scope; the record alone to who filters it."""
    for file in sorted(API.rglob("*.py")):
        name = file.relative_to(API).as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute):
                continue
            if node.attr == "graph" and isinstance(node.value, ast.Attribute) and node.value.attr == "state":
                assert name in ("app.py", "dependencies.py"), (name, node.lineno)
            if isinstance(node.value, ast.Attribute) and node.value.attr == "store":
                assert node.attr in ("worklist", "referrals", "record", "activate") or (
                    (name, node.attr) == ("pages/row.py", "statements")), (name, node.lineno, node.attr)


def test_tags_are_of_a_scope(town: Town) -> None:
    """What one caller has kept is never the same to one with other areas."""
    path = f"/v1/coverage?as_of={DAY}&gaps=0"
    free = town.client(town.app.state.access.keys.make("free", "administrator"))
    mine, theirs = town.mine.get(path), free.get(path)
    assert mine.headers["etag"] != theirs.headers["etag"]
    assert free.get(path, headers={"if-none-match": mine.headers["etag"]}).status_code == 200
    assert town.mine.get(path, headers={"if-none-match": mine.headers["etag"]}).status_code == 304
    assert mine.json()["area"]["id"] == town.area
    assert theirs.json()["area"] is None


def test_generations_without_their_content(town: Town) -> None:
    said = town.mine.get("/v1/generations").json()
    assert [(one["note"], one["entities"], one["links"]) for one in said] == [("", None, None)]


def test_what_comes_with_every_load_is_found_by_everybody(town: Town) -> None:
    assert {one["kind"] for one in town.mine.get("/v1/suggest?q=zaosheng&limit=50").json()["results"]} == {"Topic"}
    assert town.mine.get("/v1/suggest?q=大连市").json()["results"] == []


@pytest.mark.parametrize("path", ["/call?text={text}&at={area}", "/entity/{unit}", "/entity/{person}", "/entity/{area}",
                                  "/coverage?rule={rule}", "/bridging", "/"])
def test_every_link_to_an_entity_leads_somewhere(town: Town, path: str) -> None:
    """Superiors are named to whoever is below them, and not more than that: a name without a page is no link."""
    page = town.mine.get(path.format_map(town.given))
    assert page.status_code == 200
    links = set(re.findall(r'href="(/entity/[^"]+)"', page.text))
    assert links or path in ("/", "/bridging")
    assert {link: code for link in sorted(links)[:40]
            if (code := town.mine.get(html.unescape(link)).status_code) != 200} == {}


@pytest.mark.parametrize("asked", ["focus={unit}&look=around&steps=3", "focus={person}&look=around&steps=2",
                                   "focus={area}&look=around", "look=nested"])
def test_every_mark_of_a_picture_that_leads_somewhere_does(town: Town, asked: str) -> None:
    """And of those that do not the page says that there is none."""
    drawn = town.mine.get(f"/network/data?as_of={DAY}&{asked}".format_map(town.given)).json()
    marks = [*drawn["marks"], *drawn["frames"]]
    assert any(mark["leads"] for mark in marks)
    for mark in marks[:60]:
        code = town.mine.get(f"/entity/{mark['id'].removesuffix('.own')}").status_code
        assert code == (200 if mark["leads"] else 404), mark

def test_nearest_names_are_of_what_one_may_ask_about(town: Town) -> None:
    """A name of another city is no nearer to this caller than one that there is not."""
    for name in ("大连", "中山区"):
        answer = town.mine.get("/v1/coverage", params={"area": name, "as_of": DAY})
        assert answer.status_code == 404
        assert not town.leaks(answer.text)
        assert town.mine.get("/v1/search", params={"name": name}).json()["warnings"] == []
    free = town.client(town.app.state.access.keys.make("nearest", "administrator"))
    assert "大连市" in free.get("/v1/coverage", params={"area": "大连"}).json()["hint"]
