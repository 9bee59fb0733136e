"""Each file of fixtures/ugly makes exactly the records, errors and warnings of the expectation beside it.

The expectations are written by hand from what the sheets mean, and are complete: every record that the file states.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fake_store import FakeStore

from orgraph.errors import LoadRejected, RowError
from orgraph.loaders import load
from orgraph.model import Entity, Record

UGLY = Path(__file__).parents[2] / "fixtures" / "ugly"
BASE = [UGLY / "_areas.csv", UGLY / "_organizations.csv"]
EXPECTED = {path.name.removesuffix(".expect.toml"): tomllib.loads(path.read_text(encoding="utf-8"))
            for path in sorted(UGLY.glob("*.expect.toml"))}
_BESIDE = (".expect.toml", ".mapping.toml")
_IDENTITY = ("type", "from", "to", "kind", "name", "home", "role")


def ugly(name: str) -> Path:
    (path,) = (path for path in UGLY.glob(f"{name}.*") if not path.name.endswith(_BESIDE))
    return path


def shown(record: Record, known: Mapping[str, Entity]) -> dict[str, Any]:
    """A record as the expectations write it: names for ids, with the area's before a name that several have."""
    names = Counter(entity.name for entity in known.values())

    def name(id_: str) -> str:
        entity = known[id_]
        return (known[entity.home].name if entity.home and names[entity.name] > 1 else "") + entity.name

    plain: dict[str, Any] = dict(record.props)
    if "on_behalf_of" in plain:
        plain["on_behalf_of"] = name(plain["on_behalf_of"])
    if isinstance(record, Entity):
        plain |= {"kind": record.kind, "name": record.name, "home": name(record.home) if record.home else None,
                  "code": record.code, "number": record.number, "aliases": list(record.aliases)}
    else:
        plain |= {"from": name(record.subject), "type": record.type, "to": name(record.object)}
    plain |= {"start": record.start, "end": record.end}
    return {key: value for key, value in plain.items() if value not in (None, "", [])}


def in_order(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(records, key=lambda record: [str(record.get(key, "")) for key in _IDENTITY])


def places(problems: list[RowError], file: str) -> list[tuple[int, str, str]]:
    assert {problem.where.file for problem in problems} <= {file}
    return sorted((problem.where.row, problem.where.column, problem.code) for problem in problems)


@pytest.mark.parametrize("name", EXPECTED)
def test_ugly(name: str) -> None:
    store, path, expected = FakeStore(), ugly(name), EXPECTED[name]
    file = f"ugly/{path.name}"
    report = load(store, [*BASE, path], allow_errors=True)
    assert places(report.errors, file) == sorted(map(tuple, expected.get("errors", [])))
    assert places(report.warnings, file) == sorted(map(tuple, expected.get("warnings", [])))
    known = {record.id: record for record in store.statements() if isinstance(record, Entity)}
    made = [shown(record, known) for record in store.statements([file])]
    assert in_order(made) == in_order(expected.get("makes", []))
    base = sum(sheet.rows for sheet in report.sheets if sheet.file != file)
    assert report.rows - base == expected["rows"]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_second_load_changes_nothing(name: str) -> None:
    store = FakeStore()
    for _ in range(2):
        report = load(store, [*BASE, ugly(name)], allow_errors=True)
    assert {kind for kind, diff in report.diff.items() if diff.added or diff.changed or diff.ended} == set()


@pytest.mark.parametrize("name", [name for name in EXPECTED if "privacy" in str(EXPECTED[name].get("errors"))])
def test_nothing_of_a_refused_roster_is_shown(name: str) -> None:
    report = load(FakeStore(), [*BASE, ugly(name)], dry_run=True)
    shown = str(report.to_dict())
    assert "19000101" not in shown
    assert "示例人员" not in shown


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name].get("errors")])
def test_nothing_is_loaded_unless_errors_are_allowed(name: str) -> None:
    store = FakeStore()
    with pytest.raises(LoadRejected):
        load(store, [*BASE, ugly(name)])
    assert list(store.statements()) == []


def test_every_file_has_an_expectation_and_is_listed() -> None:
    present = {path.name.split(".")[0] for path in UGLY.iterdir() if path.name[:2].isdigit()}
    assert present == set(EXPECTED)
    listed = "".join(f"| {ugly(name).name} | {expected['tries']} |\n" for name, expected in EXPECTED.items())
    assert listed in (UGLY / "README.md").read_text(encoding="utf-8")
