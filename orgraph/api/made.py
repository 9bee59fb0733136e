"""Files made for one answer: written into a folder that goes when they have been sent."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from orgraph.errors import NotFound

ZIP = "application/zip"
MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8", ".json": "application/json",
    ".graphml": "application/graphml+xml", ".gexf": "application/gexf+xml", ".zip": ZIP,
    ".popolo.json": "application/json", ".ftm.json": "application/x-ndjson", ".jsonld": "application/ld+json",
    ".hsds.json": "application/json",
}


def answers(*endings: str, text: str = "The file; several are sent as a ZIP archive."
            ) -> dict[int | str, dict[str, Any]]:
    """The description of an answer that is a file, for the schema."""
    kinds: dict[str, Any] = {MEDIA[ending].partition(";")[0]: {} for ending in endings}
    return {200: {"description": text, "content": kinds}}


def sent(name: str, make: Callable[[Path], Sequence[Path]]) -> FileResponse:
    """The files that `make` writes into the folder that it is given, under a name; several as an archive.

    Raises NotFound where it writes none.
    """
    folder = Path(tempfile.mkdtemp(prefix="orgraph-"))
    try:
        files = make(folder)
        if not files:
            raise NotFound("没有可写的内容 (nothing to write)")
        path = files[0] if len(files) == 1 else _packed(files, folder / "all.zip")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    ending = max((known for known in MEDIA if path.name.lower().endswith(known)), key=len)
    return FileResponse(path, media_type=MEDIA[ending], filename=f"{name}{ending}",
                        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True))


def _packed(files: Sequence[Path], path: Path) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return path
