"""Static files: an address that names their content is kept for a year, any other is asked again."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest

from orgraph.api import assets


@pytest.mark.parametrize("name", ["style.css", "keys.js", "typing.js", "vendor/htmx.js", "vendor/cytoscape.js",
                                  "vendor/sigma.js", "vendor/sigma.LICENSE.txt"])
def test_an_address_with_the_edition_is_kept_for_a_year(client: httpx.Client, name: str) -> None:
    kept = client.get(assets.address(name))
    asked = client.get(f"/static/{name}")
    assert kept.status_code == asked.status_code == 200
    assert kept.content == asked.content
    assert "immutable" in kept.headers["cache-control"]
    assert "immutable" not in asked.headers["cache-control"]
    assert client.get(f"/static/{name}", headers={"if-none-match": asked.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/static/0123456789ab/style.css", "/static/no.css", "/static/%2e%2e/app.py",
                                  "/static/vendor/", "/static/"])
def test_nothing_else_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404, 405)


def test_missing_parts_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
                                ) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    with caplog.at_level(logging.WARNING):
        assets.Assets()
    assert "htmx.js" in caplog.text
    assert ".ci/setup" in caplog.text


def test_the_lock_file_pins_by_hash_and_names_no_host() -> None:
    text = (Path(__file__).parents[2] / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    packages = text.count('"node_modules/')
    assert packages == text.count('"integrity": "sha512-')
    assert "://" not in text
