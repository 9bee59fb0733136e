"""From a text to topics, kinds of unit, class of matter and emergency.

The evidence for a topic is its likeness (n-grams against names, aliases and examples) plus the catalogue words found in
the text. Topics then vote for the functions that lead and support them. Signs of danger are read before anything else.
The weights are data: `weights.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from orgraph.names import normalise
from orgraph.queries.who_to_call.emergency import Danger, danger, is_calm, signs
from orgraph.queries.who_to_call.likeness import Likeness
from orgraph.queries.who_to_call.matter import matter
from orgraph.queries.who_to_call.topics import MatterClass, Topic, When, topics
from orgraph.queries.who_to_call.weights import Weights, weights
from orgraph.queries.who_to_call.wording import without_filler, wording
from orgraph.queries.who_to_call.words import Words


@dataclass(frozen=True, slots=True)
class TopicMatch:
    """A topic of the text. `score` is its share of all the evidence, in 0..1; `words` were found in the text."""

    id: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a text is about.

    `functions` are kinds of unit with their share of the votes, best first; `lead` and `support` those that should
    take it and help. `abstained`: nothing to dispatch (a greeting, thanks, nonsense); topics may then be empty.
    """

    topics: tuple[TopicMatch, ...]
    functions: tuple[tuple[str, float], ...]
    lead: tuple[str, ...]
    support: tuple[str, ...]
    matter_class: MatterClass
    matter_reason: str
    emergency: bool
    emergency_reason: str
    abstained: bool


class _Catalogue:
    """The topics, ready to compare texts with."""

    def __init__(self, weigh: Weights) -> None:
        self.topics = tuple(topics().values())
        self.place = {topic.id: index for index, topic in enumerate(self.topics)}
        self.emergency = np.array([topic.emergency for topic in self.topics])
        self.nothing = np.array([not topic.lead for topic in self.topics])
        self.names = [normalise(topic.zh) for topic in self.topics]
        samples: list[str] = []
        owner: list[int] = []
        self.owners: dict[str, list[int]] = defaultdict(list)
        step = weigh.likeness.aliases_in_one
        for index, topic in enumerate(self.topics):
            names = [normalise(name) for name in dict.fromkeys((topic.zh, *topic.aliases))]
            for name in names:
                self.owners[name].append(index)
            texts = [without_filler(normalise(text)) for text in topic.examples]
            texts += [",".join(names[at:at + step]) for at in range(0, len(names), step)]
            samples += texts
            owner += [index] * len(texts)
        self.likeness = Likeness(samples, owner, weigh.likeness)
        self.words = Words(self.owners, weigh.alias.heard_length)

    def evidence(self, text: str, weigh: Weights) -> tuple[NDArray[np.float64], dict[int, list[str]]]:
        """For each topic its evidence, and the words found by topic place."""
        result = self.likeness(without_filler(text))
        found: dict[int, list[str]] = defaultdict(list)
        for hit in self.words.find(text):
            owners = self.owners[hit.word]
            weight = weigh.alias.weight * min(len(hit.word), weigh.alias.length_cap) ** weigh.alias.length_power
            weight += weigh.alias.cover * len(hit.word) / len(text)
            weight *= (weigh.alias.heard if hit.heard else 1.0) / len(owners) ** 0.5
            for index in owners:
                result[index] += weight * (weigh.alias.name if hit.word == self.names[index] else 1.0)
                found[index].append(hit.word)
        return result, found


@cache
def _catalogue() -> _Catalogue:
    return _Catalogue(weights())


def _condition(topic: Topic, text: str) -> When | None:
    return next((when for when in topic.when if any(word in text for word in when.words)), None)


def _votes(ranked: list[tuple[Topic, float]], text: str, named: tuple[str, ...], weigh: Weights) -> dict[str, float]:
    votes: dict[str, float] = defaultdict(float)
    for topic, share in ranked:
        owner = _condition(topic, text) or topic
        for factor, units in ((1.0, owner.lead), (weigh.function.support, owner.support)):
            for place, unit in enumerate(units):
                votes[unit] += share * factor * weigh.function.order**place
    for unit in named:
        votes[unit] += weigh.function.named
    return votes


def _owners(first: list[Topic], text: str, votes: dict[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    owners = [_condition(topic, text) or topic for topic in first]
    lead = {unit for owner in owners for unit in owner.lead[:3]}
    support = {unit for owner in owners for unit in owner.support} - lead
    return tuple(sorted(lead, key=lambda unit: -votes[unit])), tuple(sorted(support, key=lambda unit: -votes[unit]))


def _nothing() -> Understanding:
    return Understanding((), (), (), (), "个事", "没有需要派单的事项", False, "", True)


@lru_cache(maxsize=4096)
def understand(text: str, top: int = 5, where: str = "") -> Understanding:
    """What `text` is about: at most `top` topics, the functions that own them, the class of the matter, an emergency.

    `where` are words on the place (its kind or name, e.g. 小区里): only the topics' conditions read them, as inside a
    compound another unit owns a lamp than on a street.
    """
    weigh, catalogue = weights(), _catalogue()
    said = wording(text)
    if not said.text:
        return _nothing()
    evidence, found = catalogue.evidence(said.text, weigh)
    seen = danger(said.text)
    strength = float(evidence.max())
    if seen is None:
        evidence[catalogue.emergency] *= weigh.emergency.unseen
    share = evidence**weigh.function.sharpness
    share /= share.sum() or 1
    if seen is None:
        best = int(np.argmax(np.where(catalogue.emergency, share, -1)))
        everyday = float(share[~catalogue.emergency].max())
        urgent = signs(said.text, everyday >= weigh.emergency.sure)
        likely = share[catalogue.emergency].sum() >= weigh.emergency.share and not is_calm(said.text)
        if urgent or likely:
            seen = Danger(catalogue.topics[best].id, urgent or tuple(found[best][:3]))
    if seen is not None:  # the emergency leads, whatever else the text says
        share[catalogue.place[seen.topic]] += 1.0
        share /= share.sum()
    elif strength < weigh.abstain.evidence or catalogue.nothing[int(share.argmax())]:
        return _nothing()
    share[catalogue.nothing] = 0

    order = np.argsort(-share, kind="stable")[: max(top, weigh.function.topics)]
    ranked = [(catalogue.topics[index], float(share[index])) for index in order if share[index] > 0]
    around = said.text + where
    votes = _votes(ranked[: weigh.function.topics], around, said.named, weigh)
    together = [topic for topic, value in ranked[:3] if value >= weigh.function.second * ranked[0][1]]
    lead, support = _owners(together, around, votes)
    changed = _condition(ranked[0][0], around)
    kind, reason = matter(said.text, ranked[0][0].matter_class, changed.matter_class if changed else None, lead)
    total = sum(votes.values())
    return Understanding(
        topics=tuple(TopicMatch(topic.id, round(value, 4), tuple(dict.fromkeys(found[catalogue.place[topic.id]])))
                     for topic, value in ranked[:top]),
        functions=tuple((unit, round(votes[unit] / total, 4)) for unit in sorted(votes, key=lambda unit: -votes[unit])),
        lead=lead,
        support=support,
        matter_class=kind,
        matter_reason=reason,
        emergency=seen is not None,
        emergency_reason=_why(seen, catalogue) if seen else "",
        abstained=False,
    )


def _why(seen: Danger, catalogue: _Catalogue) -> str:
    topic = catalogue.topics[catalogue.place[seen.topic]]
    signs = "、".join(dict.fromkeys(seen.signs))
    return f"疑似{topic.zh}" + (f"：文中有“{signs}”" if signs else "：与此类险情的说法相近") + "，先救人，同时通知"
