"""The weights of `weights.toml`, checked: how words, likeness and turns of speech count in understanding a text."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from orgraph.errors import DataError


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LikenessWeights(_Checked):
    """Weights of the n-grams."""

    character: float
    pair: float
    sound: float
    aliases_in_one: int


class AliasWeights(_Checked):
    """Weights of a catalogue word found in the text."""

    weight: float
    length_power: float
    length_cap: int
    heard: float
    heard_length: int


class FunctionWeights(_Checked):
    """How topics vote for kinds of unit."""

    sharpness: float
    topics: int
    order: float
    support: float
    named: float
    second: float


class EmergencyWeights(_Checked):
    """How topics that are emergencies count where no rule saw danger."""

    unseen: float
    share: float


class AbstainWeights(_Checked):
    """When there is nothing to dispatch."""

    evidence: float


class Weights(_Checked):
    """All of them."""

    likeness: LikenessWeights
    alias: AliasWeights
    function: FunctionWeights
    emergency: EmergencyWeights
    abstain: AbstainWeights


@cache
def weights() -> Weights:
    """The weights, read once a process. Raises DataError where the file is wrong."""
    path = Path(__file__).with_name("weights.toml")
    try:
        return Weights.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise DataError(f"weights.toml: {error}") from error
