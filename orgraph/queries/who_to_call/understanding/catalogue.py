"""The topics as evidence: how like a text is to each, and which of their words stand in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from orgraph.names import normalise
from orgraph.queries.who_to_call.text.wording import without_filler
from orgraph.queries.who_to_call.text.words import Words
from orgraph.queries.who_to_call.topics import Topic
from orgraph.queries.who_to_call.understanding.classifier.sentences import Sentence
from orgraph.queries.who_to_call.understanding.likeness import Likeness
from orgraph.queries.who_to_call.understanding.ngrams import Floats
from orgraph.queries.who_to_call.understanding.weights import Weights


class Catalogue:
    """Topics, ready to compare texts with.

    place: of each topic's id among `topics`. emergency, nothing: whether each is an emergency, or nothing to dispatch.
    """

    def __init__(self, topics: Iterable[Topic], sentences: Iterable[Sentence], weigh: Weights) -> None:
        self.topics = tuple(topics)
        self._weigh = weigh
        self.place = {topic.id: index for index, topic in enumerate(self.topics)}
        self.emergency = np.array([topic.emergency for topic in self.topics])
        self.nothing = np.array([not topic.lead for topic in self.topics])
        self._names = [normalise(topic.zh) for topic in self.topics]
        samples: list[str] = []
        owner: list[int] = []
        self._owners: dict[str, list[int]] = defaultdict(list)
        step = weigh.likeness.aliases_in_one
        for index, topic in enumerate(self.topics):
            names = [normalise(name) for name in dict.fromkeys((topic.zh, *topic.aliases))]
            for name in names:
                self._owners[name].append(index)
            texts = [without_filler(normalise(text)) for text in topic.examples]
            texts += [",".join(names[at:at + step]) for at in range(0, len(names), step)]
            samples += texts
            owner += [index] * len(texts)
        for sentence in sentences:
            if sentence.topic:
                samples.append(without_filler(normalise(sentence.text)))
                owner.append(self.place[sentence.topic])
        self._likeness = Likeness(samples, owner, weigh.likeness)
        self._words = Words(self._owners, weigh.alias.heard_length)

    def evidence(self, text: str) -> tuple[Floats, dict[int, list[str]]]:
        """For each topic its evidence in `text` (as `wording` gives it), and the words found by the topic's place."""
        alias = self._weigh.alias
        result = self._likeness(without_filler(text))
        found: dict[int, list[str]] = defaultdict(list)
        for hit in self._words.find(text):
            owners = self._owners[hit.word]
            weight = alias.weight * min(len(hit.word), alias.length_cap) ** alias.length_power
            weight += alias.cover * len(hit.word) / len(text)
            weight *= (alias.heard if hit.heard else 1.0) / len(owners) ** 0.5
            for index in owners:
                result[index] += weight * (alias.name if hit.word == self._names[index] else 1.0)
                found[index].append(hit.word)
        return result, found
