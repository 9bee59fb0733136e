"""A history of texts with labels → a model. The same texts, labels and seed give the same model to the bit."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orgraph.errors import UsageError
from orgraph.queries.who_to_call.understanding.learning.calibration import calibrate
from orgraph.queries.who_to_call.understanding.learning.duplicates import copies, parts
from orgraph.queries.who_to_call.understanding.learning.evaluate import calibration_error, macro_f1
from orgraph.queries.who_to_call.understanding.learning.features import features
from orgraph.queries.who_to_call.understanding.learning.model import Model
from orgraph.queries.who_to_call.understanding.learning.separate import separate
from orgraph.queries.who_to_call.understanding.learning.settings import Settings, settings
from orgraph.queries.who_to_call.understanding.learning.space import Bag, space

LIBRARIES = ("numpy", "scipy", "scikit-learn", "rjieba")
FEW = 2  # different texts of a label, of which one can be learned from and one be tried
_SHOWN = 10

Ints = NDArray[np.int64]


def train(texts: Sequence[str], labels: Sequence[str], *, seed: int = 0, known: Settings | None = None) -> Model:
    """Learn from texts and their labels, of any names. Raises UsageError for a history that nothing can be learned of.

    Texts are put in the order of their content first, so the order of the rows does not matter. Probabilities are
    fitted on margins that models of the other parts of the history give, copies of a text being in one part.
    """
    known = known or settings()
    rows = sorted((str(text), str(label)) for text, label in zip(texts, labels, strict=True))
    names = _names(rows)
    place = {name: at for at, name in enumerate(names)}
    label = np.array([place[name] for _, name in rows], dtype=np.int64)
    bags = [features(text, known) for text, _ in rows]
    group = copies([text for text, _ in rows], known)
    part = parts(group, label, min(known.calibration.parts, int(group.max()) + 1), seed)
    unseen = np.zeros((len(rows), len(names)))
    for at in np.unique(part):
        rest, judged = part != at, np.flatnonzero(part == at)
        if rest.any():
            model = _fit([bags[i] for i in np.flatnonzero(rest)], label[rest], names, known, seed)
            unseen[judged] = [model.margins(bags[i])[0] for i in judged]
    whole = _fit(bags, label, names, known, seed)
    fitted = calibrate(unseen, label, known.calibration)
    chance = fitted(unseen)
    right = chance.argmax(axis=1) == label
    tried = {"accuracy": round(float(right.mean()), 6), "ece": round(calibration_error(chance.max(axis=1), right), 6),
             "macro_f1": round(macro_f1(label, chance.argmax(axis=1), len(names)), 6)}
    made = {"texts": len(rows), "different": int(group.max()) + 1, "sha256": _digest(rows), "seed": seed,
            "cross_validated": tried,
            "by_label": {name: int((label == at).sum()) for at, name in enumerate(names)},
            "python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
    return Model(names, whole.space, whole.weight, whole.constant, fitted, known, made)


def _fit(bags: list[Bag], label: Ints, names: tuple[str, ...], known: Settings, seed: int) -> Model:
    """A model that is not calibrated yet."""
    found = space(bags, len(names), known)
    if not len(found.keys):  # so few and different texts that no n-gram comes twice
        found = space(bags, len(names), known.model_copy(
            update={"features": known.features.model_copy(update={"least_texts": 1})}))
    vectors: sparse.csr_matrix = found.matrix(bags)
    weight, constant = separate(vectors, label, len(names), known.separate, seed)
    flat = calibrate(np.zeros((1, len(names))), np.zeros(1, dtype=np.int64), known.calibration)
    return Model(names, found, weight, constant, flat, known, {})


def _names(rows: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    if not rows:
        raise UsageError("没有可学的行 (no rows with text and label)", hint="检查 --text 和 --label 是哪两列")
    count = Counter(label for _, label in dict.fromkeys(rows))
    if len(count) < 2:
        raise UsageError(f"只有一种标签“{next(iter(count))}” (one label only)", hint="至少要有两种标签才能学着分")
    rare = sorted(label for label, texts in count.items() if texts < FEW)
    if rare:
        shown = "、".join(rare[:_SHOWN]) + ("……" if len(rare) > _SHOWN else "")
        raise UsageError(f"{len(rare)} 种标签各只有一条不同的留言：{shown} (labels with a single text)",
                         hint="补几条、并入相近的标签，或用 --drop-rare 略过这些标签")
    return tuple(sorted(count))


def without_rare(texts: Sequence[str], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """The rows whose label has several different texts."""
    count = Counter(label for _, label in set(zip(texts, labels, strict=True)))
    kept = [(text, label) for text, label in zip(texts, labels, strict=True) if count[label] >= FEW]
    return [text for text, _ in kept], [label for _, label in kept]


def _digest(rows: Sequence[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for text, label in rows:
        for part in (text, label):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
