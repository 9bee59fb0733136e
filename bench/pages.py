"""The pages over a region, in headless Chromium: how long each takes to be there, and a hundred decisions by keyboard.

    python bench/pages.py [--nodes 1000000] [--workers 2] [--decisions 100] [--out FOLDER]

A page is there when it and all that it fetches by itself have come (the network is idle); the half second for which the
browser waits to know that is taken off. The first visit is to a service that was asked nothing of the kind before.
Of decisions the time is from the key to the next likeness on the page: what is left of ten minutes is the person's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path

from network_view import CHROMIUM
from playwright.sync_api import Page, sync_playwright
from region import DAY, SEED, Region, copied, loaded, remove, written
from service import serving
from timing import OURS, Report, Timing, about

import orgraph
from orgraph.queries.areas import full_name

PACKAGES = ("orgraph", "fastapi", "jinja2", "playwright")
IDLE = 0.5  # seconds without a request after which Playwright calls the network idle
AGAIN = 5  # visits after the first
ROWS = "区域名称,区域类型,上级区域\n"
FIRST = {"锦绣": "锦秀", "翠湖": "翠胡", "园林": "圆林", "金桥": "金侨", "阳光": "杨光", "春晖": "春辉", "紫荆": "紫京",
         "银杏": "银幸", "桂花": "贵花", "望江": "望疆", "和平": "和坪", "治安": "冶安"}
"""Words of names, and each as it is mistaken."""
SECOND = ("华庭", "家园", "名邸", "新村", "雅苑", "公寓", "豪庭", "里弄", "府邸", "别院")


def main() -> int:
    """1 where a decision is not on record."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=1_000_000, help="about how many nodes (default 1000000)")
    parser.add_argument("--workers", type=int, default=2, help="processes of the service (default 2)")
    parser.add_argument("--decisions", type=int, default=100, help="by keyboard (default 100)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    region = written(options.out / "work", options.nodes)
    loaded(region)
    region = copied(region, f"pages-{options.nodes}.db")
    report = Report({"seed": SEED, "as of": DAY, **about(*PACKAGES), "workers": options.workers,
                     "nodes": f"{region.nodes:,}", "load": f"average {os.getloadavg()[0]:.1f} at the start"})
    try:
        pages = _pages(region)
        _alike(region, options.out / "work")
        with serving(region.url, options.workers) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            for name, path in pages.items():
                first, *again = [_visit(page, f"http://127.0.0.1:{port}{path}") for _ in range(1 + AGAIN)]
                report.add(name, OURS, Timing(tuple(again), None), note=f"first {first:.2f} s", tail=True)
            seconds = _decided(page, f"http://127.0.0.1:{port}", options.decisions)
            browser.close()
        with closing(orgraph.open(region.url)) as graph:
            kept = len(graph.decisions())
        report.add("a decision", OURS, Timing(tuple(seconds), None), tail=True, equal=kept == len(seconds),
                   note=f"{len(seconds)} take {sum(seconds):.0f} s, {kept} on record")
    finally:
        remove(region.database)
    report.save(options.out, f"pages-{options.nodes}")
    print(report.table())
    return 0 if kept == options.decisions else 1


def _pages(region: Region) -> dict[str, str]:
    """Addresses by what they show: of all, of the first city, of one compound."""
    with closing(orgraph.open(region.url)) as graph:
        view = graph.at(DAY).view
        city, compound = (view.ids([int(view.of_kind(kind)[0])])[0] for kind in ("City", "Compound"))
        source = view.source(view.position(compound))
    of = f"as_of={DAY}"
    return {
        "home": f"/?{of}", "who to call": f"/call?{of}&q=电梯困人&at={compound}",
        "coverage of all": f"/coverage?{of}", "coverage of a city": f"/coverage?{of}&area={city}",
        "bridging of a city": f"/bridging?{of}&area={city}", "network of a city": f"/network?{of}&area={city}",
        "an area": f"/entity/{compound}?{of}",
        "a row": f"/row?file={source.file}&sheet={source.sheet}&row={source.row}", "data": "/data"}


def _alike(region: Region, folder: Path) -> None:
    """Compounds, ten a community, and in a second file the same with a wrong character each: likenesses to judge."""
    with closing(orgraph.open(region.url)) as graph:
        view = graph.at(DAY).view
        homes = [full_name(view, home) for home in view.of_kind("Community")[:len(FIRST)].tolist()]
        for number, words in enumerate((FIRST.keys(), FIRST.values())):
            file = folder / f"alike-{number}.csv"
            rows = [f"{word}{end},小区,{home}\n" for word, home in zip(words, homes, strict=True) for end in SECOND]
            file.write_text(ROWS + "".join(rows), encoding="utf-8")
            graph.load([file])
            file.unlink()


def _visit(page: Page, address: str) -> float:
    """Seconds until a page is there. Raises AssertionError where it is an error's."""
    began = time.perf_counter()
    answer = page.goto(address, wait_until="networkidle", timeout=180_000)
    took = time.perf_counter() - began - IDLE
    assert answer is not None, address
    assert answer.ok, f"{address}: {answer.status}"
    return took


def _decided(page: Page, address: str, many: int) -> list[float]:
    """Seconds of each decision: every other likeness is the same thing."""
    page.goto(f"{address}/data/reviews", wait_until="networkidle")
    seconds = []
    for number in range(many):
        waiting = page.get_attribute("#review input[name=key]", "value")
        began = time.perf_counter()
        page.keyboard.press("12"[number % 2])
        page.wait_for_function("key => document.querySelector('#review input[name=key]')?.value !== key "
                               "&& document.readyState === 'complete'", arg=waiting)
        seconds.append(time.perf_counter() - began)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
