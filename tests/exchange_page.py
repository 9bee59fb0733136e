"""The generated half of docs/exchange.md: for each format what is carried and what is lost, from its mapping file.

`make accept` rewrites it; tests/test_exchange_losses.py exports, loads again, and asks whether that is true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from orgraph.loaders.exchange.formats import Format, formats
from orgraph.loaders.exchange.formats.carried import of_link, of_node, said_of
from orgraph.loaders.write import stated
from orgraph.vocabulary import vocabulary

PAGE = Path(__file__).parent.parent / "docs" / "exchange.md"
BEGIN, END = "<!-- losses -->\n", "<!-- /losses -->\n"
NONE = "—"
ALL = "全部 all"
REST = "其余 the rest："
ARROW = "→"


def kinds() -> tuple[str, ...]:
    """The kinds that files may state."""
    words = vocabulary()
    return tuple(kind for kind in words.kinds if not words.in_catalogue(kind))


def general(names: list[str], among: Callable[[str], bool]) -> list[str]:
    """The kinds by the most general names that mean no other of `among`."""
    words, left, found = vocabulary(), set(names), []
    for kind in words.kinds:
        below = {sub for sub in words.subkinds[kind] if among(sub)}
        if kind in left and below <= left:
            found.append(kind)
            left -= below
    return found


def ends(type_: str) -> list[tuple[str, str]]:
    """All pairs of kinds that a link of the type may join."""
    words, relation = vocabulary(), vocabulary().relations[type_]
    sides = [[kind for top in side for kind in words.subkinds[top]] for side in (relation.from_, relation.to)]
    return [(a, b) for a in dict.fromkeys(sides[0]) for b in dict.fromkeys(sides[1])]


def _listed(names: frozenset[str], order: tuple[str, ...]) -> str:
    return "、".join(f"`{name}`" for name in order if name in names) or NONE


def nodes(known: Format) -> Iterator[str]:
    """The table of nodes."""
    yield "| 类别 kinds | 带走 carried | 丢掉 lost |"
    yield "|---|---|---|"
    groups: dict[tuple[frozenset[str], tuple[str, ...]], list[str]] = defaultdict(list)
    for kind in kinds():
        groups[of_node(known, kind), said_of(kind)].append(kind)
    gone = [kind for (carried, _), group in groups.items() if not carried for kind in group]
    for (carried, said), group in groups.items():
        if carried:
            names = "、".join(f"`{kind}`" for kind in general(group, lambda kind: kind in kinds()))
            yield f"| {names} | {_listed(carried, said)} | {_listed(frozenset(said) - carried, said)} |"
    if gone:
        names = "、".join(f"`{kind}`" for kind in general(gone, lambda kind: kind in kinds()))
        yield f"| {REST}{names} | {NONE} | {ALL} |"


def links(known: Format) -> Iterator[str]:
    """The table of links: one row for each type and what is carried of it between some kinds."""
    yield "| 关系 relation | 之间 between | 带走 carried | 丢掉 lost |"
    yield "|---|---|---|---|"
    gone = []
    for type_ in stated():
        said, pairs = said_of(type_), ends(type_)
        groups: dict[frozenset[str], list[tuple[str, str]]] = defaultdict(list)
        for pair in pairs:
            groups[of_link(known, type_, *pair)].append(pair)
        groups.pop(frozenset(), None)
        if not groups:
            gone.append(f"`{type_}`")
        for carried, some in groups.items():
            between = ALL if len(some) == len(pairs) else _between(some, pairs)
            yield f"| `{type_}` | {between} | {_listed(carried, said)} | {_listed(frozenset(said) - carried, said)} |"
    if gone:
        yield f"| {'、'.join(gone)} | {ALL} | {NONE} | {ALL} |"


def _between(some: list[tuple[str, str]], pairs: list[tuple[str, str]]) -> str:
    there = {kind for pair in pairs for kind in pair}
    targets: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for subject in dict.fromkeys(a for a, _ in some):
        targets[tuple(b for a, b in some if a == subject)].append(subject)
    sides = (("、".join(f"`{one}`" for one in general(list(side), there.__contains__)) for side in (subjects, objects))
             for objects, subjects in targets.items())
    return "；".join(f"{a} {ARROW} {b}" for a, b in sides)


def losses() -> str:
    """The generated half of the page."""
    lines = []
    for known in formats().values():
        lines += [f"### {known.title}（`{known.suffix}`）", "", f"谁用 for：{known.who.zh} / {known.who.en}。", "",
                  f"命令 command：`{known.command}`　规范 specification：{known.specification}", "",
                  f"{known.remarks.zh}。{known.remarks.en[0].upper()}{known.remarks.en[1:]}.", "",
                  *nodes(known), "", *links(known), ""]
    return "\n".join(lines)


def whole(text: str) -> str:
    """The page with its generated half as it should be."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + losses() + END + rest.partition(END)[2]


def accept() -> None:
    """Rewrite docs/exchange.md."""
    PAGE.write_text(whole(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    accept()
