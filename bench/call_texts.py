"""Questions for who-to-call on the region: no text twice, the place given, written out, or said inside the text."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import NamedTuple

from orgraph.queries.who_to_call.topics import topics
from orgraph.stores.base import View

DATA = Path(__file__).parent.parent / "tests" / "data" / "dispatch"
KINDS = {"Compound": 60, "Community": 20, "Grid": 12, "Street": 6, "District": 2}  # shares of the places asked of
WAYS = ("place given", "place written", "place in the text")


class Call(NamedTuple):
    """A text, and the place as it is given (empty: the text says it)."""

    text: str
    at: str


def calls(view: View, random: Random, most: int) -> dict[str, list[Call]]:
    """At most so many questions of each of WAYS; texts are the blind test sentences and the topics' examples."""
    texts = [text for topic in topics().values() for text in topic.examples]
    texts += [json.loads(line)["text"] for name in ("sentences", "blind")
              for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = list(dict.fromkeys(texts))
    random.shuffle(texts)
    places = {kind: view.of_kind(kind).tolist() for kind in KINDS}
    kinds = {kind: share for kind, share in KINDS.items() if places[kind]}

    def call(way: str, text: str) -> Call:
        place = random.choice(places[random.choices(list(kinds), list(kinds.values()))[0]])
        if way == WAYS[0]:
            return Call(text, view.ids([place])[0])
        line = [view.name(area) for area in (*reversed(view.path_of(place)), place)]
        return Call(text, _written(random, line)) if way == WAYS[1] else Call(_said(random, line, text), "")

    return {way: [call(way, text) for text in texts[number::len(WAYS)][:most]] for number, way in enumerate(WAYS)}


def _written(random: Random, line: list[str]) -> str:
    """A place as a form has it: its name, a short path or the whole one, with a house number or a part behind it."""
    return random.choice((line[-1], "".join(line[-2:]), "".join(line), "".join(line[-3:]) + random.choice(
        ("3号楼", "第二网格", "附近", "2号楼1单元302室"))))


def _said(random: Random, line: list[str], text: str) -> str:
    """A text with its place before it, in its first sentence, or behind it."""
    near = "".join(line[-2:])
    return random.choice((f"{line[-1]}{text}", f"{near}，{text}", f"{near}2号楼：{text}", f"您好，我住在{near}。{text}",
                          f"{text}（地点：{''.join(line)}）"))
