"""Signing in, a whole number for a purpose, and the administrator who makes a user and finds it all in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cheap import cheap
from playwright.sync_api import Browser, Page, expect

import orgraph
from orgraph.access.service import Access
from orgraph.access.settings import AccessSettings

from .conftest import answering

PASSWORD = "three unlike words 7"
PHONE = "13812345678"
TOWN = "区域名称,区域类型,上级区域\n示例市,市,\n甲社区,社区,示例市\n乙社区,社区,示例市\n"
PEOPLE = f"姓名,人员编号,所在区域,联系电话\n示例甲,R1,甲社区,{PHONE}\n示例乙,R2,乙社区,13987654321\n"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service with an administrator, and a dispatcher of one community."""
    cheap(monkeypatch)
    (tmp_path / "区域.csv").write_text(TOWN, encoding="utf-8")
    (tmp_path / "人员.csv").write_text(PEOPLE, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'town.db'}"
    graph = orgraph.open(url)
    graph.load([tmp_path / "区域.csv", tmp_path / "人员.csv"])
    here = graph.at().find("甲社区", kind="Area").results[0].id
    graph.close()
    access = Access(AccessSettings.read(), url)
    access.users.add("root", PASSWORD, "administrator")
    access.users.add("near", PASSWORD, "dispatcher", [here])
    access.close()
    with answering(url) as address:
        yield address


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the form with the keyboard alone; the cursor stands where it begins."""
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def test_a_whole_number_is_shown_for_a_purpose_and_to_its_own_area(page: Page, watched: Any) -> None:
    page.goto("/entity/示例甲")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    sign_in(page, "near", "not the words 7")
    expect(page.get_by_role("alert")).to_contain_text("不对")
    page.get_by_label("用户名").fill("")
    page.get_by_label("用户名").focus()
    sign_in(page, "near")
    expect(page.get_by_role("heading", level=1)).to_contain_text("示例甲")  # what was asked for first
    assert PHONE not in page.content()
    form = page.locator("form.unmask")
    form.get_by_label("用途").select_option(index=1)
    form.get_by_role("button").click()
    expect(page.locator("main")).to_contain_text(PHONE)
    page.goto("/entity/示例乙")
    expect(page.locator("main")).to_contain_text("找不到")
    assert "13987654321" not in page.content()
    assert len(watched.said) == 2  # the browser tells of the 401 and the 404 that were asked for here
    watched.said.clear()


def test_an_administrator_makes_a_user_who_chooses_a_password(page: Page, browser: Browser, service: str) -> None:
    page.goto("/admin/users")
    sign_in(page, "root")
    page.get_by_label("名称", exact=True).fill("li")
    page.locator("form.row").first.get_by_role("combobox").select_option("viewer")
    page.get_by_label("负责的区域").first.fill("甲社区")
    page.get_by_role("button", name="新增").click()
    once = page.locator("code").first.inner_text()
    expect(page.get_by_role("row", name="li")).to_contain_text("待改密码")
    theirs = browser.new_context(base_url=service, locale="zh-CN").new_page()
    theirs.goto("/coverage")
    sign_in(theirs, "li", once)
    theirs.get_by_label("现在的密码").fill(once)
    theirs.get_by_label("新密码").fill("quite other words 9")
    theirs.get_by_role("button", name="保存").click()
    theirs.goto("/coverage")
    expect(theirs.get_by_role("link", name="覆盖")).to_be_visible()
    expect(theirs.get_by_role("link", name="管理")).to_have_count(0)
    theirs.context.close()
    page.goto("/admin/audit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    rows = page.locator("tbody tr")
    expect(rows.filter(has_text="li").first).to_be_visible()
    page.get_by_role("button", name="核验").click()
    expect(page.locator("main")).to_contain_text("完整")
    assert once not in page.content()


def test_tables_of_the_administrator_are_read_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/admin/users")
    sign_in(page, "root")
    expect(page.locator("tr", has_text="near")).to_be_visible()
    for at in ("users", "audit"):
        page.goto(f"/admin/{at}")
        table = page.locator("table.stacked")
        expect(table.locator("tbody tr").first).to_be_visible()
        assert table.evaluate("(one) => one.parentElement.scrollWidth <= one.parentElement.clientWidth"), at
        # No column so narrow that a word stands upright, a letter a line.
        room = table.locator("td[data-label]:not(.params)").evaluate_all(
            "(all) => Math.min(...all.map((one) => parseFloat(getComputedStyle(one).paddingLeft)))")
        assert room >= 75  # beside its column's name, of five letters of 15 pixels at most
        widths = [cell.evaluate("(one) => one.clientWidth") for cell in table.locator("tbody td").all()[:6]]
        assert min(widths) > 200
        told = table.locator("td[data-label]").first.evaluate("(one) => getComputedStyle(one, '::before').content")
        assert told.strip('"') == {"users": "角色", "audit": "#"}[at]
