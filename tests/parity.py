"""Which ability is where, by parity.toml: the table of docs/reference.md."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

CHANNELS = {"cli": "命令 command", "rest": "REST", "python": "Python", "mcp": "助手 MCP"}


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("parity.toml").read_text(encoding="utf-8"))


def abilities() -> list[dict[str, Any]]:
    """The rows of parity.toml."""
    found: list[dict[str, Any]] = _known()["ability"]
    return found


def reasons() -> dict[str, str]:
    """Why an ability is not everywhere, by the word that stands for it."""
    found: dict[str, str] = _known()["reasons"]
    return found


def why(ability: Mapping[str, Any], channel: str) -> str:
    """Why an ability is not in a channel; "" if nothing says so."""
    found = next((reason for channels, reason in ability.get("not", {}).items() if channel in channels.split()), "")
    return reasons().get(found, found)


def rows() -> Iterator[tuple[str, ...]]:
    """The table: an ability, and where it is or why it is not."""
    for one in abilities():
        yield one["title"], *("<br>".join(f"`{name}`" for name in one[channel]) if channel in one else why(one, channel)
                              for channel in CHANNELS)
