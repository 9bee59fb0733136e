"""The thirty systems: each row's questions come back right, through the ordinary loaders and the public queries."""

from __future__ import annotations

import pytest
import systems

import orgraph


@pytest.fixture(scope="module")
def graph(all_cities: str) -> orgraph.Graph:
    """All city folders in one database."""
    return orgraph.open(all_cities)


class TestSystems(systems.SystemTests):
    pass


def test_every_row_is_asked() -> None:
    rows = {check["system"] for check in systems.checks()}
    print(f"\n{len(rows)} systems, {len(systems.checks())} questions")
    assert rows == set(range(1, systems.SYSTEMS + 1))
