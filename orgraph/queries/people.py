"""Which person answers for an organisation on a day: by the office held, the highest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from orgraph.names import simplify
from orgraph.stores.base import Edge, View

# Offices in the order in which they answer for a body; the first word found in a role decides.
OFFICES = (
    "第一书记",
    "书记",
    "主任",
    "队长",
    "站长",
    "所长",
    "局长",
    "会长",
    "召集人",
    "组长",
    "总经理",
    "经理",
    "行长",
    "校长",
    "院长",
    "负责人",
    "代表",
)
DEPUTY = ("副", "兼职", "助理")


@lru_cache(maxsize=1 << 14)
def rank(role: str) -> int:
    """Smaller answers first: the head's office, then deputies, then everybody else.

    >>> rank("党委书记") < rank("副书记") < rank("成员")
    True
    """
    role = simplify(role)
    for number, office in enumerate(OFFICES):
        if office in role:
            return number + (len(OFFICES) if any(word in role for word in DEPUTY) else 0)
    return 2 * len(OFFICES)


def officers(view: View, organization: int, day: int) -> list[Edge]:
    """Persons' memberships in force, the one who answers for the body first."""
    found = [
        edge
        for edge in view.edges(organization, "MEMBER", inbound=True, day=day)
        if view.kind(edge.subject) == "Person" and view.alive(edge.subject, day)
    ]
    return sorted(found, key=lambda edge: (rank(str(edge.props.get("role", ""))), edge.start, edge.number))


def head(view: View, organization: int, day: int, skills: Sequence[str] = ()) -> Edge | None:
    """The membership of the person to speak to; one whose skill or role names what is needed goes first."""
    found = officers(view, organization, day)
    for edge in found if skills else ():
        known = f"{edge.props.get('skills')} {edge.props.get('role')} {view.prop(edge.subject, 'skills')}"
        if any(skill in known for skill in skills):
            return edge
    return found[0] if found else None
