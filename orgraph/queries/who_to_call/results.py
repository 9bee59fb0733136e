"""The who-to-call result."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orgraph.queries.who_to_call.tables import call_tables, called
from orgraph.results import Contact, NodeRef, Part, Result, SourceRef, Tables


class Place(NodeRef):
    """Where the matter is; `alternatives` if the text could mean other places."""

    confidence: float
    path: list[str] = []
    alternatives: list[NodeRef] = []


class TopicRef(Part):
    """What the matter is about; score 0 to 1, `matched` the words that say so."""

    id: str
    name: str
    score: float
    matched: list[str] = []


class Organization(Part):
    """The unit to call."""

    id: str
    name: str
    classification: str
    function: str | None = None


class PersonRef(Part, frozen=True):
    """The person to call and the office that the person answers in, since when; `stands_in`: for its holder."""

    id: str
    name: str
    post: str
    since: str | None = None
    stands_in: bool = False


class Reach(Part, frozen=True):
    """Somebody else to call: a stand-in (`until` when), the next in office, another unit."""

    organization: NodeRef
    person: PersonRef | None
    contact: Contact | None
    until: str | None = None


class Hole(Part):
    """What is missing in a chain: an office is vacant (never filled) or lapsed, nobody is in a unit, or a coverage gap.

    `gap` is the id that coverage under `rule` gives to the same finding, if a rule asks for it.
    """

    what: Literal["vacant", "lapsed", "nobody", "gap"]
    message: str
    rule: str | None = None
    gap: str | None = None


class PathStep(Part, frozen=True):
    """One link of the path that explains a candidate: `relation` leads to the node from `from`, a node of an earlier
    step, or where that is missing from the matter itself ("about" what it is, "at" which place).

    The two nodes are the ends of the recorded link of `source`; which of them is its subject the relation tells.
    """

    node: NodeRef
    relation: str
    from_: NodeRef | None = Field(None, serialization_alias="from")
    source: SourceRef | None = None


class Parts(Part):
    """Parts of the score, each 0 to 1."""

    topic: float
    authority: float
    proximity: float
    reliability: float
    load: float
    freshness: float


class Candidate(Part):
    """Somebody to call, with the reasons (`why_en`: the same in English)."""

    rank: int
    organization: Organization
    person: PersonRef | None
    contact: Contact | None
    score: float
    parts: Parts
    path: list[PathStep]
    why: str
    why_en: str = ""
    route: str
    offer: str | None = None
    hours: int | None = None
    stand_ins: list[Reach] = []
    holes: list[Hole] = []
    turn_to: Reach | None = None


class Whistle(Part):
    """The kind of call under which units are called together, and by when they must have answered."""

    type: str
    name: str
    why: str
    hours: float
    around_the_clock: bool
    due: str
    basis: str


class Seat(Part):
    """One line of the list of those who come: as what, who, how to reach them, what for."""

    part: Literal["convener", "lead", "support"]
    organization: NodeRef
    person: PersonRef | None
    contact: Contact | None
    duties: list[str] = []


class Convene(Part):
    """Who must sit down together."""

    convener: NodeRef | None
    lead: NodeRef | None
    support: list[NodeRef] = []
    members: list[NodeRef] = []
    basis: str = ""
    why: str = ""
    why_en: str = ""
    next_meeting: str | None = None
    steps: list[str] = []
    levels: list[str] = []
    whistle: Whistle | None = None
    seats: list[Seat] = []


class Rung(Part):
    """One rung of the escalation ladder.

    It is called at `due` if nobody has answered; `stand_ins` are called when its person does not. `reachable`: there is
    a person or a number; where there is not, `holes` say what is missing and the next rung is called at once.
    """

    level: str
    organization: NodeRef
    person: PersonRef | None
    after_hours: int
    contact: Contact | None
    due: str = ""
    stand_ins: list[Reach] = []
    holes: list[Hole] = []
    reachable: bool = True


class CallResult(Result):
    """Whom to call for a text at a place."""

    query: str = "call"
    text: str
    place: Place | None = None
    places: list[Place] = []
    topics: list[TopicRef] = []
    matter_class: str | None = None
    matter_reason: str = ""
    emergency: bool = False
    emergency_reason: str = ""
    emergency_number: str | None = None
    candidates: list[Candidate] = []
    convene: Convene | None = None
    escalation: list[Rung] = []
    abstained: bool = False
    unsure: bool = False
    asked_at: str = ""
    kept: str | None = None

    def answer(self) -> str:
        return called(self)

    def tables(self) -> Tables:
        return call_tables(self)

    def card(self) -> str:
        """The answer as a few lines of plain Chinese to paste: who, number, why, since when, how sure, whom next."""
        from orgraph.queries.who_to_call.card import card

        return card(self)
