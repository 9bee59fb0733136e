"""Training the classifier: linear models of n-grams, from the sentences and the catalogue of topics.

A kind's weights are those of a linear support vector machine (the kind against all others) plus `bayes` × those of
multinomial naive Bayes: the one is sharper where there are many examples, the other steadier where there are few.
An emergency's are made likewise, of the log-odds against the everyday; classes of matter are support vector machines.
Everything is deterministic. Needs scikit-learn, which answering does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from orgraph.queries.who_to_call.text.wording import wording
from orgraph.queries.who_to_call.topics import MatterClass, Topic
from orgraph.queries.who_to_call.understanding.classifier.model import Classifier
from orgraph.queries.who_to_call.understanding.classifier.sentences import Sentence
from orgraph.queries.who_to_call.understanding.ngrams import Ngrams
from orgraph.queries.who_to_call.understanding.weights import ClassifierWeights


class Sample(NamedTuple):
    """A text to learn from. `lead` empty: nothing to dispatch. `of` None: says nothing of class and emergency."""

    text: str
    lead: tuple[str, ...]
    of: tuple[MatterClass, bool] | None
    weight: float


def samples(sentences: Iterable[Sentence], topics: Iterable[Topic], weights: ClassifierWeights) -> Iterator[Sample]:
    """The sentences, and the examples, names and aliases of the topics, which count `catalogue` as much."""
    for sentence in sentences:
        yield Sample(sentence.text, sentence.lead, (sentence.matter_class, sentence.emergency), 1.0)
    for topic in topics:
        for text in (topic.zh, *topic.aliases, *topic.examples):
            yield Sample(text, topic.lead[:1], None, weights.catalogue)


def train(found: Sequence[Sample], weights: ClassifierWeights) -> Classifier:
    """The classifier that the samples teach."""
    from scipy.sparse import csr_array

    ngrams, cells = Ngrams.of([wording(sample.text).text for sample in found], weights.ngrams, weights.least)
    at = cells.rows.astype(np.int32), cells.columns.astype(np.int32)  # liblinear takes no longer ones
    features = csr_array((cells.values, at), shape=(len(found), len(ngrams.keys)))
    weight = np.array([sample.weight for sample in found])
    kinds = sorted({name for sample in found for name in sample.lead or ("",)})
    is_kind = np.array([[name in (sample.lead or ("",)) for name in kinds] for sample in found])
    told = np.array([sample.of is not None for sample in found])
    of = [sample.of for sample in found if sample.of is not None]
    classes = sorted({name for name, _ in of})
    is_class = np.array([[name == one for name in classes] for one, _ in of])
    urgent = np.array([[flag] for _, flag in of])
    against = _bayes(features[told], np.hstack((urgent, ~urgent)), np.ones(len(urgent)), weights.smoothing)
    parts = [
        _machines(features, is_kind, weight, weights.kinds)
        + weights.bayes * _bayes(features, is_kind, weight, weights.smoothing),
        _machines(features[told], is_class, weight[told], weights.classes),
        _machines(features[told], urgent, np.where(urgent[:, 0], weights.urgent, 1.0), weights.emergency)
        + weights.danger * (against @ [[1.0], [-1.0]]),
    ]
    table = np.hstack(parts)
    return Classifier(ngrams, kinds, classes, table[1:].astype(np.float32), table[0])


def _machines(features: Any, wanted: NDArray[np.bool_], weight: NDArray[np.float64], c: float) -> NDArray[np.float64]:
    """One column a linear support vector machine: the bias, then the weights."""
    from sklearn.svm import LinearSVC

    columns = []
    for column in wanted.T:
        machine = LinearSVC(C=c, random_state=0).fit(features, column, sample_weight=weight)
        columns.append(np.concatenate((machine.intercept_, machine.coef_[0])))
    return np.array(columns).T


def _bayes(features: Any, wanted: NDArray[np.bool_], weight: NDArray[np.float64], smoothing: float
           ) -> NDArray[np.float64]:
    """One column a kind: no bias (all kinds are as likely), then the log-probability of each feature."""
    share = wanted * (weight / wanted.sum(1))[:, None]
    count = features.T @ share + smoothing
    return np.vstack((np.zeros(wanted.shape[1]), np.log(count / count.sum(0))))
