"""The Data page as somebody uses it who loads a file, mends what is wrong, judges names and goes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from .conftest import answering

AREAS = "区域名称,区域类型,上级区域\n甲街道,街道,\n园林社区,社区,甲街道\n望江社区,社区,甲街道\n"
UNITS = "组织名称,组织类别,所在区域\n圆林社区居委会,居委会,圆林社区\n忘江社区居委会,居委会,忘江社区\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """A service before its first load."""
    with answering(f"sqlite:///{tmp_path / 'new.db'}") as address:
        yield address


def send(page: Page, name: str, text: str) -> None:
    """Choose a file that holds the text, and have it checked."""
    page.goto("/data")
    box = page.get_by_label("文件（可拖到这里）")
    box.set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="检查").click()


def load(page: Page, name: str, text: str) -> None:
    """The same, and use it."""
    send(page, name, text)
    page.get_by_role("button", name="启用", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已导入")


def test_a_wrong_cell_is_mended_in_the_workbook_and_the_load_used(page: Page, tmp_path: Path) -> None:
    send(page, "区域.csv", AREAS.replace("望江社区,社区", "望江社区,社取"))
    expect(page.get_by_role("status")).to_contain_text("有错误，不能启用")
    expect(page.get_by_role("row").filter(has_text="社取")).to_contain_text("4")  # its row in the file
    expect(page.get_by_role("button", name="启用", exact=True)).to_have_count(0)
    with page.expect_download() as told:
        page.get_by_role("link", name=re.compile("区域")).first.click()
    told.value.save_as(tmp_path / "更正本.xlsx")
    assert any(cell.value == "社取" for row in load_workbook(tmp_path / "更正本.xlsx").worksheets[0] for cell in row)
    load(page, "区域.csv", AREAS)
    expect(page.get_by_role("status")).to_contain_text("第 1 版数据")
    page.goto("/data")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("现在用第 1 版")).to_be_visible()


def test_an_older_generation_is_compared_and_used_again(page: Page) -> None:
    load(page, "区域.csv", AREAS)
    load(page, "区域.csv", AREAS + "桃园社区,社区,甲街道\n")
    page.goto("/data")
    page.get_by_role("link", name="和上一版比较").click()
    expect(page.get_by_role("row", name=re.compile("社区"))).to_contain_text("1")
    page.goto("/data")
    page.locator("summary", has_text="启用这一版").click()
    page.get_by_role("button", name="确认启用这一版").click()
    expect(page.get_by_text("现在用第 1 版")).to_be_visible()


def test_names_are_judged_with_one_key_each_and_taken_back(page: Page) -> None:
    load(page, "区域.csv", AREAS)
    send(page, "组织.csv", UNITS)
    checked = page.url
    page.get_by_role("link", name="复核名称").click()
    expect(page.get_by_role("status")).to_contain_text("还有 2 处")
    for key, left in (("1", "还有 1 处"), ("2", "没有要判断的名称"), ("u", "还有 1 处"), ("1", "没有要判断的名称")):
        page.wait_for_load_state()  # keys count once the script is there
        page.keyboard.press(key)
        expect(page.get_by_role("status")).to_contain_text(left)
    page.goto(checked)
    page.get_by_role("button", name="重新比较").click()
    page.get_by_role("button", name="启用", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("第 2 版数据")
