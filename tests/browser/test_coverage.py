"""Coverage as the organisation department uses it: from a number to its rows, an owner's gaps, a waiver's form."""

from __future__ import annotations

from playwright.sync_api import Page, expect

DAY = "as_of=2022-10-15"
RULE = "compound-party-organization"


def test_a_number_opens_its_rows_and_a_row_its_source(page: Page) -> None:
    page.goto(f"/coverage?{DAY}&area=福州市")
    rule = page.locator(f".rules tr:has(a[href*='rule={RULE}'])").first
    missing = rule.locator("td.strong a")
    count = int(missing.inner_text().replace(",", ""))
    missing.click()
    expect(page.locator(".gaps tbody tr")).to_have_count(min(count, 50))
    page.locator(".gaps a.source").first.click()
    page.wait_for_url("**/row**")
    expect(page.locator("h1")).to_contain_text("第")
    page.go_back()
    page.go_back()
    expect(page.locator(".rules")).to_be_visible()


def test_only_what_one_owner_has_to_close(page: Page) -> None:
    page.goto(f"/coverage?{DAY}&area=福州市&rule={RULE}")
    owner = page.locator(".gaps td[data-label='归谁'] a").first.inner_text()
    page.get_by_role("link", name="只看归它的").first.click()
    expect(page.locator(".chips")).to_contain_text(owner)
    cells = page.locator(".gaps td[data-label='归谁']")
    assert all(owner in text for text in cells.all_inner_texts())


def test_a_waiver_is_asked_for_with_reason_and_end(page: Page) -> None:
    page.goto(f"/coverage?{DAY}&area=福州市&rule={RULE}")
    row = page.locator(".gaps tbody tr").first
    row.locator("summary", has_text="豁免").click()
    row.get_by_role("button", name="豁免").click()
    assert row.locator("input[name='reason']").evaluate("(one) => one.validity.valueMissing")
    assert "/coverage" in page.url  # nothing was sent


def test_a_tile_opens_its_area(page: Page) -> None:
    page.goto(f"/coverage?{DAY}&area=福州市&panel=map")
    tile = page.locator(".treemap a").first
    name = (tile.locator("title").text_content() or "").split()[0]
    tile.click()
    expect(page.locator("h1")).to_contain_text(name)
    expect(page.locator(".trend")).to_be_visible()
