"""Files that take a while say so where they were asked for, and why one cannot be made."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, Route, expect

DAY = "as_of=2022-10-15"


def test_a_file_says_that_it_is_being_made_and_comes(page: Page) -> None:
    page.goto(f"/coverage?{DAY}&area=宁德市&panel=reports")
    held: list[Route] = []
    page.route("**/v1/reports/**", lambda route: held.append(route))
    row = page.locator("table.things tbody tr").nth(1)
    row.get_by_role("link", name="工作簿 XLSX").click()
    said = row.get_by_role("status")
    expect(said).to_contain_text("正在生成")
    with page.expect_download() as coming:
        held[0].continue_()
    assert coming.value.suggested_filename.endswith("2022-10-15.xlsx")
    expect(said).to_have_count(0)


def test_a_file_that_cannot_be_made_says_why_and_what_to_do(page: Page, watched: Any) -> None:
    page.goto(f"/coverage?{DAY}&area=福州市&panel=reports")
    row = page.locator("table.things tbody tr", has_text="党建工作空白点清单")
    row.get_by_role("link", name="文档 DOCX").click()
    said = row.get_by_role("status")
    expect(said).to_contain_text("一份文档放不下", timeout=120_000)
    expect(said).to_contain_text(".xlsx")
    assert "--" not in said.inner_text()  # no option of the command line
    watched.said.clear()  # the browser tells of the 400


def test_handing_out_says_so_too(page: Page, watched: Any) -> None:
    page.goto(f"/coverage?{DAY}&area=福州市&panel=worklist")
    page.route("**/v1/worklist/handouts**", lambda route: route.fulfill(
        status=409, content_type="application/problem+json",
        body=json.dumps({"detail": "别人正在派单", "hint": "稍后再试"})))
    form = page.locator("form[data-file]").first
    form.get_by_role("button").click()
    expect(page.locator("form[data-file] + .making")).to_have_text("别人正在派单 · 稍后再试")
    watched.said.clear()
