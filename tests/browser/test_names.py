"""The box for names in the header, as a keyboard uses it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from browser.pages import DAY


@pytest.mark.parametrize("width", [390, 1280])
def test_a_name_typed_in_pinyin_leads_to_its_page(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/call?{DAY}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("header .find input[role=combobox]")
    box.press_sequentially("chenbiqiao")
    expect(page.locator("#nameds [data-value]").first).to_contain_text("陈碧乔")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/entity/p-"))
    expect(page.locator("h1")).to_contain_text("陈碧乔")


def test_an_answer_that_comes_late_does_not_take_a_marked_name_from_under_enter(page: Page) -> None:
    page.goto(f"/call?{DAY}")
    box = page.locator("header .find input[role=combobox]")
    box.press_sequentially("chenbiqia")
    marked = page.locator("#nameds [aria-selected=true]")
    expect(page.locator("#nameds [data-value]").first).to_contain_text("陈碧乔")
    held: list[Route] = []
    page.route("**/suggest*", lambda route: held.append(route))
    with page.expect_request("**/suggest*"):
        box.press("o")
    box.press("ArrowDown")
    expect(marked).to_contain_text("陈碧乔")
    with page.expect_response("**/suggest*"):
        held.pop().continue_()
    page.wait_for_timeout(200)  # whatever the answer does, it has done
    expect(marked).to_contain_text("陈碧乔")
    box.press("n")  # who types on chooses anew
    expect(marked).to_have_count(0)
