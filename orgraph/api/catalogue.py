"""What there is: rules, topics, layers, measures, generations."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter
from pydantic import BaseModel

from orgraph.api.dependencies import GraphDep
from orgraph.queries.bridging.layers import layers
from orgraph.queries.bridging.measures import MEASURES
from orgraph.queries.who_to_call.topics import topics

router = APIRouter(prefix="/v1", tags=["catalogue"])


class ModeInfo(BaseModel):
    """One way to fulfil a rule."""

    id: str
    title: str
    pattern: str


class RuleInfo(BaseModel):
    """A coverage rule."""

    id: str
    title: str
    title_en: str
    version: str
    basis: str
    severity: str
    focus_kind: str
    focus: str
    modes: list[ModeInfo]
    from_day: dt.date | None
    until_day: dt.date | None


class TopicInfo(BaseModel):
    """A kind of matter: who usually leads and supports, in how many hours, on what statute."""

    id: str
    name: str
    name_en: str
    family: str
    family_name: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    matter_class: str
    hours: int
    basis: str
    emergency: bool
    aliases: tuple[str, ...]


class LayerInfo(BaseModel):
    """A kind of tie; `default_in` are the modes that use it where none is named."""

    id: str
    title: str
    title_en: str
    pattern: str
    hierarchy: bool
    default_in: tuple[str, ...]


class MeasureInfo(BaseModel):
    """A bridging measure: what it says and how it is computed."""

    id: str
    title: str
    title_en: str
    meaning: str
    meaning_en: str
    definition: str
    formula: str
    normalisation: str
    reference: str
    scope: str
    by: str | None
    modes: tuple[str, ...]
    first: str
    weighted: bool
    direction: str


class GenerationInfo(BaseModel):
    """A recorded state of the graph. To a caller with areas it says nothing of what was loaded, nor how much."""

    number: int
    recorded_at: dt.datetime
    note: str
    active: bool
    entities: int | None
    links: int | None


@router.get("/rules")
def all_rules(graph: GraphDep) -> list[RuleInfo]:
    """Coverage rules in force."""
    return [RuleInfo(id=rule.id, title=rule.title.zh, title_en=rule.title.en, version=rule.version,
                     basis=rule.basis.cited, severity=rule.severity, focus_kind=rule.focus_kind,
                     focus=rule.focus, from_day=rule.from_, until_day=rule.until,
                     modes=[ModeInfo(id=mode.id, title=mode.zh, pattern=mode.pattern) for mode in rule.mode])
            for rule in graph.rules.values()]


@router.get("/topics")
def all_topics() -> list[TopicInfo]:
    """Kinds of matter."""
    return [TopicInfo(id=topic.id, name=topic.zh, name_en=topic.en, family=topic.family, family_name=topic.family_zh,
                      lead=topic.lead, support=topic.support, matter_class=topic.matter_class, hours=topic.hours,
                      basis=topic.basis, emergency=topic.emergency, aliases=topic.aliases)
            for topic in topics().values()]


@router.get("/layers")
def all_layers() -> list[LayerInfo]:
    """Kinds of tie."""
    return [LayerInfo(id=layer.id, title=layer.zh, title_en=layer.en, pattern=layer.pattern, hierarchy=layer.hierarchy,
                      default_in=layer.default) for layer in layers().values()]


@router.get("/measures")
def all_measures() -> list[MeasureInfo]:
    """Bridging measures."""
    return [MeasureInfo(id=m.id, title=m.zh, title_en=m.en, meaning=m.meaning, meaning_en=m.meaning_en,
                        definition=m.definition, formula=m.formula, normalisation=m.normalisation,
                        reference=m.reference, scope=m.scope, by=m.by, modes=m.modes, first=m.first,
                        weighted=m.weighted, direction=m.direction)
            for m in MEASURES.values()]


@router.get("/generations")
def all_generations(graph: GraphDep) -> list[GenerationInfo]:
    """Generations, newest first."""
    told = not graph.scope.areas
    return [GenerationInfo(number=g.number, recorded_at=g.recorded_at, note=g.note, active=g.active,
                           entities=g.entities if told else None, links=g.links if told else None)
            for g in graph.generations()]
