"""The generations of a copy: which are there, which are missing, and those one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple

from orgraph.errors import StoreError, UsageError
from orgraph.stores.base import Store
from orgraph.stores.copying.contents import Contents, Tally, contents, difference
from orgraph.stores.generations import Generation, numbered

Progress = Callable[[int, str], None]
Which = int | Literal["all", "active"]
ALL: Which = "all"


@dataclass(frozen=True, slots=True)
class CopiedGeneration:
    """A generation that both stores hold alike. active: in the source; copied: in this run, else it was there."""

    number: int
    active: bool
    copied: bool
    contents: Contents

    def to_dict(self) -> dict[str, Any]:
        """The generation as plain values for JSON."""
        return {"number": self.number, "active": self.active, "copied": self.copied, **self.contents._asdict()}


class Plan(NamedTuple):
    """there: generations of the source of whose numbers the target has one; missing: those to copy; oldest first.

    newest: number of the target's newest generation.
    """

    there: list[Generation]
    missing: list[Generation]
    newest: int


def conflict(detail: str) -> UsageError:
    """What to say of a target that holds something else."""
    return UsageError(detail, code="copy-conflict", hint="换一个空的数据库 (choose an empty database)")


def plan(source: Store, target: Store, which: Which) -> Plan:
    """What to do, as far as numbers tell. Raises NotFound, and UsageError for a target that it cannot be done with."""
    known, there = source.generations()[::-1], {generation.number for generation in target.generations()}
    newest = max(there, default=0)
    common = [generation for generation in known if generation.number in there]
    missing = [generation for generation in _wanted(known, which) if generation.number not in there]
    if there and not common:
        raise conflict("目标库里是别的数据，没有一代和来源相同 (no generation in common with the target)")
    if there and newest > known[-1].number:
        raise conflict(f"目标库里有来源没有的第 {newest} 代 (the source has no generation {newest}, the target has)")
    if missing and missing[0].number < newest:
        raise conflict(f"目标库已有第 {newest} 代，第 {missing[0].number} 代补不到它前面去 "
                       f"(generation {missing[0].number} cannot come after generation {newest})")
    return Plan(common, missing, newest)


def _wanted(known: Sequence[Generation], which: Which) -> list[Generation]:
    if which == "all":
        return list(known)
    if which == "active":
        return [generation for generation in known if generation.active]
    return [numbered(known, which)]


def carry_out(plan: Plan, source: Store, target: Store, progress: Progress) -> Iterator[CopiedGeneration]:
    """Compare what is there, then copy what is missing, each read again once it is recorded."""
    for at, generation in enumerate(plan.there, 1):
        number, doing = generation.number, f"核对第 {generation.number} 代 comparing {at}/{len(plan.there)}"
        ours, theirs = (contents(store, number, partial(_say, progress, doing)) for store in (source, target))
        if ours != theirs:
            raise conflict(f"目标库的第 {number} 代是别的内容 (generation {number} is another one there): "
                           f"{difference(ours, theirs)}")
        yield CopiedGeneration(number, generation.active, False, ours)
    newest = plan.newest
    for at, generation in enumerate(plan.missing, 1):
        name = f"第 {generation.number} 代 {at}/{len(plan.missing)}"
        sent = _send(source, target, generation, newest, name, progress)
        yield CopiedGeneration(generation.number, generation.active, True, sent)
        newest = generation.number


def _send(source: Store, target: Store, generation: Generation, newest: int, name: str, progress: Progress) -> Contents:
    """Copy one generation into a target whose newest is `newest`, and read what arrived."""
    number = generation.number
    tally = Tally(partial(_say, progress, f"读 reading {name}"))
    files = sorted({*target.files(), *source.files(number)})
    with target.begin(generation.note, files, copied=generation) as load:
        load.put(tally.through(source.statements(generation=number)))
        progress(tally.rows, f"写 recording {name}")
        others = [one.number for one in target.generations() if one.number > newest]
        if others:
            raise conflict(f"复制时目标库里多了第 {others[0]} 代 (generation {others[0]} was recorded there meanwhile)")
        load.activate()
    sent, arrived = tally.contents(), contents(target, number, partial(_say, progress, f"核对 comparing {name}"))
    if sent != arrived:
        raise StoreError(f"第 {number} 代到了目标库就不一样了 (generation {number} did not arrive as it was sent): "
                         f"{difference(sent, arrived)}", code="copy-mismatch",
                         hint="不要用这个目标库，换一个空的再复制 (do not use the target, copy into an empty one)")
    return sent


def activate(target: Store, number: int) -> None:
    """Make a generation the target's active one, if it is not."""
    if not numbered(target.generations(), number).active:
        target.activate(number)


def _say(progress: Progress, doing: str, rows: int) -> None:
    progress(rows, doing)
