"""The table of abilities: everything that the program offers is in it, and nothing that it does not."""

from __future__ import annotations

import json
from importlib import import_module

import commands
import documents
import parity
import pytest

import orgraph
from orgraph.api.assistants.tools import tools

COMMANDS = {name.removeprefix("orgraph ") for name, _ in documents.commands()}
METHODS = {f"{cls.__name__}.{name}" for cls in (orgraph.Graph, orgraph.Moment) for base in cls.__mro__
           if base.__module__.startswith("orgraph.") for name in vars(base) if not name.startswith("_")}
FUNCTIONS = {"open", "network"}


def routes() -> set[str]:
    """Every operation below /v1."""
    paths = json.loads(documents.INTERFACE.read_text(encoding="utf-8"))["paths"]
    return {f"{method.upper()} {path}" for path, known in paths.items() if path.startswith("/v1/") for method in known}


def named(channel: str) -> set[str]:
    """All that the table has in a channel."""
    return {name for one in parity.abilities() for name in one.get(channel, ())}


def command(words: str) -> str:
    """The command without its options and arguments: the longest that is one."""
    parts = words.split()
    return next(name for end in range(len(parts), 0, -1) if (name := " ".join(parts[:end])) in COMMANDS)


def test_every_command_is_in_the_table() -> None:
    assert {command(words) for words in named("cli")} == COMMANDS


def test_every_route_is_in_the_table() -> None:
    assert named("rest") == routes()


def test_every_tool_is_in_the_table() -> None:
    assert named("mcp") == {*tools()}


def test_every_public_method_is_in_the_table() -> None:
    assert {"Graph.load", "Moment.bridging", "Moment.what_if"} <= METHODS
    assert (METHODS | FUNCTIONS) - named("python") == set()


@pytest.mark.parametrize("name", sorted(named("python") - METHODS - FUNCTIONS))
def test_functions_in_the_table_are_there(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert hasattr(import_module(f"orgraph.{module}"), function)


def test_options_in_the_table_are_there() -> None:
    told = {words: commands.problem(words.split()) for words in named("cli")}
    assert [problem for problem in told.values() if problem.startswith("No such")] == []


def test_an_ability_is_in_a_channel_or_it_is_said_why_not() -> None:
    for one in parity.abilities():
        for channel in parity.CHANNELS:
            assert (channel in one) != bool(parity.why(one, channel)), (one["title"], channel)


def test_every_reason_is_given() -> None:
    given = {reason for one in parity.abilities() for reason in one.get("not", {}).values()}
    assert parity.reasons().keys() <= given
