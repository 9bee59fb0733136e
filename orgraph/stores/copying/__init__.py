"""A copy of all that one store holds in another, whatever their engines: each generation as it was recorded.

What is read goes straight on, a few thousand statements at a time. A copy that was broken off goes on where it stopped:
what the target has already is read on both sides and compared, and the next generation follows it. Nothing is written
into a target that holds anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from orgraph.stores.base import Store
from orgraph.stores.copying import beside, generations
from orgraph.stores.copying.contents import Contents
from orgraph.stores.copying.generations import ALL, CopiedGeneration, Which

__all__ = ["ALL", "Contents", "Copied", "CopiedGeneration", "Which", "copy"]


@dataclass(frozen=True, slots=True)
class Copied:
    """What both stores hold alike after a copy. beside: how many there are of what is kept beside the generations."""

    generations: list[CopiedGeneration] = field(default_factory=list)
    beside: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The copy as plain values for JSON."""
        return {"generations": [one.to_dict() for one in self.generations], "beside": self.beside}


def copy(source: Store, target: Store, which: Which = ALL,
         progress: Callable[[int, str], None] = lambda rows, doing: None) -> Copied:
    """Copy generations from one store to another, oldest first, and what is kept beside them; compare both sides.

    which: "all" generations, the "active" one or that of a number; the target's are numbered as the source's. At the
    end the source's active generation is the target's too, if the target has it. progress: statements read, and what
    is being done.

    Raises NotFound for a generation that there is none of, UsageError (code copy-conflict) where the target holds
    something else, StoreError (code copy-mismatch) where what arrived is not what was sent.
    """
    plan = generations.plan(source, target, which)
    beside.check(source, target, fresh=not plan.newest)
    found = list(generations.carry_out(plan, source, target, progress))
    progress(0, "审核、缺口、派单 reviews, worklist, referrals")
    kept = beside.copy(source, target)
    for one in found:
        if one.active:
            generations.activate(target, one.number)
    return Copied(found, kept)
