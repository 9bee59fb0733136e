"""Certificates of an office of its own, made by openssl: an authority, and a server that it vouches for."""

from __future__ import annotations

import subprocess
from pathlib import Path

DAYS = "2"


def tls(folder: Path) -> dict[str, str]:
    """Settings of a server that speaks TLS only, as 127.0.0.1; the authority's certificate is `folder`/ca.crt."""
    folder.mkdir(parents=True)
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1\n", encoding="utf-8")
    new = ("req", "-newkey", "rsa:2048", "-nodes")
    for command in ((*new, "-x509", "-days", DAYS, "-subj", "/CN=Office CA", "-keyout", "ca.key", "-out", "ca.crt"),
                    (*new, "-subj", "/CN=server", "-keyout", "private.key", "-out", "server.csr"),
                    ("x509", "-req", "-days", DAYS, "-in", "server.csr", "-extfile", "names", "-CA", "ca.crt",
                     "-CAkey", "ca.key", "-CAcreateserial", "-out", "public.crt")):
        subprocess.run(("openssl", *command), cwd=folder, check=True, capture_output=True)
    policy = {"enabled": "true", "base_directory": str(folder), "private_key": "private.key",
              "public_certificate": "public.crt", "client_auth": "NONE"}
    return {"server.bolt.tls_level": "REQUIRED", **{f"dbms.ssl.policy.bolt.{k}": v for k, v in policy.items()}}
