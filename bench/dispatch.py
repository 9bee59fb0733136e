"""Kinds of unit for sentences: how often the right one comes first, beside baselines; what fails, by style and family.

    python bench/dispatch.py [--sets dev blind quiet leaves] [--folds 5] [--out FOLDER]

dev: tests/data/dispatch/sentences.jsonl, read while the catalogue was written. blind: blind.jsonl, written and labelled
twice by people who saw neither catalogue nor sentences; nothing is set by it. quiet: quiet.jsonl, dangers told quietly
among alarming words, made likewise. leaves: the sentences that the program learns from, each asked of a program that
has never seen its topic: neither its sentences, nor name, aliases, examples.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from orgraph.queries.who_to_call.text.wording import wording
from orgraph.queries.who_to_call.text.words import Words
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.understanding.catalogue import Catalogue
from orgraph.queries.who_to_call.understanding.classifier.sentences import sentences
from orgraph.queries.who_to_call.understanding.classifier.training import samples, train
from orgraph.queries.who_to_call.understanding.understand import Understander, Understanding, understand
from orgraph.queries.who_to_call.understanding.weights import weights

DATA = Path(__file__).parent.parent / "tests" / "data" / "dispatch"
FILES = {"dev": "sentences.jsonl", "blind": "blind.jsonl", "quiet": "quiet.jsonl"}
Line = dict[str, Any]
Answer = tuple[list[str], str | None, bool, bool]  # kinds ranked, class, emergency, abstained


def main() -> None:
    """Print and keep the table of each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", choices=(*FILES, "leaves"), default=(*FILES, "leaves"))
    parser.add_argument("--folds", type=int, default=5, help="parts of the topics, each left out once")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results", help="folder of the results")
    options = parser.parse_args()
    said = []
    for name in options.sets:
        lines = _leaves() if name == "leaves" else _read(DATA / FILES[name])
        ours = _left_out(lines, options.folds) if name == "leaves" else [_answer(understand(x["text"])) for x in lines]
        said.append(f"## {name}: {len(lines)} sentences, {len({x['leaf'] for x in lines})} leaves\n")
        said += _table({"majority": _majority(lines), "keywords": _keywords(lines), "orgraph": ours}, lines)
        said += _failures(ours, lines)
    text = "\n".join(said)
    print(text)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "dispatch.md").write_text(text, encoding="utf-8")


def _read(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _leaves() -> list[Line]:
    families = {topic.id: topic.family_zh for topic in topics().values()}
    return [{"text": s.text, "lead": list(s.lead) or ["none"], "matter_class": [s.matter_class],
             "emergency": s.emergency, "leaf": s.topic, "family": families[s.topic], "style": "all"}
            for s in sentences() if s.topic]


def _answer(meant: Understanding) -> Answer:
    return [unit for unit, _ in meant.functions], meant.matter_class, meant.emergency, meant.abstained


def _left_out(lines: list[Line], folds: int) -> list[Answer]:
    order = np.random.default_rng(7).permutation(sorted(topics()))
    part = {topic: number % folds for number, topic in enumerate(order.tolist())}
    answers: list[Answer | None] = [None] * len(lines)
    for fold in range(folds):
        known = [topic for topic in topics().values() if part[topic.id] != fold]
        taught = [s for s in sentences() if not s.topic or part[s.topic] != fold]
        classifier = train(list(samples(taught, known, weights().classifier)), weights().classifier)
        understander = Understander(Catalogue(known, taught, weights()), classifier, weights())
        for place, line in enumerate(lines):
            if part[line["leaf"]] == fold:
                answers[place] = _answer(understander(line["text"]))
    return [answer for answer in answers if answer is not None]


def _majority(lines: list[Line]) -> list[Answer]:
    ranked = [kind for kind, _ in Counter(kind for x in lines for kind in x["lead"]).most_common() if kind != "none"]
    return [(ranked, "专事", False, False)] * len(lines)


def _keywords(lines: list[Line]) -> list[Answer]:
    """The units of the topics whose names and aliases stand in the text, by characters found."""
    owners: dict[str, list[str]] = defaultdict(list)
    for topic in topics().values():
        for name in (topic.zh, *topic.aliases):
            owners[name].append(topic.id)
    words = Words(owners, 99)
    answers: list[Answer] = []
    for line in lines:
        count: Counter[str] = Counter()
        for hit in words.find(wording(line["text"]).text):
            for owner in owners[hit.word]:
                count[owner] += len(hit.word)
        found = [topics()[name] for name, _ in count.most_common()]
        ranked = list(dict.fromkeys(unit for topic in found for unit in topic.lead))
        answers.append((ranked, found[0].matter_class if found else None,
                        bool(found) and found[0].emergency, not ranked))
    return answers


def _hit(answer: Answer, line: Line, k: int) -> bool:
    return any(kind in line["lead"] for kind in answer[0][:k])


def _share(values: Iterable[bool]) -> str:
    found = list(values)
    return f"{sum(found) / len(found):.3f}" if found else "–"


def _table(engines: dict[str, list[Answer]], lines: list[Line]) -> Iterator[str]:
    head = ("", "top-1", "top-3", "top-5", "class", "emergency recall", "precision", "none abstained", "real abstained")
    yield "| " + " | ".join(head) + " |\n|---" + "|--:" * (len(head) - 1) + "|"
    for name, answers in engines.items():
        both = list(zip(answers, lines, strict=True))
        real = [(a, x) for a, x in both if x["lead"] != ["none"]]
        sure = [(a, x) for a, x in real if x["emergency"] is not None]
        cells = [name, *(_share(_hit(a, x, k) for a, x in real) for k in (1, 3, 5)),
                 _share(a[1] in x["matter_class"] for a, x in real if x["matter_class"]),
                 _share(a[2] for a, x in sure if x["emergency"]),
                 _share(x["emergency"] for a, x in sure if a[2]),
                 _share(a[3] for a, x in both if x["lead"] == ["none"]), _share(a[3] for a, x in real)]
        yield "| " + " | ".join(cells) + " |"
    yield ""


def _failures(answers: list[Answer], lines: list[Line]) -> Iterator[str]:
    for key in ("style", "family"):
        by: dict[str, list[bool]] = defaultdict(list)
        for answer, line in zip(answers, lines, strict=True):
            if line["lead"] != ["none"]:
                by[line[key]].append(_hit(answer, line, 1))
        rows = sorted(by.items(), key=lambda item: sum(item[1]) / len(item[1]))
        yield f"top-1 by {key}: " + ", ".join(f"{name} {sum(hits)}/{len(hits)}" for name, hits in rows) + "\n"


if __name__ == "__main__":
    main()
