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

with atheris.instrument_imports(include=["orgraph.loaders", "html.parser", "_markupbase"]):
    from orgraph.loaders import folders
    from orgraph.loaders.batch import load
    from orgraph.loaders.reading import legacy

sys.path.insert(0, str(Path(__file__).parents[1] / "loaders"))
from fake_store import FakeStore
from fuzz_files import packed, unpacked
from mutate import dictionary, mutated

ROOT = Path(__file__).parents[2]
KINDS = sorted(folders.KINDS)
FOLDER = Path(tempfile.mkdtemp(prefix="orgraph-fuzz-"))
STORE = FakeStore()
legacy.SECONDS = 10  # below -timeout, so that the child that reads old workbooks is stopped and not the fuzzer


def one(data: bytes) -> None:
    """Load one made-up file as a dry run into a store that knows some areas: all but the activation runs."""
    if not data:
        return
    path = FOLDER / f"表{KINDS[data[0] % len(KINDS)]}"
    path.write_bytes(data[1:])
    before = len(STORE.said)
    report = load(STORE, [path], dry_run=True)
    if len(STORE.said) != before:
        raise AssertionError("a dry run left statements behind")
    for problem in (*report.errors, *report.warnings):
        if not (problem.detail and problem.where.file):
            raise AssertionError(f"{problem.code} without a place or a text")
        f"{problem.detail}{problem.hint}{problem.where}".encode()  # half a character cannot be shown


def seeds(folder: Path) -> None:
    """The ugly and the bad files as inputs, each under its own suffix, workbooks unpacked."""
    for number, path in enumerate(sorted((ROOT / "fixtures").glob("[bu]*/*"))):
        if path.suffix.lower() in KINDS and path.stat().st_size < 1 << 16:
            content = path.read_bytes()
            parts = unpacked(content)
            content = packed(parts) if parts else content
            if len(content) < 1 << 17:
                first = bytes([KINDS.index(path.suffix.lower())])
                (folder / f"{number:03d}{path.suffix}").write_bytes(first + content)


def mutator(data: bytes, most: int, seed: int) -> bytes:
    """As libFuzzer asks for the next input."""
    return mutated(data, most, seed, atheris.Mutate)


def main() -> None:
    """Run libFuzzer."""
    arguments = sys.argv
    (FOLDER / "words.dict").write_text(dictionary())
    if not any(not argument.startswith("-") for argument in arguments[1:]):
        corpus = FOLDER / "corpus"
        corpus.mkdir()
        seeds(corpus)
        arguments = [*arguments, str(corpus)]
    load(STORE, [ROOT / "fixtures" / "bad" / "_areas.csv"])
    atheris.Setup([*arguments, f"-dict={FOLDER / 'words.dict'}"], one, custom_mutator=mutator)
    atheris.Fuzz()  # which ends the process


if __name__ == "__main__":
    main()
