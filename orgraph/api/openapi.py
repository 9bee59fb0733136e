"""The description of the service (OpenAPI 3.1): what FastAPI finds, with examples that a test runs.

FastAPI adds an answer 422 of its own form to every route with parameters; here a wrong parameter is a 400 like every
other question that cannot be asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict

from orgraph.api.described import PROBLEM
from orgraph.api.reply import JSON
from orgraph.errors import DataError

METHODS = ("get", "post", "put", "patch", "delete")
_ITS_OWN = ("HTTPValidationError", "ValidationError")


class Example(BaseModel):
    """What an operation may be asked with; path, query and body by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: dict[str, Any] = {}
    query: dict[str, Any] = {}
    body: dict[str, Any] = {}


@cache
def examples() -> dict[str, Example]:
    """The examples of examples.toml by "METHOD /path"."""
    found = tomllib.loads((files("orgraph.api") / "examples.toml").read_text(encoding="utf-8"))
    return {name: Example.model_validate(example) for name, example in found.items()}


def install(app: FastAPI) -> None:
    """Let /openapi.json be the description made here."""
    made: dict[str, Any] = {}

    def described() -> dict[str, Any]:
        if not made:
            made.update(describe(app))
        return made

    app.openapi = described  # type: ignore[method-assign]  # how FastAPI wants it replaced


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole description. Raises DataError for an example of no operation, or of a parameter that it has not."""
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    known = dict(operations(schema))
    if unknown := examples().keys() - known.keys():
        raise DataError(f"examples.toml: no such operation: {sorted(unknown)}")
    for name, operation in known.items():
        _without_its_own(operation)
        _as_problems(operation)
        _exemplify(name, operation, examples().get(name, Example()))
    for name in _ITS_OWN:
        schema["components"]["schemas"].pop(name, None)
    return schema


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation by "METHOD /path", in the order of the routes."""
    for path, item in schema["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def _without_its_own(operation: dict[str, Any]) -> None:
    refused = operation["responses"].get("422", {})
    if any(name in str(refused) for name in _ITS_OWN):
        del operation["responses"]["422"]


def _as_problems(operation: dict[str, Any]) -> None:
    """FastAPI takes every model for plain JSON; problems have a media type of their own."""
    for answer in operation["responses"].values():
        content = answer.get("content", {})
        if content.get(JSON, {}).get("schema", {}).get("$ref", "").endswith("/Problem"):
            answer["content"] = {PROBLEM: content[JSON]}


def _exemplify(name: str, operation: dict[str, Any], example: Example) -> None:
    given = {("path", key): value for key, value in example.path.items()}
    given |= {("query", key): value for key, value in example.query.items()}
    for parameter in operation.get("parameters", ()):
        value = given.pop((parameter["in"], parameter["name"]), None)
        if value is not None:
            parameter["example"] = value
    if given:
        raise DataError(f"examples.toml: {name} has no {', '.join(key for _, key in given)}")
    if example.body:
        for content in operation["requestBody"]["content"].values():
            content["example"] = example.body
