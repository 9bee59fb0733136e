"""A document of another program's format: known by its content, and taken apart into objects by collection.

Every object keeps where it stands: the collection's name and its number in it, from 1; in lines the number of the line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from orgraph.loaders.exchange.formats import Format, formats
from orgraph.loaders.reading import safety
from orgraph.loaders.reading.table import FormatError

ENDINGS = (".json", ".jsonl", ".ndjson", ".jsonld")
_HEAD = 4096
_CLUES = (b'"@graph"', b'"@context"', b'"schema"', b'"persons"', b'"organizations"', b'"memberships"', b'"posts"',
          b'"areas"', b'"contents"', b'"service_areas"', b'"organization"')
_POPOLO = frozenset(("persons", "organizations", "memberships", "posts", "areas", "events"))
_TIES = frozenset(("memberships", "organizations", "persons"))


class Placed(NamedTuple):
    """An object and where it stands."""

    sheet: str
    number: int
    value: dict[str, Any]


class Document(NamedTuple):
    """The objects of a file by the collections of its format."""

    format: Format
    collections: dict[str, list[Placed]]


def document(path: Path) -> Document | None:
    """The objects of a file in a known format; None: it is in none. Raises FileError for one that is broken."""
    if not path.name.lower().endswith(ENDINGS):
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not any(clue in head for clue in _CLUES):
        return None
    content = safety.whole(path)
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return _lines(content)
    for name, take in _TAKERS.items():
        taken = take(found)
        if taken is not None:
            collections: dict[str, list[Placed]] = defaultdict(list)
            for collection, placed in taken:
                collections[collection].append(placed)
            return Document(formats()[name], collections)
    return None


Taken = Iterator[tuple[str, Placed]]


def _lines(content: bytes) -> Document | None:
    """FollowTheMoney's entities, one a line; None where the first line is no entity."""
    lines = content.splitlines()
    first = next((line for line in lines if line.strip()), b"")
    try:
        if not _is_entity(orjson.loads(first)):
            return None
    except orjson.JSONDecodeError:
        return None
    collections: dict[str, list[Placed]] = defaultdict(list)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entity = orjson.loads(line)
        except orjson.JSONDecodeError as problem:
            raise FormatError(f"JSON {problem.msg}", number) from None
        if not _is_entity(entity):
            raise FormatError("不是 FollowTheMoney 的实体：应有 id、schema、properties", number)
        collections[entity["schema"]].append(Placed("", number, entity))
    return Document(formats()["ftm"], collections)


def _is_entity(found: Any) -> bool:
    return (isinstance(found, dict) and isinstance(found.get("schema"), str)
            and isinstance(found.get("properties"), dict) and isinstance(found.get("id"), str))


def _entities(found: Any) -> Taken | None:
    several = found if isinstance(found, list) else [found]
    if not several or not all(map(_is_entity, several)):
        return None
    return ((one["schema"], Placed("", number, one)) for number, one in enumerate(several, 1))


def _popolo(found: Any) -> Taken | None:
    if not isinstance(found, dict) or found.keys().isdisjoint(_TIES):
        return None
    lists = {name: found[name] for name in _POPOLO & found.keys()}
    if not all(isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value)
               for name, value in lists.items() if name != "memberships"):
        return None
    return ((name, Placed(name, number, one)) for name in sorted(lists)
            for number, one in enumerate(lists[name], 1) if isinstance(one, dict))


def _org(found: Any) -> Taken | None:
    graph = found.get("@graph") if isinstance(found, dict) and "@context" in found else None
    if not isinstance(graph, list):
        return None
    return ((type_, Placed("@graph", number, _compact(one))) for number, one in enumerate(graph, 1)
            if isinstance(one, dict) for type_ in _types(one))


def _types(one: dict[str, Any]) -> list[str]:
    types = one.get("type", one.get("@type"))
    return [str(type_) for type_ in (types if isinstance(types, list) else [types]) if type_]


def _compact(value: Any) -> Any:
    """A JSON-LD value with its plain keys; an object that only says an id is that id, one with a value the value."""
    if isinstance(value, list):
        return [_compact(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"]
    made = {key.removeprefix("@"): _compact(part) for key, part in value.items()}
    return made["id"] if made.keys() == {"id"} else made


def _hsds(found: Any) -> Taken | None:
    paged = isinstance(found, dict) and "total_items" in found
    page = found.get("contents") if paged else found
    if not isinstance(page, list) or not all(isinstance(one, dict) and "id" in one and "name" in one for one in page):
        return None
    if not paged and not any("organization" in one or "service_areas" in one for one in page):
        return None
    return _services(page)


def _services(page: list[dict[str, Any]]) -> Taken:
    known: set[str] = set()
    for number, service in enumerate(page, 1):
        offered_by = service.get("organization")
        if isinstance(offered_by, dict) and isinstance(offered_by.get("id"), str):
            if offered_by["id"] not in known:
                known.add(offered_by["id"])
                yield "organizations", Placed("services", number, offered_by)
            service = {**service, "organization_id": offered_by["id"]}
        yield "services", Placed("services", number, service)


_TAKERS: dict[str, Callable[[Any], Taken | None]] = {"ftm": _entities, "org": _org, "popolo": _popolo, "hsds": _hsds}
