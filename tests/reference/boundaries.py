"""Records as they would be if areas had always lain as they lie on one day: the slow, plain way to answer for a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from msgspec.structs import replace

from orgraph.model import Entity, Link, Record
from orgraph.vocabulary import vocabulary
from reference.graph import merged

DATED = ("LIES_IN", "SUCCEEDED_BY")
Key = tuple[dt.date, dt.date, int]


def lying_on(records: Iterable[Record], day: dt.date) -> list[Record]:
    """Every node at home where it lies on the day, every area in being while it lies anywhere."""
    records = list(records)
    entities, links = merged(records)
    lies: dict[str, list[Link]] = {}
    heirs: dict[str, set[str]] = {}
    for link in links.values():
        if link.subject != link.object and all(_is_area(entities, end) for end in (link.subject, link.object)):
            if link.type == "LIES_IN" and _key(link)[0] < _key(link)[1]:
                lies.setdefault(link.subject, []).append(link)
            if link.type == "SUCCEEDED_BY":
                heirs.setdefault(link.subject, set()).add(link.object)
    for known, said in lies.items():
        starts, ends = [link.start for link in said], [link.end for link in said]
        entity = entities[known]
        start = entity.start or (None if None in starts else min(s for s in starts if s))
        end = entity.end or (None if None in ends else max(e for e in ends if e))
        entities[known] = replace(entity, start=start, end=end)

    def home(node: str) -> str | None:
        area = _said(entities[node].home, lies.get(node, []), entities, day)
        passed = {node}
        while area is not None and len(heirs.get(area, ())) == 1:
            end, gone, (heir,) = entities[area].end, entities[node].end, heirs[area]
            if end is None or end > day or (gone is not None and gone <= end) or heir in passed:
                break
            passed.add(area)
            area = heir
        return area

    homes = {node: home(node) for node in entities}
    return [replace(r, home=homes[r.id], start=entities[r.id].start, end=entities[r.id].end)
            if isinstance(r, Entity) else r for r in records]


def _is_area(entities: Mapping[str, Entity], known: str) -> bool:
    return known in entities and vocabulary().is_a(entities[known].kind, "Area")


def _key(link: Link) -> Key:
    chance = int.from_bytes(blake2b(link.id.encode(), digest_size=8).digest(), "little")
    return link.start or dt.date.min, link.end or dt.date.max, chance


def _said(stated: str | None, links: list[Link], entities: Mapping[str, Entity], day: dt.date) -> str | None:
    begun = [link for link in links if _key(link)[0] <= day]
    in_force = [link for link in begun if day < _key(link)[1]]
    if in_force:
        return max(in_force, key=_key).object
    if begun:
        return max(begun, key=lambda link: (_key(link)[1], *_key(link))).object
    if not links or (stated is not None and _is_area(entities, stated) and stated not in {x.object for x in links}):
        return stated
    return min(links, key=_key).object
