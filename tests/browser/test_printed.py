"""What paper shows: pictures that fit it, drawn without scrolling to them, and nothing that only a screen can do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

DAY = "as_of=2022-10-15"
FIGURE = "figure.network"
# The share of a printed picture's spots that are not white, in per mille.
INK = """() => {
  const paper = document.querySelector('figure.network .still');
  const spots = paper.getContext('2d').getImageData(0, 0, paper.width, paper.height).data;
  let inked = 0;
  for (let at = 0; at < spots.length; at += 4) inked += spots[at + 3] > 0 && spots[at] < 200;
  return 1000 * inked / (paper.width * paper.height);
}"""


@pytest.mark.parametrize("address", [f"/bridging?{DAY}&area=宁德市", f"/entity/陈碧乔?{DAY}",
                                     f"/network?{DAY}&area=宁德市"])
def test_a_picture_below_is_on_paper_whole(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 200})
    page.goto(address)
    expect(page.locator(f"{FIGURE}[data-state='drawn']")).to_have_count(1)  # without scrolling there
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})  # A4 without its margins
    figure, still = (page.locator(one).bounding_box() for one in (FIGURE, f"{FIGURE} .still"))
    assert figure is not None
    assert still is not None
    assert still["x"] + still["width"] <= figure["x"] + figure["width"] <= 680
    assert page.evaluate(INK) > 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(f"{FIGURE} .still")).to_have_count(0)


def test_paper_has_nothing_to_tick_and_no_empty_frame(page: Page) -> None:
    page.goto(f"/bridging?{DAY}&area=宁德市")
    expect(page.locator(f"{FIGURE}[data-state='drawn']")).to_be_visible()
    assert page.locator(".failures input[type=checkbox]").first.is_visible()
    page.emulate_media(media="print")
    for gone in ("input[type=checkbox]", ".tabs.panels a", "nav.tabs a[href='#ranking']", ".failures p a"):
        assert page.locator(gone).count()
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    assert page.locator("nav.tabs a[href='#islands']").is_visible()  # a figure, not only a way there
    for state in ("loading", "failed"):
        page.evaluate(f"document.querySelector('{FIGURE}').dataset.state = '{state}'")
        assert not page.locator(FIGURE).is_visible()


def test_hints_at_keys_are_for_the_screen(page: Page) -> None:
    page.goto(f"/call?{DAY}&text=商场夜里撤柜装修,噪声太大&at=南街街道")
    hint = page.get_by_text("键盘：/ 输入").last
    expect(hint).to_be_visible()
    page.emulate_media(media="print")
    assert not hint.is_visible()
