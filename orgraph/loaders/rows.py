"""What loads and generations show: their tables, of the columns that all results have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgraph.errors import RowError
from orgraph.results import Cell, Shown, Table, Tables
from orgraph.stores.base import Diff, KindDiff
from orgraph.stores.generations import Generation
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.loaders.report import LoadReport

_SAID = "file sheet row column cell error message hint"


def report_tables(report: LoadReport) -> Tables:
    """sheets · errors · warnings · omitted: rows that made no record · changes, examples: as of `change_tables`"""
    words = vocabulary()
    return {
        "sheets": Table.of("file sheet title rows header_row unknown_headers", (
            [one.file, one.sheet, words.title_of(one.kind), one.rows, one.header_row, "、".join(one.unknown_headers)]
            for one in report.sheets)),
        "errors": Table.of(_SAID, map(_error, report.errors), brief="file sheet row column message hint"),
        "warnings": Table.of(_SAID, map(_error, report.warnings), brief="file sheet row column message hint"),
        "omitted": Table.of("file sheet error rows", (
            [one.file, one.sheet, one.code, one.rows] for one in report.omitted)),
        **change_tables(report.diff)}


def _error(one: RowError) -> list[Cell]:
    where = one.where
    return [where.file, where.sheet, where.row or None, where.column, where.value, one.code, one.detail, one.hint]


def change_tables(diff: Diff) -> Tables:
    """changes: counts by kind and relation · examples: each with where it is, and of a change its fields old → new"""
    return {
        "changes": Table.of("type label added modified ended unchanged", (
            [name, _label(name), one.added, one.changed, one.ended, one.unchanged] for name, one in diff.items()),
            brief="label added modified ended unchanged"),
        "examples": Table.of("type label change id name area_path file fields", (
            [name, _label(name), what, said.id, said.name, said.place, said.file,
             "；".join(f"{field.field}：{field.old or '（空）'} → {field.new or '（空）'}" for field in said.fields)]
            for name, one in diff.items() for what, found in one.described.items() for said in found),
            brief="label change name area_path fields")}


def _label(name: str) -> str:
    words = vocabulary()
    known = words.kinds.get(name) or words.relations.get(name)
    return known.zh[0] if known else name


def counted(diff: Diff) -> str:
    """How much was added, changed and ended, the catalogue that comes with every load left out."""
    told = [one for name, one in diff.items() if not vocabulary().in_catalogue(name)]
    added, changed, ended = (sum(getattr(one, what) for one in told) for what in ("added", "changed", "ended"))
    return (f"新增 {added:,}、修改 {changed:,}、终止 {ended:,} "
            f"({added:,} added, {changed:,} changed, {ended:,} ended)")


class Changes(Shown, dict[str, KindDiff]):
    """What changed between two generations, by kind and relation type."""

    def __init__(self, diff: Diff, older: int, newer: int) -> None:
        super().__init__(diff)
        self.older, self.newer = older, newer

    def summary(self) -> str:
        return f"第 {self.older} 代 → 第 {self.newer} 代：{counted(self)}"

    def tables(self) -> Tables:
        return change_tables(self)


class Generations(Shown, list[Generation]):
    """Generations, newest first."""

    def summary(self) -> str:
        active = next((one.number for one in self if one.active), 0)
        return f"{len(self)} 代，在用第 {active} 代 ({len(self)} generations, number {active} active)"

    def tables(self) -> Tables:
        return {"generations": Table.of("generation active at entities links note", map(_generation, self))}


def _generation(one: Generation) -> Sequence[Cell]:
    return [one.number, one.active, one.recorded_at.isoformat(), one.entities, one.links, one.note]
