"""The layers: which ties a measure is computed on. Data in layers.toml, checked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Literal

from orgraph.checked import Checked, each, needs, read_text
from orgraph.errors import UsageError
from orgraph.patterns import Pattern, parse

Mode = Literal["org", "person", "two"]
MODES: tuple[Mode, ...] = ("org", "person", "two")


class Layer(Checked):
    """One kind of tie between the ends `a` and `b` of a pattern."""

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


@cache
def layers() -> dict[str, Layer]:
    """All layers by id."""
    text = read_text(__package__, "layers.toml")
    return each("layers.toml", text, Layer, lambda layer: needs(layer.parsed.nodes, {"a", "b"}))


def several(names: str | Sequence[str]) -> list[str]:
    """The names; one alone is a list of one, for a text is also one letter after another."""
    return [names] if isinstance(names, str) else list(names)


def chosen(names: str | Sequence[str], mode: Mode) -> list[Layer]:
    """The layers named, or the mode's defaults; one that says nothing in the mode is exchanged as its data says.

    Raises UsageError for an unknown name.
    """
    known = layers()
    wanted = several(names) or [layer.id for layer in known.values() if mode in layer.default]
    for name in wanted:
        if name not in known:
            raise UsageError(f"没有这一层：{name} (no such layer)", hint="、".join(known))
    exchanged = [known[name].instead.get(mode, name) for name in wanted]
    return [known[name] for name in dict.fromkeys(exchanged)]
