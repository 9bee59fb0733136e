"""What all tests share: how many examples hypothesis tries (HYPOTHESIS_PROFILE = dev | ci | nightly)."""

from __future__ import annotations

import os

import pytest
import systems
from hypothesis import HealthCheck, Phase, settings

# A random city is hundreds of choices: slow to draw, and large, by design; explaining a failure takes minutes.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
_EXPECTED = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
for name, examples in {"dev": 50, "ci": 300, "nightly": 3000}.items():
    settings.register_profile(name, max_examples=examples, deadline=None, phases=_PHASES, print_blob=True,
                              suppress_health_check=_EXPECTED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def all_cities(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a database of all the fixtures, loaded once a process; no test writes to it."""
    return systems.database(tmp_path_factory.mktemp("fixtures"))
