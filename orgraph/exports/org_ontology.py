"""The W3C Organization Ontology as JSON-LD: typed objects, with the meaning of their keys in the file itself."""

from __future__ import annotations

from pathlib import Path

import orjson

from orgraph.checked import read_text
from orgraph.exports.objects import LAID_OUT, Objects


def write_org_ontology(made: Objects, path: Path) -> None:
    """Write the objects as one graph; nobody has to fetch a context to read it."""
    context = orjson.loads(read_text("orgraph.exports", "org_context.json"))
    graph = [{"id": one["id"], "type": type_, **one} for type_, found in made.items() for one in found]
    path.write_bytes(orjson.dumps({"@context": context, "@graph": graph}, option=LAID_OUT))
