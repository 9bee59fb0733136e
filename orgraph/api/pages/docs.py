"""接口说明: the description of the REST interface as a page, from the same schema as /openapi.json."""

from __future__ import annotations

import json
import shlex
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from orgraph.api.openapi import operations
from orgraph.api.pages.chrome import ChromeDep, render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    name: str
    summary: str
    about: str
    parameters: list[dict[str, Any]]
    fields: list[dict[str, Any]]
    answers: list[tuple[str, str, str]]
    command: str


@router.get("/docs")
def page(request: Request, chrome: ChromeDep) -> HTMLResponse:
    """Every operation with its parameters, its answers and an example to run."""
    schema = request.app.openapi()
    groups: dict[str, list[Operation]] = defaultdict(list)
    for name, operation in operations(schema):
        groups[operation.get("tags", ["other"])[0]].append(_shown(schema, name, operation, str(request.base_url)))
    return render("docs.html", chrome, None, groups=groups, about=schema["info"]["description"])


def _shown(schema: dict[str, Any], name: str, operation: dict[str, Any], base: str) -> Operation:
    parameters = [{"name": one["name"], "in": one["in"], "required": one.get("required", False),
                   "kind": _kind(one.get("schema", {})), "about": one.get("description", "")}
                  for one in operation.get("parameters", ())]
    fields: list[dict[str, Any]] = []
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolved(schema, content["schema"])
        fields = [{"name": field, "in": "body", "required": field in body.get("required", ()), "kind": _kind(kind),
                   "about": kind.get("description", "")} for field, kind in body.get("properties", {}).items()]
    answers = [(status, answer["description"], "、".join(answer.get("content", {})))
               for status, answer in sorted(operation["responses"].items())]
    return Operation(name, operation.get("summary", ""), operation.get("description", ""), parameters, fields, answers,
                     _command(name, operation, base))


def _resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A schema, or what it refers to."""
    name = part.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"][name] if name else part
    return found


def _kind(schema: dict[str, Any]) -> str:
    """What values a parameter takes, in a word."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(kind for one in schema["anyOf"] if (kind := _kind(one)) != "null")
    if schema.get("type") == "array":
        return f"{_kind(schema.get('items', {}))} …"
    kind = str(schema.get("format") or schema.get("type") or schema.get("$ref", "").rpartition("/")[2])
    bounds = [f"{sign} {schema[key]}" for key, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤"))
              if key in schema]
    return " ".join([kind, *bounds])


def _command(name: str, operation: dict[str, Any], base: str) -> str:
    """The example as a command line."""
    method, _, path = name.partition(" ")
    given = [one for one in operation.get("parameters", ()) if "example" in one]
    for one in given:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", quote(str(one["example"]), safe=""))
    query = urlencode([(one["name"], one["example"]) for one in given if one["in"] == "query"], doseq=True)
    address = base.rstrip("/") + path + (f"?{query}" if query else "")
    words = ["curl", *([] if method == "GET" else ["-X", method]), address]
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        example = content.get("example", {})
        if media == "application/json":
            words += ["-H", "content-type: application/json", "-d", json.dumps(example, ensure_ascii=False)]
        else:
            words += ["-F", "files=@file.xlsx"]
            words += [word for field, value in example.items() for word in ("-F", f"{field}={json.dumps(value)}"
                                                                            if isinstance(value, bool)
                                                                            else f"{field}={value}")]
    return shlex.join(words)
