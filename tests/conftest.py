"""What all tests share: how many examples hypothesis tries (HYPOTHESIS_PROFILE = dev | ci | nightly)."""

from __future__ import annotations

import os
from typing import Any

import pytest
import systems
from hypothesis import HealthCheck, Phase, settings
from neo4j_server import versions
from neo4j_server.fixture import ByServer, gds_server, left_out, neo4j_reads, neo4j_server, why_left_out

__all__ = ["all_cities", "gds_server", "neo4j_reads", "neo4j_server"]

# A random city is hundreds of choices: slow to draw, and large, by design; explaining a failure takes minutes.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
_EXPECTED = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
# "gate" tries the same examples each time: what it lets through is the change's doing, and not chance's.
for name, examples in {"gate": 50, "dev": 50, "ci": 300, "nightly": 3000}.items():
    settings.register_profile(name, max_examples=examples, deadline=None, phases=_PHASES, print_blob=True,
                              suppress_health_check=_EXPECTED, derandomize=name == "gate")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def all_cities(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a database of all the fixtures, loaded once a process; no test writes to it."""
    return systems.database(tmp_path_factory.mktemp("fixtures"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that need a server that is not there are left out; the end of the run says so."""
    absent = left_out(items)
    if absent:
        config.hook.pytest_deselected(items=absent)
        items[:] = [item for item in items if item not in absent]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker says which servers it started."""
    versions.send(session.config)


def pytest_testnodedown(node: Any) -> None:
    """Hear it."""
    versions.receive(node)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which servers ran, and what was left out."""
    lines = [line for line in (versions.told(), why_left_out()) if line]
    if lines:
        terminalreporter.section("Neo4j")
        for line in lines:
            terminalreporter.write_line(line)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByServer | None:
    """Tests of one server go to one worker."""
    return ByServer(config, log) if config.getvalue("dist") == "load" else None
