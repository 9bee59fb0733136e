"""Which files are loaded: those named, and in folders every data file; of a file and its corrected copy the newer; with
an export's links as CSV its nodes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath

from orgraph.errors import RowError, Where
from orgraph.loaders.codes import error
from orgraph.loaders.copies import newest
from orgraph.loaders.exchange import documents, graphs
from orgraph.loaders.exchange.statements import nodes_beside
from orgraph.loaders.reading.formats import SOURCE, SUFFIXES, source_name

SKIP = ".orgraph-skip"  # a folder that holds a file of this name is left out when a folder above it is loaded
# What lies in a data folder beside the data.
_BESIDE = frozenset(("expected.json",))
KINDS = SUFFIXES.union(documents.ENDINGS, graphs.ENDINGS)  # of files that may be named
_IN_FOLDERS = KINDS - {".txt", *graphs.ENDINGS}  # the graphs of a folder may be anybody's pictures


def is_data(file: PurePath) -> bool:
    """Whether a file that lies in a folder is taken for data by its name; a spreadsheet program's lock file is not."""
    return ((file.suffix.lower() in _IN_FOLDERS or file.name.lower().endswith(SOURCE)) and file.name not in _BESIDE
            and not file.name.startswith(("~$", "README")))


def data_files(paths: Iterable[str | Path]) -> tuple[list[Path], list[RowError]]:
    """The files to load, and a warning for each that is not because a newer copy of it is."""
    found: dict[Path, None] = {}
    for path in sorted(map(Path, paths)):
        if not path.is_dir():
            found[path.resolve()] = None
            if (nodes := nodes_beside(path)) is not None:
                found[nodes.resolve()] = None
            continue
        skipped = [marker.parent for marker in path.rglob(SKIP) if marker.parent != path]
        for file in sorted(path.rglob("*")):
            if (is_data(file) and file.is_file() and not any(folder in file.parents for folder in skipped)
                    and not any(part.startswith(".") for part in file.relative_to(path).parts)):
                found[file.resolve()] = None
    files, older = newest(found)
    return files, [error("file.superseded", Where(source_name(file)), name=file.name) for file in older]
