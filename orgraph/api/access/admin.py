"""管理: how the service stands, what is in force, the rights matrix, and the audit log."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BeforeValidator, Field
from starlette.responses import HTMLResponse, Response

import orgraph
from orgraph.access.areas import area_names
from orgraph.access.matrix import write_matrix
from orgraph.access.rights import rights
from orgraph.access.settings import AccessSettings
from orgraph.access.users import LOCAL_ROLE
from orgraph.api.access.account import AccessDep
from orgraph.api.access.administering import AdministeringDep
from orgraph.api.access.needs import Needs
from orgraph.api.access.noted import TYPING
from orgraph.api.dependencies import GraphDep
from orgraph.api.pages.chrome import Chrome, ChromeDep, PageAsked, render
from orgraph.graph import Graph
from orgraph.queries.who_to_call.topics import topics

router = APIRouter(prefix="/admin")
TABS = {"": ("health", "audit"), "/users": ("users",), "/keys": ("users",), "/rights": ("health", "audit"),
        "/audit": ("audit",)}
"""The pages, and which rights open each."""
LABELS = {"": "state", "/users": "users", "/keys": "keys", "/rights": "rights", "/audit": "audit"}
OWN_ACTIONS = ("login", "account", "credentials", "prune", TYPING)
"""What is on record besides the actions of the matrix."""
PER_PAGE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AuditPage(PageAsked):
    """Parameters of the page of the audit log."""

    before: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(lambda value: value or None)] = None
    who: str = Field("", max_length=64)
    action: str = Field("", max_length=40)
    verify: bool = False
    head: str = Field("", max_length=200)


def page(template: str, chrome: Chrome, **values: Any) -> HTMLResponse:
    """One of the pages, with the tabs that the caller may open."""
    tabs = [(chrome.go("/admin" + path), f"admin.{LABELS[path]}", chrome.path == "/admin" + path)
            for path, needed in TABS.items() if any(map(chrome.caller.may, needed))]
    found = render(template, chrome, None, tabs=tabs, **values)
    found.headers["cache-control"] = "no-store"
    return found


@router.get("", dependencies=[Needs("health")])
def state(chrome: ChromeDep, graph: GraphDep, access: AccessDep) -> HTMLResponse:
    """How the service stands, and what is in force."""
    active = next((one for one in graph.generations() if one.active), None)
    known = topics()
    return page("admin.html", chrome, active=active, generations=len(graph.generations()), rules=graph.rules.values(),
                topics=len(known), families=len({topic.family for topic in known.values()}), local=_local(graph),
                settings=AccessSettings.read(), users=len(access.users.every()), open=not access.users.exist(),
                entries=access.audit.count(), version=orgraph.__version__)


def _local(graph: Graph) -> list[tuple[str, str]]:
    """Settings that change answers, and the file or folder that each names."""
    names = ("rules", "ranking", "topics", "topics_model", "mappings")
    return [(f"ORGRAPH_{name.upper()}", str(getattr(graph.settings, name) or "")) for name in names]


@router.get("/rights", dependencies=[Needs("health")])
def matrix(chrome: ChromeDep) -> HTMLResponse:
    """Which role may do what."""
    return page("admin_rights.html", chrome, rights=rights(), roles=[
        name for name in rights().role if name != LOCAL_ROLE])


@router.get("/rights.xlsx", dependencies=[Needs("health")])
def matrix_file(own: AdministeringDep) -> Response:
    """The same as a workbook, and who has which role where."""
    now = own.graph.at()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rights.xlsx"
        write_matrix(file, [(user, area_names(now, user.areas)) for user in own.users()])
        return Response(file.read_bytes(), media_type=XLSX, headers={
            "content-disposition": 'attachment; filename="orgraph-rights.xlsx"', "cache-control": "no-store"})


@router.get("/audit", dependencies=[Needs("audit")])
def audit(chrome: ChromeDep, access: AccessDep, asked: Annotated[AuditPage, Query()]) -> HTMLResponse:
    """Who asked what, newest first, and what was typed where that is asked for; `verify` looks whether all of it is as
    it was written."""
    found = access.audit.entries(before=asked.before, top=PER_PAGE, who=asked.who or None, action=asked.action or None,
                                 but=None if asked.action else TYPING)
    rows = [(entry, dt.datetime.fromisoformat(entry.at).timestamp(), _told(entry.details)) for entry in found]
    return page("admin_audit.html", chrome, asked=asked, entries=rows, rights=rights(),
                actions=[*rights().action, *OWN_ACTIONS], days=AccessSettings.read().audit_days,
                verified=access.audit.verify(asked.head) if asked.verify else None,
                older=found[-1].seq if len(found) == PER_PAGE else None)


def _told(details: str) -> str:
    """Parameters in a line; of a text its length and the start of its hash."""
    def one(value: Any) -> str:
        if isinstance(value, dict) and "hash" in value:
            return f"«{value['length']}:{value['hash'][:6]}»"
        return "、".join(map(one, value)) if isinstance(value, list) else str(value)

    return " ".join(f"{name}={one(value)}" for name, value in json.loads(details).items())
