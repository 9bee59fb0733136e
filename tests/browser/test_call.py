"""Page 1 as a dispatcher works it: in Chinese, with the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect


def test_the_main_task_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/call?as_of=2022-10-15")
    expect(page.locator("#box")).to_be_focused()
    page.keyboard.type("商场夜里撤柜装修,噪声太大,整栋楼睡不着")
    page.keyboard.press("Tab")
    page.keyboard.type("nanjie", delay=30)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("南街街道")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#at")).to_have_value(re.compile("南街街道$"))
    # The answer stands there without a button being pressed.
    expect(page.locator(".candidate h2").first).to_have_text("鼓楼区城市管理局")
    expect(page).to_have_url(re.compile("text=.*at="))

    page.keyboard.press("Enter")
    expect(page.locator(".candidate").first).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".candidate").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".candidate").first).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("#copy")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("【诉求】商场夜里撤柜装修")
    assert "鼓楼区城市管理局" in copied
    page.keyboard.press("Escape")
    expect(page.locator("#box")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("鼓楼区城市管理局")
    page.go_back()
    expect(page.locator(".candidate h2").first).to_have_text("鼓楼区城市管理局")


def test_what_came_of_a_call_and_the_better_unit(page: Page) -> None:
    page.goto("/call?as_of=2022-10-15&text=商场夜里撤柜装修,噪声太大&at=南街街道")
    first = page.locator(".candidate").first
    first.get_by_role("button", name="接了").click()
    expect(first.get_by_role("status")).to_contain_text("已记录：接了")

    second = page.locator(".candidate").nth(1)
    second.get_by_text("找错了", exact=True).click()
    second.get_by_role("button", name="记为找错").click()
    expect(second.get_by_role("alert")).to_contain_text("退回要写原因")
    second.get_by_label("为什么退回").fill("不归我们管")
    better = second.get_by_role("combobox")
    better.press_sequentially("glqsc", delay=30)
    expect(second.get_by_role("option").first).to_contain_text("鼓楼区市场监督管理局")
    better.press("ArrowDown")
    better.press("Enter")
    expect(better).to_have_value(re.compile("鼓楼区市场监督管理局$"))
    second.get_by_role("button", name="记为找错").click()
    expect(second.get_by_role("status")).to_contain_text("已记录：退回")

    said = page.request.get("/v1/referrals").json()["calls"]
    outcomes = {word["outcome"]: word for call in said for word in call["said"]}
    assert outcomes.keys() >= {"accepted", "refused"}
    assert outcomes["refused"]["better"]["name"] == "鼓楼区市场监督管理局"


def test_danger_comes_first(page: Page) -> None:
    page.goto("/call?as_of=2022-10-15")
    page.locator("#box").fill("家里闻到煤气味,头晕")
    page.locator("#at").fill("傲梅苑小区")
    page.keyboard.press("Tab")
    band = page.get_by_role("alert")
    expect(band).to_contain_text("先拨")
    expect(page.locator("#answer > :first-child")).to_have_attribute("role", "alert")
    expect(page.locator("#answer .candidate").first).to_be_visible()


def test_only_the_last_question_is_answered(page: Page) -> None:
    page.goto("/call?as_of=2022-10-15&at=南街街道")
    page.locator("#box").press_sequentially("路灯不亮", delay=5)
    page.locator("#box").fill("商场夜里撤柜装修,噪声太大")
    expect(page.locator("#card")).to_contain_text("【诉求】商场夜里撤柜装修")
    expect(page).to_have_title(re.compile("."))
    page.wait_for_load_state("networkidle")
    expect(page.locator("#card")).not_to_contain_text("路灯")


def test_letters_of_a_word_being_composed_are_not_asked(page: Page) -> None:
    page.goto("/call?as_of=2022-10-15&at=南街街道")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    client = page.context.new_cdp_session(page)
    page.locator("#box").focus()
    client.send("Input.imeSetComposition", {"text": "lu'deng", "selectionStart": 7, "selectionEnd": 7})
    page.wait_for_timeout(500)
    assert not [url for url in asked if "/call/answer" in url]
    client.send("Input.insertText", {"text": "路灯不亮"})
    expect(page.locator("#card, .empty").first).to_be_visible()
    assert [url for url in asked if "/call/answer" in url]


def test_without_scripts_the_form_still_answers(browser: Browser, service: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=service)
    plain = context.new_page()
    plain.goto("/call?as_of=2022-10-15")
    plain.locator("#box").fill("商场夜里撤柜装修,噪声太大")
    plain.locator("#at").fill("南街街道")
    plain.get_by_role("button", name="找谁办").click()
    expect(plain.locator(".candidate h2").first).to_have_text("鼓楼区城市管理局")
    plain.locator(".candidate").first.get_by_role("button", name="接了").click()
    expect(plain.locator(".candidate h2").first).to_have_text("鼓楼区城市管理局")
    context.close()
