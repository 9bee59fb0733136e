"""What docs/operations.md tells an administrator is so."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path

import httpx

from orgraph.access.settings import AccessSettings
from orgraph.cli.serve import GRACE
from orgraph.config import FILE, Settings

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")


def unit() -> configparser.ConfigParser:
    """The service's unit as systemd reads it."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(re.findall(r"```ini\n(.*?)```", TEXT, re.DOTALL)[0])
    return parser


def test_the_settings_are_there() -> None:
    known = {FILE, *(f"ORGRAPH_{name.upper()}" for model in (Settings, AccessSettings) for name in model.model_fields)}
    assert {"ORGRAPH_DB", "ORGRAPH_LOG_LEVEL"} <= set(re.findall(r"ORGRAPH_[A-Z_]+", TEXT)) <= known


def test_the_unit_starts_what_there_is_and_waits_long_enough() -> None:
    service = unit()["Service"]
    command = shlex.split(service["ExecStart"])
    options = subprocess.run([str(Path(sys.executable).with_name("orgraph")), "serve", "--help"],
                             capture_output=True, text=True, check=True).stdout
    assert command[1] == "serve"
    assert all(option in options for option in command if option.startswith("--"))
    assert int(service["TimeoutStopSec"]) > GRACE
    assert f"at most {GRACE} seconds" in TEXT


def test_the_metrics_are_there(client: httpx.Client) -> None:
    named = set(re.findall(r"orgraph_[a-z_]+", TEXT.split("## 看它好不好")[1].split("## 日志")[0]))
    assert named
    client.get("/v1/rules")
    text = client.get("/metrics").text
    assert all(name in text for name in named)
