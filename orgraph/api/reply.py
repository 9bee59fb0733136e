"""A result as a response: its own JSON, and an ETag by generation and day."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import orjson
from fastapi import Request, Response

import orgraph
from orgraph.api.access.crossing import SAFE
from orgraph.api.access.noted import note, note_body, noted
from orgraph.api.access.recorded import record
from orgraph.api.asked import Asked
from orgraph.api.moments import moment_of
from orgraph.graph import Graph
from orgraph.moment import Moment
from orgraph.queries.scope import plain_bytes
from orgraph.results import Result

JSON = "application/json"


def edition(graph: Graph) -> str:
    """Changes with the program and with the rules in force: what an answer depends on besides the data."""
    rules = "".join(rule.model_dump_json() for rule in graph.rules.values())
    return blake2b(f"{orgraph.__version__}\x1f{rules}".encode(), digest_size=6).hexdigest()


def reply(request: Request, asked: Asked, query: Callable[[Moment], Result],
          shape: Callable[[Any], dict[str, str]] = lambda result: {}) -> Response:
    """The answer of `query` at the moment asked for; 304 if the client has it already.

    The same address, generation and day give the same answer (but for `took_ms`, so the tag is a weak one), and
    whether the client's is still good is known before the query runs. shape: what is left of the result, with headers.
    """
    now = moment_of(request, asked)
    tag = etag(request, now)
    note(request, generation=now.view.generation)
    if request.method not in SAFE:
        note_body(request, asked)
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"etag": tag})
    result = query(now)
    note(request, area=result.area.id if result.area else "")
    headers = shape(result)
    answer = Response(dump(result.to_dict()), media_type=JSON, headers={"etag": tag, **headers})
    if not noted(request).typing:  # of which not all are put on record
        record(request, answer.status_code)
    return answer


def etag(request: Request, now: Moment, kind: str = "g") -> str:
    """The tag of what the graph says at a moment, to callers of one scope."""
    who = now.scope
    scope = "" if who.everything else "." + blake2b(repr(who).encode(), digest_size=6).hexdigest()
    return f'W/"{kind}{now.view.generation}.{now.day}.{request.app.state.edition}{scope}"'


def dump(value: Any) -> bytes:
    """Plain values as JSON; a number that is not finite becomes null, and what is not to be named has no id."""
    return plain_bytes(orjson.dumps(value))
