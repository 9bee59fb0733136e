"""The classifier in use: read from the user's cache, or trained once from the data files and kept there.

The file's name holds a hash of all that it was taught from, so that it is trained anew whenever a sentence, topic or
weight changes, and a few versions stand side by side; older ones go.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from orgraph.config import Settings
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.understanding.classifier.model import Classifier
from orgraph.queries.who_to_call.understanding.classifier.sentences import sentences
from orgraph.queries.who_to_call.understanding.classifier.training import Sample, samples, train
from orgraph.queries.who_to_call.understanding.ngrams import Ngrams
from orgraph.queries.who_to_call.understanding.weights import ClassifierWeights, weights

_FORMAT = 1  # of the file and of the way of training: a change makes old files unread
_KEPT = 4  # classifiers in the cache: another checkout or a city's own topics need not learn anew each time
_PROBE = "夜里施工太吵"
_log = logging.getLogger(__name__)


@cache
def classifier() -> Classifier:
    """The classifier of this version's data; trained (a few seconds, once) where the cache has none."""
    found, weigh = list(samples(sentences(), topics().values(), weights().classifier)), weights().classifier
    file = Settings().cache_folder / f"classifier-{_digest(found, weigh)}.npz"
    try:
        return _read(file, weigh)
    except (OSError, ValueError, KeyError, BadZipFile):
        _log.warning("先学 %d 句例句，只此一次，约十秒 (learning from example sentences, once)", len(found))
    result = train(found, weigh)
    try:
        _write(file, result)
    except OSError as error:
        _log.warning("%s cannot be written (%s): it is learned anew in every process", file.name, error.strerror)
    return result


def _digest(found: Sequence[Sample], weigh: ClassifierWeights) -> str:
    # The probe's keys tell a change in how n-grams are written, which would leave a kept file's keys without meaning.
    keys = Ngrams.of([_PROBE], weigh.ngrams)[0].keys.tolist()
    told = json.dumps([_FORMAT, keys, found, weigh.model_dump()], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _read(file: Path, weigh: ClassifierWeights) -> Classifier:
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
        ngrams = Ngrams(arrays["keys"], arrays["idf"], weigh.ngrams)
        return Classifier(ngrams, arrays["kinds"].tolist(), arrays["classes"].tolist(), arrays["weights"],
                          arrays["bias"])


def _write(file: Path, made: Classifier) -> None:
    """Write beside and rename: another process sees the whole file or none."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".npz")
    try:
        with os.fdopen(handle, "wb") as out:
            np.savez(out, keys=made.ngrams.keys, idf=made.ngrams.idf, kinds=np.array(made.kinds),
                     classes=np.array(made.classes), weights=made.weights, bias=made.bias)
        Path(name).replace(file)
        for old in sorted(file.parent.glob("classifier-*.npz"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
