"""Settings of who gets in, from the environment: ORGRAPH_ACCESS, ORGRAPH_SESSION_IDLE …"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict, SettingsError

from orgraph.access.rights import rights
from orgraph.checked import faults
from orgraph.config import FILE, FromEnvironment, Settings, config_file
from orgraph.errors import DataError

LEAST_DAYS = 180  # what the Cybersecurity Law asks of logs (art. 21), so no setting goes below
_SURE = 32  # bytes of a digest that may chain entries
_SIGNED = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


class AccessSettings(FromEnvironment):
    """Each setting is read from ORGRAPH_<NAME>.

    access: file of users, sessions, keys and the audit log; default beside an SQLite database, else in the user's data
    folder. session_idle: minutes after which a session that is not used ends; session_hours: hours after which every
    one does. unmask_hour: whole contacts that one caller gets in an hour. audit_days: days that entries of the audit
    log are kept, never fewer than 180. audit_digest: how they are chained, a name of hashlib's such as sha256 or sm3.
    token_issuer, token_audience, token_keys: whose bearer tokens (JWT) machines may come with, for whom these must be
    issued, and the issuer's public keys (JWKS), a file or an https address; all three or none. token_algorithms: the
    signatures taken. token_name, token_role, token_areas: claims that hold the name, the role and the ids of areas
    ("*": everywhere), dots leading inwards; token_roles: the issuer's names of roles → ours, where they differ.
    """

    model_config = SettingsConfigDict(env_prefix="ORGRAPH_", env_ignore_empty=True, extra="ignore")
    access: Path | None = None
    session_idle: int = Field(60, ge=1)
    session_hours: int = Field(12, ge=1)
    unmask_hour: int = Field(60, ge=1)
    audit_days: int = Field(400, ge=LEAST_DAYS)
    audit_digest: str = "sha256"
    token_issuer: str = ""
    token_audience: str = ""
    token_keys: str = ""
    token_algorithms: tuple[str, ...] = ("RS256", "ES256", "EdDSA")
    token_name: str = "sub"  # noqa: S105 — the name of a claim
    token_role: str = "role"  # noqa: S105
    token_areas: str = "areas"  # noqa: S105
    token_roles: Mapping[str, str] = {}

    @field_validator("audit_digest")
    @classmethod
    def _strong(cls, name: str) -> str:
        if name not in hashlib.algorithms_available or hashlib.new(name).digest_size < _SURE:
            raise ValueError(f"no digest of {_SURE} bytes or more: {name}")
        return name

    @field_validator("token_algorithms")
    @classmethod
    def _signed(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not names or set(names) - _SIGNED:
            raise ValueError(f"only signatures by a key pair: {', '.join(sorted(_SIGNED))}")
        return names

    @field_validator("token_roles")
    @classmethod
    def _known(cls, names: Mapping[str, str]) -> Mapping[str, str]:
        if unknown := set(names.values()) - rights().role.keys():
            raise ValueError(f"no such roles: {sorted(unknown)}")
        return names

    @classmethod
    def read(cls) -> AccessSettings:
        """Those of the environment and the file. Raises DataError for a wrong one; its value is not repeated."""
        _check_names()
        try:
            return cls()
        except (ValidationError, SettingsError) as error:
            told = faults(error) if isinstance(error, ValidationError) else [str(error)]
            raise DataError(f"ORGRAPH_…：{'；'.join(told)}") from None

    def file(self, url: str) -> Path:
        """Where the service database of a graph database lies."""
        if self.access is not None:
            return self.access
        if url.startswith("sqlite:///"):
            return Path(url.removeprefix("sqlite:///") + ".access.db")
        scheme, _, rest = url.partition("://")  # without user and password
        place = hashlib.blake2b(f"{scheme}://{rest.rpartition('@')[2]}".encode(), digest_size=6).hexdigest()
        return user_data_path("orgraph", ensure_exists=True) / f"{place}.access.db"


def _check_names() -> None:
    """Raises DataError for a name in the file of settings that means nothing: most likely it is misspelt."""
    known = {f"orgraph_{name}" for name in Settings.model_fields | AccessSettings.model_fields}
    if unknown := config_file(AccessSettings).env_vars.keys() - known:
        raise DataError(f"{FILE}：没有这种设置：{'、'.join(sorted(map(str.upper, unknown)))} (no such settings)",
                        code="config", hint="docs/reference.md")
