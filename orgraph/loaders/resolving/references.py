"""What the resolvers of references share: why a reference leads nowhere, and what it may have meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from rapidfuzz import process

from orgraph.model import make_id
from orgraph.names import fold, normalise

_COMPARED = 20_000
_LIKE = 60.0


class Candidate(NamedTuple):
    """What a text may have meant: an entity, how like its name is, and in what. `key` is of the pair."""

    key: str
    subject: str
    id: str
    kind: str
    name: str
    path: str
    score: float
    reasons: tuple[str, ...]


def subject_of(text: str, folder: str, near: str) -> str:
    """The key of what a reference says: its text, in a department's folder, in a row of the area `near`."""
    return make_id("r", folder, near, fold(text))


def pair_of(subject: str, candidate: str) -> str:
    """The key of a pair of a reference or entity and what it may be."""
    return make_id("r", subject, candidate)


class ReferenceFailure(Exception):
    """Base: a reference that does not lead to exactly one thing."""


class Unknown(ReferenceFailure):
    """Nothing has that name, code or number.

    `names` are those that it could have meant; `suggest` finds the entities that it may mean, the likest first;
    `subject` is the key of the reference.
    """

    def __init__(self, text: str, names: Collection[str] = (), *, subject: str = "",
                 suggest: Callable[[], list[Candidate]] = list) -> None:
        super().__init__(text)
        self.text = text
        self.names = names
        self.subject = subject
        self.suggest = suggest

    def near(self) -> list[str]:
        """Up to three names that look like it; none where there are too many to compare in a moment."""
        if len(self.names) > _COMPARED:
            return []
        like = process.extract(normalise(self.text), list(self.names), limit=3, score_cutoff=_LIKE)
        return [name for name, _, _ in like]


class Several(ReferenceFailure):
    """More than one thing has that name; `choices` are their full paths."""

    def __init__(self, text: str, choices: Iterable[str]) -> None:
        super().__init__(text)
        self.text = text
        self.choices = sorted(choices)


class Hanging(ReferenceFailure):
    """It leads to a row that is itself left out: nothing new to tell the user, but this row is left out too."""


class AreaCodeError(Exception):
    """An area whose code has a wrong number of digits, or contradicts the area that its row puts it in."""

    def __init__(self, code: str, fault: str, *, of_parent: bool) -> None:
        super().__init__(code)
        self.code = code
        self.fault = fault
        self.of_parent = of_parent
