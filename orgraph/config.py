"""Settings, from the environment and a file: ORGRAPH_DB, ORGRAPH_RULES …"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from orgraph.errors import UsageError

FILE = "ORGRAPH_CONFIG"


class FromEnvironment(BaseSettings):
    """What is set nowhere in the environment is read from the file that ORGRAPH_CONFIG names: lines of NAME=value."""

    @classmethod
    def settings_customise_sources(cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
                                   env_settings: PydanticBaseSettingsSource,
                                   dotenv_settings: PydanticBaseSettingsSource,
                                   file_secret_settings: PydanticBaseSettingsSource,
                                   ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given, the environment, the file. Raises UsageError where there is no such file."""
        return init_settings, env_settings, config_file(settings_cls)


def config_file(settings: type[BaseSettings]) -> DotEnvSettingsSource:
    """What the file of settings says; empty where none is named. Raises UsageError where there is no such file."""
    named = os.environ.get(FILE) or None
    if named and not Path(named).is_file():
        raise UsageError(f"{FILE}：没有这个文件：{named} (no such file)", code="config")
    return DotEnvSettingsSource(settings, env_file=named, env_file_encoding="utf-8")


class Settings(FromEnvironment):
    """Each setting is read from ORGRAPH_<NAME>.

    db: URL of the record store. rules: folder of local coverage rules (TOML) that extend or override those shipped.
    ranking: file of the weights of who-to-call's score (as `orgraph call fit` writes it) instead of those shipped.
    topics_model: file of the model that `orgraph topics train` made of the user's own history.
    mappings: folder of mapping files (*.mapping.toml) that every load knows of (docs/mappings.md).
    topics: folder of local families of topics (TOML) that extend or override those shipped.
    cache: folder of what is worked out once and kept, such as the trained classifier, in place of the user's usual one;
    may be deleted at any time.
    small_group: counts of people below it are withheld from all but the organisation department.
    uploads: folder of what is loaded through the service, in place of the one beside the database's file.
    upload_mb: megabytes that one upload may have, unpacked too. body_kb: kilobytes of every other request.
    body_seconds: seconds in which the next piece of a request must come. request_seconds: seconds until an answer must
    begin. heavy: long questions that one process answers at once.
    log_level: debug, info, warning or error: from where on the service tells of what it does, on standard error.
    neo4j_user, neo4j_password: who asks a Neo4j server whose URL does not say it; neo4j_password_file: file that holds
    the password instead. neo4j_timeout: seconds that a transaction may take on it; a load is many transactions.
    neo4j_retry: seconds for which what failed for the moment is tried again, and a free connection is waited for.
    neo4j_pool: connections a process may have to one server. neo4j_lifetime: seconds after which a connection is
    replaced, for where something between cuts old ones. neo4j_ca: file of certificates (PEM) that the schemes with +s
    trust in place of the system's. neo4j_reads: "server": patterns run there and only answers travel; "snapshot": a
    generation is copied to this machine once, and answers come from it.
    """

    model_config = SettingsConfigDict(env_prefix="ORGRAPH_", extra="ignore")
    db: str = Field("sqlite:///orgraph.db", repr=False)  # it may hold a password
    rules: Path | None = None
    ranking: Path | None = None
    topics_model: Path | None = None
    mappings: Path | None = None
    topics: Path | None = None
    cache: Path | None = None
    small_group: int = Field(5, ge=0)
    uploads: Path | None = None
    upload_mb: int = Field(512, ge=1)
    body_kb: int = Field(256, ge=1)
    body_seconds: float = Field(20.0, gt=0)
    request_seconds: float = Field(60.0, gt=0)
    heavy: int = Field(4, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    neo4j_user: str = ""
    neo4j_password: SecretStr = SecretStr("")
    neo4j_password_file: Path | None = None
    neo4j_timeout: float = Field(300.0, ge=0)
    neo4j_retry: float = Field(30.0, ge=0)
    neo4j_pool: int = Field(100, ge=1)
    neo4j_lifetime: float = Field(3600.0, gt=0)
    neo4j_ca: Path | None = None
    neo4j_reads: Literal["server", "snapshot"] = "snapshot"

    @property
    def cache_folder(self) -> Path:
        """Where what is worked out once is kept."""
        return self.cache or user_cache_path("orgraph")
