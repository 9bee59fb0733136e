"""Where an assistant's questions come in: who asks, whether they may, the answer, and the entry in the audit log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from orgraph.access.caller import Caller
from orgraph.access.entries import Entry, safe
from orgraph.access.service import Access, Credentials
from orgraph.api.access.noted import given
from orgraph.api.assistants.fitting import fitted
from orgraph.api.assistants.tools import Tool, entries, tools
from orgraph.api.dependencies import scope_of
from orgraph.api.problems import InternalError
from orgraph.errors import Forbidden, NotFound, OrgraphError, Unauthenticated, UsageError, Where
from orgraph.graph import Graph

log = logging.getLogger(__name__)
READ = "read"
"""The action of the rights matrix that every tool needs."""


@dataclass
class _Notes:
    """What the audit entry says of a question."""

    tool: str = "?"
    area: str = ""
    generation: int = 0
    params: list[tuple[str, str]] = field(default_factory=list)


class Desk:
    """Answers to the holder of a key; without one to this machine, as long as the database has no users."""

    def __init__(self, graph: Graph, access: Access, key: str = "") -> None:
        self.graph = graph
        self.access = access
        self._key = key

    def caller(self) -> Caller:
        """Who asks, found out anew each time: a key that was revoked is good no more.

        Raises Unauthenticated for none, or one that is not good, and Forbidden for a role that may not read.
        """
        identity = self.access.identify(Credentials(bearer=self._key, local=True))
        if identity is None:
            raise Unauthenticated("没有说是谁在问 (nobody says who asks)",
                                  hint="ORGRAPH_KEY=…（orgraph users key 名称 --role viewer）")
        if not identity.caller.may(READ):
            raise Forbidden("您的角色没有这项权限 (your role may not do this)", hint="找管理员 (ask an administrator)")
        return identity.caller

    def answer(self, name: str, arguments: Mapping[str, Any]) -> bytes:
        """The answer of a tool as JSON. Nothing leaves that is not on record. Raises OrgraphError."""
        caller, notes = self.caller(), _Notes()
        status = 500
        try:
            found = self._answer(caller, name, arguments, notes)
            status = 200
        except OrgraphError as error:
            status = error.status
            raise
        except Exception as error:
            log.error("fault", exc_info=error, extra={"route": f"mcp {notes.tool}"})
            raise InternalError("程序内部出错，已记入日志 (internal error, logged)") from error
        finally:
            self.access.audit.append(Entry(caller, READ, f"mcp {notes.tool}", status, "", notes.area, notes.generation,
                                           safe(notes.params, self.access.audit.secret)))
        return found

    def _answer(self, caller: Caller, name: str, arguments: Mapping[str, Any], notes: _Notes) -> bytes:
        tool = tools().get(name)
        if tool is None:
            raise NotFound(f"没有这个工具：{name} (no such tool)", hint="、".join(tools()))
        notes.tool = name
        asked = _parsed(tool, arguments)
        notes.params = given(asked)
        graph = self.graph.within(scope_of(caller, self.graph.settings))
        if tool.ask is None:
            assert tool.listed is not None
            return fitted({name: entries(tool.listed(graph), getattr(asked, "about", None))})
        now = graph.at(asked.as_of, asked.generation)
        notes.generation = now.view.generation
        result = tool.ask(now, asked)
        notes.area = result.area.id if result.area else ""
        return fitted(result.to_dict())


def _parsed(tool: Tool, arguments: Mapping[str, Any]) -> Any:
    try:
        return tool.asked.model_validate(dict(arguments))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"]))
        raise UsageError(f"参数 {name} 不对 (bad parameter): {first['msg']}", code="parameter",
                         hint="可用的参数 (parameters)：" + "、".join(tool.asked.model_fields),
                         where=Where(column=name)) from None
