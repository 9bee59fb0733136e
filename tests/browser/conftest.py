"""A real Chromium on the service over two of the fixtures' cities; everything but the service itself is out of reach.

Chromium is the system's (`.ci/setup browser`). Without it these tests are left out, but where ORGRAPH_REQUIRE_BROWSER
is set, as in CI, they fail.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect, sync_playwright

import orgraph
from orgraph.api import create_app

expect.set_options(timeout=30_000)  # a busy machine; what is expected comes much sooner
FIXTURES = Path(__file__).parents[2] / "fixtures"
# What htmx says of a request that a later one took the place of; what software WebGL says of its own speed.
HARMLESS = ("htmx:sendAbort", "htmx:afterRequest", "[.WebGL")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """All of this folder need a browser; without one they are left out."""
    here = [item for item in items if Path(item.path).parent == Path(__file__).parent]
    for item in here:
        item.add_marker(pytest.mark.browser)
    if CHROMIUM is None and not os.environ.get("ORGRAPH_REQUIRE_BROWSER"):
        config.hook.pytest_deselected(items=here)
        items[:] = [item for item in items if item not in here]


@contextmanager
def answering(url: str) -> Iterator[str]:
    """Address of the service over a database, in a thread of this process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(url), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 120
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < until
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the service over two generations of two cities."""
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'two.db'}"
    graph = orgraph.open(url)
    graph.load([FIXTURES / "fuzhou"])
    graph.load([FIXTURES / "ningde"])
    graph.close()
    with answering(url) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    assert CHROMIUM, ".ci/setup browser"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@dataclass
class Watched:
    """What a page asked for and said."""

    outside: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, service: str) -> None:
        """Let nothing out, and note what was tried."""
        own = urlsplit(service).netloc

        def only_ours(route: Route, request: Request) -> None:
            if urlsplit(request.url).netloc == own or request.url.startswith(("data:", "blob:")):
                route.continue_()
            else:
                self.outside.append(request.url)
                route.abort()

        context.route("**/*", only_ours)
        context.on("console", lambda message: self.said.append(message.text)
                   if message.type in ("error", "warning") and not message.text.startswith(HARMLESS) else None)
        context.on("weberror", lambda error: self.said.append(str(error.error)))


@pytest.fixture
def watched() -> Watched:
    """Nothing yet."""
    return Watched()


@pytest.fixture
def context(browser: Browser, service: str, watched: Watched) -> Iterator[BrowserContext]:
    """A fresh profile at 1440 × 900; in the end nothing was asked of others, and no script or policy complained."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=service,
                                  permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(30_000)
    watched.watch(context, service)
    yield context
    context.close()
    assert not watched.outside
    assert not watched.said


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page."""
    return context.new_page()
