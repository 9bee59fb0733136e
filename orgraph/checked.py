"""Data files: TOML, checked against a model. A wrong one raises DataError with its name and the place in it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from orgraph.errors import DataError, OrgraphError


class Checked(BaseModel):
    """Base of what data files hold: an unknown key is an error, a value read does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


Model = TypeVar("Model", bound=Checked)


def faults(error: ValidationError) -> list[str]:
    """Each thing wrong with a value: where in it, and what."""
    return [f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False, include_url=False)]


def read_text(package: str, name: str) -> str:
    """The text of a data file that ships with a package."""
    return (files(package) / name).read_text(encoding="utf-8")


def toml(name: str, text: str) -> dict[str, Any]:
    """The tables of a TOML text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name}: {error}") from error


def parsed(name: str, text: str, model: type[Model]) -> Model:
    """A TOML text that is one value; `name` is what errors call it."""
    try:
        return model.model_validate(toml(name, text))
    except ValidationError as error:
        raise DataError(f"{name}: {'；'.join(faults(error))}") from error


def whole(package: str, name: str, model: type[Model]) -> Model:
    """A data file that is one value."""
    return parsed(name, read_text(package, name), model)


def each(name: str, text: str, model: type[Model], check: Callable[[Model], None] = lambda _: None, *, key: str = "id"
         ) -> dict[str, Model]:
    """A data file in which every table is a value, by the table's name, which the model has as its field `key`.

    `check` may raise any OrgraphError (a pattern that does not fit the vocabulary, say): it is reported with the
    file and the table.
    """
    found: dict[str, Model] = {}
    for table, value in toml(name, text).items():
        try:
            found[table] = model.model_validate({key: table, **value})
            check(found[table])
        except ValidationError as error:
            raise DataError(f"{name}: {table}: {'；'.join(faults(error))}") from error
        except OrgraphError as error:
            raise DataError(f"{name}: {table}: {error.detail}", hint=error.hint) from error
    return found


def needs(nodes: Iterable[str], wanted: set[str]) -> None:
    """Raise DataError unless a pattern's `nodes` have all `wanted` variables."""
    missing = wanted - set(nodes)
    if missing:
        raise DataError(f"the pattern lacks {', '.join(sorted(missing))}")
