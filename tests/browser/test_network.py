"""The network views as a user works with them: drawn by WebGL and canvas, moved by keys, chosen from the table."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

DAY = "as_of=2022-10-15"
DRAWN = "figure.network[data-state='drawn']"


def test_a_whole_network_is_drawn_and_a_row_finds_its_node(page: Page) -> None:
    page.goto(f"/network?{DAY}&area=福州市&mode=two")
    expect(page.locator(DRAWN)).to_be_visible()
    nodes = page.evaluate("document.querySelector('figure.network').picture.graph.order")
    assert f"{nodes:,} 个节点" in page.locator("h1").inner_text()
    before = page.evaluate("document.querySelector('figure.network').picture.camera.getState()")
    row = page.locator("tr[data-id]").nth(3)
    row.get_by_role("button", name="定位").click()
    page.wait_for_timeout(600)
    after = page.evaluate("document.querySelector('figure.network').picture.camera.getState()")
    assert after["ratio"] < before["ratio"]
    page.locator(".network .canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    moved = page.evaluate("document.querySelector('figure.network').picture.camera.getState()")
    assert moved["x"] != after["x"]
    page.keyboard.press("0")
    page.wait_for_timeout(600)
    assert page.evaluate("document.querySelector('figure.network').picture.camera.getState().ratio") == 1


def test_areas_are_boxes_and_a_box_opens(page: Page) -> None:
    page.goto(f"/network?{DAY}&area=蕉北街道&look=nested&mode=two")
    expect(page.locator(DRAWN)).to_be_visible()
    boxes = page.evaluate("document.querySelector('figure.network').picture.view.nodes(':parent').length")
    marks = page.evaluate("document.querySelector('figure.network').picture.view.nodes(':childless').length")
    assert boxes > 0
    assert page.locator("tr[data-id]").count() == marks
    inner = page.locator("tr[data-id] th a[href*='look=nested']").first
    name = inner.inner_text()
    inner.click()
    expect(page.locator(".crumbs [aria-current]")).to_have_text(name)
    expect(page.locator(DRAWN)).to_be_visible()


def test_round_a_person_a_row_lights_its_node_and_a_mark_opens_its_page(page: Page) -> None:
    page.goto(f"/network?{DAY}&focus=陈碧乔")
    expect(page.locator(DRAWN)).to_be_visible()
    row = page.locator("tr[data-id]").first
    row.hover()
    lit = page.evaluate("document.querySelector('figure.network').picture.view.nodes('.near').map((one) => one.id())")
    assert lit == [row.get_attribute("data-id")]
    at = page.evaluate("""() => {
      const { view } = document.querySelector('figure.network').picture;
      const { x, y } = view.nodes('.focus').renderedPosition();
      const box = view.container().getBoundingClientRect();
      return [box.x + x, box.y + y];
    }""")
    page.mouse.click(*at)
    page.wait_for_url("**/entity/**")
    assert "陈碧乔" in page.locator("h1").inner_text()


def test_a_way_is_drawn_from_one_to_the_other(page: Page) -> None:
    page.goto(f"/network?{DAY}&area=宁德市&mode=two&focus=陈碧乔&to=继光花园1号楼党小组")
    expect(page.locator(DRAWN)).to_be_visible()
    steps = page.locator("tr[data-id]").count()
    assert f"隔 {steps} 步" in page.locator("h1").inner_text()
    assert page.evaluate("document.querySelector('figure.network').picture.view.nodes().length") == steps + 1


@pytest.mark.parametrize(("area", "which"), [("宁德市", "[?holds]:childless"), ("蕉北街道", ".frame")])
def test_an_area_in_the_picture_is_looked_into(page: Page, area: str, which: str) -> None:
    page.goto(f"/network?{DAY}&area={area}&look=nested&mode=two")
    expect(page.locator(DRAWN)).to_be_visible()
    found = page.evaluate("""(which) => {
      const { view } = document.querySelector('figure.network').picture;
      return view.nodes(which).map((node) => ({ id: node.id(), name: node.data('name') }))[0];
    }""", which)
    page.evaluate("(id) => document.querySelector('figure.network').picture.view.getElementById(id).emit('tap')",
                  found["id"])
    page.wait_for_url(f"**/network?*area={found['id']}*")
    # A mark has the number of what it holds after its name.
    assert found["name"].startswith(page.locator(".crumbs [aria-current]").inner_text())
    expect(page.locator(DRAWN)).to_be_visible()


def test_the_network_belongs_to_bridging(page: Page) -> None:
    page.goto(f"/network?{DAY}&area=宁德市&mode=two")
    expect(page.locator(".top nav [aria-current]")).to_have_text("桥梁")
    expect(page.locator(".tabs.panels [aria-current]")).to_have_text("关系图")
    page.get_by_role("link", name="牵线角色").click()
    page.wait_for_url("**/bridging?**")
    assert "mode=two" in page.url
    expect(page.locator(".tabs.panels [aria-current]")).to_have_text("牵线角色")
