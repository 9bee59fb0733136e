"""The application: opens the graph when it starts, closes it when it stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import orgraph
from orgraph.access.service import Access
from orgraph.access.settings import AccessSettings
from orgraph.api import (
    answers,
    catalogue,
    entities,
    exporting,
    generations,
    health,
    logs,
    openapi,
    pages,
    problems,
    referring,
    reviews,
    suggest,
    waiving,
    worklists,
)
from orgraph.api.access import account, admin, admin_users, audit, contacts, users
from orgraph.api.access import pages as access_pages
from orgraph.api.access.guard import Guard
from orgraph.api.access.needs import Needs, needed
from orgraph.api.assets import Assets
from orgraph.api.described import RESPONSES
from orgraph.api.headers import SafeHeaders
from orgraph.api.jobs import Runner, shelf_of
from orgraph.api.jobs import routes as loads
from orgraph.api.limits import Limited
from orgraph.api.metrics import Metrics
from orgraph.api.reply import edition
from orgraph.api.warming import Warming
from orgraph.api.watching import Watched
from orgraph.config import Settings
from orgraph.queries.who_to_call.understanding.understand import prepare

ABOUT = """Organisational network analysis for grassroots governance: coverage, bridging, who to call.

Every read takes `as_of` (the day on which it was true) and `generation` (the load by which it was known), and carries
an ETag, so that an unchanged answer costs one 304. Errors are RFC 9457 problem details."""


def serving() -> FastAPI:
    """The service as `orgraph serve` runs it: with its own log."""
    logs.configure(Settings().log_level)
    return create_app(alone=True)


def create_app(url: str | None = None, *, alone: bool = False) -> FastAPI:
    """The service over the database at `url` (default: ORGRAPH_DB, then sqlite:///orgraph.db).

    alone: nothing else lives in this process, so that the garbage collector may be set for it.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.graph = graph = orgraph.open(url, make=True)
        app.state.edition = edition(graph)
        prepare()
        where = url or graph.settings.db
        app.state.access = access = Access(AccessSettings.read(), where)
        app.state.runner = runner = Runner(where, graph, shelf_of(where, graph.settings))
        runner.start()
        warming = Warming(graph, alone=alone)
        warming.start()
        yield
        warming.stop()
        runner.stop()
        access.close()
        graph.close()

    # The bundled documentation pages load their scripts from elsewhere, which an offline service must not.
    app = FastAPI(title="orgraph", version=orgraph.__version__, description=ABOUT, lifespan=lifespan,
                  docs_url=None, redoc_url=None)
    app.state.metrics = Metrics()
    for router in (answers.router, suggest.router, entities.router, catalogue.router, generations.router, loads.router,
                   waiving.router, referring.router, reviews.router, worklists.router, exporting.router):
        app.include_router(router, responses=RESPONSES, dependencies=[Needs("read")])
    for router in (account.router, users.router, audit.router, contacts.router):
        app.include_router(router, responses=RESPONSES)
    app.include_router(health.router)
    app.include_router(pages.router, include_in_schema=False, dependencies=[Needs("read")])
    for router in (access_pages.router, admin.router, admin_users.router):
        app.include_router(router, include_in_schema=False)
    openapi.install(app)
    needed(app)  # no route without: this fails otherwise
    app.mount("/static", Assets(), name="static")
    problems.install(app)
    app.add_middleware(Limited, settings=Settings())
    app.add_middleware(Guard)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Watched, watchers=(app.state.metrics.note, logs.note))
    return app
