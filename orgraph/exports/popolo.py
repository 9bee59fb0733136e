"""Popolo JSON: a document with a list a collection."""

from __future__ import annotations

from pathlib import Path

import orjson

from orgraph.exports.objects import LAID_OUT, Objects


def write_popolo(made: Objects, path: Path) -> None:
    """Write the collections as they are named."""
    path.write_bytes(orjson.dumps(made, option=LAID_OUT))
