"""Errors as RFC 9457 problem details, or as a page where a page was asked for. The one place where they are mapped."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from orgraph.api.described import PROBLEM
from orgraph.api.headers import HEADERS
from orgraph.api.pages.chrome import problem_page
from orgraph.api.reply import dump
from orgraph.api.watching import NOWHERE
from orgraph.errors import LoadRejected, NotFound, OrgraphError, Throttled, Unauthenticated, UsageError, Where

MACHINES = ("/v1/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/static/")
log = logging.getLogger(__name__)


class InternalError(OrgraphError):
    """A fault of the program; what it was is in the log and not in the answer."""

    code = "internal"


def install(app: FastAPI) -> None:
    """Map every kind of error."""
    app.add_exception_handler(OrgraphError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _fault)


def respond(request: Request, error: OrgraphError, headers: dict[str, str] | None = None) -> Response:
    """The error as the client wants it."""
    headers = {**_wanted(error), **(headers or {})}
    if request.url.path.startswith(MACHINES):
        report = {"report": error.report.to_dict()} if isinstance(error, LoadRejected) else {}
        return Response(dump(error.to_dict() | report), error.status, headers, PROBLEM)
    page = problem_page(request, error)
    page.headers.update(headers)
    return page


def _wanted(error: OrgraphError) -> dict[str, str]:
    """Headers that HTTP wants with an error."""
    if isinstance(error, Throttled):
        return {"retry-after": str(error.wait)}
    return {"www-authenticate": "Bearer"} if isinstance(error, Unauthenticated) else {}


def _known(request: Request, error: Exception) -> Response:
    if not isinstance(error, OrgraphError):
        raise error
    return respond(request, error)


def _invalid(request: Request, error: Exception) -> Response:
    """Wrong parameters: the first one is named; an unknown one is told which there are."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:])
    unknown = first["type"] == "extra_forbidden"
    about = f" {name} " if name else ""
    problem = UsageError(
        f"没有这个参数：{name} (no such parameter)" if unknown else f"参数{about}不对 (bad parameter): {first['msg']}",
        hint="可用的参数 (parameters)：" + "、".join(_parameters(request)), code="parameter",
        # A body may hold a password: what was sent there is not said again.
        where=Where(column=name, value="" if first["loc"][0] == "body" else str(first.get("input", ""))[:200]))
    return respond(request, problem)


def _parameters(request: Request) -> list[str]:
    """Names of the parameters of the route, or the fields of the model that holds them."""
    taken = request.scope["route"].dependant
    given = [(param.alias, param.field_info.annotation) for param in (*taken.query_params, *taken.body_params)]
    return [name for alias, kind in given for name in getattr(kind, "model_fields", (alias,))]


def _refused(request: Request, error: Exception) -> Response:
    """What the router itself turns away: no such path, a method that the path does not take."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        problem: OrgraphError = NotFound(f"没有这个地址：{request.url.path} (no such path)", hint="/openapi.json")
    else:
        problem = UsageError(str(error.detail), code="http")
        problem.status = error.status_code
    return respond(request, problem, dict(error.headers or {}))


def _fault(request: Request, error: Exception) -> Response:
    log.error("fault", exc_info=error, extra={"route": getattr(request.scope.get("route"), "path", NOWHERE)})
    # Starlette answers a fault outside of all middleware, so the headers are set here.
    return respond(request, InternalError("程序内部出错，已记入日志 (internal error, logged)",
                                          hint="请把时间和网址告诉管理员 (tell the administrator)"), HEADERS)
