"""The registry of bridging measures: a number for every node of a projection, or one for the whole network.

A measure is a plain function; what its number means, in a sentence for those who read it, and how it is defined, for
those who check it, stand in the TOML files beside the functions and nowhere else. Islands, cut vertices, bridges and
blocks, which are more than numbers, are in `components` and `biconnected`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Literal

from numpy.typing import NDArray
from pydantic import Field

from orgraph.checked import Checked, each, read_text
from orgraph.queries.bridging.layers import MODES, Mode
from orgraph.queries.bridging.projection import Projection

By = Literal["kind", "area"]
FILES = ("centrality", "holes", "brokerage", "cohesion", "mixing")
_CODE = r"^\w+:\w+$"  # module of this package and function


class Measure(Checked):
    """A measure: its names, what it says, how it is defined, and the function.

    Attributes
    ----------
    id : the name users type
    zh, en : titles
    meaning, meaning_en : one plain sentence for those who read the number
    definition, definition_zh, formula, normalisation, reference : for those who check it
    code, options : module and function, and its keyword arguments
    expected : module and function of the value that chance alone would give, called like the measure itself
    scope : "node": one value a node, NaN where the measure is not defined; "network": one value
    by : the measure compares groups, of nodes of one kind or of one area
    modes : the kinds of projection on which it says something
    first : whether the "high" or the "low" values come first in a ranking of bridges
    weighted : whether the weights of the links enter
    direction : whether direction is "used", or the two directions of a link "folded" into one before
    """

    id: str
    zh: str
    en: str
    meaning: str
    meaning_en: str
    definition: str
    definition_zh: str
    formula: str
    normalisation: str
    reference: str
    code: str = Field(pattern=_CODE)
    options: dict[str, Any] = {}
    expected: str = Field("", pattern=rf"{_CODE}|^$")
    scope: Literal["node", "network"] = "node"
    by: By | None = None
    modes: tuple[Mode, ...] = MODES
    first: Literal["high", "low"] = "high"
    weighted: bool = False
    direction: Literal["used", "folded"] = "folded"

    @property
    def function(self) -> Callable[..., Any]:
        """The function, imported when it is asked for: (projection) or, when `by` is given, (projection, groups)."""
        return partial(_find(self.code), **self.options)

    def compute(self, p: Projection, groups: NDArray[Any] | None = None) -> Any:
        """The measure on a projection: float64 of shape (n,), or a float when its scope is the network.

        Parameters
        ----------
        p : directed or not; where the measure does not use direction, both directions of a link become one
        groups : shape (n,), the group of each node, when the measure has `by`
        """
        return self._call(self.function, p, groups)

    def seen(self, p: Projection) -> Projection:
        """What the function is given of a projection: with its direction or without."""
        return p if self.direction == "used" else p.undirected()

    def by_chance(self, p: Projection, groups: NDArray[Any] | None = None) -> float | None:
        """The value that chance alone would give, or None where nothing is stated."""
        return float(self._call(_find(self.expected), p, groups)) if self.expected else None

    def _call(self, function: Callable[..., Any], p: Projection, groups: NDArray[Any] | None) -> Any:
        seen = self.seen(p)
        if self.by is None:
            return function(seen)
        if groups is None:
            raise ValueError(f"{self.id} compares groups: which node is in which?")
        return function(seen, groups)


def _find(code: str) -> Callable[..., Any]:
    module, name = code.split(":")
    found: Callable[..., Any] = getattr(import_module(f"{__name__}.{module}"), name)
    return found


def _registry() -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for file in FILES:
        found.update(each(f"{file}.toml", read_text(__name__, f"{file}.toml"), Measure))
    return found


MEASURES: dict[str, Measure] = _registry()
