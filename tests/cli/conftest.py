"""The command line over a small database: two of the cities."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import systems
from typer.testing import CliRunner, Result

from orgraph.cli.app import app

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of the database; no test writes to it."""
    return systems.database(tmp_path_factory.mktemp("cli"), "ningde", "fuzhou")


@pytest.fixture
def run(cities: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command line on the database, in an empty folder."""
    monkeypatch.setenv("ORGRAPH_DB", cities)
    monkeypatch.chdir(tmp_path)
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def answer(run: Run) -> Callable[..., Any]:
    """The JSON that a command answers with, which is all that it prints to standard output."""
    def ask(*args: object) -> Any:
        done = run(*args, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return ask
