"""The weights of `weights.toml`, checked: how words, likeness and turns of speech count in understanding a text."""

from __future__ import annotations

from functools import cache

from orgraph.checked import Checked, whole


class NgramWeights(Checked):
    """Weights of the kinds of n-gram; 0 leaves triples out."""

    character: float
    pair: float
    triple: float = 0.0
    sound: float


class LikenessWeights(NgramWeights):
    """How a text is compared with topics."""

    aliases_in_one: int


class ClassifierWeights(Checked):
    """How the classifier is trained and how it counts; see weights.toml."""

    ngrams: NgramWeights
    least: int
    catalogue: float
    kinds: float
    bayes: float
    smoothing: float
    classes: float
    emergency: float
    urgent: float
    danger: float


class AliasWeights(Checked):
    """Weights of a catalogue word found in the text."""

    weight: float
    name: float
    cover: float
    length_power: float
    length_cap: int
    heard: float
    heard_length: int


class FunctionWeights(Checked):
    """How topics vote for kinds of unit."""

    sharpness: float
    topics: int
    order: float
    support: float
    named: float
    second: float


class EmergencyWeights(Checked):
    """How topics that are emergencies count where no rule saw danger."""

    unseen: float
    sure: float
    share: float
    learned: float
    never: float


class PoolWeights(Checked):
    """How the topics' votes and the classifier's scores are pooled; see weights.toml."""

    trust: float
    least: float
    sharpness: float
    agree: float
    floor: float
    usual: float
    overrule: float
    unsure: float
    history: float


class AbstainWeights(Checked):
    """When there is nothing to dispatch."""

    evidence: float
    nothing: float


class Weights(Checked):
    """All of them."""

    likeness: LikenessWeights
    classifier: ClassifierWeights
    alias: AliasWeights
    function: FunctionWeights
    pool: PoolWeights
    emergency: EmergencyWeights
    abstain: AbstainWeights


@cache
def weights() -> Weights:
    """The weights, read once a process. Raises DataError where the file is wrong."""
    return whole(__package__, "weights.toml", Weights)
