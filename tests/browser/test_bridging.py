"""Bridging as an analyst uses it: who must not go, ticked and compared, and whose network it is."""

from __future__ import annotations

from playwright.sync_api import Page, expect

DAY = "as_of=2022-10-15"


def test_those_ticked_are_compared_before_and_after(page: Page) -> None:
    page.goto(f"/bridging?{DAY}&area=宁德市")
    worst = page.locator(".failures .point").first
    name = worst.locator("h3 a").inner_text()
    worst.get_by_role("checkbox").check()
    page.locator(".failures .point").nth(1).get_by_role("checkbox").check()
    page.get_by_role("button", name="看勾选的都离开会怎样").click()
    page.wait_for_url("**/bridging/without**")
    heading = page.locator("h1").inner_text()
    assert name in heading
    assert "失联" in heading
    assert page.locator(".before-after tbody tr").count() == 4
    page.get_by_role("link", name=f"放回{name}").click()
    expect(page.locator("h1")).not_to_contain_text(name)
    page.go_back()
    expect(page.locator("h1")).to_contain_text(name)


def test_the_network_beside_follows_the_row(page: Page) -> None:
    page.goto(f"/bridging?{DAY}&area=宁德市")
    row = page.locator(".ranking tbody tr").nth(2)
    name = row.locator("th a").inner_text()
    row.get_by_role("link", name="关系", exact=True).click()
    expect(page.locator("#view h2")).to_contain_text(name)
    expect(page.locator("figure.network[data-state='drawn']")).to_be_visible()
    page.get_by_role("link", name="列成表，看依据").click()
    page.wait_for_url("**/network**")
    assert name in page.locator("h1").inner_text()


def test_how_a_number_comes_about_is_one_click_away(page: Page) -> None:
    page.goto(f"/bridging?{DAY}&area=宁德市")
    how = page.locator(".ranking details")
    assert not how.locator("p").is_visible()
    how.locator("summary").click()
    expect(how.locator("code")).to_be_visible()
