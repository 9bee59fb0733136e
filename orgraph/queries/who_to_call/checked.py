"""Reading a data file beside the code and checking it against a model."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from orgraph.errors import DataError


class Checked(BaseModel):
    """Base of what data files hold: an unknown key is an error, a value read does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=Checked)


def read(name: str, model: type[Model]) -> Model:
    """The file `name` of this folder as `model`. Raises DataError with the file and the place in it."""
    path = Path(__file__).with_name(name)
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise DataError(f"{name}: {error}") from error
