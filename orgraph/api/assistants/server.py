"""The protocol (MCP): tools are listed and called, over standard input and output. The only module that knows its SDK.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import anyio
import mcp.types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

import orgraph
from orgraph.access.service import Access
from orgraph.api.assistants.desk import Desk
from orgraph.api.assistants.tools import tools
from orgraph.api.reply import dump
from orgraph.api.warming import Warming
from orgraph.deadline import Deadline, GivenUp, limited
from orgraph.errors import OrgraphError
from orgraph.graph import Graph

HOW = """基层治理的组织网络：谁没覆盖、谁是桥梁、该找谁。只查询，不改数据；联系方式只显示掩码。
Questions about organisations, posts and duties in an area, read only: coverage (who lacks what), bridging (who joins
whom), who to call. An answer is true on a day (as_of). A name may mean several things: the error then lists the
choices, each with an id to ask for. An answer that is too long is cut, and says so."""
_READS = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def server(desk: Desk) -> Server[Any]:
    """A server whose tools ask at the desk, each in a thread, as many at once as `heavy` says."""
    room = anyio.CapacityLimiter(desk.graph.settings.heavy)

    async def listed(_: Any, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[
            types.Tool(name=tool.name, description=tool.says, input_schema=tool.schema, annotations=_READS)
            for tool in tools().values()])

    async def called(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            return _text(await _in_time(partial(desk.answer, asked.name, asked.arguments or {})))
        except OrgraphError as error:
            return _text(dump(error.to_dict()), wrong=True)

    async def _in_time(ask: partial[bytes]) -> bytes:
        deadline = Deadline()
        with limited(deadline), anyio.move_on_after(desk.graph.settings.request_seconds) as waiting:
            try:
                return await anyio.to_thread.run_sync(ask, limiter=room, abandon_on_cancel=True)
            finally:
                if waiting.cancel_called:
                    deadline.end()
        raise GivenUp("问题太大，没有在限时内答完 (no answer within the time limit)", hint="area、top、rule")

    return Server("orgraph", version=orgraph.__version__, instructions=HOW, on_list_tools=listed, on_call_tool=called)


def over_stdio(graph: Graph, access: Access, key: str) -> None:
    """Serve until standard input ends. Raises Unauthenticated or Forbidden before anything is served."""
    desk = Desk(graph, access, key)
    desk.caller()
    warming = Warming(graph, alone=False)
    warming.start()
    try:
        anyio.run(_serve, server(desk))
    finally:
        warming.stop()


async def _serve(served: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await served.run(reading, writing, served.create_initialization_options())


def _text(content: bytes, *, wrong: bool = False) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=content.decode())], is_error=wrong)
