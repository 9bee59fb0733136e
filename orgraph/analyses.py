"""`bridging` as it is typed: for each analysis its options and its result, which editors and mypy know by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Literal, overload

from orgraph.queries.bridging.failing.failure_points import Of
from orgraph.queries.bridging.layers import Mode
from orgraph.queries.bridging.measures.brokerage import Null
from orgraph.queries.bridging.projection import Collapse
from orgraph.queries.bridging.proposals.objectives import Name as Objective
from orgraph.queries.bridging.results import (
    BridgingResult,
    FailurePointsResult,
    IslandsResult,
    MeasureResult,
    ProposalsResult,
)
from orgraph.queries.bridging.roles.roles_results import BrokerageResult, KeyPlayersResult

Names = str | Sequence[str]


class Analyses(ABC):
    """What may be asked of a network by the name of an analysis. A test compares this with the analyses themselves."""

    @abstractmethod
    def _analysis(self, what: str, area: str | None, layers: Names, mode: str | None, options: Mapping[str, Any]
                  ) -> BridgingResult:
        """The analysis of that name; its options unchecked."""

    @overload
    def bridging(self, what: Literal["measures"] = "measures", *, area: str | None = None, layers: Names = (),
                 mode: Mode | None = None, measure: Names = (), top: int = 20, directed: bool = False,
                 collapse: Collapse = "count", boundary: bool = False, samples: int = 0, seed: int = 7,
                 engine: Literal["orgraph", "gds"] = "orgraph") -> MeasureResult: ...

    @overload
    def bridging(self, what: Literal["islands"], *, area: str | None = None, layers: Names = (),
                 mode: Mode | None = None, page: int = 1, size: int = 200) -> IslandsResult: ...

    @overload
    def bridging(self, what: Literal["failure-points"], *, area: str | None = None, layers: Names = (),
                 mode: Mode | None = None, top: int = 20, of: Of | None = None) -> FailurePointsResult: ...

    @overload
    def bridging(self, what: Literal["proposals"], *, area: str | None = None, layers: Names = (),
                 mode: Mode | None = None, top: int = 10, objective: Objective = "islands", max_posts: int = 5
                 ) -> ProposalsResult: ...

    @overload
    def bridging(self, what: Literal["brokerage"], *, area: str | None = None, layers: Names = (),
                 mode: Mode | None = None, by: Literal["kind", "area"] = "kind", null: Null = "ties", top: int = 20,
                 directed: bool = False) -> BrokerageResult: ...

    @overload
    def bridging(self, what: Literal["key-players"], *, area: str | None = None, layers: Names = (),
                 mode: Mode | None = None, measure: Names = (), size: int = 3, directed: bool = False
                 ) -> KeyPlayersResult: ...

    @overload
    def bridging(self, what: str, *, area: str | None = None, layers: Names = (), mode: str | None = None,
                 **options: Any) -> BridgingResult: ...

    def bridging(self, what: str = "measures", *, area: str | None = None, layers: Names = (), mode: str | None = None,
                 **options: Any) -> BridgingResult:
        """What joins groups that would otherwise be apart: one analysis of the network.

        Parameters
        ----------
        what : "measures" (who bridges most), "islands" (groups without a tie to one another), "failure-points" (whose
            loss cuts others off), "proposals" (permitted links that gain most), "brokerage", "key-players"
        area : id, code, name or path; default everywhere
        layers : one or several of docs/reference.md, e.g. "cross_appointment"; default those of the mode
        mode : "org" (organisations), "person" (persons), "two" (both, and what they are tied to)
        options : of each analysis its own, which docs/analyst.md explains.
            measures: measure (one or several), top, directed, collapse, boundary, samples, seed, engine;
            islands: page, size; failure-points: top, of; proposals: top, objective, max_posts;
            brokerage: by, null, top, directed; key-players: measure, size, directed

        Raises UsageError for an analysis or option that there is not, NotFound or Ambiguous for an area.

        Examples
        --------
        >>> now.bridging(measure="constraint", samples=1000)  # doctest: +SKIP
        >>> now.bridging("failure-points", of="post").results[0].name  # doctest: +SKIP
        """
        return self._analysis(what, area, layers, mode, options)
