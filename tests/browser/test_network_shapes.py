"""A whole network tells kinds apart by more than colour, and its names stay inside the picture."""

from __future__ import annotations

import io
import json
from math import pi, sin, sqrt, tan

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

DAY = "as_of=2022-10-15"
DRAWN = "figure.network[data-state='drawn']"
# What share of the box round it a shape fills, by geometry: a five-pointed star with inner corners half as far out as
# the tips has ten triangles R·R/2·sin 36° / 2, in a box of 2R·sin 72° by R·(1 + cos 36°).
FILLS = {
    0: pi / 4, 1: 1.0, 2: 0.5, 3: 0.5, 4: 0.75,
    5: 5 / 2 * sin(pi / 5) / (2 * sin(2 * pi / 5) * (1 + (1 + sqrt(5)) / 4)), 6: 4 * 2 * tan(pi / 8) / 4,
}


def seven() -> str:
    """A node a look, each with so many links that it is drawn 60 pixels wide, far from the others."""
    return json.dumps({
        "ids": [f"n{look}" for look in range(7)], "names": [""] * 7, "looks": list(range(7)),
        "x": [look % 4 for look in range(7)], "y": [look // 4 for look in range(7)], "links": [400] * 7, "ends": [],
        "legend": [f"K{look}" for look in range(7)]})


def test_each_look_is_a_shape_of_its_own_and_found_by_the_pointer(page: Page) -> None:
    page.route("**/network/data**", lambda route: route.fulfill(body=seven(), content_type="application/json"))
    page.goto(f"/network?{DAY}&area=宁德市")
    expect(page.locator(DRAWN)).to_be_visible()
    canvas = page.locator(".network .canvas")
    picture = np.asarray(Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")).astype(int)
    at = page.evaluate("""() => {
      const { sigma, graph } = document.querySelector('figure.network').picture;
      return graph.nodes().map((id) => sigma.graphToViewport(graph.getNodeAttributes(id)));
    }""")
    for look, place in enumerate(at):
        x, y = round(place["x"]), round(place["y"])
        near = picture[max(y - 45, 0):y + 45, max(x - 45, 0):x + 45]
        inked = (255 - near).max(axis=2) > 100
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        box = (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
        assert box > 40 * 40
        assert inked.sum() / box == pytest.approx(FILLS[look], abs=0.05), look
    side = canvas.bounding_box()
    assert side is not None
    page.mouse.click(side["x"] + at[5]["x"], side["y"] + at[5]["y"] - 20)  # in the star's upper tip
    assert page.evaluate("document.querySelector('figure.network').picture.sigma.getNodeDisplayData('n5').highlighted")


@pytest.mark.parametrize("width", [1440, 390])
def test_names_stay_inside_and_apart(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/network?{DAY}&area=宁德市")
    page.locator(".network .canvas").scroll_into_view_if_needed()
    expect(page.locator(DRAWN)).to_be_visible()
    boxes = page.evaluate("document.querySelector('figure.network').picture.labels.written")
    room = page.evaluate("document.querySelector('.network .canvas').clientWidth")
    assert len(boxes) > 2
    assert all(box["x1"] >= 0 and box["x2"] <= room for box in boxes)
    for at, one in enumerate(boxes):
        assert not any(one["x1"] < other["x2"] and other["x1"] < one["x2"] and one["y1"] < other["y2"]
                       and other["y1"] < one["y2"] for other in boxes[:at])


def test_whoever_is_pointed_at_is_named_with_its_kind(page: Page) -> None:
    page.goto(f"/network?{DAY}&area=宁德市")
    expect(page.locator(DRAWN)).to_be_visible()
    legend = page.locator(".legend li").first
    first = page.evaluate("""() => {
      const { graph } = document.querySelector('figure.network').picture;
      return graph.mapNodes((id, said) => said).find((one) => one.look === 0);
    }""")
    assert legend.inner_text().strip().startswith(first["kind"])
    row = page.locator("tr[data-id]").filter(has_text=first["name"]).first
    assert first["kind"] in row.inner_text()
