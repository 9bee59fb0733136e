"""Permitted links the slow way: the tables read by trying every node, the network built again with the link in it."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import networkx as nx
from reference import bridging as slow
from reference.graph import Graph, build, holds_on, of_kind
from reference.match import matches
from stores.memory import view_of

from orgraph.model import Entity, Link, Record, Source, Value
from orgraph.moment import Moment
from orgraph.queries.bridging.layers import Mode, chosen
from orgraph.queries.bridging.results import Proposal, ProposalsResult
from orgraph.queries.coverage import load_rules
from orgraph.queries.coverage.standing import evaluate
from orgraph.queries.eligibility import Eligibility, eligibility
from orgraph.queries.links import PermittedLink, permitted_links
from orgraph.vocabulary import vocabulary

DAY = dt.date(2024, 6, 1)
RULES = load_rules()
LINES: dict[str, Eligibility | PermittedLink] = {**eligibility(), **permitted_links()}
Records = tuple[Record, ...]


class Permit(NamedTuple):
    """A line that permits a tie, the person or unit that makes it in the name of `source`, and what it is made to."""

    line: str
    subject: str
    source: str
    target: str


def node(kind: str, id_: str, home: str | None = None, **props: Value) -> Entity:
    """A node named like its id."""
    return Entity(id=id_, kind=kind, name=id_, home=home, source=Source("甲.csv", "", 1), props=props)


def link(type_: str, subject: str, object_: str, number: int = 0, **props: Value) -> Link:
    """A link that always held."""
    return Link(id=f"l-{type_}-{subject}-{object_}-{number}", type=type_, subject=subject, object=object_,
                source=Source("甲.csv", "", 2), props=props)


# Body → kind, home, and what it serves: one street, two communities, three compounds.
BODIES = {
    "street": ("StreetWorkingCommittee", "s", "s"), "police": ("FieldOffice", "s", "s"), "ally": ("Alliance", "k", "k"),
    "party": ("CommunityPartyOrganization", "k", "k"), "residents": ("ResidentsCommittee", "k", "k"),
    "joint": ("CommunityPartyCommittee", "k", "k"), "bank": ("Enterprise", "k", None), "school": ("Organ", "k", None),
    "firm": ("PropertyFirm", "k", "c"), "owners": ("OwnersCommittee", "c", "c"), "branch": ("CompoundBranch", "c", "c"),
    "party2": ("CommunityPartyOrganization", "k2", "k2"), "owners2": ("OwnersCommittee", "c2", "c2"),
    "firm2": ("PropertyFirm", "k2", "c2"), "owners3": ("OwnersCommittee", "c3", "c3"),
}
ROLES = ("书记", "委员", "经理", "保洁员")


def town(seed: int, bodies: int = 11, people: int = 6) -> Records:
    """A few bodies, and people with one to three posts there; some posts are over, of some the party is not known."""
    rng = random.Random(seed)
    made: list[Record] = [node("Street", "s"), node("Community", "k", "s"), node("Community", "k2", "s")]
    made += [node("Compound", name, home, population=rng.choice((40, 300, 900)))
             for name, home in (("c", "k"), ("c2", "k2"), ("c3", "k"))]
    there = sorted(rng.sample(sorted(BODIES), bodies))
    for body in there:
        kind, home, serves = BODIES[body]
        made.append(node(kind, body, home, **({"function": "police"} if body == "police" else {})))
        if serves:
            made.append(link("SERVES", body, serves))
    for number in range(people):
        known = rng.choice(({"party_member": True}, {"party_member": True}, {"party_member": False}, {}))
        made.append(node("Person", f"p{number}", rng.choice(("k", "k2", "c")), **known))
        for at, body in enumerate(rng.sample(there, rng.choice((1, 1, 2, 3)))):
            post = link("MEMBER", f"p{number}", body, at, role=rng.choice(ROLES))
            made.append(post if rng.random() < 0.9 else Link(**{**_fields(post), "end": dt.date(2024, 5, 31)}))
    if rng.random() < 0.5 and len(there) > 1:
        made += [node("Agreement", "g", "k"), *(link("PARTY_TO", body, "g") for body in rng.sample(there, 2))]
    if "party" in there:
        made += [node("Post", "post", "k", ), link("POST_IN", "post", "party")]
    return tuple(made)


def _fields(record: Link) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def permits(graph: Graph, day: dt.date, most: int, targets: set[str]) -> list[Permit]:
    """Every tie to one of the targets that a line permits and that is not there, by every line and source."""
    found = []
    for line in LINES.values():
        for match in matches(graph, line.parsed, day):
            at = match.nodes
            if isinstance(line, Eligibility):
                made = [(at["p"], at["s"], at.get("t", at["f"]))]
            elif line.maker is None:
                made = [(at["x"], at["x"], at["t"])]
            else:
                made = [(one.nodes["w"], at["x"], at["t"]) for one in matches(graph, line.maker, day, {"x": at["x"]})]
            found += [Permit(line.id, *one) for one in made if one[2] in targets and _may(graph, line, one, day, most)]
    return sorted(set(found))


def ties(graph: Graph, subject: str, type_: str, day: dt.date) -> list[str]:
    """The other ends of the links of a type in force at a node."""
    return [end for _, end, tie in graph.out_edges(subject, data="tie")
            if tie.type == type_ and holds_on(tie.start, tie.end, day)]


def _may(graph: Graph, line: Eligibility | PermittedLink, made: tuple[str, str, str], day: dt.date, most: int) -> bool:
    """Whether somebody may be tied at all: not there yet, not busy, of the party that is asked for."""
    subject, _, target = made
    if subject == target:
        return False
    if line.link == "PARTY_TO":
        shared = [set(ties(graph, one, "PARTY_TO", day)) for one in (subject, target)]
        return not shared[0] & shared[1]
    posts = ties(graph, subject, "MEMBER", day) if subject in of_kind(graph, "Person") else []
    member = graph.nodes[subject]["entity"].props.get("party_member")
    wants = line.party if isinstance(line, Eligibility) else None
    return (len(posts) < most and target not in (*posts, *ties(graph, subject, line.link, day))
            and (wants is None or wants is member) and _free(graph, line, target, day) > 0)


def _free(graph: Graph, line: Eligibility | PermittedLink, target: str, day: dt.date) -> float:
    """Seats left: by posts of that title where there are any, else as the line counts them."""
    posts = [one for one, _, tie in graph.in_edges(target, data="tie")
             if tie.type == "POST_IN" and graph.nodes[one]["entity"].name == line.role]
    if posts and line.link == "MEMBER":
        return sum(not any(tie.type == "HOLDS" and holds_on(tie.start, tie.end, day)
                           for _, _, tie in graph.in_edges(post, data="tie")) for post in posts)
    if line.seats is None:
        return float("inf")
    person = isinstance(line, Eligibility) or bool(line.maker and "Person" in line.maker.nodes["w"].labels)
    sort = ("Person",) if person else line.parsed.nodes["x"].labels
    held = [one for one, _, tie in graph.in_edges(target, data="tie")
            if tie.type == line.link and holds_on(tie.start, tie.end, day)
            and tie.props.get("role", line.role) == line.role
            and any(vocabulary().is_a(graph.nodes[one]["entity"].kind, kind) for kind in sort)]
    return line.seats - len(held)


def fits(graph: Graph, taken: Iterable[Permit], day: dt.date, most: int) -> bool:
    """Whether several ties may be made together: nobody comes to too many posts, no post to too many people."""
    people = of_kind(graph, "Person")
    chosen = list(taken)
    persons = Counter(one.subject for one in chosen if one.subject in people)
    seats = Counter((one.target, LINES[one.line].role) for one in chosen)
    return (all(len(ties(graph, who, "MEMBER", day)) + count <= most for who, count in persons.items())
            and all(seats[one.target, LINES[one.line].role] <= _free(graph, LINES[one.line], one.target, day)
                    for one in chosen))


def recorded(made: Permit) -> list[Record]:
    """What would be recorded of a link once it is made."""
    line = LINES[made.line]
    if line.link == "PARTY_TO":
        name = f"new-{made.subject}-{made.target}"
        return [node("Agreement", name), link("PARTY_TO", made.subject, name), link("PARTY_TO", made.target, name)]
    props: dict[str, Value] = {"role": line.role}
    if isinstance(line, Eligibility):
        if line.direction in ("owners", "supervisors"):
            props["basis"] = line.basis
        if line.on_behalf:
            props["on_behalf_of"] = made.source
    return [Link(**{**_fields(link(line.link, made.subject, made.target, 99, **props)), "start": DAY})]


def worths(records: Records, taken: Sequence[Permit], mode: Mode, layers: Sequence[str] = ()) -> dict[str, float]:
    """What the three worths of the network are with the links made, by networkx."""
    graph = build((*records, *(one for made in taken for one in recorded(made))))
    net = slow.network(graph, [layer for layer in chosen(layers, mode) if not layer.hierarchy], mode, DAY, None)
    steps = [d for _, near in nx.all_pairs_shortest_path_length(net) for d in near.values() if d]
    return {"islands": sum(len(part) * (len(part) - 1) / 2 for part in nx.connected_components(net)),
            "distance": sum(1 / d for d in steps) / 2,
            "failure-points": -sum(held_alone(graph, net).values())}


def held_alone(graph: Graph, net: Any) -> dict[str, float]:
    """For each person and body that cuts: the mass of all parts left but the heaviest."""
    def mass(node: str) -> float:
        entity = graph.nodes[node]["entity"]
        return max(1, entity.props.get("population", 0)) if vocabulary().root(entity.kind) == "Area" else 1

    found = {}
    for v in nx.articulation_points(net):
        if vocabulary().root(graph.nodes[v]["entity"].kind) in ("Person", "Organization"):
            rest = net.subgraph(nx.node_connected_component(net, v) - {v})
            parts = [sum(map(mass, part)) for part in nx.connected_components(rest)]
            found[v] = sum(parts) - max(parts)
    return found


def closed(records: Records, made: Permit) -> set[tuple[str, str]]:
    """Gaps before that are covered once the link is recorded; a new agreement is taken to close none."""
    if LINES[made.line].link == "PARTY_TO":
        return set()
    missing, covered = (_standing(some) for some in (records, (*records, *recorded(made))))
    return missing["missing"] & covered["covered"]


def _standing(records: Records) -> dict[str, set[tuple[str, str]]]:
    view = view_of(records)
    found = {id_: evaluate(view, rule, DAY.toordinal(), 0, view.size) for id_, rule in RULES.items()}
    return {state: {(id_, focus) for id_, one in found.items() for focus in view.ids(getattr(one, state).tolist())}
            for state in ("missing", "covered")}


def asked(records: Records, **options: Any) -> ProposalsResult:
    """What the program answers."""
    found = Moment(view_of(records), DAY, RULES).bridging("proposals", **options)
    assert isinstance(found, ProposalsResult)
    return found


def permit(one: Proposal) -> Permit:
    """The link that a proposal proposes."""
    line, subject, target = one.id.split(":")
    return Permit(line, subject, one.from_.id, target)


def subsets(graph: Graph, all_: Sequence[Permit], k: int, most: int) -> Iterator[tuple[Permit, ...]]:
    """All sets of at most k links that may be made together, each tie once."""
    once = list({(one.subject, one.target, LINES[one.line].link): one for one in all_}.values())
    for size in range(1, k + 1):
        yield from (some for some in combinations(once, size) if fits(graph, some, DAY, most))
