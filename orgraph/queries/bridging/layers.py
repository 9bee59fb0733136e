"""The layers: which ties a measure is computed on. Data in layers.toml, checked."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from orgraph.errors import DataError, OrgraphError, UsageError
from orgraph.patterns import Pattern, parse

Mode = Literal["org", "person", "two"]
MODES: tuple[Mode, ...] = ("org", "person", "two")


class Layer(BaseModel):
    """One kind of tie between the ends `a` and `b` of a pattern."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))
    id: str
    zh: str
    en: str
    pattern: str
    symmetric: bool = False
    hierarchy: bool = False
    instead: dict[Mode, str] = {}
    default: tuple[Mode, ...] = ()

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables a and b."""
        return parse(self.pattern)


class PermittedLink(BaseModel):
    """A link that may be made: `x` to `t`."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))
    id: str
    zh: str
    role: str
    basis: str
    pattern: str

    @cached_property
    def parsed(self) -> Pattern:
        """The pattern with variables x and t."""
        return parse(self.pattern)


T = TypeVar("T", Layer, PermittedLink)


def _read(name: str, model: type[T], needs: set[str]) -> dict[str, T]:
    text = (files("orgraph.queries.bridging") / name).read_text(encoding="utf-8")
    try:
        found = {key: model.model_validate({"id": key, **value}) for key, value in tomllib.loads(text).items()}
        for item in found.values():
            if needs - set(item.parsed.nodes):
                raise DataError(f"{item.id}: the pattern lacks {', '.join(sorted(needs))}")
    except (tomllib.TOMLDecodeError, ValidationError, OrgraphError) as error:
        raise DataError(f"{name}: {error}") from error
    return found


@cache
def layers() -> dict[str, Layer]:
    """All layers by id."""
    return _read("layers.toml", Layer, {"a", "b"})


@cache
def permitted_links() -> dict[str, PermittedLink]:
    """All permitted links by id."""
    return _read("links.toml", PermittedLink, {"x", "t"})


def chosen(names: Sequence[str], mode: Mode) -> list[Layer]:
    """The layers named, or the mode's defaults; one that says nothing in the mode is exchanged as its data says.

    Raises UsageError for an unknown name.
    """
    known = layers()
    wanted = list(names) or [layer.id for layer in known.values() if mode in layer.default]
    for name in wanted:
        if name not in known:
            raise UsageError(f"没有这一层：{name} (no such layer)", hint="、".join(known))
    exchanged = [known[name].instead.get(mode, name) for name in wanted]
    return [known[name] for name in dict.fromkeys(exchanged)]
