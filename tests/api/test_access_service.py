"""Signing in over HTTP: cookies, tokens, other sites, throttling, this machine before there are users."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from signed import PASSWORD, Service, TestClient, serving

from orgraph.api import create_app


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("service")) as found:
        yield found


@pytest.fixture
def opened(empty: TestClient) -> FastAPI:
    """A service without users."""
    app: FastAPI = empty.app
    return app


def cookie(client: TestClient) -> str:
    return str(client.cookies["orgraph-session"])


def test_signing_in_and_out(service: Service) -> None:
    client = service.client()
    answer = client.post("/v1/session", json={"name": "near", "password": PASSWORD})
    set_cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/"} <= set(set_cookie.split("; "))
    assert answer.headers["cache-control"] == "no-store"
    me = answer.json()
    assert (me["name"], me["role"], me["areas"], me["via"]) == ("near", "dispatcher", [service.here], "session")
    assert client.get("/v1/rules").status_code == 200
    token = cookie(client)
    assert client.delete("/v1/session", headers={"x-csrf-token": me["csrf_token"]}).status_code == 204
    assert "orgraph-session" not in client.cookies
    assert client.get("/v1/rules", headers={"cookie": f"orgraph-session={token}"}).status_code == 401


def test_over_https_the_cookie_is_of_this_host_alone(service: Service) -> None:
    client = service.client(base_url="https://testserver")
    answer = client.post("/v1/session", json={"name": "near", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-orgraph-session=")
    assert "; secure" in answer.headers["set-cookie"].lower()
    assert client.get("/v1/me").json()["name"] == "near"


def test_a_token_from_before_signing_in_is_worth_nothing(service: Service) -> None:
    client = service.client()
    client.post("/v1/session", json={"name": "near", "password": PASSWORD},
                headers={"cookie": "orgraph-session=chosen-by-somebody-else"})
    assert cookie(client) != "chosen-by-somebody-else"
    before = cookie(client)
    client.post("/v1/session", json={"name": "near", "password": PASSWORD})
    assert cookie(client) != before
    assert service.client().get("/v1/me", headers={"cookie": f"orgraph-session={before}"}).status_code == 401


@pytest.mark.parametrize("how", ["x-api-key", "bearer", "Bearer"])
def test_programs_come_with_a_key_and_need_no_token(service: Service, how: str) -> None:
    key = service.keys["viewer"]
    headers = {"x-api-key": key} if how == "x-api-key" else {"authorization": f"{how} {key}"}
    client = service.client(headers=headers)
    assert (client.get("/v1/me").json()["via"], client.get("/v1/me").json()["name"]) == ("key", "key-viewer")
    assert client.post("/v1/who-to-call", json={"text": "路灯不亮"}).status_code == 200


def test_a_wrong_key_is_401_whatever_else_comes_with_it(service: Service) -> None:
    client = service.signed_in()
    answer = client.get("/v1/me", headers={"x-api-key": "ogk_wrong"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("given", [None, "", "wrong", "other"])
def test_what_a_session_changes_carries_its_token(service: Service, given: str | None) -> None:
    client, other = service.signed_in(), service.signed_in()
    del client.headers["x-csrf-token"]
    headers = {} if given is None else {
        "x-csrf-token": str(other.headers["x-csrf-token"]) if given == "other" else given}
    for method, path in (("POST", "/v1/users"), ("DELETE", "/v1/session"), ("POST", "/v1/who-to-call"),
                         ("POST", "/admin/users"), ("POST", "/logout")):
        answer = client.request(method, path, headers=headers)
        assert answer.status_code == 403
        assert "令牌" in answer.text
    assert client.get("/v1/me").status_code == 200


def test_a_form_carries_it_as_a_field(service: Service) -> None:
    client = service.signed_in()
    token = client.headers.pop("x-csrf-token")
    assert client.post("/logout", data={"csrf_token": "wrong"}).status_code == 403
    assert client.post("/logout", data={"csrf_token": token}, follow_redirects=False).status_code == 303
    assert client.get("/v1/me").status_code == 401


@pytest.mark.parametrize(("headers", "taken"), [
    ({"origin": "http://testserver"}, True), ({"sec-fetch-site": "same-origin"}, True), ({}, True),
    ({"sec-fetch-site": "none"}, True), ({"origin": "http://elsewhere"}, False), ({"origin": "null"}, False),
    ({"origin": "http://testserver.elsewhere"}, False), ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "same-site", "origin": "http://testserver"}, False)])
def test_another_site_sends_nothing_in_our_name(service: Service, opened: FastAPI, headers: dict[str, str], taken: bool
                                                ) -> None:
    for client in (service.signed_in(), TestClient(opened)):
        answer = client.post("/v1/who-to-call", json={"text": "路灯不亮"}, headers=headers)
        assert (answer.status_code == 403) != taken
        assert taken or answer.json()["code"] == "origin"
    signing_in = service.client().post("/v1/session", json={"name": "near", "password": PASSWORD}, headers=headers)
    assert signing_in.status_code == (200 if taken else 403)


def test_guessing_is_slowed_down_and_says_how_long(service: Service) -> None:
    client = service.client(client=("10.7.7.7", 1))
    answers = [client.post("/v1/session", json={"name": "no such user", "password": "wrong"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 30
    page = client.post("/login", data={"name": "no such user", "password": "wrong"})
    assert (page.status_code, int(page.headers["retry-after"]) <= 30) == (429, True)
    assert len({answer.text for answer in answers[:5]}) == 1


@pytest.mark.parametrize(("client", "headers", "base"), [
    (("10.0.0.1", 1), {}, "http://testserver"), (("127.0.0.1", 1), {"x-forwarded-for": "10.0.0.1"}, "http://localhost"),
    (("127.0.0.1", 1), {"forwarded": "for=10.0.0.1"}, "http://localhost"),
    (("127.0.0.1", 1), {}, "http://rebound.example"), (("127.0.0.1", 1), {}, "http://10.0.0.2")])
def test_before_there_are_users_others_get_nothing(opened: FastAPI, client: tuple[str, int], headers: dict[str, str],
                                                   base: str) -> None:
    asked = TestClient(opened, client=client, headers=headers, base_url=base)
    assert asked.get("/v1/rules").status_code == 401


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_before_there_are_users_this_machine_needs_nothing(opened: FastAPI, base: str) -> None:
    client = TestClient(opened, client=("127.0.0.1", 1), base_url=base)
    me = client.get("/v1/me").json()
    assert (me["name"], me["via"]) == ("local", "local")
    assert not {"unmask", "users"} & set(me["may"])
    assert client.post("/v1/users", json={"name": "x", "role": "viewer"}).status_code == 403


def test_as_soon_as_there_is_a_user_this_machine_signs_in_too(opened: FastAPI) -> None:
    client = TestClient(opened, client=("127.0.0.1", 1), base_url="http://localhost")
    assert client.get("/v1/rules").status_code == 200
    opened.state.access.users.add("zhang", PASSWORD, "viewer")
    assert client.get("/v1/rules").status_code == 401


def test_a_one_time_password_opens_nothing_but_its_change(service: Service) -> None:
    made = service.signed_in().post("/v1/users", json={"name": "fresh", "role": "viewer"}).json()["password"]
    client = service.client()
    me = client.post("/v1/session", json={"name": "fresh", "password": made}).json()
    assert me["must_change"]
    client.headers["x-csrf-token"] = me["csrf_token"]
    assert client.get("/v1/rules").json()["code"] == "must-change"
    assert client.get("/coverage", follow_redirects=False).headers["location"] == "/password"
    other = service.client()
    other.post("/v1/session", json={"name": "fresh", "password": made})
    weak = client.put("/v1/me/password", json={"old": made, "new": "short"})
    assert (weak.status_code, weak.json()["code"]) == (400, "weak-password")
    assert client.put("/v1/me/password", json={"old": "wrong", "new": PASSWORD}).status_code == 401
    assert client.put("/v1/me/password", json={"old": made, "new": PASSWORD}).status_code == 204
    assert client.get("/v1/rules").status_code == 200
    assert other.get("/v1/me").status_code == 401


def test_a_session_ends_with_what_the_administrator_takes(service: Service) -> None:
    admin = service.signed_in()
    service.access.users.add("going", PASSWORD, "viewer")
    for change in ({"role": "editor"}, {"areas": ["甲社区"]}, {"disabled": True}):
        going = service.signed_in("going")
        changed = admin.patch("/v1/users/going", json=change)
        assert changed.status_code == 200
        assert going.get("/v1/me").status_code == 401
    assert changed.json()["areas"] == [service.here]
    answer = service.client().post("/v1/session", json={"name": "going", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (401, "login")


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"disabled": True}, {"areas": ["甲社区"]}])
def test_nobody_changes_their_own_rights(service: Service, change: dict[str, object]) -> None:
    answer = service.signed_in().patch("/v1/users/root", json=change)
    assert (answer.status_code, answer.json()["code"]) == (400, "own-rights")


def test_keys_are_made_told_once_and_revoked(service: Service) -> None:
    admin = service.signed_in()
    made = admin.post("/v1/keys", json={"name": "robot", "role": "viewer", "areas": ["甲社区"], "days": 2})
    key = made.json()["key"]
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    robot = service.client(headers={"x-api-key": key})
    assert robot.get("/v1/me").json()["areas"] == [service.here]
    assert key not in admin.get("/v1/keys").text
    assert admin.delete("/v1/keys/robot").status_code == 204
    assert robot.get("/v1/me").status_code == 401


def test_who_administers_one_area_sees_and_gives_no_other(service: Service) -> None:
    key = service.access.keys.make("branch", "administrator", [service.here])
    own = service.client(headers={"x-api-key": key})
    seen = {user["name"]: user["areas"] for user in own.get("/v1/users").json()}
    assert "near" in seen
    assert all(areas == [service.here] for areas in seen.values())
    assert all(one["areas"] == [service.here] for one in own.get("/v1/keys").json())
    for areas in ([], ["乙社区"], ["甲社区", "乙社区"], ["示例市"]):
        for path in ("/v1/users", "/v1/keys"):
            answer = own.post(path, json={"name": "more", "role": "viewer", "areas": areas, "days": 2} if path.endswith(
                "keys") else {"name": "more", "role": "viewer", "areas": areas})
            assert answer.status_code in (403, 404), (path, areas, answer.text)
    assert own.post("/v1/users", json={"name": "inside", "role": "viewer", "areas": ["甲社区"]}).status_code == 201
    for change in (lambda: own.patch("/v1/users/root", json={"role": "viewer"}),
                   lambda: own.post("/v1/users/root/password"), lambda: own.delete("/v1/users/root/sessions"),
                   lambda: own.delete("/v1/keys/key-viewer"), lambda: own.patch("/v1/users/nobody", json={})):
        assert change().status_code == 404
    assert own.patch("/v1/users/inside", json={"areas": []}).status_code == 403
    page = own.get("/admin/users").text
    assert "near" in page
    assert "root" not in page
    book = load_workbook(io.BytesIO(own.get("/admin/rights.xlsx").content))
    assert "root" not in {row[0].value for row in book.worksheets[1]}


def test_pages_lead_to_signing_in_and_back(service: Service) -> None:
    client = service.client()
    asked = "/bridging?area=甲社区&as_of=2026-01-02"
    form = client.get(asked)
    assert form.status_code == 200
    wanted = re.search(r'name="next" value="([^"]*)"', form.text)
    assert wanted is not None
    back = client.post("/login", data={"name": "near", "password": PASSWORD, "next": wanted[1].replace("&amp;", "&")},
                       follow_redirects=False)
    assert back.status_code == 303
    assert back.headers["location"].startswith("/bridging?area=")
    page = client.get(back.headers["location"])
    assert page.status_code == 200
    assert 'action="/logout' in page.text


@pytest.mark.parametrize("next_", ["https://elsewhere", "//elsewhere", "/\\elsewhere", "javascript:alert(1)", "",
                                   "/a\r\nx: y"])
def test_signing_in_leads_nowhere_else(service: Service, next_: str) -> None:
    answer = service.client().post("/login", data={"name": "near", "password": PASSWORD, "next": next_},
                                   follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_a_wrong_password_on_the_page_says_so_and_not_more(service: Service) -> None:
    page = service.client(client=("10.8.8.8", 1)).post("/login", data={"name": "near", "password": "wrong-one"})
    assert page.status_code == 401
    assert 'role="alert"' in page.text
    assert "wrong-one" not in page.text


def test_a_part_of_a_page_asked_for_by_script_leads_to_signing_in(service: Service) -> None:
    answer = service.client().get("/coverage", headers={"hx-request": "true"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


def test_a_body_that_is_wrong_is_not_repeated(service: Service) -> None:
    for body in ({"password": PASSWORD}, {"name": ["x"], "password": PASSWORD},
                 {"name": "x", "password": PASSWORD * 20}, {"name": "x", "password": PASSWORD, "more": PASSWORD}):
        answer = service.client().post("/v1/session", json=body)
        assert answer.status_code == 400
        assert PASSWORD not in answer.text


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/coverage", "/coverage"])
def test_no_route_answers_before_its_entry_is_written(service: Service, path: str, monkeypatch: pytest.MonkeyPatch
                                                      ) -> None:
    """Whether the guard writes it or, of an answer with a generation, whoever makes the answer."""
    def full(*_: object) -> None:
        raise OSError("disk full")

    caller = service.program("viewer")
    assert caller.get(path).status_code == 200
    monkeypatch.setattr(service.access.audit, "append", full)
    answer = service.program("viewer").get(path)
    assert answer.status_code == 500
    assert "owners" not in answer.text


@pytest.mark.parametrize("path", ["/v1/rules", "/v1/coverage", "/v1/coverage/owners-committee/gaps?limit=1"])
def test_an_answer_has_one_entry(service: Service, path: str) -> None:
    caller, before = service.program("viewer"), service.access.audit.count()
    tag = caller.get(path).headers.get("etag", "")
    assert service.access.audit.count() == before + 1
    assert caller.get(path, headers={"if-none-match": tag}).status_code in (200, 304)
    assert service.access.audit.count() == before + 2


def test_another_application_over_the_same_file_knows_the_session(service: Service) -> None:
    client = service.signed_in("near")
    with TestClient(create_app(f"sqlite:///{service.access.audit._database.path}".removesuffix(".access.db"))) as other:
        other.cookies.set("orgraph-session", cookie(client))
        assert other.get("/v1/me").json()["name"] == "near"


def test_who_may_not_open_the_home_page_lands_on_the_first_page_that_they_may(service: Service) -> None:
    """An auditor reads the log and asks nothing: the way home is no way into a refusal, nor onto the record."""
    auditor = service.program("auditor")
    before = service.access.audit.count()
    landed = auditor.get("/?lang=en", follow_redirects=False)
    assert (landed.status_code, landed.headers["location"]) == (303, "/admin?lang=en")
    assert service.access.audit.count() == before
    page = auditor.get("/")
    assert (page.status_code, str(page.url.path)) == (200, "/admin")
    refused = auditor.get("/coverage")
    assert refused.status_code == 403
    for text in (page.text, refused.text):
        assert 'class="brand" href="/admin"' in text
    assert '<a href="/admin">回到首页</a>' in refused.text


def test_signing_in_and_out_keeps_language_and_size(service: Service) -> None:
    client = service.client()
    asked = client.get("/coverage?as_of=2026-01-02&lang=en&big=1")
    assert asked.url.params["lang"] == "en"
    assert asked.url.params["big"] == "1"
    assert "Sign in" in asked.text
    other = client.post("/login?lang=zh", data={"name": "near", "password": PASSWORD, "next": "/call?lang=en&big=1"},
                        follow_redirects=False)
    assert other.headers["location"] == "/call?lang=zh"  # as the page of signing in was shown last
    page = client.get("/call?lang=en")
    out = re.search(r'action="(/logout[^"]*)"', page.text)
    token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)
    assert out is not None
    assert token is not None
    left = client.post(out[1], data={"csrf_token": token[1]}, follow_redirects=False)
    assert left.headers["location"] == "/login?lang=en"
