"""Every page: nothing from outside, no serious finding of axe at any size, a picture of each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.pages import PAGES

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"1440": (1440, 900, ""), "390": (390, 844, ""), "large text": (1440, 900, "&big=1")}
SHOTS = os.environ.get("ORGRAPH_SCREENSHOTS")  # where pictures are kept to be looked at; else they are thrown away


def findings(page: Page) -> list[dict[str, Any]]:
    """What axe finds that is serious or critical."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [{"id": one["id"], "help": one["help"], "at": [node["html"][:160] for node in one["nodes"][:3]]}
            for one in found["violations"] if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(page: Page, tmp_path: Path, name: str, watched: Any) -> None:
    folder = Path(SHOTS) if SHOTS else tmp_path
    for size, (width, height, more) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(PAGES[name] + more)
        page.wait_for_load_state("networkidle")
        picture = page.screenshot(path=folder / f"{name}-{size}.png", full_page=True)
        assert picture.startswith(b"\x89PNG")
        assert findings(page) == [], (name, size)
        # Nothing sticks out to the side: a page scrolls one way.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
    if name == "problem":
        watched.said.clear()  # the browser tells of the 404 that is asked for here


@pytest.mark.parametrize("name", ["answer", "coverage"])
def test_a_page_prints_as_a_report(page: Page, name: str) -> None:
    page.goto(PAGES[name])
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    paper = page.locator(".paper")
    assert paper.is_visible()
    said = paper.inner_text()
    assert "2022-10-15" in said
    assert "第 2 版数据" in said
    assert "打印人" in said
    assert not page.locator(".top nav").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
