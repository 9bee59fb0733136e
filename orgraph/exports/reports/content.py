"""What each report says: a layout, an area and a day → papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orgraph.exports.cells import Cell
from orgraph.exports.reports.coverage import COUNTS, RATE_NOTE, added, gap_table, numbers
from orgraph.exports.reports.layouts import EntryList, Layout, ListColumn
from orgraph.exports.reports.paper import Column, Paper, total_of
from orgraph.queries.bridging.results import FailurePointsResult
from orgraph.queries.coverage.results import AreaCounts
from orgraph.queries.crossposts import cross_posts
from orgraph.queries.scope import own_areas
from orgraph.vocabulary import vocabulary

if TYPE_CHECKING:
    from orgraph.moment import Moment

_ALL = 10**9
_FEW_NAMES = 3


def papers(moment: Moment, layout: Layout, *, area: str | None, by: str | None, rules: Sequence[str],
           unit: str | None) -> list[Paper]:
    """The tables of a report."""
    made = _Made(moment, layout, area, by, tuple(rules) or layout.rules, unit)
    match layout.content:
        case "counts":
            return [made.counts()]
        case "posts":
            return [made.posts()]
        case "gaps":
            return [made.gaps()]
        case "risks":
            return [made.risks()]
    return [made.entries(one) for one in layout.list]


class _Made:
    def __init__(self, moment: Moment, layout: Layout, area: str | None, by: str | None, rules: Sequence[str],
                 unit: str | None) -> None:
        self._moment, self._layout, self._asked, self._by, self._rules = moment, layout, area, by, rules
        self._area = moment.area(area)[0]
        own = moment.scope.areas if self._area is None else ()
        self._name = "、".join(map(moment.view.name, own_areas(moment.view))) if own else (
            "" if self._area is None else moment.view.name(self._area))
        self._unit = unit or self._name or "全部区域"

    def _paper(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], total: Sequence[Cell], *notes: str,
               title: str = "") -> Paper:
        title = title or self._layout.title.zh
        return Paper(title, f"{self._name}{title}", self._unit, self._moment.day.isoformat(), columns, rows, total,
                     notes)

    def counts(self) -> Paper:
        """A row an area, a group of columns a rule; the total adds up the rows."""
        found = self._moment.coverage(*self._rules, area=self._asked, by=self._by, gaps=0)
        columns = [Column("区域", 20)]
        for rule in found.rules:
            columns += [Column(title, width, rule.title, share=title == "覆盖率") for title, width in COUNTS]
        names = {_row(row): row.name for rule in found.rules for row in rule.by}
        order = sorted(names, key=lambda row: (not row[0], not row[1], self._moment.view.position(row[0])))
        by = [{_row(row): row for row in rule.by} for rule in found.rules]
        rows: list[list[Cell]] = [
            [names[row], *(cell for rows in by for cell in numbers(rows.get(row)))] for row in order]
        total: list[Cell] = ["合计", *(cell for rule in found.rules for cell in added(rule.by))]
        return self._paper(columns, rows, total, RATE_NOTE, *found.warnings)

    def posts(self) -> Paper:
        """A row a person who sits in two bodies."""
        found = cross_posts(self._moment.view, self._moment.day.toordinal(), self._area)
        columns = (Column("序号", 6), Column("姓名", 12), Column("来自单位", 24), Column("职务", 10),
                   Column("进入单位", 24), Column("担任职务", 10), Column("方向", 20), Column("依据", 44),
                   Column("任职起始", 12), Column("来源", 26))
        rows: list[list[Cell]] = [
            [number, one.person.name, one.from_.name, one.from_role, one.to.name, one.role, one.direction,
             one.permitted or ("没有登记是否党员，不能判断" if one.unknown else "不在规定内"), one.since,
             str(one.source)] for number, one in enumerate(found, 1)]
        unknown = sum(one.unknown for one in found)
        outside = sum(not one.permitted for one in found) - unknown
        persons = len({one.person.id for one in found})
        return self._paper(columns, rows, total_of(columns, f"{len(rows)}项"),
                           f"共{persons}人；不在规定内的{outside}项，不能判断的{unknown}项。")

    def gaps(self) -> Paper:
        """A row a gap."""
        found = self._moment.coverage(*self._rules, area=self._asked, gaps=_ALL)
        return self._paper(*gap_table(found), *found.warnings)

    def risks(self) -> Paper:
        """A row a person without whom bodies have no tie."""
        found = self._moment.bridging("failure-points", area=self._asked, mode="person", top=_ALL)
        columns = (Column("序号", 6), Column("姓名", 10), Column("职务数", 7), Column("断开数", 7),
                   Column("一旦缺位断开的", 40), Column("涉及人口", 10), Column("可接替的人", 44), Column("来源", 26))
        points = found.results if isinstance(found, FailurePointsResult) else []
        people = [point for point in points if point.kind == "Person"]
        rows: list[list[Cell]] = [
            [number, one.name, one.posts, one.cut_off_count, _few([node.name for node in one.cut_off],
                                                                 one.cut_off_count), one.population,
             "；".join(f"{s.who.name}（{s.organization.name}{s.role}）" for s in one.successors) or "无",
             "；".join(map(str, one.evidence[:1]))] for number, one in enumerate(people, 1)]
        alone = sum(not one.successors for one in people)
        return self._paper(columns, rows, total_of(columns, f"{len(rows)}人"), f"没有人可接替的{alone}人。")

    def entries(self, asked: EntryList) -> Paper:
        """A row an entry that is there on the day, with its state."""
        view, day = self._moment.view, self._moment.day.toordinal()
        lo, hi = (0, view.size) if self._area is None else view.inside(self._area)
        columns = (Column("序号", 6), *(Column(column.title, column.width) for column in asked.column))
        there = [position for position in view.of_kind(asked.kind, lo, hi).tolist() if view.alive(position, day)]
        rows: list[list[Cell]] = [[number, *(self._said(position, column, day) for column in asked.column)]
                                  for number, position in enumerate(there, 1)]
        return self._paper(columns, rows, total_of(columns, f"{len(rows)}项"), title=asked.title)

    def _said(self, position: int, column: ListColumn, day: int) -> Cell:
        view = self._moment.view
        if column.home:
            home = view.home(position)
            return view.name(home) if home >= 0 else None
        if column.inbound:
            return "、".join(view.name(other) for type_ in column.inbound
                            for other in view.neighbours(position, type_, inbound=True, day=day))
        if column.prop:
            value = view.prop(position, column.prop)
            labels = vocabulary().properties[column.prop].choices.get(str(value))
            return labels[0] if labels else value
        return view.name(position)


def _row(row: AreaCounts) -> tuple[str, str]:
    """What tells a row: its id and kind; the rest has neither, and those that are not named have no id."""
    return (row.area if row.level else ""), row.level


def _few(names: Sequence[str], count: int) -> str:
    return "、".join(names[:_FEW_NAMES]) + (f"等{count}个" if count > _FEW_NAMES else "")
