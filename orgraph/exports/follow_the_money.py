"""FollowTheMoney: an entity a line, with its schema and properties that are lists of texts."""

from __future__ import annotations

from pathlib import Path

import orjson

from orgraph.exports.objects import Objects


def write_follow_the_money(made: Objects, path: Path) -> None:
    """Write every object as an entity of the schema that its collection is called."""
    with path.open("wb") as file:
        for schema, found in made.items():
            for one in found:
                properties = {name: [str(value) for value in values] for name, values in one["properties"].items()}
                entity = {"id": one["id"], "schema": schema, "properties": properties}
                file.write(orjson.dumps(entity, option=orjson.OPT_APPEND_NEWLINE))
