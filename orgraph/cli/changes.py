"""What a load or a newer generation changes, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgraph.cli.output import out, table

if TYPE_CHECKING:
    from orgraph.stores.base import Diff

_WHAT = {"added": "新增 added", "changed": "修改 changed", "ended": "终止 ended"}


def show_changes(diff: Diff) -> None:
    """Print the counts by kind and relation, and examples: which, where, and of a change every field old → new."""
    from orgraph.vocabulary import vocabulary

    words = vocabulary()

    def label(name: str) -> str:
        return (words.kinds.get(name) or words.relations[name]).zh[0]

    def examples() -> Iterator[tuple[str, str, str, str]]:
        for name, change in diff.items():
            for what, found in change.described.items() if not words.in_catalogue(name) else ():
                for one in found:
                    fields = (f"{f.field}：{f.old or '（空）'} → {f.new or '（空）'}" for f in one.fields)
                    yield label(name), _WHAT[what], one.name, "\n".join(filter(None, (one.place, *fields)))

    out().print(table("变化 changes", ("类别 kind", "#新增 added", "#修改 changed", "#终止 ended", "#不变 unchanged"), (
        (f"{label(name)} {name}", d.added, d.changed, d.ended, d.unchanged) for name, d in diff.items())))
    shown = list(examples())
    if shown:
        titles = "类别 kind", "变化 what", "名称 name", "在哪里、改了什么 where, which fields"
        out().print(table("例子 examples", titles, shown))
