"""One person's page: posts over time, rules, ties, and the row behind a fact."""

from __future__ import annotations

from playwright.sync_api import Page, expect

DAY = "as_of=2022-10-15"


def test_a_person_from_post_to_row_and_on_to_what_if(page: Page) -> None:
    page.goto(f"/entity/陈碧乔?{DAY}")
    rows = page.locator("#posts tbody tr")
    assert page.locator(".timeline rect").count() == rows.count() == 4
    rows.first.locator("a.source").click()
    page.wait_for_url("**/row**")
    expect(page.locator("main")).to_contain_text("陈碧乔")
    page.go_back()
    page.get_by_role("link", name="若离任、退出会怎样").click()
    expect(page.locator("h1")).to_contain_text("若陈碧乔离开")


def test_the_ties_are_drawn_when_they_come_into_sight(page: Page) -> None:
    page.goto(f"/entity/继光花园小区?{DAY}")
    figure = page.locator("figure.network")
    figure.scroll_into_view_if_needed()
    expect(page.locator("figure.network[data-state='drawn']")).to_be_visible()
    expect(page.locator("#ties table")).to_have_count(1)
