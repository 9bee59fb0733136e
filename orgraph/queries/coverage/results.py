"""The coverage result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ConfigDict, Field

from orgraph.results import Contact, NodeRef, Part, Result, SourceRef

if TYPE_CHECKING:
    import pandas as pd


class Counts(Part):
    """Always eligible = covered + missing + waived; rate = covered / (eligible - waived), None if that is 0."""

    eligible: int
    covered: int
    missing: int
    waived: int
    rate: float | None


class AreaCounts(Counts):
    """The counts inside one area."""

    area: str
    name: str
    level: str


class Focus(NodeRef):
    """What a gap is about, and where it lies."""

    area_path: list[str] = []


class Owner(Part):
    """Who is to close a gap, found through the graph."""

    organization: NodeRef
    person: NodeRef | None = None
    contact: Contact | None = None


class Near(NodeRef):
    """The nearest thing that nearly fits."""

    why: str = ""
    evidence: list[SourceRef] = []


class Proposal(Part):
    """Somebody who may, by the eligibility table, take a post that would close the gap."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    person: NodeRef
    from_: NodeRef = Field(serialization_alias="from")
    to: NodeRef
    role: str
    eligibility: str
    basis: str
    posts_now: int


class Gap(Part):
    """One eligible thing that the rule finds missing; `id` is the same in every generation and channel."""

    id: str
    rule: str
    focus: Focus
    message: str
    severity: str
    since: str | None = None
    owner: Owner | None = None
    evidence: list[SourceRef] = []
    nearest: list[Near] = []
    proposals: list[Proposal] = []


class Change(Part):
    """What became of the gaps between two days: ids of the foci."""

    since: str
    new: list[NodeRef] = []
    fixed: list[NodeRef] = []
    still_open: int = 0


class RuleCoverage(Counts):
    """One rule inside one area on one day."""

    rule: str
    title: str
    title_en: str
    version: str
    basis: str
    severity: str
    focus_kind: str
    fulfilled_by: int | None = None
    modes: dict[str, int] = {}
    by: list[AreaCounts] = []
    gaps: list[Gap] = []
    gaps_shown: int = 0
    change: Change | None = None


class CoverageResult(Result):
    """Which things lack what the rules ask for."""

    query: str = "coverage"
    rules: list[RuleCoverage] = []

    def frame(self) -> pd.DataFrame:
        """One row a rule: counts and rate."""
        import pandas as pd

        names = ("rule", "title", "eligible", "covered", "missing", "waived", "rate")
        return pd.DataFrame([{name: getattr(rule, name) for name in names} for rule in self.rules])
