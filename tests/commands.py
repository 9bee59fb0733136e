"""The commands in documents: run, with their answers put in their place, and read by the program's own parser.

A `console` block holds commands after "$ ", each with what it answers; an `sh` block is a script whose answer is not
shown; a span of code that begins with `orgraph` is a command that the text only speaks of.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import Any

from typer.exceptions import TyperException
from typer.main import get_command
from typer.testing import CliRunner

from orgraph.cli.app import app
from orgraph.cli.calls import ASK

DATABASE = "city.db"
_BLOCK = re.compile(r"^```(?P<kind>console|sh)\n(?P<inside>(?:.*\n)*?)```$", re.MULTILINE)
_COMMAND = re.compile(r"^\$ (.+)\n", re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`(orgraph [^`\n]+)`(?!`)")
_SHELL = re.compile(r"[|&;<>$`\\*]")
_ENDS = frozenset({";", "|", "||", "&&", "&", "(", ")", "<", ">", "$", "$("})


def workplace(folder: Path, demo: Path, fixtures: Path) -> Path:
    """A folder for one document, of one name: a copy of the demonstration database, and a link to the fixtures."""
    folder = folder / "工作"
    folder.mkdir()
    shutil.copy(demo, folder / DATABASE)
    shutil.copytree(f"{demo}.snapshots", folder / f"{DATABASE}.snapshots")
    (folder / "fixtures").symlink_to(fixtures)
    return folder


def answered(text: str, folder: Path, *, scripts: bool) -> str:
    """A document with every answer as the program gives it now; its scripts are run on the way if so wished.

    Raises CalledProcessError for a command that fails.
    """
    def answer(block: re.Match[str]) -> str:
        if block["kind"] == "console":
            return "".join(("```console\n", *(f"$ {command}\n{_run(command, folder)}"
                                              for command in _COMMAND.findall(block["inside"])), "```"))
        if scripts:
            _script(block["inside"], folder)
        return block.group()

    return _BLOCK.sub(answer, text)


def _run(command: str, folder: Path) -> str:
    """What a command prints. It runs in this process: starting one for each would take most of the time."""
    program, *words = shlex.split(command, comments=True)
    assert program == "orgraph", command
    with chdir(folder):
        done = CliRunner().invoke(app, words, env={"ORGRAPH_DB": f"sqlite:///{DATABASE}"})
    if done.exit_code:
        raise subprocess.CalledProcessError(done.exit_code, command, done.stdout, done.stderr)
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def _script(script: str, folder: Path) -> None:
    lines = [line for line in script.splitlines() if line.strip()]
    if all(line.startswith("orgraph ") and not _SHELL.search(line) for line in lines):
        for line in lines:
            _run(line, folder)
        return
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folder, check=True, capture_output=True, text=True,
                   env={**os.environ, "ORGRAPH_DB": f"sqlite:///{DATABASE}", "PATH": path})


def spoken_of(text: str) -> Iterator[list[str]]:
    """The words after `orgraph` of every command in a document's blocks and spans."""
    for block in _BLOCK.finditer(text):
        inside = block["inside"]
        yield from _commands("\n".join(_COMMAND.findall(inside)) if block["kind"] == "console" else inside)
    for span in _SPAN.findall(text):
        yield from _commands(span)


def _commands(script: str) -> Iterator[list[str]]:
    for line in script.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&$")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in (*lexer, ";"):
            if word not in _ENDS:
                words.append(word)
            elif words:
                if "orgraph" in words:
                    yield words[words.index("orgraph") + 1:]
                words = []


def problem(words: list[str]) -> str:
    """What the program would say against a command before it runs: it has no such command or option; "" if nothing."""
    command, rest = _program(), words
    while True:
        try:
            _, rest, _ = command.make_parser(command.context_class(command)).parse_args(list(rest))
        except TyperException as error:
            return str(error)
        known: dict[str, Any] = getattr(command, "commands", {})
        if not known or not rest:
            return ""
        if rest[0] not in known and ASK in known:
            rest = [ASK, *rest]
        if rest[0] not in known:
            return f"No such command: {rest[0]}"
        command, rest = known[rest[0]], rest[1:]


@cache
def _program() -> Any:
    return get_command(app)
