"""What is on record of requests, whole contacts, and that nothing secret or of citizens gets anywhere."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from signed import ELSEWHERES_PHONE, PASSWORD, PERSON, PHONE, Service, serving

import orgraph.api.access.contacts as contacts
from orgraph.access.entries import Recorded
from orgraph.api.access.seldom import Seldom

TEXT, NAME, NUMBER = "王小明家漏水，电话15812349876", "王小明", "15812349876"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("records")) as found:
        yield found


def last(service: Service) -> Recorded:
    return service.access.audit.entries(top=1)[0]


def unmask(service: Service, who: str, id_: str, purpose: str = "dispatch") -> Any:
    return service.signed_in(who).post(f"/v1/entities/{id_}/contacts/unmask", json={"purpose": purpose})


def test_every_answer_has_one_entry(service: Service) -> None:
    client = service.program("editor")
    for path, status in (("/v1/rules", 200), ("/v1/coverage?rule=nix", 404), ("/coverage", 200), ("/v1/audit", 403),
                         ("/v1/coverage?areas=x", 400), ("/nix", 404)):
        client.get("/v1/me")
        before = last(service).seq
        assert client.get(path).status_code == status
        entry = last(service)
        assert (entry.seq, entry.who, entry.role, entry.via, entry.address, entry.status) == (
            before + 1, "key-editor", "editor", "key", "10.0.0.5", status)
    assert service.access.audit.verify().whole


def test_an_entry_says_what_where_and_of_which_generation(service: Service) -> None:
    client = service.program("viewer")
    client.get("/v1/coverage", params={"area": "甲社区", "as_of": "2026-01-02", "by": "kind"})
    entry = last(service).to_dict()
    assert (entry["action"], entry["what"], entry["area"], entry["generation"]) == (
        "read", "GET /v1/coverage", service.here, 1)
    assert (entry["details"]["as_of"], entry["details"]["by"]) == ("2026-01-02", "kind")
    assert entry["details"]["area"] == service.access.audit.text("甲社区")
    client.get(f"/v1/entities/{service.person}")
    assert last(service).to_dict()["details"] == {"id": service.person}


def test_what_is_asked_in_a_body_is_on_record_like_the_rest(service: Service) -> None:
    asked = {"text": TEXT, "at": ["甲社区", service.here], "top": 3}
    assert service.program("viewer").post("/v1/who-to-call", json=asked).status_code == 200
    hashed = service.access.audit.text
    assert last(service).to_dict()["details"] == {
        "text": hashed(TEXT), "at": [hashed("甲社区"), service.here], "top": "3"}


def test_an_unchanged_answer_is_on_record_too(service: Service) -> None:
    client = service.program("viewer")
    tag = client.get("/v1/coverage").headers["etag"]
    assert client.get("/v1/coverage", headers={"if-none-match": tag}).status_code == 304
    assert (last(service).status, last(service).generation) == (304, 1)


def test_a_fault_is_on_record(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(contacts, "unmasked", broken)
    assert unmask(service, "near", service.person).status_code == 500
    assert (last(service).action, last(service).status) == ("unmask", 500)


def test_a_whole_contact_inside_ones_areas(service: Service) -> None:
    answer = unmask(service, "near", service.person)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert [(one["value"], one["masked"]) for one in answer.json()["contacts"]] == [(PHONE, False)]
    entry = last(service).to_dict()
    assert (entry["who"], entry["action"], entry["generation"]) == ("near", "unmask", 1)
    assert entry["details"] == {"id": service.person, "purpose": "dispatch"}


def test_no_more_whole_contacts_in_an_hour_than_set(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    key = service.access.keys.make("collector", "dispatcher", [])
    client, path = service.client(headers={"x-api-key": key}), f"/v1/entities/{service.person}/contacts/unmask"
    monkeypatch.setattr(service.access, "_unmask_hour", 2)
    assert [client.post(path, json={"purpose": "verify"}).status_code for _ in range(2)] == [200, 200]
    answer = client.post(path, json={"purpose": "verify"})
    assert answer.status_code == 429
    assert 3000 < int(answer.headers["retry-after"]) <= 3600
    assert PHONE not in answer.text
    page = client.post(f"/entity/{service.person}", data={"purpose": "verify"})
    assert (page.status_code, PHONE in page.text) == (429, False)
    assert unmask(service, "near", service.person).status_code == 200


def test_elsewhere_is_as_if_there_were_nothing(service: Service) -> None:
    elsewhere, nothing = unmask(service, "near", service.elsewhere), unmask(service, "near", "p-" + "0" * 24)
    assert (elsewhere.status_code, nothing.status_code) == (404, 404)
    assert elsewhere.json()["detail"].replace(service.elsewhere, "") == nothing.json()["detail"].replace(
        "p-" + "0" * 24, "")
    everywhere = service.program("dispatcher").post(
        f"/v1/entities/{service.elsewhere}/contacts/unmask", json={"purpose": "verify"})
    assert everywhere.json()["contacts"][0]["value"] == ELSEWHERES_PHONE


def test_an_area_that_is_gone_holds_nothing(service: Service) -> None:
    key = service.access.keys.make("astray", "dispatcher", ["a-" + "f" * 24])
    answer = service.client(headers={"x-api-key": key}).post(
        f"/v1/entities/{service.person}/contacts/unmask", json={"purpose": "verify"})
    assert answer.status_code == 404


@pytest.mark.parametrize("purpose", ["", "because", TEXT[:40]])
def test_a_contact_is_for_a_purpose_of_the_list(service: Service, purpose: str) -> None:
    assert unmask(service, "near", service.person, purpose).status_code == 400
    assert "purpose" not in last(service).to_dict()["details"]


def test_by_name_nobody_is_unmasked(service: Service) -> None:
    assert unmask(service, "near", PERSON).status_code == 404
    assert PERSON not in str(last(service).to_dict())


def test_nowhere_else_is_a_number_whole(service: Service) -> None:
    for role in ("viewer", "dispatcher", "organisation", "administrator"):
        client = service.program(role)
        for path in (f"/v1/entities/{service.person}", f"/v1/search?name={PERSON}", f"/entity/{service.person}"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert PHONE not in answer.text
            assert "5678" in answer.text


def test_the_audit_log_over_http(service: Service) -> None:
    client = service.program("auditor")
    entries = client.get("/v1/audit", params={"limit": 2}).json()
    assert [entry["seq"] for entry in entries] == [entries[0]["seq"], entries[0]["seq"] - 1]
    older = client.get("/v1/audit", params={"limit": 1, "before": entries[1]["seq"]}).json()
    assert older[0]["seq"] == entries[1]["seq"] - 1
    assert {entry["action"] for entry in client.get("/v1/audit?action=unmask").json()} == {"unmask"}
    verified = client.get("/v1/audit/verify").json()
    assert (verified["whole"], verified["broken"], verified["reason"]) == (True, 0, "")
    assert client.get("/v1/audit/verify", params={"head": verified["head"]}).json()["whole"]
    assert not client.get("/v1/audit/verify", params={"head": "1:00"}).json()["whole"]
    assert client.get("/v1/audit/verify", params={"head": "x"}).status_code == 400


def test_nothing_of_citizens_nor_secrets_is_kept_or_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client, key = service.signed_in("near"), service.keys["dispatcher"]
    start = last(service).seq
    token = str(client.cookies["orgraph-session"])
    answers = [
        client.get("/v1/who-to-call", params={"text": TEXT, "at": NAME}),
        client.post("/v1/who-to-call", json={"text": TEXT}),
        client.get(f"/v1/entities/{NAME}"), client.get("/v1/search", params={"name": NUMBER}),
        client.get("/v1/coverage", params={NAME: NUMBER}), client.get(f"/entity/{NUMBER}"),
        client.get("/v1/coverage", params={"rule": NUMBER, "by": NAME}), client.get(f"/{NAME}"),
        unmask(service, "near", service.person), unmask(service, "near", NUMBER, NUMBER),
        service.client(headers={"x-api-key": key + "x"}).get("/v1/rules"),
        service.client(client=("10.6.6.6", 1)).post("/v1/session", json={"name": NAME, "password": NUMBER}),
    ]
    assert {answer.status_code for answer in answers} <= {200, 400, 401, 404}
    kept = str([entry.to_dict() for entry in service.access.audit.every() if entry.seq > start])
    logged = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    for secret in (NAME, NUMBER, PHONE, PASSWORD, token, key, key[4:], str(client.headers["x-csrf-token"])):
        assert secret not in kept
        assert secret not in logged


def test_signing_in_comes_with_no_secret_in_any_error(service: Service) -> None:
    client = service.signed_in()
    for name in ("zhang", "zhang", "a b", "x"):
        answer = client.post("/v1/users", json={"name": name, "role": "viewer"})
        assert PASSWORD not in answer.text
    assert client.post("/v1/users", json={"name": "zhang", "role": "viewer"}).status_code == 400
    assert client.post("/v1/users", json={"name": "li", "role": "viewer", "areas": ["nix"]}).status_code == 404
    assert "li" not in [user["name"] for user in client.get("/v1/users").json()]


def test_changes_of_users_are_on_record_without_their_passwords(service: Service) -> None:
    client = service.signed_in()
    made = client.post("/v1/users", json={"name": "noted", "role": "viewer", "areas": ["甲社区"]}).json()
    assert last(service).to_dict()["details"] == {"user": "noted", "role": "viewer", "areas": [service.here]}
    reset = client.post("/v1/users/noted/password").json()
    assert last(service).to_dict()["details"]["user"] == "noted"
    assert client.delete("/v1/users/noted/sessions").status_code == 204
    kept = str([entry.to_dict() for entry in service.access.audit.every()])
    assert made["password"] not in kept
    assert reset["password"] not in kept


def form(page: Any, path: str) -> str:
    """The token in the form that sends to a path."""
    found = re.search(rf'action="{re.escape(path)}"[^>]*>\s*<input type="hidden" name="csrf_token" value="([0-9a-f]+)"',
                      page.text)
    assert found is not None
    return found[1]


def test_users_and_keys_are_administered_on_pages_without_scripts(service: Service) -> None:
    client = service.signed_in()
    del client.headers["x-csrf-token"]
    token = form(client.get("/admin/users"), "/admin/users")
    made = client.post("/admin/users", data={"csrf_token": token, "name": "paged", "role": "viewer", "areas": "甲社区"})
    password = re.search(r"<code>([0-9a-f-]+)</code>", made.text)
    assert password is not None
    assert made.headers["cache-control"] == "no-store"
    who, _ = service.access.sign_in("paged", password[1])
    assert (who.must_change, who.areas) == (True, (service.here,))
    assert client.post("/admin/users", data={"csrf_token": token, "name": "paged", "role": "viewer"}).status_code == 400
    for do, test in (("set", lambda user: user.role == "editor" and not user.areas), ("disable", lambda u: u.disabled),
                     ("enable", lambda u: not u.disabled), ("end", lambda u: True)):
        answer = client.post("/admin/users/paged", data={"csrf_token": token, "role": "editor", "areas": "", "do": do},
                             follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/admin/users")
        assert test(service.access.users.get("paged"))
    again = client.post("/admin/users/paged", data={"csrf_token": token, "do": "reset"})
    assert password[1] not in again.text
    assert "<code>" in again.text
    token = form(client.get("/admin/keys"), "/admin/keys")
    made = client.post("/admin/keys", data={"csrf_token": token, "name": "paged", "role": "viewer", "days": "3"})
    key = re.search(r"<code>(ogk_[\w-]+)</code>", made.text)
    assert key is not None
    assert service.client(headers={"x-api-key": key[1]}).get("/v1/me").json()["role"] == "viewer"
    revoke = "/admin/keys/paged/revoke"
    client.post(revoke, data={"csrf_token": form(client.get("/admin/keys"), revoke)})
    assert service.client(headers={"x-api-key": key[1]}).get("/v1/me").status_code == 401


def test_the_pages_of_administration(service: Service) -> None:
    admin, auditor = service.signed_in(), service.program("auditor")
    for path in ("/admin", "/admin/rights", "/admin/audit", "/admin/audit?verify=1&lang=en", "/admin/users",
                 "/admin/keys"):
        page = admin.get(path)
        assert page.status_code == 200
        assert "<script>" not in page.text
        assert "style=" not in page.text
    assert 'href="/admin/users"' in admin.get("/admin").text
    assert 'href="/admin/users"' not in auditor.get("/admin").text
    assert auditor.get("/admin/users").status_code == 403
    assert "完整" in auditor.get("/admin/audit?verify=1").text
    book = load_workbook(io.BytesIO(admin.get("/admin/rights.xlsx").content))
    assert "root" in [row[0].value for row in book.worksheets[1]]


def test_a_page_to_change_ones_password(service: Service) -> None:
    service.access.users.add("changing", PASSWORD, "viewer")
    client = service.signed_in("changing")
    del client.headers["x-csrf-token"]
    token = form(client.get("/password"), "/password")
    wrong = client.post("/password", data={"csrf_token": token, "old": "wrong", "new": "another 4 unlike words"})
    assert (wrong.status_code, 'role="alert"' in wrong.text) == (401, True)
    good = client.post("/password", data={"csrf_token": token, "old": PASSWORD, "new": "another 4 unlike words"},
                       follow_redirects=False)
    assert (good.status_code, good.headers["location"]) == (303, "/")
    assert client.get("/v1/me").json()["name"] == "changing"
    assert service.access.sign_in("changing", "another 4 unlike words")[0].name == "changing"


def test_typing_a_name_is_one_entry_and_harvesting_names_is_many(service: Service) -> None:
    """Six letters typed: one entry. A program that asks for 100 names: one for each 30, which count the rest."""
    def typed() -> list[Recorded]:
        return service.access.audit.entries(action="typing")

    client = service.program("viewer")
    for letters in ("n", "na", "nan", "nanj", "nanji", "nanjie"):
        assert client.get("/suggest", params={"name": letters}).status_code == 200
    assert [one.who for one in typed()] == ["key-viewer"]
    assert typed()[0].to_dict()["details"]["name"] == service.access.audit.text("n")
    robot = service.program("editor")
    for number in range(100):
        robot.get("/v1/suggest", params={"q": str(number)})
    harvested = [one.to_dict()["details"].get("more", 0) for one in typed() if one.who == "key-editor"]
    assert len(harvested) + sum(harvested) >= 100 - 29
    assert len(harvested) <= 5
    wrong = len(typed())
    assert robot.get("/v1/suggest", params={"q": "x" * 61}).status_code == 400
    assert len(typed()) == wrong  # on record as what it is: a question that could not be asked
    assert last(service).status == 400
    page = service.program("auditor").get("/admin/audit").text
    assert (page.count("GET /suggest"), page.count("GET /v1/suggest")) == (0, 1)
    assert "GET /suggest" in service.program("auditor").get("/admin/audit?action=typing").text
    assert service.access.audit.verify().whole


def test_an_entry_stands_for_a_minute() -> None:
    now = [0.0]
    seldom = Seldom(lambda: now[0])
    assert [seldom.due("a") for _ in range(3)] == [0, None, None]
    assert seldom.due("b") == 0
    now[0] = 61.0
    assert [seldom.due("a"), seldom.due("b")] == [2, 0]


def test_what_came_of_a_call_is_on_record_with_the_unit(tmp_path: Path) -> None:
    with serving(tmp_path) as service:
        (tmp_path / "units.csv").write_text("组织名称,组织类别,所在区域\n甲社区居委会,居委会,甲社区\n",
                                            encoding="utf-8")
        graph = service.app.state.graph
        graph.load([tmp_path / "units.csv"])
        unit = graph.at().find("甲社区居委会", kind="Organization").results[0].id
        form = {"text": TEXT, "unit": "甲社区居委会", "outcome": "accepted"}
        assert service.program("dispatcher").post("/call/outcome", data=form,
                                                  headers={"hx-request": "true"}).status_code == 200
        details = last(service).to_dict()["details"]
        assert (details["unit"], details["outcome"]) == (unit, "accepted")
        assert details["call"].startswith("k-")
        assert NAME not in str(details)
