"""What the service records, and the files that it makes, beside what Python gives."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest
from starlette.testclient import TestClient

import orgraph
from orgraph.api import create_app
from orgraph.loaders.waiver import FILE

FIXTURES = Path(__file__).parents[2] / "fixtures"
RULE = "owners-committee"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over a small city that the tests of this file change."""
    url = f"sqlite:///{tmp_path_factory.mktemp('writing') / 'one.db'}"
    graph = orgraph.open(url)
    graph.load([FIXTURES / "ningde"])
    graph.close()
    with TestClient(create_app(url), raise_server_exceptions=False) as found:
        yield found


def counts(client: TestClient) -> dict[str, Any]:
    """The counts of the rule."""
    rule = client.get("/v1/coverage", params={"rule": RULE}).json()["rules"][0]
    return {name: rule[name] for name in ("eligible", "covered", "missing", "waived")}


def test_a_waiver_hides_its_gap_until_its_day_and_says_who_wrote_it(writing: TestClient) -> None:
    gap = writing.get(f"/v1/coverage/{RULE}/gaps").json()["rules"][0]["gaps"][0]
    before = counts(writing)
    asked = {"rule": RULE, "focus": gap["focus"]["id"], "reason": "正在拆迁", "approver": "街道党工委",
             "until": "2099-12-31", "basis": "会议纪要"}
    made = writing.post("/v1/waivers", json=asked)
    assert made.status_code == 201, made.text
    line = made.json()
    assert (line["state"], line["end"], line["problems"]) == ("in force", "2099-12-31", [])
    assert line["hides"] == gap["message"]
    assert (line["source"]["file"], line["source"]["sheet"]) == (FILE, "local")
    assert counts(writing) == {**before, "missing": before["missing"] - 1, "waived": before["waived"] + 1}
    later = writing.get("/v1/coverage", params={"rule": RULE, "as_of": "2099-12-31"}).json()["rules"][0]
    assert later["waived"] == before["waived"]
    listed = writing.get("/v1/waivers", params={"limit": 1})
    assert [one["id"] for one in listed.json()["waivers"]] == [line["id"]]
    assert writing.get("/v1/generations").json()[0]["note"].startswith("豁免")


@pytest.mark.parametrize(("wrong", "status", "code"), [
    ({"rule": "none"}, 404, "not-found"), ({"focus": "没有这个小区"}, 404, "not-found"),
    ({"until": "2000-01-01"}, 400, "parameter"), ({"until": "明天"}, 400, "usage"), ({"reason": " "}, 400, "parameter"),
    ({"approver": ""}, 400, "parameter"), ({"more": 1}, 400, "parameter")])
def test_a_waiver_that_says_too_little_is_refused(writing: TestClient, wrong: dict[str, Any], status: int, code: str
                                                  ) -> None:
    focus = writing.get(f"/v1/coverage/{RULE}/gaps").json()["rules"][0]["gaps"][0]["focus"]["id"]
    asked = {"rule": RULE, "focus": focus, "reason": "正在拆迁", "approver": "街道党工委", "until": "2099-12-31"}
    before = writing.get("/v1/generations").json()
    answer = writing.post("/v1/waivers", json=asked | wrong)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] in (code, "date"), answer.text
    assert writing.get("/v1/generations").json() == before


def test_a_call_is_kept_and_what_came_of_it_recorded(writing: TestClient) -> None:
    kept = writing.post("/v1/referrals/calls", json={"text": "楼道的灯不亮，电话13800138000"})
    assert kept.status_code == 201
    call = kept.json()["kept"]
    first, other = (one["id"] for one in writing.get(
        "/v1/search", params={"kind": "ResidentsCommittee"}).json()["results"][:2])
    refused = {"call": call, "unit": first, "outcome": "refused"}
    assert writing.post("/v1/referrals", json=refused).status_code == 400  # without a reason
    said = writing.post("/v1/referrals", json=refused | {"reason": "不归我们", "better": other})
    assert said.status_code == 201
    assert (said.json()["better"], said.json()["by"]) == (other, "local")
    listed = writing.get("/v1/referrals").json()
    assert [one["id"] for one in listed["calls"]] == [call]
    assert "13800138000" not in json.dumps(listed)
    assert listed["outcomes"] == {"refused": 1}
    assert writing.post("/v1/referrals", json=refused | {"call": "k-none", "reason": "x"}).status_code == 404


def cells(workbook: bytes, row: int, *headers: str) -> list[str]:
    """What stands in the columns of a worklist's row."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0]
    at = {str(cell.value): cell.column for cell in sheet[3]}
    return [str(sheet.cell(row, at[header]).value or "") for header in headers]


def test_gaps_go_out_come_back_filled_in_and_stand(writing: TestClient) -> None:
    look = writing.get("/v1/worklist.xlsx", params={"rule": RULE, "by": "City"})
    assert cells(look.content, 4, "办理期限", "状态") == ["", ""]  # nobody was given it yet
    assert writing.get("/v1/worklist").json()["items"] == []
    out = writing.post("/v1/worklist/handouts", params={"rule": RULE, "by": "City"})
    assert out.headers["content-type"] == XLSX
    book = openpyxl.load_workbook(io.BytesIO(out.content))
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[3]}
    state = next(column for head, column in heads.items() if "状态" in str(head) or "情况" in str(head))
    again = writing.get("/v1/worklist.xlsx", params={"rule": RULE, "by": "City"})
    assert cells(again.content, 4, "状态") == ["未办"]  # and a look shows how it stands
    options = writing.get("/v1/worklist").json()
    assert options["counts"] == {"open": counts(writing)["missing"]}
    sheet.cell(4, state, "没有这种状态")
    wrong = io.BytesIO()
    book.save(wrong)
    refused = writing.post("/v1/worklist", files=[("files", ("办理.xlsx", wrong.getvalue()))])
    assert refused.status_code == 422
    error = refused.json()["report"]["errors"][0]
    assert (error["code"], error["where"]["row"]) == ("cell.choice", 4)
    word = error["detail"] + error["hint"]
    doing = next(name for name in ("正在办", "办理中", "在办") if name in word)
    sheet.cell(4, state, doing)
    for head, column in heads.items():
        if "经办" in str(head) or "办理人" in str(head):
            sheet.cell(4, column, "甲某")
    right = io.BytesIO()
    book.save(right)
    answered = writing.post("/v1/worklist", files=[("files", ("办理.xlsx", right.getvalue()))])
    assert answered.status_code == 200, answered.text
    assert len(answered.json()["changed"]) == 1
    assert writing.get("/v1/worklist").json()["counts"]["doing"] == 1


def test_exports_load_again_or_are_read_by_networkx(writing: TestClient, tmp_path: Path) -> None:
    sent = writing.get("/v1/export", params={"format": "json"})
    file = tmp_path / "whole.json"
    file.write_bytes(sent.content)
    graph = orgraph.open(f"sqlite:///{tmp_path / 'again.db'}")
    report = graph.load([file])
    graph.close()
    assert not report.errors
    assert report.rows > 100
    csv = writing.get("/v1/export", params={"format": "csv"})
    assert csv.headers["content-type"] == "application/zip"
    assert len(zipfile.ZipFile(io.BytesIO(csv.content)).namelist()) == 2
    assert openpyxl.load_workbook(io.BytesIO(writing.get("/v1/export", params={"format": "xlsx"}).content)).sheetnames
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        found = writing.get("/v1/export", params={"format": form, "layers": "cross_appointment"})
        assert found.status_code == 200, found.text
        assert read(io.BytesIO(found.content)).number_of_nodes()
        assert form in found.headers["content-disposition"]
    for form in ("xlsx", "popolo"):
        assert writing.get("/v1/export", params={"format": form, "mode": "org"}).status_code == 400


@pytest.mark.parametrize(("form", "ending", "media"), [
    ("popolo", ".popolo.json", "application/json"), ("ftm", ".ftm.json", "application/x-ndjson"),
    ("org", ".jsonld", "application/ld+json"), ("hsds", ".hsds.json", "application/json")])
def test_formats_of_other_programs_load_again(writing: TestClient, tmp_path: Path, form: str, ending: str, media: str
                                              ) -> None:
    sent = writing.get("/v1/export", params={"format": form, "as_of": "2022-10-15"})
    assert sent.status_code == 200, sent.text
    assert sent.headers["content-type"] == media
    assert sent.headers["content-disposition"].endswith(f'{ending}"')
    assert "000-0000" not in sent.text
    file = tmp_path / "再导入.json"
    file.write_bytes(sent.content)
    graph = orgraph.open(f"sqlite:///{tmp_path / 'again.db'}")
    report = graph.load([file])
    graph.close()
    assert not report.errors
    assert report.rows > 1


@pytest.mark.parametrize("form", ["xlsx", "docx", "csv"])
def test_reports_are_made_in_every_form(writing: TestClient, form: str) -> None:
    for report in writing.get("/v1/reports").json():
        made = writing.get(f"/v1/reports/{report['id']}", params={"format": form})
        assert made.status_code == 200, made.text
        assert made.content[:2] == b"PK" or form == "csv"
    assert writing.get("/v1/reports/none").status_code == 404


def test_coverage_and_templates_are_workbooks(writing: TestClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(writing.get("/v1/coverage.xlsx", params={"rule": RULE}).content))
    assert book.sheetnames == ["规则", "分区域", "缺口", "说明"]
    assert book["规则"].cell(2, 6).value == counts(writing)["eligible"]
    names = zipfile.ZipFile(io.BytesIO(writing.get("/v1/templates").content)).namelist()
    assert "区域表.xlsx" in names


def test_every_chain_of_calls_is_looked_through(writing: TestClient) -> None:
    found = writing.get("/v1/calls/lint").json()
    assert found["pairs"] == sum(found["ends"].values())


def test_generations_are_compared_and_made_active_again(writing: TestClient) -> None:
    gap = writing.get(f"/v1/coverage/{RULE}/gaps").json()["rules"][0]["gaps"][-1]
    writing.post("/v1/waivers", json={"rule": RULE, "focus": gap["focus"]["id"], "reason": "正在拆迁",
                                      "approver": "街道党工委", "until": "2099-12-31"})
    newest = writing.get("/v1/generations").json()[0]["number"]
    changed = writing.get(f"/v1/generations/1/diff/{newest}").json()
    assert changed["Waiver"]["added"] >= 1
    assert writing.post("/v1/generations/1/activate").json()["active"]
    assert writing.get("/readyz").json()["generation"] == 1
    assert writing.post(f"/v1/generations/{newest}/activate").status_code == 200
    assert writing.post("/v1/generations/99/activate").status_code == 404
