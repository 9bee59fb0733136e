"""Settings, from the environment: ORGRAPH_DB, ORGRAPH_RULES …"""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Each setting is read from ORGRAPH_<NAME>.

    db: URL of the record store. rules: folder of local coverage rules (TOML) that extend or override those shipped.
    mappings: folder of mapping files (*.mapping.toml) that every load knows of (docs/mappings.md).
    """

    model_config = SettingsConfigDict(env_prefix="ORGRAPH_")
    db: str = "sqlite:///orgraph.db"
    rules: Path | None = None
    mappings: Path | None = None
