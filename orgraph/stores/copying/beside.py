"""What a copy takes along that is no part of the generations: reviews and decisions, the worklist, the referrals.

All but the proposals of the queue is only ever appended to: what the target has must be how the source's begins, and
the rest is appended. The proposals are what the last loads left open, and are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from orgraph.errors import StoreError
from orgraph.stores.base import Store
from orgraph.stores.copying.generations import conflict

T = TypeVar("T")
AT_ONCE = 5_000  # that are appended in one transaction


def _appended(store: Store) -> dict[str, list[Any]]:
    """What is only appended to, oldest first."""
    return {"decisions": store.queue.history()[::-1], "steps": store.worklist.steps(),
            "calls": store.referrals.calls(), "outcomes": store.referrals.outcomes()}


def check(source: Store, target: Store, *, fresh: bool) -> None:
    """Raise UsageError where the target holds what the source does not know; fresh: it has no generation yet."""
    ours, theirs = _appended(source), _appended(target)
    if fresh:
        ours["reviews"], theirs["reviews"] = source.queue.reviews(), target.queue.reviews()
    for name, said in theirs.items():
        if ours[name][:len(said)] != said:
            raise conflict(f"目标库里有来源没有的记录：{name} (the target holds {name} that the source does not)")


def copy(source: Store, target: Store) -> dict[str, int]:
    """Append what is missing and compare all; how many there are of each. Raises StoreError where they differ."""
    ours, theirs = _appended(source), _appended(target)
    missing = {name: said[len(theirs[name]):] for name, said in ours.items()}
    reviews = source.queue.reviews()
    if missing["decisions"] or target.queue.reviews() != reviews:
        target.queue.take_over(reviews, missing["decisions"])
    for steps in _parts(missing["steps"]):
        target.worklist.add(steps)
    for calls in _parts(missing["calls"]):
        target.referrals.keep(*calls)
    for outcomes in _parts(missing["outcomes"]):
        target.referrals.add(*outcomes)
    sent, arrived = {"reviews": reviews, **ours}, {"reviews": target.queue.reviews(), **_appended(target)}
    for name, said in sent.items():
        if said != arrived[name]:
            raise StoreError(f"两边的记录不一样：{name} {len(said):,} ≠ {len(arrived[name]):,} (these differ)",
                             code="copy-mismatch", hint="没有人在用时再复制一次 (copy again while nobody is at work)")
    return {name: len(said) for name, said in sent.items()}


def _parts(said: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(said), AT_ONCE):
        yield said[at:at + AT_ONCE]
