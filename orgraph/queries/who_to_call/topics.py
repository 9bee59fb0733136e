"""The catalogue of issue topics, read from `topics/*.toml`, one file a family, and a folder of the user's own.

A topic is a kind of matter that residents bring. It names the functions (kinds of responsible unit, see
`vocabulary/functions.toml`) that usually lead and support it; who holds a function at a place is asked of the graph.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field, ValidationError

from orgraph.checked import Checked, faults
from orgraph.config import Settings
from orgraph.errors import DataError, NotFound
from orgraph.vocabulary import vocabulary

MatterClass = Literal["个事", "社事", "专事", "难事"]
FOLDER = Path(__file__).parent / "topics"


class When(Checked):
    """A change of owner when the text holds one of `words`, e.g. inside a compound the property firm leads."""

    words: tuple[str, ...] = Field(min_length=1)
    lead: tuple[str, ...] = Field(min_length=1)
    support: tuple[str, ...] = ()
    matter_class: MatterClass | None = None


class Topic(Checked):
    """A kind of matter.

    `lead` and `support` are ordered function ids; `hours` is the usual time limit; `basis` the statute behind it
    (empty where none is certain). A topic without `lead` is nothing to dispatch: a greeting, thanks, nonsense.
    """

    id: str = Field(pattern=r"^[a-z][a-z-]*[a-z]$")
    zh: str
    en: str
    family: str
    family_zh: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    matter_class: MatterClass
    hours: int = Field(default=0, ge=0)
    basis: str = ""
    emergency: bool = False
    aliases: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(default=(), max_length=24)
    when: tuple[When, ...] = ()


def _family(path: Path) -> list[Topic]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        head: dict[str, Any] = {"family": table["family"], "family_zh": table["zh"]}
        leaves: dict[str, dict[str, Any]] = table["topic"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise DataError(f"topics/{path.name}: {error}") from error
    result = []
    for key, value in leaves.items():
        try:
            result.append(Topic.model_validate({"id": key, **head, **value}))
        except ValidationError as error:
            raise DataError(f"topics/{path.name}: {key}: {'；'.join(faults(error))}") from error
    return result


def _check(found: Mapping[str, Topic]) -> None:
    functions = vocabulary().functions
    for topic in found.values():
        owners: tuple[Topic | When, ...] = (topic, *topic.when)
        unknown = {name for owner in owners for name in (*owner.lead, *owner.support)} - functions.keys()
        if unknown:
            raise DataError(f"topics/{topic.family}.toml: {topic.id}: unknown functions {sorted(unknown)}")
        if any(set(owner.lead) & set(owner.support) for owner in owners):
            raise DataError(f"topics/{topic.family}.toml: {topic.id}: a function both leads and supports")
    names = Counter(topic.zh for topic in found.values())
    if twice := [name for name, count in names.items() if count > 1]:
        raise DataError(f"topics: several topics are called {twice}")


def read_topics(*folders: Path) -> Mapping[str, Topic]:
    """The topics of the TOML files in the folders, by id, in file order; a later folder's topic takes the place of an
    earlier one's of the same id. Raises DataError with file and topic, NotFound for a folder that is not there."""
    found: dict[str, Topic] = {}
    for folder in folders:
        if not folder.is_dir():
            raise NotFound(f"没有这个文件夹：{folder} (no such folder of topics)", hint="ORGRAPH_TOPICS")
        here: dict[str, Topic] = {}
        for path in sorted(folder.glob("*.toml")):
            for topic in _family(path):
                if topic.id in here:
                    raise DataError(f"topics/{path.name}: {topic.id}: the id is taken")
                here[topic.id] = topic
        found |= here
    _check(found)
    return MappingProxyType(found)


@cache
def topics() -> Mapping[str, Topic]:
    """The checked catalogue with the user's own topics (ORGRAPH_TOPICS), by id, read once a process."""
    own = Settings().topics
    return read_topics(FOLDER, own) if own else read_topics(FOLDER)


@cache
def topic_names() -> Mapping[str, str]:
    """Chinese name, English name, id or alias of one topic only → topic id, over the topics that can be dispatched."""
    wanted = [topic for topic in topics().values() if topic.lead]
    owners = Counter(alias for topic in wanted for alias in set(topic.aliases))
    result = {alias: topic.id for topic in wanted for alias in topic.aliases if owners[alias] == 1}
    for topic in wanted:
        result.update({topic.zh: topic.id, topic.en: topic.id, topic.id: topic.id})
    return MappingProxyType(result)
