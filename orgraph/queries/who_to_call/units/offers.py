"""What an offer is about that no topic is recorded for: its name is read as a resident's sentence would be."""

from __future__ import annotations

import re
from functools import lru_cache

from orgraph.names import normalise
from orgraph.queries.who_to_call.topics import topics
from orgraph.queries.who_to_call.understanding.understand import understand
from orgraph.stores.base import View

UNCLEAR = -1
"""In place of a topic: the name is not understood, but a sentence with its words asks for it."""

_SURE, _BESIDE = 0.3, 0.5  # share of the evidence that the first topic needs; of that share what a further one needs
_NO_WORDS = re.compile(r"[\W\d_]+")


def told(view: View, offer: int) -> list[int]:
    """The topics (positions) of which the offer's name speaks, or UNCLEAR; none if its topics are recorded."""
    if view.edges(offer, "ABOUT", inbound=False):
        return []
    name = view.name(offer)
    known = [position for position in (view.position(f"t-{topic}") for topic in topics_told(name)) if position >= 0]
    return known or [UNCLEAR]


@lru_cache(maxsize=1 << 14)
def topics_told(name: str) -> tuple[str, ...]:
    """Ids of the topics that a name speaks of; none if that is not sure.

    >>> topics_told("理发")
    ('handy-service',)
    """
    meant = understand(name)
    if meant.abstained or meant.unsure or meant.topics[0].score < _SURE:
        return ()
    least = _BESIDE * meant.topics[0].score
    return tuple(one.id for one in meant.topics if one.score >= least and topics()[one.id].lead)


def asks_for(text: str, name: str) -> bool:
    """Whether a text has all the characters of a name, in whatever order: people say 修修脚 for 修脚.

    >>> asks_for("脚指甲厚了，想找人修修", "修脚"), asks_for("脚指甲厚了", "理发")
    (True, False)
    """
    words = _NO_WORDS.sub("", normalise(name))
    return len(words) > 1 and set(words) <= set(normalise(text))
