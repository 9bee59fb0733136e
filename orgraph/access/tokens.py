"""Bearer tokens of machines (JWT), signed by an issuer that the settings name: who they are for, and what they say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt

from orgraph.access.caller import Caller
from orgraph.access.settings import AccessSettings
from orgraph.access.users import checked_name, checked_role
from orgraph.errors import DataError, UsageError

_LEEWAY = 30  # seconds that two clocks may differ
_PATIENCE = 5  # seconds for the issuer's keys


class Tokens:
    """The issuer's tokens; without an issuer none is good. Raises DataError for half a setting."""

    def __init__(self, settings: AccessSettings) -> None:
        self._settings = settings
        named = [settings.token_issuer, settings.token_audience, settings.token_keys]
        self.wanted = all(named)
        if any(named) and not self.wanted:
            raise DataError("ORGRAPH_TOKEN_ISSUER、_AUDIENCE、_KEYS 要同时设置 (set all three or none)")
        if self.wanted and settings.token_keys.startswith("http:"):
            raise DataError("ORGRAPH_TOKEN_KEYS：公钥要用 https 或文件 (keys come by https or from a file)")

    @cached_property
    def _online(self) -> jwt.PyJWKClient:
        return jwt.PyJWKClient(self._settings.token_keys, timeout=_PATIENCE, cache_keys=True)

    @cached_property
    def _on_file(self) -> jwt.PyJWKSet:
        try:
            return jwt.PyJWKSet.from_dict(json.loads(Path(self._settings.token_keys).read_text(encoding="utf-8")))
        except (OSError, ValueError, jwt.PyJWTError) as error:
            raise DataError("ORGRAPH_TOKEN_KEYS：读不出公钥 (no key set can be read)") from error

    def find(self, token: str) -> Caller | None:
        """Who a token says that asks, None where it is not good or says too little."""
        if not self.wanted:
            return None
        settings = self._settings
        try:
            key = (self._online.get_signing_key_from_jwt(token) if settings.token_keys.startswith("https:")
                   else self._on_file[jwt.get_unverified_header(token).get("kid", "")])
            claims = jwt.decode(token, key, algorithms=settings.token_algorithms,
                                issuer=settings.token_issuer, audience=settings.token_audience, leeway=_LEEWAY,
                                options={"require": ["exp", "iss", "aud"]})
            return self._caller(claims)
        except (jwt.PyJWTError, KeyError, UsageError):
            return None

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        settings = self._settings
        roles = [settings.token_roles.get(role, role) for role in _texts(_claim(claims, settings.token_role))]
        known = [role for role in roles if _is_role(role)]
        if len(known) != 1:
            raise UsageError("a token names one role")
        areas = _claim(claims, settings.token_areas)
        name = checked_name(str(_claim(claims, settings.token_name) or ""))
        # No claim of areas is no area, not all of them: "*" says everywhere.
        found = _texts(areas)
        if not found:
            raise UsageError("a token names its areas")
        return Caller(name, known[0], () if found == ["*"] else tuple(sorted(found)), "token")


def _claim(claims: Any, path: str) -> Any:
    for name in path.split("."):
        claims = claims.get(name) if isinstance(claims, Mapping) else None
    return claims


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [str(one) for one in value] if isinstance(value, list) else []


def _is_role(name: str) -> bool:
    try:
        return bool(checked_role(name))
    except UsageError:
        return False
