"""The log: one JSON document a line on standard error, without personal data.

A request is told by its route, not its address; an error that nobody foresaw by its type and the lines of the program
it came through, not by its message, for that may hold a name. Who did what is in the audit log and not here.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from starlette.types import Scope

from orgraph.api.watching import Seen

QUIET = ("/healthz", "/readyz", "/metrics")  # asked every few seconds by machines: told of only where they fail
_OURS = ("orgraph", "uvicorn")
_log = structlog.stdlib.get_logger("orgraph.requests")


def configure(level: str) -> None:
    """Send what the program and the server say through here; level: "debug" … "error"."""
    shared: list[structlog.typing.Processor] = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name,
              structlog.processors.TimeStamper(fmt="iso", utc=True), without_messages]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared,
                    structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(serializer=_json)]))
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level.upper())
    logging.getLogger("uvicorn.access").disabled = True  # it would tell addresses


def without_messages(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put in place of an exception its type and where it passed."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else sys.exc_info()[1] if found is True else found
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["passed"] = [f"{frame.name} {frame.filename}:{frame.lineno}"
                           for frame in traceback.extract_tb(error.__traceback__)]
    return event


def note(_: Scope, seen: Seen) -> None:
    """Tell of one request."""
    if seen.route in QUIET and seen.status < 400:
        return
    say = _log.error if seen.status >= 500 else _log.info
    say("request", method=seen.method, route=seen.route, status=seen.status, ms=round(seen.seconds * 1000, 1))


def _json(event: Any, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()
