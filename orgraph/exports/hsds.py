"""Open Referral HSDS 3: a page of services, each with the organisation that offers it.

Everything there has a UUID of its own, which is made of our id, so that two exports agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import orjson

from orgraph.exports.objects import LAID_OUT, Objects

_OURS = UUID("6f726772-6170-5068-8000-687364730003")  # the name space of ids made here; any fixed one will do


def write_hsds(made: Objects, path: Path) -> None:
    """Write a page with all services, as the interface of a directory gives them."""
    organizations = {_id(one): _with_ids(one, "organization", _id(one)) for one in made.get("organizations", [])}
    services = []
    for one in made.get("services", []):
        offered_by = one.pop("organization_id", None)
        service = {**_with_ids(one, "service", _id(one)), "status": "active"}
        if offered_by is not None:
            service["organization"] = organizations[offered_by]
        services.append(service)
    page = {"total_items": len(services), "total_pages": 1, "page_number": 1, "size": len(services),
            "first_page": True, "last_page": True, "empty": not services, "contents": services}
    path.write_bytes(orjson.dumps(page, option=LAID_OUT))


def _id(one: dict[str, Any]) -> str:
    return str(next(part["value"] for part in one["attributes"] if part["link_type"] == "orgraph"))


def _with_ids(one: dict[str, Any], entity: str, known: str) -> dict[str, Any]:
    """The object and all objects in it with ids; attributes say what they are of."""
    made: dict[str, Any] = {"id": str(uuid5(_OURS, known))}
    for key, value in one.items():
        if not isinstance(value, list):
            made[key] = value
            continue
        made[key] = [_with_ids(part, entity, f"{known}/{key}/{at}") for at, part in enumerate(value)]
        if key == "attributes":
            for part in made[key]:
                part |= {"link_id": made["id"], "link_entity": entity}
    return made
