"""The thirty systems: each row's questions come back right, through the ordinary loaders and the public queries."""

from __future__ import annotations

import pytest
import systems

import orgraph

SYSTEMS = 30


@pytest.fixture(scope="module")
def fixtures_graph(all_cities: str) -> orgraph.Graph:
    """All city folders in one database."""
    return orgraph.open(all_cities)


@pytest.mark.parametrize("system", range(1, SYSTEMS + 1), ids=lambda n: f"system-{n:02d}")
def test_system(fixtures_graph: orgraph.Graph, system: int) -> None:
    asked = [check for check in systems.checks() if check["system"] == system]
    assert asked, f"no check asks system {system}"
    missed = [miss for check in asked for miss in systems.misses(fixtures_graph, check)]
    assert not missed, "\n".join(missed)


def test_every_row_is_asked() -> None:
    rows = {check["system"] for check in systems.checks()}
    print(f"\n{len(rows)} systems, {len(systems.checks())} questions")
    assert rows == set(range(1, SYSTEMS + 1))
