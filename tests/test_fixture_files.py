"""The fixtures are data: each generator in the folders makes its files again, byte for byte."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"
GENERATORS = sorted(path.parent.name for path in FIXTURES.glob("*/generate.py"))


@pytest.mark.slow
@pytest.mark.parametrize("city", GENERATORS)
def test_generator_makes_the_same_bytes(city: str, tmp_path: Path) -> None:
    copy = tmp_path / "fixtures"
    copy.mkdir()
    for shared in FIXTURES.glob("*.py"):
        shutil.copy(shared, copy / shared.name)
    shutil.copytree(FIXTURES / city, copy / city)
    subprocess.run([sys.executable, str(copy / city / "generate.py")], check=True, cwd=copy.parent)
    for path in sorted((FIXTURES / city).iterdir()):
        if path.is_file():
            assert (copy / city / path.name).read_bytes() == path.read_bytes(), path.name


def test_nothing_shown_is_a_real_number() -> None:
    """Telephone numbers in the fixtures come from a range that nobody can own."""
    import re

    mobile = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
    for path in FIXTURES.glob("*/*.csv"):
        text = path.read_bytes().decode("utf-8", errors="ignore")
        assert not mobile.search(text), path
