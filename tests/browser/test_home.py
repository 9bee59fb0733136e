"""The home page: three boxes that lead to the three questions, and its parts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_the_parts_come_by_themselves(page: Page) -> None:
    page.goto("/?as_of=2022-10-15")
    expect(page.get_by_role("region", name="上次来过之后")).to_contain_text("版新数据")
    expect(page.get_by_role("region", name="该办的")).to_contain_text("豁免")
    expect(page.get_by_role("region", name="会打不通的地方")).to_contain_text("没有人接")


def test_a_question_leads_to_its_answer(page: Page) -> None:
    page.goto("/?as_of=2022-10-15")
    page.keyboard.type("路灯不亮")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/call\?"))
    expect(page.locator("#box")).to_have_value("路灯不亮")


def test_an_area_typed_in_pinyin_leads_to_its_coverage(page: Page) -> None:
    page.goto("/?as_of=2022-10-15")
    box = page.get_by_label("哪里缺什么，归谁补？")
    box.press_sequentially("fzs", delay=30)
    expect(page.get_by_role("option").first).to_contain_text("福州市")
    box.press("ArrowDown")
    box.press("Enter")
    box.press("Enter")
    expect(page).to_have_url(re.compile("/coverage"))
    expect(page.locator("main")).to_contain_text("福州市")


def test_language_and_size_stay_from_page_to_page(page: Page) -> None:
    page.goto("/call?as_of=2022-10-15&lang=en&big=1")
    page.get_by_role("link", name="Coverage").click()
    expect(page.locator("html.big[lang=en]")).to_be_attached()
    expect(page.get_by_text("As of 2022-10-15").first).to_be_visible()
