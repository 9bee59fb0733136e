"""The wheel holds what the pages load: built before it is packed. An editable install leaves that to .ci/setup."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs frontend/build.py."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is packed; `version` says which sort of wheel."""
        if version != "editable":
            runpy.run_path(str(Path(self.root) / "frontend" / "build.py"), run_name="__main__")
