"""A whole contact: for a purpose, inside the caller's areas, on record, and never kept by anything on the way."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from orgraph.access.contacts import unmasked
from orgraph.access.rights import rights
from orgraph.api.access.account import AccessDep
from orgraph.api.access.models import Wanted
from orgraph.api.access.needs import Needs
from orgraph.api.access.noted import note
from orgraph.api.caller import CallerDep
from orgraph.api.dependencies import GraphDep
from orgraph.results import Contact

router = APIRouter(prefix="/v1/entities", tags=["contacts"], dependencies=[Needs("unmask")])


class Contacts(BaseModel):
    """Whole contacts of one entity."""

    id: str
    generation: int
    contacts: list[Contact]


@router.post("/{id}/contacts/unmask")
def unmask(request: Request, response: Response, graph: GraphDep, access: AccessDep, caller: CallerDep, id: str,  # noqa: A002 — the contract's name
           body: Wanted) -> Contacts:
    """The contacts of an entity with nothing starred. The purpose goes into the audit log, the number does not."""
    now = graph.at()
    note(request, generation=now.view.generation, **(
        {"purpose": body.purpose} if body.purpose in rights().purpose else {}))
    found = unmasked(now, id, caller, body.purpose, access)
    response.headers["cache-control"] = "no-store"
    return Contacts(id=id, generation=now.view.generation, contacts=[found] if found else [])
