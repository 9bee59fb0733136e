"""Settings: the environment comes first, then the file that ORGRAPH_CONFIG names, then the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgraph.access.settings import AccessSettings
from orgraph.config import Settings
from orgraph.errors import DataError, UsageError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "orgraph.env"
    monkeypatch.setenv("ORGRAPH_CONFIG", str(found))
    return found


def test_environment_before_file_before_default(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('# 全区一份\nORGRAPH_SMALL_GROUP=9\nORGRAPH_HEAVY=2\nORGRAPH_UPLOADS="/srv/上 传"\n'
                    "ORGRAPH_SESSION_HOURS=8\n", encoding="utf-8")
    monkeypatch.setenv("ORGRAPH_HEAVY", "3")
    found = Settings()
    assert (found.small_group, found.heavy, found.uploads, found.body_kb) == (9, 3, Path("/srv/上 传"), 256)
    assert AccessSettings.read().session_hours == 8


def test_a_misspelt_name_is_told(file: Path) -> None:
    file.write_text("ORGRAPH_SMAL_GROUP=9\nORGRAPH_NEO4J_PASSWORD=secret\n")
    with pytest.raises(DataError, match="ORGRAPH_SMAL_GROUP") as raised:
        AccessSettings.read()
    assert "secret" not in str(raised.value)
    assert "ORGRAPH_NEO4J_PASSWORD" not in str(raised.value)


def test_no_such_file(file: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        Settings()


def test_a_wrong_value_is_not_repeated(file: Path) -> None:
    file.write_text("ORGRAPH_SESSION_HOURS=hunter2\n")
    with pytest.raises(DataError, match="session_hours") as raised:
        AccessSettings.read()
    assert "hunter2" not in str(raised.value)
