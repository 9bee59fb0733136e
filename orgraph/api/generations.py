"""/v1/generations: what a load has changed, and going back to an earlier state."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from orgraph.api.access.needs import Needs
from orgraph.api.catalogue import GenerationInfo
from orgraph.api.dependencies import GraphDep
from orgraph.stores.base import KindDiff

Number = Annotated[int, Path(ge=1, le=2**31, description="Number of a generation.")]
router = APIRouter(prefix="/v1/generations", tags=["generations"])


@router.get("/{older}/diff/{newer}", dependencies=[Needs("load")])
def diff(graph: GraphDep, older: Number, newer: Number) -> dict[str, KindDiff]:
    """What changed between two generations, by kind and relation type, with examples."""
    return graph.diff(older, newer)


@router.post("/{number}/activate", dependencies=[Needs("load")])
def activate(graph: GraphDep, number: Number) -> GenerationInfo:
    """Make an earlier (or later) generation the active one: every answer from now on is from it."""
    one = graph.unlimited().store.activate(number)
    return GenerationInfo(number=one.number, recorded_at=one.recorded_at, note=one.note, active=one.active,
                          entities=one.entities, links=one.links)
