"""The application: opens the graph when it starts, closes it when it stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

import orgraph
from orgraph.api import answers, catalogue, entities, health, pages, problems
from orgraph.api.headers import SafeHeaders
from orgraph.api.metrics import Measured, Metrics
from orgraph.api.reply import edition
from orgraph.queries.who_to_call.understanding.understand import prepare

STATIC = Path(__file__).parent / "static"
ABOUT = """Organisational network analysis for grassroots governance: coverage, bridging, who to call.

Every read takes `as_of` (the day on which it was true) and `generation` (the load by which it was known), and carries
an ETag, so that an unchanged answer costs one 304. Errors are RFC 9457 problem details."""


def create_app(url: str | None = None) -> FastAPI:
    """The service over the database at `url` (default: ORGRAPH_DB, then sqlite:///orgraph.db)."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.graph = graph = orgraph.open(url)
        app.state.edition = edition(graph)
        prepare()
        yield
        app.state.graph.close()

    # The bundled documentation pages load their scripts from elsewhere, which an offline service must not.
    app = FastAPI(title="orgraph", version=orgraph.__version__, description=ABOUT, lifespan=lifespan,
                  docs_url=None, redoc_url=None)
    app.state.metrics = Metrics()
    for router in (answers.router, entities.router, catalogue.router):
        app.include_router(router, responses=problems.RESPONSES)
    app.include_router(health.router)
    app.include_router(pages.router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Measured, metrics=app.state.metrics)
    return app
