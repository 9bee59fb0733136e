"""A service with users: one a role, one of a single area, and clients that come as they do."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cheap import cheap
from fastapi import FastAPI

import orgraph
from orgraph.access.rights import rights
from orgraph.access.service import Access
from orgraph.api import create_app

with warnings.catch_warnings():  # starlette would rather have another client than httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

FIXTURES = Path(__file__).parents[2] / "fixtures"
PASSWORD = "three unlike words 7"
ROLES = [role for role in rights().role if role != "local"]
PERSON, PHONE = "示例甲", "13812345678"
ELSEWHERE, ELSEWHERES_PHONE = "示例乙", "13987654321"


class Service:
    """The application, and the areas and people that its data holds."""

    def __init__(self, app: FastAPI, now: orgraph.Moment) -> None:
        self.app = app
        self.access: Access = app.state.access
        self.here, self.there = (now.find(name, kind="Area").results[0].id for name in ("甲社区", "乙社区"))
        self.person, self.elsewhere = (now.find(name).results[0].id for name in (PERSON, ELSEWHERE))
        self.keys = {role: self.access.keys.make(f"key-{role}", role) for role in ROLES}
        self.access.users.add("root", PASSWORD, "administrator")
        self.access.users.add("near", PASSWORD, "dispatcher", [self.here])

    def client(self, **options: Any) -> TestClient:
        """Nobody yet, from somewhere in the network."""
        return TestClient(self.app, raise_server_exceptions=False, **{"client": ("10.0.0.5", 50000), **options})

    def signed_in(self, name: str = "root") -> TestClient:
        """A browser in which a user has signed in; it sends the token with all it does."""
        found = self.client()
        me = found.post("/v1/session", json={"name": name, "password": PASSWORD}).json()
        found.headers["x-csrf-token"] = me["csrf_token"]
        return found

    def program(self, role: str) -> TestClient:
        """A program with a key."""
        return self.client(headers={"x-api-key": self.keys[role]})


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Service]:
    """A service over a small town."""
    (folder / "town.csv").write_text(
        "区域名称,区域类型,上级区域\n示例市,市,\n示例区,区,示例市\n示例街道,街道,示例区\n甲社区,社区,示例街道\n乙社区,社区,示例街道\n",
        encoding="utf-8")
    (folder / "people.csv").write_text(
        f"姓名,人员编号,所在区域,联系电话\n{PERSON},R1,甲社区,{PHONE}\n{ELSEWHERE},R2,乙社区,{ELSEWHERES_PHONE}\n",
        encoding="utf-8")
    url = f"sqlite:///{folder / 'town.db'}"
    graph = orgraph.open(url)
    graph.load([folder / "town.csv", folder / "people.csv"])
    with pytest.MonkeyPatch.context() as patch:
        cheap(patch)
        app = create_app(url)
        with TestClient(app):
            yield Service(app, graph.at())
    graph.close()
