"""What residents say, with who should be called: `sentences/*.tsv`, from which the program learns.

One file a family, one sentence a line: topic (may be empty), lead and support (function ids, joined by commas; lead
empty where there is nothing to dispatch), class of the matter, 1 for an emergency, text. Written for this project: no
real person's message.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from orgraph.checked import Checked, faults
from orgraph.errors import DataError
from orgraph.queries.who_to_call.topics import MatterClass, topics
from orgraph.vocabulary import vocabulary

FOLDER = Path(__file__).parent / "sentences"
HEADER = ("topic", "lead", "support", "matter_class", "emergency", "text")


class Sentence(Checked):
    """A sentence; `lead` is empty where nothing is to be dispatched."""

    topic: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    matter_class: MatterClass
    emergency: bool
    text: str


def read_sentences(folder: Path) -> Iterator[Sentence]:
    """The sentences of the files in `folder`, in file order. Raises DataError with file and line."""
    functions = vocabulary().functions
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(next(rows, ())) != HEADER:
                raise DataError(f"sentences/{path.name}:1: the header is not {' '.join(HEADER)}")
            for number, row in enumerate(rows, 2):
                where = f"sentences/{path.name}:{number}"
                sentence = _sentence(row, where)
                unknown = {*sentence.lead, *sentence.support} - functions.keys()
                if unknown or (sentence.topic and sentence.topic not in topics()):
                    raise DataError(f"{where}: no such function or topic: {', '.join(unknown) or sentence.topic}")
                yield sentence


def _sentence(row: Sequence[str], where: str) -> Sentence:
    if len(row) != len(HEADER):
        raise DataError(f"{where}: {len(row)} fields, not {len(HEADER)}")
    value: dict[str, object] = dict(zip(HEADER, row, strict=True))
    for key in ("lead", "support"):
        value[key] = tuple(name for name in str(value[key]).split(",") if name)
    try:
        return Sentence.model_validate(value)
    except ValidationError as error:
        raise DataError(f"{where}: {'；'.join(faults(error))}") from error


@cache
def sentences() -> tuple[Sentence, ...]:
    """All sentences, read once a process."""
    return tuple(read_sentences(FOLDER))
