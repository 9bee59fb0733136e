"""From a text to topics, kinds of unit, class of matter and emergency.

The evidence for a topic is its likeness (n-grams against names, aliases and examples) plus the catalogue words found in
the text. Topics vote for the functions that lead and support them; the votes are pooled with what the classifier
learned from sentences, and topics that agree with the outcome gain. Signs of danger are read before anything else. The
weights are data: `weights.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from orgraph.queries.who_to_call.text.wording import wording
from orgraph.queries.who_to_call.topics import MatterClass, Topic, When, topics
from orgraph.queries.who_to_call.understanding.catalogue import Catalogue
from orgraph.queries.who_to_call.understanding.classifier import Classifier, Scores, classifier
from orgraph.queries.who_to_call.understanding.classifier.sentences import sentences
from orgraph.queries.who_to_call.understanding.emergency import Danger, danger, is_calm, signs
from orgraph.queries.who_to_call.understanding.learning import learned
from orgraph.queries.who_to_call.understanding.learning.model import Guess
from orgraph.queries.who_to_call.understanding.matter import matter
from orgraph.queries.who_to_call.understanding.ngrams import Floats
from orgraph.queries.who_to_call.understanding.weights import Weights, weights

_NOTHING = ""  # among kinds of unit: nothing to dispatch
_TOGETHER = 3  # topics that a text may be about at once


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
    `unsure`: the first function is likelier wrong than right, so the caller should be asked for more.
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
    unsure: bool = False


_EMPTY = Understanding((), (), (), (), "个事", "没有需要派单的事项", False, "", True)


def understand(text: str, top: int = 5, where: str = "") -> Understanding:
    """What `text` is about: at most `top` topics, the functions that own them, the class of the matter, an emergency.

    `where` are words on the place (its kind or name, e.g. 小区里): only the topics' conditions read them, as inside a
    compound another unit owns a lamp than on a street. A model of the user's own history takes part where the settings
    name one (`learning.learned`).
    """
    history = learned.guess(text)
    return _understood(text, top, where) if history is None else _understander()(text, top, where, history)


def prepare() -> None:
    """Read, or learn where nothing is kept yet, all that understanding needs: the first question need not wait."""
    _understander()


@lru_cache(maxsize=4096)
def _understood(text: str, top: int, where: str) -> Understanding:
    return _understander()(text, top, where)


@cache
def _understander() -> Understander:
    return Understander(Catalogue(topics().values(), sentences(), weights()), classifier(), weights())


class Understander:
    """Understands texts by a catalogue of topics and a classifier."""

    def __init__(self, catalogue: Catalogue, classifier: Classifier, weights: Weights) -> None:
        self._catalogue, self._classifier, self._weights = catalogue, classifier, weights
        # Of each topic the first two that lead it, by number among the classifier's kinds; one more stands for others.
        place = {kind: number for number, kind in enumerate(classifier.kinds)}
        leads = [[place.get(unit, len(place)) for unit in topic.lead[:2] or (_NOTHING,)] for topic in catalogue.topics]
        self._leads = np.array([(first[0], first[-1]) for first in leads])

    def __call__(self, text: str, top: int = 5, where: str = "", history: Guess | None = None) -> Understanding:
        """See `understand`; `history` is what a model of the user's history says of the text."""
        weigh, catalogue = self._weights, self._catalogue
        said = wording(text)
        if not said.text:
            return _EMPTY
        around = said.text + where
        evidence, found = catalogue.evidence(said.text)
        scores = self._classifier(said.text)
        seen = self._danger(said.text, evidence, found, scores)
        if seen is None:
            evidence[catalogue.emergency] *= weigh.emergency.unseen
        share = self._shares(evidence)
        if history is not None:
            share = self._mixed(share, history)
        if seen is not None:  # the emergency leads, whatever else the text says
            share[catalogue.place[seen.topic]] += 1.0
            share /= share.sum()
        likely = self._pooled(_votes(self._first(share, weigh.function.topics), around, said.named, weigh), scores)
        nothing = likely[_NOTHING] >= max(weigh.abstain.nothing, *likely.values())
        nothing = nothing or float(evidence.max()) < weigh.abstain.evidence
        if nothing and seen is None:
            return _EMPTY
        agreed = np.array([(weigh.pool.floor + value) ** weigh.pool.agree for value in (*likely.values(), 0.0)])
        share *= agreed[self._leads].max(axis=1)
        share[catalogue.nothing] = 0
        share /= share.sum() or 1
        likely.pop(_NOTHING)

        ranked = self._first(share, max(top, _TOGETHER))
        together = [topic for topic, value in ranked[:_TOGETHER] if value >= weigh.function.second * ranked[0][1]]
        lead, support = self._owners(together, around, likely)
        kind, reason = matter(said.text, self._class(ranked[0][0], scores), _settled(together, around), lead)
        total = sum(likely.values())
        return Understanding(
            topics=tuple(TopicMatch(topic.id, round(value, 4), tuple(dict.fromkeys(found[catalogue.place[topic.id]])))
                         for topic, value in ranked[:top]),
            functions=tuple((unit, round(value / total, 4)) for unit, value in
                            sorted(likely.items(), key=lambda item: -item[1])),
            lead=lead,
            support=support,
            matter_class=kind,
            matter_reason=reason,
            emergency=seen is not None,
            emergency_reason=self._why(seen) if seen else "",
            abstained=False,
            unsure=max(likely.values()) / total < weigh.pool.unsure if history is None else history.unsure,
        )

    def _mixed(self, share: Floats, history: Guess) -> Floats:
        """The topics' shares mixed with what the model of the user's history says."""
        place = self._catalogue.place
        mixed = learned.mix({name: float(share[at]) for name, at in place.items()}, history.chances,
                            self._weights.pool.history)
        return np.array([mixed[name] for name in place])

    def _shares(self, evidence: Floats) -> Floats:
        share: Floats = evidence**self._weights.function.sharpness
        return share / (share.sum() or 1)

    def _first(self, share: Floats, count: int) -> list[tuple[Topic, float]]:
        """The first topics with their shares."""
        order = np.argsort(-share, kind="stable")[:count]
        return [(self._catalogue.topics[index], float(share[index])) for index in order if share[index] > 0]

    def _danger(self, text: str, evidence: Floats, found: dict[int, list[str]], scores: Scores) -> Danger | None:
        """The emergency in a text: by rule, by signs that add up, or because it is like those learned from."""
        weigh, catalogue = self._weights.emergency, self._catalogue
        if scores.emergency < weigh.never:
            return None
        seen = danger(text)
        if seen is not None and seen.topic in catalogue.place:
            return seen
        share = self._shares(np.where(catalogue.emergency, evidence * weigh.unseen, evidence))
        best = int(np.argmax(np.where(catalogue.emergency, share, -1)))
        urgent = signs(text, float(share[~catalogue.emergency].max()) >= weigh.sure)
        alike = share[catalogue.emergency].sum() >= weigh.share and not is_calm(text)
        if urgent or alike or scores.emergency > weigh.learned:
            return Danger(catalogue.topics[best].id, urgent or tuple(found[best][:3]))
        return None

    def _pooled(self, votes: dict[str, float], scores: Scores) -> dict[str, float]:
        """Probabilities of the functions: the classifier's scores plus `trust` × the log of the votes' shares."""
        weigh, kinds = self._weights.pool, self._classifier.kinds
        share = np.array([votes.get(kind, 0.0) for kind in kinds]) / (sum(votes.values()) or 1.0)
        score = weigh.sharpness * (scores.kinds + weigh.trust * np.log(share + weigh.least))
        odds = np.exp(score - score.max())
        return dict(zip(kinds, (odds / odds.sum()).tolist(), strict=True))

    def _owners(self, first: list[Topic], text: str, likely: dict[str, float]
                ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who leads and who supports: those of the topics, likeliest first, and a far likelier one before them."""
        owners = [_condition(topic, text) or topic for topic in first]
        lead = {unit for owner in owners for unit in owner.lead[:3]}
        best = max(likely, key=likely.__getitem__)
        if likely[best] > self._weights.pool.overrule * max((likely.get(unit, 0.0) for unit in lead), default=0.0):
            lead.add(best)
        support = {unit for owner in owners for unit in owner.support} - lead
        first_lead, first_support = (tuple(sorted(units, key=lambda unit: (-likely.get(unit, 0.0), unit)))
                                     for units in (lead, support))
        return first_lead, first_support

    def _class(self, topic: Topic, scores: Scores) -> MatterClass:
        """The class of the matter: the classifier's scores, with `usual` added to that of the topic's usual class."""
        kinds = self._classifier.classes
        score = scores.classes + self._weights.pool.usual * np.array([kind == topic.matter_class for kind in kinds])
        return kinds[int(score.argmax())]

    def _why(self, seen: Danger) -> str:
        topic = self._catalogue.topics[self._catalogue.place[seen.topic]]
        signs = "、".join(dict.fromkeys(seen.signs))
        return f"疑似{topic.zh}" + (f"：文中有“{signs}”" if signs else "：与此类险情的说法相近") + "，先救人，同时通知"


def _condition(topic: Topic, text: str) -> When | None:
    return next((when for when in topic.when if any(word in text for word in when.words)), None)


def _votes(ranked: list[tuple[Topic, float]], text: str, named: tuple[str, ...], weigh: Weights) -> dict[str, float]:
    """Votes for functions; _NOTHING is one of them."""
    votes: dict[str, float] = defaultdict(float)
    for topic, share in ranked:
        owner = _condition(topic, text) or topic
        for factor, units in ((1.0, owner.lead or (_NOTHING,)), (weigh.function.support, owner.support)):
            for place, unit in enumerate(units):
                votes[unit] += share * factor * weigh.function.order**place
    for unit in named:
        votes[unit] += weigh.function.named
    return votes


def _settled(together: list[Topic], text: str) -> MatterClass | None:
    """The class that a condition of the first topic sets; hard where one of several matters at once usually is."""
    changed = _condition(together[0], text)
    if changed is not None and changed.matter_class is not None:
        return changed.matter_class
    return "难事" if len(together) > 1 and any(topic.matter_class == "难事" for topic in together) else None
