"""The tree of topics beside two official lists: categories of citizens' messages, and departments' service items.

    python bench/catalogue.py --data FOLDER [--rows] [--out FOLDER]

FOLDER holds messages/attachment1_category_tree.csv and departments/department_items.csv. A second-level category is
asked by its name and the names below it; catalogue_review.tsv holds, by number of the distinct name, the topics that a
reader found right (none: no matter of dispatch). An item is asked by its name; right is the kind of its own department.
One desk issues the permits of all trades: its items are judged by their trade too (catalogue_trades.tsv, first pattern
found). No text of the categories is written: --rows prints what fails, to standard output only.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.understanding.understand import Understanding, understand

HERE = Path(__file__).parent
OTHER = "其他"
VERDICTS = {"leaf": "leaf right", "family": "family right, leaf not", "wrong": "wrong",
            "outside": "no matter of dispatch"}
UNSEEN, SEED = 0.15, 7  # share of the groups of items whose answers were not read when topics were mended

KINDS = {  # what the department's name ends with → the kinds of unit that it is
    "教科体局": ("education", "culture_tourism"), "公安分局": ("police", "traffic_police"),
    "消防大队": ("fire_rescue",), "司法局": ("justice",), "自然资源和规划局": ("natural_resources",),
    "生态环境局": ("ecology_environment",), "综合执法局": ("urban_management",), "交通运输局": ("transport",),
    "水务局": ("water_affairs",), "农业农村局": ("agriculture",), "商务局": ("commerce_business",),
    "文广旅局": ("culture_tourism",), "卫健局": ("health",), "应急管理局": ("emergency_management",),
    "市监局": ("market_regulation",), "住建局": ("housing",), "民政局": ("civil_affairs",),
    "人社局": ("human_resources",), "残联": ("disabled_federation",), "税务局": ("taxation",),
    "退役军人事务局": ("veterans",), "医疗保障局": ("medical_insurance",), "林业局": ("parks",),
}
DESK = {"行政审批局": ("commerce_business",)}  # one desk for the permits of all trades: its items do not show whose


@dataclass(frozen=True, slots=True)
class Item:
    """A service item: its group (items of one matter), the rank of its department's kind of unit, and of its trade's.

    `department` is a key of KINDS or DESK, or empty. A rank is 0 where the kind is not among the answers; `trade` is
    None where no kind of unit oversees it.
    """

    department: str
    group: str
    text: str
    rank: int
    trade: int | None


def main() -> None:
    """Print and keep both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of messages/ and departments/")
    parser.add_argument("--rows", action="store_true", help="print what fails, for the reader; writes nothing")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of the results")
    options = parser.parse_args()
    found = categories(options.data / "messages" / "attachment1_category_tree.csv")
    right = [tuple(filter(None, row["topics"].split(","))) for row in _rows(HERE / "catalogue_review.tsv")]
    listed = list(items(options.data / "departments" / "department_items.csv"))
    if options.rows:
        _print_failures(found, right, listed)
        return
    lines = ["# The tree of topics beside official lists\n", *_category_lines(found, right), *_item_lines(listed)]
    text = "\n".join(lines) + "\n"
    print(text)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "catalogue.md").write_text(text, encoding="utf-8")


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t" if file.suffix == ".tsv" else ","))


def categories(file: Path) -> list[str]:
    """The distinct second-level names with the names below them, each as one text, in the order of the file."""
    below: dict[str, list[str]] = defaultdict(list)
    for row in _rows(file):
        below[row["二级分类"]].append(row["三级分类"])
    return ["，".join(dict.fromkeys((name, *(third for third in thirds if not third.startswith(OTHER)))))
            for name, thirds in below.items()]


def items(file: Path) -> Iterator[Item]:
    """The items with the ranks of their department's kind and of their trade's."""
    trades = [(re.compile(row["pattern"]), row["kind"]) for row in _rows(HERE / "catalogue_trades.tsv")]
    for row in _rows(file):
        name = row["item"]
        order = [kind for kind, _ in understand(name).functions]
        trade = next(((kind,) for pattern, kind in trades if pattern.search(name)), None)
        department = next((end for end in KINDS | DESK if row["department"].endswith(end)), "")
        yield Item(department, name if row["main_item"] == "未分类" else row["main_item"], name,
                   _rank(order, (KINDS | DESK).get(department, ())),
                   None if trade is None else _rank(order, trade))


def _rank(order: Sequence[str], kinds: Sequence[str]) -> int:
    return next((place for place, kind in enumerate(order, 1) if kind in kinds), 0)


def verdict(meant: Understanding, right: Sequence[str]) -> str:
    """A key of VERDICTS: how the first topic stands to those that a reader found right."""
    known = topics()
    if not right:
        return "outside"
    first = meant.topics[0].id if meant.topics else None
    if first in right:
        return "leaf"
    return "family" if first and known[first].family in {known[name].family for name in right} else "wrong"


def unseen(listed: Iterable[Item]) -> set[str]:
    """The groups kept aside: whole groups, as the items of one differ in a word."""
    groups = sorted({item.group for item in listed})
    return set(random.Random(SEED).sample(groups, round(UNSEEN * len(groups))))


def _category_lines(found: Sequence[str], right: Sequence[Sequence[str]]) -> Iterator[str]:
    answers = [understand(text) for text in found]
    judged = [verdict(*pair) for pair in zip(answers, right, strict=True)]
    inside = len(judged) - judged.count("outside")
    yield f"## {len(found)} second-level categories of citizens' messages\n"
    yield ("Topics were mended after these were read, by the reader who judged them, with answers in sight; none was "
           "kept aside: this tells what the tree covers, not what it would do with categories never seen.\n")
    yield "| verdict | categories | of all | of those of dispatch | mean probability of topic | of kind of unit |"
    yield "|---|--:|--:|--:|--:|--:|"
    for key, name in VERDICTS.items():
        of = [answer for answer, said in zip(answers, judged, strict=True) if said == key]
        share = "–" if key == "outside" else f"{len(of) / inside:.3f}"
        sure = [f"{sum(values) / (len(values) or 1):.2f}" for values in (
            [answer.topics[0].score for answer in of if answer.topics],
            [answer.functions[0][1] for answer in of if answer.functions])]
        yield f"| {name} | {len(of)} | {len(of) / len(found):.3f} | {share} | {' | '.join(sure)} |"
    mapped = judged.count("leaf") + judged.count("family")
    owned = sum(any(unit in topics()[name].lead for name in names for unit, _ in answer.functions[:1])
                for answer, names in zip(answers, right, strict=True))
    yield (f"\nTo a leaf or family: {mapped} of {len(found)} ({mapped / len(found):.3f}), of those of dispatch "
           f"{mapped / inside:.3f}. The first kind of unit leads a right topic in {owned} ({owned / inside:.3f}).\n")


def _item_lines(listed: Sequence[Item]) -> Iterator[str]:
    aside = unseen(listed)
    own = [item for item in listed if item.department in KINDS]
    desk = [item for item in listed if item.department in DESK]
    without = len(listed) - len(own) - len(desk)
    yield f"## {len(listed)} service items of departments: rank of the department's own kind of unit\n"
    yield ("The names of all items were read before topics were written; answers were read, and topics mended, for the "
           "groups not kept aside only. So the groups aside are unread answers, not unseen names.\n")
    yield "| items | count | top-1 | top-3 |"
    yield "|---|--:|--:|--:|"
    yield _row("of departments with a kind of unit", ranks(own))
    yield _row("… of groups that topics were mended by", ranks(item for item in own if item.group not in aside))
    yield _row("… of groups kept aside", ranks(item for item in own if item.group in aside))
    yield _row("of the one desk, by the desk's own kind", ranks(desk))
    yield _row("of all with a kind", ranks([*own, *desk]))
    yield f"| of departments without a kind of unit | {without} | – | – |"
    yield _row("of the one desk, by the kind of their trade", [item.trade for item in desk if item.trade is not None])
    yield _row("… of groups kept aside",
               [item.trade for item in desk if item.trade is not None and item.group in aside])
    yield _row("… by either", [min(filter(None, (item.rank, item.trade)), default=0) for item in desk])
    yield f"| … no kind oversees the trade | {sum(item.trade is None for item in desk)} | – | – |\n"
    yield "| department | count | top-1 | top-3 |"
    yield "|---|--:|--:|--:|"
    by: dict[str, list[Item]] = defaultdict(list)
    for item in (*own, *desk):
        by[item.department].append(item)
    for department, group in sorted(by.items(), key=lambda pair: -len(pair[1])):
        yield _row(', '.join((KINDS | DESK)[department]), ranks(group))


def ranks(group: Iterable[Item]) -> list[int]:
    """The ranks of the departments' kinds."""
    return [item.rank for item in group]


def _row(name: str, found: Sequence[int]) -> str:
    shares = [f"{sum(0 < rank <= most for rank in found) / (len(found) or 1):.3f}" for most in (1, 3)]
    return f"| {name} | {len(found)} | {' | '.join(shares)} |"


def _print_failures(found: Sequence[str], right: Sequence[Sequence[str]], listed: Sequence[Item]) -> None:
    for number, (text, names) in enumerate(zip(found, right, strict=True), 1):
        meant = understand(text)
        if (said := verdict(meant, names)) != "leaf":
            print(number, said, text, "→", _told(meant))
    aside = unseen(listed)
    for item in listed:
        wrong = item.trade not in (None, 1) if item.department in DESK else item.department in KINDS and item.rank != 1
        if wrong and item.group not in aside:
            print(item.department, item.text, "→", _told(understand(item.text)), item.rank)


def _told(meant: Understanding) -> str:
    return "; ".join([*(f"{topics()[match.id].zh} {match.score:.2f}" for match in meant.topics[:2]),
                      *(f"{kind} {share:.2f}" for kind, share in meant.functions[:3])])


if __name__ == "__main__":
    main()
