"""The learned model beside the tree of topics: what a label means there, and how the two are mixed.

A label of the user's history may be a topic's id, name or alias, a family of topics, or a kind of unit; it then stands
for one or several topics. A label that is none of these is still given out, and moves no topic.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from orgraph.config import Settings
from orgraph.queries.who_to_call.topics import topic_names, topics
from orgraph.queries.who_to_call.understanding.learning.file import read
from orgraph.queries.who_to_call.understanding.learning.model import Guess, Model
from orgraph.vocabulary import vocabulary

_SLIGHT = 1e-6  # of a topic that the tree gives nothing, so that a label of such topics alone can still be spread


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> Model:
    return read(path)


@lru_cache(maxsize=4)
def _named(setting: str | None) -> Path | None:
    """The path that the settings name, read once for each value: reading all settings takes as long as an answer."""
    return Settings().topics_model


def model(path: Path | None = None) -> Model | None:
    """The model in `path`, or in the file that ORGRAPH_TOPICS_MODEL names, or None. Read again when the file changes.

    Raises NotFound if the file is not there, UsageError if it is no usable model.
    """
    path = path or _named(os.environ.get("ORGRAPH_TOPICS_MODEL"))
    if path is None:
        return None
    if not path.is_file():
        return read(path)  # which says that it is missing
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


def guess(text: str, path: Path | None = None) -> Guess | None:
    """What the model says of `text`, None where there is no model. `Guess.unsure` says that people should be asked."""
    found = model(path)
    return found(text) if found else None


def learned(text: str, path: Path | None = None) -> Mapping[str, float] | None:
    """Label → calibrated probability for `text`, likeliest first; None where there is no model."""
    found = guess(text, path)
    return found.chances if found else None


@cache
def meaning(label: str) -> tuple[str, ...]:
    """The topics that a label stands for: the one of that id or name, else a family's, else a kind of unit's."""
    one = topic_names().get(label)
    if one is not None:
        return (one,)
    owned = [topic for topic in topics().values() if topic.lead]
    family = tuple(topic.id for topic in owned if label in (topic.family, topic.family_zh))
    if family:
        return family
    units = {name for name, function in vocabulary().functions.items() if label in (name, function.zh)}
    return tuple(topic.id for topic in owned if topic.lead[0] in units)


def mix(tree: Mapping[str, float], chances: Mapping[str, float], weight: float) -> dict[str, float]:
    """Shares of topics from the tree's shares and the model's probabilities: (1 - weight) · tree + weight · model.

    A label's probability is spread over its topics as the tree divides them, so the model chooses among labels and the
    tree within one. Labels without a topic leave their part to the tree: if the model is certain of such a label, the
    tree alone speaks. The result adds up to what the tree's shares do.
    """
    total = sum(tree.values())
    spread: dict[str, float] = defaultdict(float)
    known = 0.0
    for label, chance in chances.items():
        own = meaning(label)
        size = sum(tree.get(topic, 0.0) + _SLIGHT for topic in own)
        known += chance if own else 0.0
        for topic in own:
            spread[topic] += total * chance * (tree.get(topic, 0.0) + _SLIGHT) / size
    return {topic: (1 - weight * known) * tree.get(topic, 0.0) + weight * spread[topic]
            for topic in dict.fromkeys((*tree, *spread))}
