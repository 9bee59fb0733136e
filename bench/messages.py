"""Learning a history of labelled messages: macro-F1, accuracy, calibration and abstention, beside simple baselines.

    python bench/messages.py --data FOLDER [--seeds 5] [--out FOLDER]

FOLDER holds messages_segmented_labelled.jsonl.gz, messages_fulltext_labelled.jsonl and attachment1_category_tree.csv.
A fifth of the segmented messages is tried, the rest learned from. A message goes with its copies: segmented texts of
which one holds over half of the other's IDF weight, and the raw and segmented text of one message, are on one side.
No text of a message is written anywhere; results hold labels and numbers only.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import platform
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy: one core, as the figures say

import ahocorasick
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from orgraph.queries.who_to_call.understanding.learning.evaluate import evaluate
from orgraph.queries.who_to_call.understanding.learning.file import read, write
from orgraph.queries.who_to_call.understanding.learning.model import Guess
from orgraph.queries.who_to_call.understanding.learning.train import train

LABEL, TITLE, BODY, SEGMENTED = "一级标签", "留言主题", "留言详情", "text_segmented"
SHARED = 0.5  # of the IDF weight of the shorter: two texts are one message
PARTS = 5
Ints = NDArray[np.int64]


def copies(segmented: Sequence[str], raw: Sequence[str]) -> Ints:
    """A group number for each segmented, then each raw text; the program's own way to find copies is not used."""
    words = [set(text.replace("_x000D_", " ").split()) for text in segmented]
    number = {word: at for at, word in enumerate(sorted(set().union(*words)))}
    finder = ahocorasick.Automaton()
    for word, at in number.items():
        finder.add_word(word, at)
    finder.make_automaton()
    held = [[number[word] for word in found] for found in words]
    held += [list({at for _, at in finder.iter(text)}) for text in raw]
    start = np.cumsum([0, *map(len, held)])
    has = sparse.csr_matrix((np.ones(start[-1], np.float32), np.concatenate(held).astype(np.int32), start),
                            shape=(len(held), len(number)))
    texts = np.maximum(np.asarray(has[:len(segmented)].sum(axis=0)).ravel(), 1)
    weighted = has @ sparse.diags(np.log(len(segmented) / texts).astype(np.float32))
    total = np.asarray(weighted.sum(axis=1)).ravel()
    total[len(segmented):] = np.inf  # a raw text holds other messages' common words: the segmented one decides
    ties: list[NDArray[np.int64]] = []
    for first in range(0, len(held), 500):
        shared = (weighted[first:first + 500] @ has.T).toarray()
        here = np.minimum(total[first:first + 500, None], total[None])
        one, other = np.nonzero((shared > SHARED * here) & np.isfinite(here))
        ties.append(np.stack((one + first, other)))
    a, b = np.concatenate(ties, axis=1)
    graph = sparse.coo_matrix((np.ones(len(a), np.int8), (a, b)), shape=(len(held), len(held)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def split(group: Ints, label: Ints, seed: int) -> NDArray[np.bool_]:
    """Which texts are tried: a fifth of the groups, of every label alike."""
    names, first = np.unique(group, return_index=True)
    mixed = np.random.default_rng(seed).permutation(len(names))
    order = mixed[np.argsort(label[first][mixed], kind="stable")]
    return np.isin(group, names[order[::PARTS]])


def _certain(labels: Sequence[str]) -> list[Guess]:
    return [Guess({label: 1.0}, False) for label in labels]


def majority(texts: Sequence[str], labels: Sequence[str], tried: Sequence[str]) -> list[Guess]:
    """The commonest label for every text."""
    return _certain([Counter(labels).most_common(1)[0][0]] * len(tried))


def keyword(tree: dict[str, set[str]]) -> Callable[[Sequence[str], Sequence[str], Sequence[str]], list[Guess]]:
    """The label with most letters of its categories' names in the text, else the commonest."""
    def guess(texts: Sequence[str], labels: Sequence[str], tried: Sequence[str]) -> list[Guess]:
        usual = Counter(labels).most_common()
        found = []
        for text in tried:
            joined = "".join(text.split())
            score = {label: sum(len(name) for name in tree.get(label, ()) if name in joined) for label, _ in usual}
            found.append(max(score, key=lambda label: score[label]))
        return _certain(found)
    return guess


def linear(texts: Sequence[str], labels: Sequence[str], tried: Sequence[str]) -> list[Guess]:
    """TF-IDF of characters' 1- to 4-grams and a linear SVM, not calibrated."""
    space = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=2, dtype=np.float32)
    vectors = space.fit_transform(["".join(text.split()) for text in texts])
    machine = LinearSVC(C=1.0, random_state=0).fit(vectors, labels)
    return _certain([str(one) for one in machine.predict(space.transform(["".join(text.split()) for text in tried]))])


def learned(folder: Path, facts: dict[str, list[float]]
            ) -> Callable[[Sequence[str], Sequence[str], Sequence[str]], list[Guess]]:
    """orgraph's own, through its file; what training and answering cost goes into `facts`."""
    def guess(texts: Sequence[str], labels: Sequence[str], tried: Sequence[str]) -> list[Guess]:
        begun = time.perf_counter()
        model = train(texts, labels)
        facts["training s"].append(time.perf_counter() - begun)
        path = folder / "bench.topics.model"
        write(model, path)
        facts["model MB"].append(path.stat().st_size / 1e6)
        model = read(path)
        path.unlink()
        model(tried[0])
        took = []
        found = []
        for text in tried:
            begun = time.perf_counter()
            found.append(model(text))
            took.append((time.perf_counter() - begun) * 1000)
        facts["ms a text, mean"].append(float(np.mean(took)))
        facts["ms a text, p50"].append(float(np.percentile(took, 50)))
        facts["ms a text, p99"].append(float(np.percentile(took, 99)))
        facts["cross-validated macro-F1"].append(model.made["cross_validated"]["macro_f1"])
        return found
    return guess


def spread(values: Sequence[float]) -> str:
    """Mean ± sample standard deviation."""
    return f"{np.mean(values):.4f} ± {np.std(values, ddof=1) if len(values) > 1 else 0:.4f}"


def main() -> None:
    """Run and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = parser.parse_args()
    with gzip.open(chosen.data / "messages_segmented_labelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with (chosen.data / "messages_fulltext_labelled.jsonl").open(encoding="utf-8") as lines:
        whole = [json.loads(line) for line in lines]
    tree: dict[str, set[str]] = defaultdict(set)
    with (chosen.data / "attachment1_category_tree.csv").open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            tree[row["一级分类"]] |= {row["一级分类"], row["二级分类"], row["三级分类"]} - {"", None}

    texts, labels = [row[SEGMENTED] for row in rows], [row[LABEL] for row in rows]
    raw, raw_labels = [f"{row[TITLE]}。{row[BODY]}" for row in whole], [row[LABEL] for row in whole]
    group = copies(texts, raw)
    names = sorted(set(labels))
    label = np.array([names.index(one) for one in (*labels, *raw_labels)])
    facts: dict[str, list[float]] = defaultdict(list)
    engines = {"majority": majority, "keyword": keyword(tree), "char n-grams, linear SVM": linear,
               "orgraph topics": learned(chosen.out, facts)}
    found: dict[str, dict[str, list[dict[str, Any]]]] = {name: {"segmented": [], "raw": []} for name in engines}
    for seed in range(chosen.seeds):
        tried = split(group, label, seed)
        own, other = np.flatnonzero(~tried[:len(texts)]), np.flatnonzero(tried[:len(texts)])
        twin = np.flatnonzero(tried[len(texts):])
        for name, engine in engines.items():
            guesses = engine([texts[at] for at in own], [labels[at] for at in own],
                             [*(texts[at] for at in other), *(raw[at] for at in twin)])
            found[name]["segmented"].append(evaluate(guesses[:len(other)], [labels[at] for at in other]))
            found[name]["raw"].append(evaluate(guesses[len(other):], [raw_labels[at] for at in twin]))
            done = found[name]["segmented"][-1]
            print(f"seed {seed} {name}: macro-F1 {done['macro_f1']:.4f}", flush=True)
    _write(chosen.out, chosen.seeds, found, facts, int(group.max()) + 1)


def _write(folder: Path, seeds: int, found: dict[str, dict[str, list[dict[str, Any]]]], facts: dict[str, list[float]],
           groups: int) -> None:
    lines = ["# Learning from labelled messages", "",
             (f"{seeds} seeds, a fifth tried, {groups} groups of copies kept together; mean ± sd. ECE of engines that "
             "give no probability is of certainty."), "",
             "| engine | texts | macro-F1 | accuracy | ECE | macro-F1, raw twins | accuracy, raw twins |",
             "|---|---:|---:|---:|---:|---:|---:|"]
    for name, runs in found.items():
        one, raw = runs["segmented"], runs["raw"]
        cells = [spread([run[key] for run in part]) for part, key in
                 ((one, "macro_f1"), (one, "accuracy"), (one, "ece"), (raw, "macro_f1"), (raw, "accuracy"))]
        lines.append(f"| {name} | {np.mean([run['texts'] for run in one]):.0f} | {' | '.join(cells)} |")
    ours = found["orgraph topics"]["segmented"]
    lines += ["", "## Abstention", "", "| answered, surest first | accuracy | least probability |", "|---:|---:|---:|"]
    lines += [f"| {point['share']:.0%} | {spread([run['coverage'][at]['accuracy'] for run in ours])} | "
              f"{spread([run['coverage'][at]['least'] for run in ours])} |"
              for at, point in enumerate(ours[0]["coverage"])]
    lines += ["", (f"Sure by the model's own threshold: {spread([run['sure']['share'] for run in ours])} of the texts, "
              f"accuracy {spread([run['sure']['accuracy'] for run in ours])}."), "", "## By label", "",
              "| label | texts | precision | recall | F1 |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {name} | {np.mean([run['by_label'][name]['texts'] for run in ours]):.0f} | " + " | ".join(
        spread([run["by_label"][name][key] for run in ours]) for key in ("precision", "recall", "f1")) + " |"
        for name in ours[0]["by_label"]]
    pairs: Counter[tuple[str, str]] = Counter()
    for run in ours:
        for one in run["confusions"]:
            pairs[one["true"], one["guessed"]] += one["texts"]
    wrong = sum(round(run["texts"] * (1 - run["accuracy"])) for run in ours)
    lines += ["", "## Commonest confusions", "", "| true | guessed | share of all errors |", "|---|---|---:|"]
    lines += [f"| {true} | {said} | {count / wrong:.1%} |" for (true, said), count in pairs.most_common(8)]
    lines += ["", "## Cost", "", "| | mean ± sd |", "|---|---:|"]
    lines += [f"| {name} | {spread(values)} |" for name, values in facts.items()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    made = {name: version(name) for name in ("numpy", "scipy", "scikit-learn", "rjieba")}
    lines += ["", (f"One core of {platform.machine()}, Python {platform.python_version()}, "
              f"{', '.join(f'{name} {number}' for name, number in made.items())}; peak memory {peak:.0f} MB.")]
    text = "\n".join(lines) + "\n"
    print(text)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "messages.md").write_text(text, encoding="utf-8")
    (folder / "messages.json").write_text(json.dumps(
        {"seeds": seeds, "groups": groups, "versions": made, "results": found, "cost": facts},
        ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
