"""For those who run the service."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from orgraph.api.dependencies import GraphDep
from orgraph.api.described import also
from orgraph.errors import StoreError

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """`generation` is the active one."""

    status: str = "ok"
    generation: int | None = None


@router.get("/healthz")
def healthz() -> Health:
    """The process answers."""
    return Health()


@router.get("/readyz", responses=also(503))
def readyz(graph: GraphDep) -> Health:
    """The store opens and holds data; else 503."""
    generation = graph.at().view.generation
    if not generation:
        raise StoreError("还没有数据 (no data yet)", hint="orgraph load 文件或文件夹", code="empty")
    return Health(generation=generation)


@router.get("/metrics", response_class=Response)
def metrics(request: Request, graph: GraphDep) -> Response:
    """Prometheus text."""
    text: bytes = request.app.state.metrics.text(graph.at().view.generation)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
