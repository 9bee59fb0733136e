"""Static files: under an address that changes with their content, so that a browser keeps them for a year."""

from __future__ import annotations

import logging
import os
from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
NEEDED = ("htmx.js", "cytoscape.js", "sigma.js")  # made by frontend/build.py, not committed
YEAR = "public, max-age=31536000, immutable"


@cache
def edition() -> str:
    """A hash of all static files, the same in every worker."""
    content = blake2b(digest_size=6)
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            content.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return content.hexdigest()


def address(name: str) -> str:
    """The address of a static file, e.g. "style.css"; modules that it imports by relative names share the edition."""
    return f"/static/{edition()}/{name}"


class Assets(StaticFiles):
    """The files of `STATIC`, with or without the edition before their names; without it, asked again by ETag."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)
        missing = [name for name in NEEDED if not (STATIC / "vendor" / name).exists()]
        if missing:
            logging.getLogger(__name__).warning(
                "页面部件没有装：%s。运行 .ci/setup (browser parts are missing; the pages work, but without "
                "answers as you type and without network views: run .ci/setup)", "、".join(missing))

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, kept for a year where the address names its edition."""
        first, _, rest = path.replace(os.sep, "/").partition("/")
        if first != edition() or not rest:
            return await super().get_response(path, scope)
        response = await super().get_response(rest, scope)
        response.headers["cache-control"] = YEAR
        return response
