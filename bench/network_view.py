"""A network of 10,000 nodes and 30,000 links in the browser: layout on the server, first paint, frames while panning.

usage: python bench/network_view.py [nodes] [links]

The page is the real one over one fixture; what it is sent to draw is a made-up city of the size asked for: streets of
dense groups, hubs with many leaves, some links between. Paint is timed by the browser's own clock, from the start of
the navigation to the frame after the first drawing; panning is a mouse that drags the picture about for three seconds.
Headless Chromium without a graphics card draws by SwiftShader.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import orjson
import uvicorn
from playwright.sync_api import Page, sync_playwright

import orgraph
from orgraph.api import create_app
from orgraph.api.drawing.layout import layout
from orgraph.queries.bridging.projection import Projection

FIXTURE = Path(__file__).parents[1] / "fixtures" / "ningde"
GROUP = 50  # nodes of a street
SECONDS = 3.0
CHROMIUM = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
PAINTED = "new Promise((done) => requestAnimationFrame(() => done(performance.now())))"
COUNT = """() => {
  const { sigma } = document.querySelector('figure.network').picture;
  window.frames_drawn = 0;
  sigma.on('afterRender', () => { window.frames_drawn += 1; });
}"""


def city(nodes: int, links: int) -> Projection:
    """Streets, each a hub with leaves and links among these, and a few links from street to street."""
    rng = np.random.default_rng(7)
    number = np.arange(nodes)
    hub = number - number % GROUP
    spokes = np.column_stack((number, hub))[number != hub]
    a = rng.integers(0, nodes, 4 * links)
    near = np.minimum(a - a % GROUP + rng.integers(0, GROUP, len(a)), nodes - 1)
    b = np.where(rng.random(len(a)) < 0.97, near, rng.integers(0, nodes, len(a)))
    rest = np.unique(np.sort(np.column_stack((a, b))[(a != b) & (a % GROUP > 0) & (b % GROUP > 0)], axis=1), axis=0)
    rng.shuffle(rest)
    every = np.concatenate((spokes, rest[:max(links - len(spokes), 0)]))
    return Projection.from_pairs(nodes, every[:, 0], every[:, 1])


def drawn(p: Projection) -> tuple[bytes, float, float]:
    """What the page is sent, and the seconds of the layout: with kernels still to be loaded, and after."""
    ids = [f"o-{one:06d}" for one in range(p.n)]
    seconds = []
    for _ in range(2):
        began = time.perf_counter()
        points = layout(p, ids, np.arange(p.n) / p.n)
        seconds.append(time.perf_counter() - began)
    once = p.rows < p.indices
    content = orjson.dumps({
        "ids": ids, "names": [f"示例社区党组织{one}" for one in range(p.n)], "looks": np.arange(p.n) % 7,
        "x": points[:, 0].copy(), "y": points[:, 1].copy(), "links": p.degrees,
        "ends": np.column_stack((p.rows[once], p.indices[once])).ravel(), "legend": ["Organization"],
    }, option=orjson.OPT_SERIALIZE_NUMPY)
    return content, seconds[0], seconds[1]


def panned(page: Page) -> float:
    """Frames drawn a second while a mouse drags the picture round."""
    box = page.locator(".network .canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(COUNT)
    page.mouse.move(x, y)
    page.mouse.down()
    began, at = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS:
        at += 1
        page.mouse.move(x + 150 * np.sin(at / 8), y + 100 * np.cos(at / 8))
    seconds = time.perf_counter() - began
    page.mouse.up()
    return float(page.evaluate("window.frames_drawn")) / seconds


def main(nodes: int = 10_000, links: int = 30_000) -> None:
    """Print the figures."""
    p = city(nodes, links)
    content, first, again = drawn(p)
    print(f"{p.n:,} nodes, {p.links:,} links; layout {again:.2f} s ({first:.2f} s the first time in a process), "
          f"{len(content) / 1e6:.2f} MB to the browser")
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        url = f"sqlite:///{folder}/one.db"
        graph = orgraph.open(url)
        graph.load([FIXTURE])
        graph.close()
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        server = uvicorn.Server(uvicorn.Config(create_app(url), host="127.0.0.1", port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            for turn in ("first", "again"):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                page.route("**/network/data**", lambda route: route.fulfill(
                    body=content, headers={"content-type": "application/json"}))
                page.goto(f"http://127.0.0.1:{port}/network?area=宁德市&mode=two&as_of=2022-10-15")
                page.wait_for_selector("figure.network[data-state='drawn']")
                paint = page.evaluate(PAINTED)
                fps = panned(page)
                print(f"{turn}: first paint {paint / 1000:.2f} s after navigating, panning {fps:.0f} frames/s")
                page.close()
            browser.close()
        server.should_exit = True
        thread.join(10)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
