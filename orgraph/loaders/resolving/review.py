"""What people have decided of likenesses, as a load applies it, and what it gives them to decide."""

from __future__ import annotations

from collections.abc import Iterable

from orgraph.errors import Where
from orgraph.loaders.codes import safe
from orgraph.loaders.resolving.references import Candidate
from orgraph.model import Source
from orgraph.stores.reviews import About, Proposal, Review


class Decisions:
    """The verdicts in force. `different`: keys of pairs that are two things; `settled`: also of those that are one."""

    def __init__(self, reviews: Iterable[Review] = ()) -> None:
        decided = list(reviews)
        self._same = {r.proposal.subject: r.proposal.candidate for r in decided if r.verdict == "same"}
        self.different = frozenset(r.proposal.key for r in decided if r.verdict == "different")
        self.settled = self.different | {r.proposal.key for r in decided if r.verdict == "same"}

    def __bool__(self) -> bool:
        return bool(self._same)

    def meant(self, subject: str) -> str:
        """Id of what a reference means, or an empty text."""
        return self._same.get(subject, "")

    def merged(self, known: str) -> str:
        """The id that stands for `known`: its own, or that of the older entity that it is the same as."""
        seen = {known}
        while (older := self._same.get(known)) is not None and older not in seen:
            seen.add(older)
            known = older
        return known


NONE = Decisions()


def proposal(about: About, candidate: Candidate, text: str, source: Source, column: str) -> Proposal:
    """A candidate with the cell that it is for, fit to be shown."""
    shown = safe(text)
    where = Where(source.file, source.sheet, source.row, column, shown)
    return Proposal(candidate.key, about, candidate.subject, shown, where, candidate.id, candidate.kind,
                    candidate.name, candidate.path, candidate.score, candidate.reasons)
