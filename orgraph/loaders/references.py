"""What the resolvers of references share: why a reference leads nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from orgraph.names import normalise

_COMPARED = 20_000


class ReferenceFailure(Exception):
    """Base: a reference that does not lead to exactly one thing."""


class Unknown(ReferenceFailure):
    """Nothing has that name, code or number. `names` are those that it could have meant."""

    def __init__(self, text: str, names: Collection[str] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.names = names

    def near(self) -> list[str]:
        """Up to three names that look like it; none where there are too many to compare in a moment."""
        few = len(self.names) <= _COMPARED
        return difflib.get_close_matches(normalise(self.text), self.names, 3, 0.6) if few else []


class Several(ReferenceFailure):
    """More than one thing has that name; `choices` are their full paths."""

    def __init__(self, text: str, choices: Iterable[str]) -> None:
        super().__init__(text)
        self.text = text
        self.choices = sorted(choices)


class Hanging(ReferenceFailure):
    """It leads to a row that is itself left out: nothing new to tell the user, but this row is left out too."""

