"""Bearer tokens: only of the issuer named, for us, in time, signed as the settings say, with a role and areas."""

from __future__ import annotations

import base64
import hmac
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from orgraph.access.service import Access, Credentials
from orgraph.access.settings import AccessSettings
from orgraph.access.tokens import Tokens
from orgraph.errors import DataError, Unauthenticated

ISSUER, AUDIENCE = "https://id.example", "orgraph"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())


def claims(**changed: Any) -> dict[str, Any]:
    whole = {"iss": ISSUER, "aud": AUDIENCE, "exp": int(time.time()) + 300, "sub": "Robot-1", "role": "viewer",
             "areas": ["a-2", "a-1"], **changed}
    return {name: value for name, value in whole.items() if value is not None}


def token(key: Any = RSA, algorithm: str = "RS256", kid: str = "rsa", **changed: Any) -> str:
    return jwt.encode(claims(**changed), key, algorithm, {"kid": kid})


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The issuer's public keys."""
    known = [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key())), "kid": "rsa", "alg": "RS256"},
             {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(CURVE.public_key())), "kid": "curve", "alg": "ES256"}]
    (tmp_path / "keys.json").write_text(json.dumps({"keys": known}))
    return tmp_path / "keys.json"


def settings(keys: Path | str, **more: Any) -> AccessSettings:
    return AccessSettings(token_issuer=ISSUER, token_audience=AUDIENCE, token_keys=str(keys), **more)


def test_a_good_token_says_who_asks(keys: Path) -> None:
    tokens = Tokens(settings(keys))
    for made in (token(), token(CURVE, "ES256", "curve")):
        caller = tokens.find(made)
        assert caller is not None
        assert (caller.name, caller.role, caller.areas, caller.via) == ("robot-1", "viewer", ("a-1", "a-2"), "token")


def test_claims_and_roles_are_those_of_the_settings(keys: Path) -> None:
    tokens = Tokens(settings(keys, token_name="azp", token_role="realm.roles", token_areas="org.areas",
                             token_roles={"JCZL-JX": "dispatcher"}))
    caller = tokens.find(token(azp="line-12345", realm={"roles": ["offline", "JCZL-JX"]}, org={"areas": "*"}))
    assert caller is not None
    assert (caller.name, caller.role, caller.areas) == ("line-12345", "dispatcher", ())


@pytest.mark.parametrize("changed", [
    {"iss": "https://elsewhere"}, {"aud": "another"}, {"exp": 1}, {"exp": None}, {"iss": None}, {"aud": None},
    {"nbf": int(time.time()) + 3600}, {"role": "root"}, {"role": None}, {"role": "local"},
    {"role": ["viewer", "administrator"]}, {"areas": None}, {"areas": []}, {"sub": None}, {"sub": "a b"}])
def test_a_token_that_says_otherwise_or_too_little_is_none(keys: Path, changed: dict[str, Any]) -> None:
    assert Tokens(settings(keys)).find(token(**changed)) is None


def test_a_token_signed_otherwise_is_none(keys: Path) -> None:
    public = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"rsa"}').rstrip(b"=") + b"." + token().split(".")[1].encode()
    by_public_key = head + b"." + base64.urlsafe_b64encode(hmac.digest(public, head, "sha256")).rstrip(b"=")
    unsigned = jwt.encode(claims(), None, "none", {"kid": "rsa"})
    forged = [token(OTHER), token(kid="nix"), unsigned, by_public_key.decode(),
              token(algorithm="RS512"), token()[:-4] + "AAAA", "a.b.c", ""]
    tokens = Tokens(settings(keys))
    assert [tokens.find(one) for one in forged] == [None] * len(forged)
    assert Tokens(settings(keys, token_algorithms=("ES256",))).find(token()) is None


def test_without_an_issuer_no_token_is_good() -> None:
    assert Tokens(AccessSettings()).find(token()) is None


@pytest.mark.parametrize("half", [{"token_issuer": ISSUER}, {"token_keys": "x", "token_audience": AUDIENCE}])
def test_half_a_setting_is_an_error(half: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        Tokens(AccessSettings(**half))


def test_keys_that_cannot_be_trusted_or_read_are_an_error(keys: Path) -> None:
    with pytest.raises(DataError, match="https"):
        Tokens(settings("http://id.example/keys"))
    keys.write_text("{}")
    with pytest.raises(DataError, match="no key set"):
        Tokens(settings(keys)).find(token())


def test_keys_may_be_fetched_from_the_issuer(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(settings("https://id.example/keys"))
    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", lambda _: json.loads(keys.read_text()))
    caller = tokens.find(token())
    assert caller is not None
    assert caller.name == "robot-1"
    assert tokens.find(token(OTHER)) is None

    def down(_: object) -> None:
        raise jwt.PyJWKClientConnectionError("down")

    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", down)
    assert Tokens(settings("https://id.example/keys")).find(token()) is None


def test_a_bad_token_is_refused_whoever_asks(keys: Path, tmp_path: Path) -> None:
    access = Access(settings(keys, access=tmp_path / "access.db"), "")
    identity = access.identify(Credentials(bearer=token()))
    assert identity is not None
    assert identity.caller.name == "robot-1"
    with pytest.raises(Unauthenticated):
        access.identify(Credentials(bearer=token(OTHER), local=True))
    access.close()
