"""Entities of FollowTheMoney are what its own package takes, which is built in part from source: for `make long`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import orgraph
from orgraph.exports import write_exchange


@pytest.mark.long
def test_every_entity_is_valid(tmp_path: Path) -> None:
    from followthemoney import model

    graph = orgraph.open(f"sqlite:///{tmp_path / 'town.db'}")
    graph.load([Path(__file__).parents[1] / "fixtures" / "ningde"])
    write_exchange(graph.store, tmp_path / "市.ftm.json", graph.at().view, "ftm")
    graph.close()
    lines = (tmp_path / "市.ftm.json").read_text(encoding="utf-8").splitlines()
    entities = {}
    for line in lines:
        said = json.loads(line)
        entity = model.get_proxy(said, cleaned=False)
        entities[entity.id] = entity
        entity.schema.validate(said)
        assert {name: sorted(values) for name, values in said["properties"].items()} == {
            name: sorted(values) for name, values in entity.to_dict()["properties"].items()}, line
    assert len(entities) == len(lines)
    for entity in entities.values():
        for prop, value in entity.itervalues():
            if prop.type.name == "entity":
                assert prop.range is not None
                assert entities[value].schema.is_a(prop.range), (entity.id, prop.name)
    assert Counter(entity.schema.name for entity in entities.values()).keys() >= {
        "Address", "Organization", "Person", "Membership", "UnknownLink"}
