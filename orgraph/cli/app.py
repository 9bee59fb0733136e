"""The application: every command, and what becomes of an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperGroup

from orgraph.cli import (
    assistants,
    audit,
    bridging,
    calls,
    care,
    catalogue,
    copy,
    coverage,
    entities,
    export,
    generations,
    load,
    mapping,
    network,
    report,
    review,
    rules,
    serve,
    templates,
    topics,
    users,
    watch,
    worklist,
)
from orgraph.cli.options import wants_json
from orgraph.cli.output import show_problem
from orgraph.errors import OrgraphError


class Commands(TyperGroup):
    """Commands whose OrgraphErrors are shown, not traced, and end the program with 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except OrgraphError as error:
            show_problem(error, as_json=wants_json(ctx))
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="基层治理的组织网络：谁没覆盖、谁是桥梁、该找谁。 Organisational networks: coverage, bridging, who to call.")

_PANELS: dict[str, dict[str, Callable[..., None]]] = {
    "数据 data": {"load": load.load, "check": care.check, "backup": care.backup, "restore": care.restore,
                "copy": copy.copy,
                "map": mapping.map_columns, "watch": watch.watch, "templates": templates.templates,
                "synth": serve.synth},
    "提问 questions": {"coverage": coverage.coverage, "waivers": rules.waivers, "bridging": bridging.bridging,
                     "network": network.network,
                     "find": entities.find, "show": entities.show, "export": export.export,
                     "report": report.report},
    "目录 catalogues": {"layers": catalogue.layers, "measures": catalogue.measures},
    "服务 service": {"serve": serve.serve, "demo": serve.demo, "mcp": assistants.mcp},
}
for panel, commands in _PANELS.items():
    for name, function in commands.items():
        app.command(name, rich_help_panel=panel)(function)
app.add_typer(generations.app, name="generations", rich_help_panel="数据 data")
app.add_typer(review.app, name="review", rich_help_panel="数据 data")
app.add_typer(calls.app, name="call", rich_help_panel="提问 questions")
app.add_typer(worklist.app, name="worklist", rich_help_panel="提问 questions")
app.add_typer(users.app, name="users", rich_help_panel="服务 service")
app.add_typer(audit.app, name="audit", rich_help_panel="服务 service")
app.add_typer(rules.app, name="rules", rich_help_panel="目录 catalogues")
app.add_typer(topics.app, name="topics", rich_help_panel="目录 catalogues")
