"""`orgraph mcp`: the read queries as tools of an assistant, over standard input and output."""

from __future__ import annotations

import os
from importlib import import_module

from orgraph.cli.options import Db, opened
from orgraph.cli.recorded import access_to
from orgraph.errors import UsageError

KEY = "ORGRAPH_KEY"
_NEEDED = ("mcp", "mcp_types")


def mcp(db: Db = None) -> None:
    """供 AI 助手查询（MCP，标准输入输出） tools for an assistant; the key in ORGRAPH_KEY says who asks"""
    try:
        # By name, as the service is started too: neither channel knows the other.
        server = import_module("orgraph.api.assistants.server")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        raise UsageError("没有安装 MCP (the MCP SDK is not installed)", code="not-installed",
                         hint="pip install 'orgraph[mcp]'") from None
    with opened(db) as graph, access_to(db) as access:
        server.over_stdio(graph, access, os.environ.get(KEY, ""))
