"""What a caller may be told of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Areas (ids) that a caller answers for, none of them: everywhere; counts of people below `small` are withheld.

    Areas that a generation does not know hold nothing: an unknown id is never everywhere.
    """

    areas: tuple[str, ...] = ()
    small: int = 0

    @property
    def everything(self) -> bool:
        """Whether nothing at all is withheld."""
        return not self.areas and not self.small


EVERYWHERE = Scope()
