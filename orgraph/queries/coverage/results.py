"""The coverage result."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import ConfigDict, Field

from orgraph.queries.coverage.tables import coverage_tables, covered, trend_tables, trended
from orgraph.results import Contact, NodeRef, Part, Result, SourceRef, Tables


class Counts(Part):
    """Always eligible = covered + missing + waived; rate = covered / (eligible - waived), None if that is 0."""

    eligible: int
    covered: int
    missing: int
    waived: int
    rate: float | None

    @classmethod
    def of(cls, covered: int, missing: int, waived: int, **more: object) -> Self:
        """The counts that follow from these three, with the other fields of the class."""
        due = covered + missing
        return cls.model_validate({**more, "eligible": due + waived, "covered": covered, "missing": missing,
                                   "waived": waived, "rate": covered / due if due else None})


class AreaCounts(Counts):
    """The counts of one row of a roll-up: an area, an organisation, a kind; the rows add up to the rule's counts.

    level: the row's kind; of the last row, the rest (what is in no other), it is empty, and `area` is that asked for.
    """

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
    """The nearest thing that nearly fits: where it is (`why`), what it lacks, the permitted link that would mend it."""

    why: str = ""
    lacks: str = ""
    link: str | None = None
    evidence: list[SourceRef] = []


class Closed(Part):
    """A gap that an appointment would close: rule and focus."""

    rule: str
    focus: NodeRef


class Effects(Part):
    """What an appointment would change besides.

    closes: gaps of any rule. joins_islands: whether it ties bodies that no person, alliance or agreement joins now,
    not even through others; None if that was not decided within a few thousand bodies. first_ties: bodies of the
    person that share nobody with the new one, so that the person becomes their single point. relieves: persons who
    are the only tie between such bodies now and would be no longer.
    """

    closes: list[Closed] = []
    joins_islands: bool | None = None
    first_ties: list[NodeRef] = []
    relieves: list[NodeRef] = []


class Proposal(Part):
    """A person who may take a post, or a unit that may extend what it does, so that the gap closes.

    eligibility: the line of the eligibility table, or the permitted link. distance: steps in the area tree. effects:
    only where one gap is asked for.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    person: NodeRef | None = None
    organization: NodeRef | None = None
    from_: NodeRef = Field(serialization_alias="from")
    to: NodeRef
    role: str
    eligibility: str
    basis: str
    posts_now: int = 0
    distance: int = 0
    effects: Effects | None = None

    @property
    def who(self) -> NodeRef:
        """The person or the unit."""
        return self.person or self.organization or self.from_


class Looked(Part):
    """Where a mode of the rule was looked for: the first step (from 1, of `steps`) at which nothing was found."""

    mode: str
    title: str
    missing: str
    step: int
    steps: int


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
    looked: list[Looked] = []
    nearest: list[Near] = []
    proposals: list[Proposal] = []


State = Literal["out", "covered", "missing", "waived"]  # out: not eligible, or not there
What = Literal["began", "ended", "added", "changed", "removed", "time"]


class Cause(Part):
    """The fact behind a change: a link of type `fact` from `subject` to `object`, or a node of that kind.

    what: its valid time began or ended (`on` that day); or a later generation has added, changed or removed the
    statement; or only time went on (a date, `field`, has grown too old or was reached). source: the row that says so;
    of something removed the row that said it.
    """

    what: What
    on: str | None = None
    fact: str
    subject: NodeRef
    object: NodeRef | None = None
    field: str = ""
    source: SourceRef


class Moved(NodeRef):
    """A focus whose state is no longer what it was; `cause` where it was asked for and found."""

    was: State
    now: State
    cause: Cause | None = None


class Change(Part):
    """What became of the foci since a day, or since a generation.

    new: covered before, missing now. fixed: covered now. waived: waived now. expired: missing now that the waiver is
    over. came, left: eligible now or no longer, whatever they are or were. still_open: gaps then and now.
    Gaps now = still_open + new + expired + those of `came` that are missing.
    """

    since: str
    since_generation: int
    new: list[Moved] = []
    fixed: list[Moved] = []
    waived: list[Moved] = []
    expired: list[Moved] = []
    came: list[Moved] = []
    left: list[Moved] = []
    still_open: int = 0

    @property
    def all(self) -> list[Moved]:
        """Every focus that changed."""
        return [*self.new, *self.fixed, *self.waived, *self.expired, *self.came, *self.left]

    @property
    def opened(self) -> list[Moved]:
        """The gaps that were none before, whatever the reason."""
        return [move for move in self.all if move.now == "missing"]

    @property
    def closed(self) -> list[Moved]:
        """The gaps that are none now, whatever the reason."""
        return [move for move in self.all if move.was == "missing"]


class RuleCoverage(Counts):
    """One rule inside one area on one day.

    by_organization, by_work: the covered foci that an organisation covers (组织覆盖), and those that only work does
    (工作覆盖); None where the rule makes no difference.
    """

    rule: str
    title: str
    title_en: str
    version: str
    basis: str
    severity: str
    focus_kind: str
    fulfilled_by: int | None = None
    modes: dict[str, int] = {}
    by_organization: int | None = None
    by_work: int | None = None
    by: list[AreaCounts] = []
    gaps: list[Gap] = []
    gaps_shown: int = 0
    change: Change | None = None


class CoverageResult(Result):
    """Which things lack what the rules ask for."""

    query: str = "coverage"
    rules: list[RuleCoverage] = []

    def answer(self) -> str:
        return covered(self)

    def tables(self) -> Tables:
        return coverage_tables(self)


class TrendPoint(Counts):
    """The counts on one day."""

    on: str


class RuleTrend(Part):
    """One rule at the ends of months, the earliest first; a day on which it is not in force is left out."""

    rule: str
    title: str
    title_en: str
    points: list[TrendPoint] = []


class TrendResult(Result):
    """How rules were covered at the end of each month."""

    query: str = "coverage-trend"
    rules: list[RuleTrend] = []

    def answer(self) -> str:
        return trended(self)

    def tables(self) -> Tables:
        return trend_tables(self)
