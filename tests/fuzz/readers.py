"""Fuzz the readers with atheris: whatever the bytes are, tables come out or typed errors, nothing else, and soon.

    python tests/fuzz/readers.py [CORPUS…] -max_total_time=600 -timeout=20 -rss_limit_mb=4096

The first byte of an input chooses the suffix of the file that the rest is written to. Without a corpus the files of
fixtures/ugly and fixtures/bad are the seeds. `make fuzz` runs it. atheris is no dependency: `pip install atheris`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["orgraph.loaders", "orgraph.names"]):
    from orgraph.loaders.batch import load
    from orgraph.loaders.reading.formats import SUFFIXES

sys.path.insert(0, str(Path(__file__).parents[1] / "loaders"))
from fake_store import FakeStore

ROOT = Path(__file__).parents[2]
KINDS = sorted(SUFFIXES)
FOLDER = Path(tempfile.mkdtemp(prefix="orgraph-fuzz-"))


def one(data: bytes) -> None:
    """Load one made-up file as a dry run: reading, headers, cells and rows all run."""
    if not data:
        return
    path = FOLDER / f"表{KINDS[data[0] % len(KINDS)]}"
    path.write_bytes(data[1:])
    store = FakeStore()
    load(store, [path], dry_run=True)
    if store.said:
        raise AssertionError("a dry run left statements behind")
    path.unlink()


def seeds(folder: Path) -> None:
    """The ugly and the bad files as inputs, each under its own suffix."""
    for number, path in enumerate(sorted((ROOT / "fixtures").glob("[bu]*/*"))):
        if path.suffix.lower() in KINDS and path.stat().st_size < 1 << 17:
            first = bytes([KINDS.index(path.suffix.lower())])
            (folder / f"{number:03d}{path.suffix}").write_bytes(first + path.read_bytes())


def main() -> None:
    """Run libFuzzer."""
    arguments = sys.argv
    if not any(not argument.startswith("-") for argument in arguments[1:]):
        corpus = FOLDER / "corpus"
        corpus.mkdir()
        seeds(corpus)
        arguments = [*arguments, str(corpus)]
    atheris.Setup(arguments, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
