"""Settings, from the environment: ORGRAPH_DB, ORGRAPH_RULES …"""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Each setting is read from ORGRAPH_<NAME>.

    db: URL of the record store. rules: folder of local coverage rules (TOML) that extend or override those shipped.
    ranking: file of the weights of who-to-call's score (as `orgraph call fit` writes it) instead of those shipped.
    topics_model: file of the model that `orgraph topics train` made of the user's own history.
    mappings: folder of mapping files (*.mapping.toml) that every load knows of (docs/mappings.md).
    topics: folder of local families of topics (TOML) that extend or override those shipped.
    cache: folder of what is worked out once and kept, such as the trained classifier, in place of the user's usual one;
    may be deleted at any time.
    neo4j_user, neo4j_password: who asks a Neo4j server whose URL does not say it; neo4j_password_file: file that holds
    the password instead. neo4j_timeout: seconds that a transaction may take on it.
    """

    model_config = SettingsConfigDict(env_prefix="ORGRAPH_")
    db: str = "sqlite:///orgraph.db"
    rules: Path | None = None
    ranking: Path | None = None
    topics_model: Path | None = None
    mappings: Path | None = None
    topics: Path | None = None
    cache: Path | None = None
    neo4j_user: str = ""
    neo4j_password: SecretStr = SecretStr("")
    neo4j_password_file: Path | None = None
    neo4j_timeout: float = 300.0

    @property
    def cache_folder(self) -> Path:
        """Where what is worked out once is kept."""
        return self.cache or user_cache_path("orgraph")
