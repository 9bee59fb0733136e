"""/v1/loads: real files over HTTP, from upload to generation."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

import orgraph
from orgraph.api import create_app

FIXTURES = Path(__file__).parents[2] / "fixtures"
CITY = FIXTURES / "ningde"
BAD = FIXTURES / "bad"
AREAS = "区域名称,区域类型,上级区域\n甲街道,街道,\n乙社区,社区,甲街道\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TestClient]:
    """A service over a database that is not there yet."""
    with TestClient(create_app(f"sqlite:///{tmp_path / 'new.db'}"), raise_server_exceptions=False) as found:
        yield found


def parts(*paths: Path) -> list[tuple[str, tuple[str, bytes]]]:
    """Files as a form sends them."""
    return [("files", (path.name, path.read_bytes())) for path in paths]


def post(client: TestClient, files: Any, **form: Any) -> dict[str, Any]:
    """Send files; the job that was made."""
    sent = client.post("/v1/loads", files=files, data=form)
    assert sent.status_code == 202, sent.text
    assert sent.headers["location"] == f"/v1/loads/{sent.json()['id']}"
    return sent.json()


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """The job when it is over."""
    until = time.monotonic() + 120
    while (now := client.get(f"/v1/loads/{job['id']}").json())["state"] in ("queued", "running"):
        assert time.monotonic() < until, now
        time.sleep(0.05)
    return now


def csv(text: str = AREAS, name: str = "区域.csv") -> list[tuple[str, tuple[str, bytes]]]:
    """One table as a form sends it."""
    return [("files", (name, text.encode()))]


def zipped(**members: bytes | str) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_city_is_loaded_as_by_the_command_line(service: TestClient, tmp_path: Path) -> None:
    files = sorted(path for path in CITY.iterdir() if path.suffix in (".csv", ".xlsx") and path.name != "expected.json")
    job = finished(service, post(service, parts(*files), folder="ningde", note="第一次"))
    assert (job["state"], job["generation"], job["errors"], job["by"]) == ("loaded", 1, 0, "local")
    other = orgraph.open(f"sqlite:///{tmp_path / 'other.db'}")
    expected = other.load(files)
    other.close()
    report = service.get(f"/v1/loads/{job['id']}/report").json()
    assert report == json.loads(json.dumps(expected.to_dict()))
    generation = service.get("/v1/generations").json()[0]
    assert generation["note"] == f"{job['id']} 第一次"
    assert generation["active"]
    assert not (tmp_path / "new.db.loads" / job["id"] / "files").exists()


def test_every_bad_file_is_reported_by_cell_and_nothing_is_loaded(service: TestClient) -> None:
    files = [path for path in sorted(BAD.iterdir()) if path.suffix in (".csv", ".xlsx", ".json", ".xlsm")
             and not path.name.startswith(("_scope", "scope", "area.gap"))]  # what two loads must say
    job = finished(service, post(service, parts(*files), folder="bad"))
    assert job["state"] == "rejected", job
    report = service.get(f"/v1/loads/{job['id']}/report").json()
    found = {(error["where"]["file"].removeprefix("bad/"), error["code"])
             for error in (*report["errors"], *report["warnings"])}
    for path in files:
        code = path.name.removesuffix(path.suffix)
        if not code.startswith(("_", "file.superseded")):
            assert (path.name, code) in found, path.name
    assert job["errors"] == len(report["errors"])
    assert service.get("/v1/generations").json() == []
    book = service.get(f"/v1/loads/{job['id']}/errors.xlsx")
    assert (book.status_code, {choice["id"] for choice in book.json()["choices"]}) == (409, set(job["corrected"]))
    for name in job["corrected"][:3]:
        one = service.get(f"/v1/loads/{job['id']}/errors.xlsx", params={"file": name})
        assert openpyxl.load_workbook(io.BytesIO(one.content)).sheetnames[0] == "错误清单"
    elsewhere = service.get(f"/v1/loads/{job['id']}/errors.xlsx", params={"file": "../job.json"})
    assert elsewhere.status_code == 404


def test_errors_come_back_as_a_workbook_that_loads_once_mended(service: TestClient) -> None:
    table = csv("区域名称,区域类型,上级区域\n甲街道,街道,\n乙社区,社取,甲街道\n")
    job = finished(service, post(service, table))
    assert (job["state"], job["errors"]) == ("rejected", 1)
    assert job["failure"]["code"] == "load-rejected"
    book = service.get(f"/v1/loads/{job['id']}/errors.xlsx")
    assert book.headers["content-type"].startswith("application/vnd.openxmlformats")
    mended = openpyxl.load_workbook(io.BytesIO(book.content))
    sheet = mended[mended.sheetnames[-1]]
    sheet.cell(3, 2, "社区")
    out = io.BytesIO()
    mended.save(out)
    again = finished(service, post(service, [("files", ("区域.csv.更正.xlsx", out.getvalue()))]))
    assert (again["state"], again["generation"]) == ("loaded", 1)
    assert "upload/区域.csv" in service.get("/v1/entities/乙社区").text


def test_what_is_compared_changes_nothing_until_it_is_activated(service: TestClient) -> None:
    job = finished(service, post(service, csv(), dry_run="true"))
    assert (job["state"], job["base"], job["generation"]) == ("compared", 0, None)
    diff = service.get(f"/v1/loads/{job['id']}/report").json()["diff"]
    assert (diff["Street"]["added"], diff["Community"]["added"]) == (1, 1)
    assert service.get("/v1/generations").json() == []
    assert service.post(f"/v1/loads/{job['id']}/activate").status_code == 202
    done = finished(service, job)
    assert (done["state"], done["generation"]) == ("loaded", 1)
    assert service.post(f"/v1/loads/{job['id']}/activate").status_code == 409


def test_errors_are_left_out_only_where_that_was_asked(service: TestClient) -> None:
    table = csv("区域名称,区域类型,上级区域\n甲街道,街道,\n乙社区,社取,甲街道\n")
    refused = finished(service, post(service, table, dry_run="true"))
    assert service.post(f"/v1/loads/{refused['id']}/activate").json()["code"] == "load-state"
    job = finished(service, post(service, table, dry_run="true", allow_errors="true"))
    service.post(f"/v1/loads/{job['id']}/activate")
    done = finished(service, job)
    assert (done["state"], done["left_out"], done["errors"]) == ("loaded", 1, 1)


def test_a_comparison_that_is_out_of_date_is_made_again_first(service: TestClient) -> None:
    first = finished(service, post(service, csv(), dry_run="true"))
    finished(service, post(service, csv("区域名称,区域类型\n丙街道,街道\n", "别的.csv")))
    assert service.post(f"/v1/loads/{first['id']}/activate").status_code == 409
    assert service.post(f"/v1/loads/{first['id']}/compare").status_code == 202
    assert finished(service, first)["base"] == 1
    service.post(f"/v1/loads/{first['id']}/activate")
    assert finished(service, first)["generation"] == 2


def test_two_uploads_at_once_are_loaded_one_after_the_other(service: TestClient) -> None:
    jobs = [post(service, csv(f"区域名称,区域类型\n{name}街道,街道\n", f"{name}.csv")) for name in "甲乙丙"]
    done = [finished(service, job) for job in jobs]
    assert [job["state"] for job in done] == ["loaded"] * 3
    assert sorted(job["generation"] for job in done) == [1, 2, 3]
    for earlier, later in pairwise(done):
        assert earlier["ended"] <= later["started"]
    listed = service.get("/v1/loads", params={"limit": 2})
    assert [job["id"] for job in listed.json()] == [job["id"] for job in reversed(done)][:2]
    assert listed.headers["x-total-count"] == "3"
    assert 'rel="next"' in listed.headers["link"]


def test_events_tell_the_states_and_go_on_where_they_were_left(service: TestClient) -> None:
    job = finished(service, post(service, csv()))
    said = service.get(f"/v1/loads/{job['id']}/events")
    assert said.headers["content-type"].startswith("text/event-stream")
    numbers = [int(line[4:]) for line in said.text.splitlines() if line.startswith("id: ")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert '"state": "running"' in said.text
    assert '"state": "loaded"' in said.text
    assert "event: progress" in said.text
    assert said.text.rstrip().endswith("event: end\ndata: {}")
    rest = service.get(f"/v1/loads/{job['id']}/events", headers={"last-event-id": str(numbers[-2])})
    assert f"id: {numbers[-1]}\n" in rest.text
    assert f"id: {numbers[-2]}\n" not in rest.text


def test_archives_are_unpacked_with_their_folders_and_what_is_no_data_is_named(service: TestClient) -> None:
    content = zipped(**{"甲/区域.csv": AREAS, "甲/说明.pdf": b"x", "__MACOSX/甲/._区域.csv": b"x", ".DS_Store": b"x"})
    job = finished(service, post(service, [("files", ("全部.zip", content))]))
    assert (job["state"], job["skipped"]) == ("loaded", ["甲/说明.pdf"])
    assert [file["name"] for file in job["files"]] == ["甲/区域.csv"]


def test_names_of_archives_made_on_chinese_windows_are_read(service: TestClient) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("qy.csv"), AREAS)
    content = out.getvalue().replace(b"qy.csv", b"qy.csv")
    raw = "区域".encode("gbk")
    content = content.replace(b"qy.csv", raw[:2] + b".csv")  # one character for two letters, the length as it was
    job = finished(service, post(service, [("files", ("a.zip", content))]))
    assert [file["name"] for file in job["files"]] == ["upload/区.csv"]


@pytest.mark.parametrize(("format_", "name"), [
    ("xlsx", "a.xlsx"), ("json", "a.json"), ("popolo", "a.popolo.json"), ("ftm", "a.ftm.json"), ("org", "a.jsonld"),
    ("graphml", "a.graphml"), ("gexf", "a.gexf"), ("csv", "a.csv.zip")])
def test_what_is_sent_out_may_be_sent_back(service: TestClient, tmp_path: Path, format_: str, name: str) -> None:
    def people(client: TestClient) -> list[str]:
        found = client.get("/v1/search", params={"kind": "Person"}).json()["results"]
        return sorted(person["name"] for person in found)

    from_ = f"sqlite:///{tmp_path / 'from.db'}"
    with orgraph.open(from_) as graph:
        graph.load([CITY])
    with TestClient(create_app(from_)) as other:
        expected = people(other)
        content = other.get("/v1/export", params={"format": format_, "as_of": "2022-10-15"}).content
    job = finished(service, post(service, [("files", (name, content))]))
    assert (job["state"], job["errors"]) == ("loaded", 0), service.get(f"/v1/loads/{job['id']}/report").json()
    assert people(service) == expected != []


@pytest.mark.parametrize("name", ["../x.csv", "/etc/x.csv", "..\\x.csv", "C:\\x.csv", "a/../../x.csv", ".hidden.csv",
                                  "a/.ssh/x.csv", "x\x01.csv", "长" * 100 + ".csv"])
def test_names_that_lead_elsewhere_are_refused(service: TestClient, tmp_path: Path, name: str) -> None:
    inside = service.post("/v1/loads", files=[("files", ("a.zip", zipped(**{name: AREAS})))])
    # In an archive a hidden file is what a system put there.
    assert (inside.status_code, inside.json()["code"]) == (
        (400, "upload-empty") if name == ".hidden.csv" else (400, "upload-name")), inside.text
    plain = service.post("/v1/loads", files=[("files", (name, AREAS.encode()))])
    if name.startswith("C:") or "\x01" in name:  # a form's reader takes the drive away, its writer puts %01
        job = finished(service, plain.json())
        assert [file["name"] for file in job["files"]] in (["upload/x.csv"], ["upload/x%01.csv"], ["upload/.._x.csv"])
    else:
        assert (plain.status_code, plain.json()["code"]) == (400, "upload-name"), plain.text
        assert service.get("/v1/loads").json() == []
    assert not [path for path in tmp_path.rglob("*.csv") if "new.db.loads" not in str(path)]


@pytest.mark.parametrize(("name", "code", "status"), [
    ("a.exe", "upload-kind", 415), ("a.pdf", "upload-kind", 415), ("a", "upload-kind", 415),
    ("x.source.toml", "upload-kind", 415), ("a.zip", "upload-archive", 400)])
def test_other_kinds_of_file_are_refused(service: TestClient, name: str, code: str, status: int) -> None:
    answer = service.post("/v1/loads", files=[("files", (name, b"\x00\x01"))])
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert service.get("/v1/loads").json() == []


def test_bombs_are_refused_by_what_they_state_and_by_what_comes_out(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGRAPH_UPLOAD_MB", "1")
    bomb = zipped(**{f"{n}.csv": b"0" * 400_000 for n in range(4)})
    assert len(bomb) < 10_000
    lying = bomb.replace((400_000).to_bytes(4, "little"), (4).to_bytes(4, "little"))
    with TestClient(create_app(f"sqlite:///{tmp_path / 'new.db'}"), raise_server_exceptions=False) as client:
        honest = client.post("/v1/loads", files=[("files", ("b.zip", bomb))])
        assert (honest.status_code, honest.json()["code"]) == (413, "too-large")
        liar = client.post("/v1/loads", files=[("files", ("b.zip", lying))])
        assert liar.json()["code"] in ("too-large", "upload-archive")
        large = client.post("/v1/loads", files=[("files", ("b.csv", b"0" * (3 << 20)))])
        assert (large.status_code, large.json()["code"]) == (413, "too-large")
        assert client.get("/v1/loads").json() == []
    assert not list((tmp_path / "new.db.loads").glob("l-*"))


@pytest.mark.parametrize("id_", ["x", "..", "l-20260630093000123456-3f2a9c", "%2e%2e", "turn"])
def test_ids_of_no_load_are_not_found(service: TestClient, id_: str) -> None:
    for path in ("", "/events", "/report", "/errors.xlsx"):
        assert service.get(f"/v1/loads/{id_}{path}").status_code == 404
    assert service.delete(f"/v1/loads/{id_}").status_code in (404, 405)
    assert service.post(f"/v1/loads/{id_}/activate").status_code == 404
