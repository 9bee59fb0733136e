"""The settings of `settings.toml`, checked; a model carries those that it was made with."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field

from orgraph.checked import Checked, whole


class View(Checked):
    """One way to see a text: its n-grams of words or characters, `first` to `last` long, of its first `head` words."""

    unit: Literal["word", "character"]
    first: int = Field(alias="from", ge=1, le=5)
    last: int = Field(alias="to", ge=1, le=5)
    head: int = Field(ge=0)
    weight: float = Field(gt=0)


class Features(Checked):
    """Which n-grams are kept."""

    least_texts: int = Field(ge=1)
    most_bytes: int = Field(gt=0)
    most_characters: int = Field(gt=0)


class Separate(Checked):
    """How labels are told apart."""

    smoothing: float = Field(gt=0)
    cost: float = Field(gt=0)


class Calibration(Checked):
    """How margins become probabilities, and when an answer is sure."""

    parts: int = Field(ge=2)
    steady: float = Field(ge=0)
    right: float = Field(gt=0, le=1)
    floor: float = Field(ge=0, le=1)


class Duplicates(Checked):
    """How copies of a text are known."""

    length: int = Field(ge=2)
    shared: float = Field(gt=0, le=1)
    common: int = Field(ge=2)


class Settings(Checked):
    """All of them."""

    view: tuple[View, ...] = Field(min_length=1, max_length=8)
    features: Features
    separate: Separate
    calibration: Calibration
    duplicates: Duplicates


@cache
def settings() -> Settings:
    """The settings that ship, read once a process. Raises DataError."""
    return whole(__package__, "settings.toml", Settings)
