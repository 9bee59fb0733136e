"""The topics and functions as records: they are loaded like everything else, so an answer knows their version too."""

from __future__ import annotations

from collections.abc import Iterator

from orgraph.model import Entity, Link, Record, Source, make_id
from orgraph.queries.who_to_call.topics import topics
from orgraph.vocabulary import vocabulary

FILE = "orgraph/topics"  # the name under which the catalogue's statements are recorded


def catalogue() -> Iterator[Record]:
    """Functions, topics, and which function a topic is usually assigned to."""
    for row, function in enumerate(vocabulary().functions.values(), 1):
        yield Entity(id=f"f-{function.name}", kind="Function", name=function.zh, aliases=function.aliases,
                     source=Source(FILE, "functions", row))
    for row, topic in enumerate(topics().values(), 1):
        source = Source(FILE, topic.family, row)
        yield Entity(id=f"t-{topic.id}", kind="Topic", name=topic.zh, source=source)
        for part, names in (("lead", topic.lead), ("support", topic.support)):
            for name in names:
                yield Link(id=make_id("l", "ASSIGNED_TO", topic.id, name), type="ASSIGNED_TO", subject=f"t-{topic.id}",
                           object=f"f-{name}", source=source, props={"part": part})
