"""The weights of `weights.toml`, checked: how words, likeness and turns of speech count in understanding a text."""

from __future__ import annotations

from functools import cache

from orgraph.checked import Checked, whole


class LikenessWeights(Checked):
    """Weights of the n-grams."""

    character: float
    pair: float
    sound: float
    aliases_in_one: int


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


class AbstainWeights(Checked):
    """When there is nothing to dispatch."""

    evidence: float


class Weights(Checked):
    """All of them."""

    likeness: LikenessWeights
    alias: AliasWeights
    function: FunctionWeights
    emergency: EmergencyWeights
    abstain: AbstainWeights


@cache
def weights() -> Weights:
    """The weights, read once a process. Raises DataError where the file is wrong."""
    return whole("orgraph.queries.who_to_call", "weights.toml", Weights)
