"""The who-to-call result."""

from __future__ import annotations

from orgraph.results import Contact, NodeRef, Part, Result, SourceRef


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


class PersonRef(Part):
    """The person to call and the office that the person answers in."""

    id: str
    name: str
    post: str


class PathStep(Part):
    """One link of the path that explains a candidate; `relation` leads to the node."""

    node: NodeRef
    relation: str
    source: SourceRef | None = None


class Parts(Part):
    """Parts of the score, each 0 to 1."""

    topic: float
    authority: float
    proximity: float
    reliability: float
    freshness: float


class Candidate(Part):
    """Somebody to call, with the reasons."""

    rank: int
    organization: Organization
    person: PersonRef | None
    contact: Contact | None
    score: float
    parts: Parts
    path: list[PathStep]
    why: str
    route: str
    offer: str | None = None
    hours: int | None = None


class Convene(Part):
    """Who must sit down together."""

    convener: NodeRef | None
    lead: NodeRef | None
    support: list[NodeRef] = []
    members: list[NodeRef] = []
    basis: str = ""
    why: str = ""
    next_meeting: str | None = None
    steps: list[str] = []
    levels: list[str] = []


class Rung(Part):
    """One rung of the escalation ladder."""

    level: str
    organization: NodeRef
    person: PersonRef | None
    after_hours: int
    contact: Contact | None


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
    candidates: list[Candidate] = []
    convene: Convene | None = None
    escalation: list[Rung] = []
    abstained: bool = False
