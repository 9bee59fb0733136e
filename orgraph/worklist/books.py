"""The gaps as workbooks to fill in, one a street (or whatever they are divided by)."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from orgraph.exports.cells import Cell, on_paper, open_workbook
from orgraph.exports.reports.paper import lines
from orgraph.exports.reports.workbook import LINE
from orgraph.inert import inert
from orgraph.model import Source
from orgraph.queries.areas import full_name
from orgraph.queries.coverage.levels import Divided, Level, level_named
from orgraph.stores.worklist import Step, last
from orgraph.worklist.settings import settings

if TYPE_CHECKING:
    from orgraph.moment import Moment
    from orgraph.queries.coverage.results import Gap, RuleCoverage
    from orgraph.stores.base import View
    from orgraph.stores.worklist import Worklist

_ALL = 10**9
_NO_NAME = re.compile(r'[\\/:*?"<>|\s]+')
_HEAD = 3  # rows above the first gap
_CELL: dict[str, Any] = {"border": 1, "text_wrap": True, "valign": "top"}
_LOOKS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#DDEBF7"}, "fixed": {"bg_color": "#F2F2F2"}, "fill": {"num_format": "@"},
    "finished": {"num_format": "yyyy-mm-dd"}}


def write_books(moment: Moment, record: Worklist, folder: Path, *, rules: Sequence[str] = (), area: str | None = None,
                by: str = "Street", who: str = "", now: dt.datetime, hand_out: bool = True) -> list[Path]:
    """Write the gaps of the moment's day into `folder`, which is made if need be; gives the files.

    rules: of these only. by: what to divide by, as in `Moment.coverage`. Gaps not handed out before are put on record
    as not begun, due so many days after `now` as settings.toml gives their severity; of the others the workbooks
    show what was said last. hand_out: False for a look that leaves the record alone; what was never handed out then
    has neither state nor due day, and would not be taken back.
    """
    found = moment.coverage(*rules, area=area, gaps=_ALL)
    gaps = [(rule, gap) for rule in found.rules for gap in rule.gaps]
    folder.mkdir(parents=True, exist_ok=True)
    known = last(record.steps())
    files, new = [], []
    for name, path, part in _books(moment, gaps, folder, area, by):
        source = f"{path.parent.name}/{path.name}"
        for row, (rule, gap) in enumerate(part, _HEAD + 1):
            if hand_out and gap.id not in known:
                step = _handed_out(moment, rule, gap, who, now, Source(source, settings().title, row))
                known[gap.id] = step
                new.append(step)
        _write(path, name, moment, part, known)
        files.append(path)
    record.add(new)
    return files


Numbered = tuple["RuleCoverage", "Gap"]


def _books(moment: Moment, gaps: Sequence[Numbered], folder: Path, area: str | None, by: str
           ) -> Iterable[tuple[str, Path, list[Numbered]]]:
    """What each workbook is called, its file, and its gaps, in the order of their foci."""
    view = moment.view
    day = moment.day.toordinal()
    divided = Divided(view, moment.area(area)[0], level_named(by), day)
    at = [view.position(gap.focus.id) for _, gap in gaps]
    foci = np.unique(np.array(at, np.int32))
    levels = divided.levels(foci)
    row_of = dict(zip(foci.tolist(), levels.of.tolist(), strict=True))
    parts: defaultdict[int, list[tuple[int, Numbered]]] = defaultdict(list)
    for position, one in zip(at, gaps, strict=True):
        parts[row_of[position]].append((position, one))
    names = Counter(levels.rows[row].name for row in parts)
    for row in sorted(parts):
        level = levels.rows[row]
        name = _called(view, level, alone=names[level.name] == 1)
        part = [one for _, one in sorted(parts[row], key=lambda one: one[0])]
        yield name, folder / f"{_NO_NAME.sub('_', name)}.xlsx", part


def _called(view: View, level: Level, *, alone: bool) -> str:
    """The name of a row, in full where another has the same."""
    if not level.kind:
        return settings().file_of_the_rest
    position = view.position(level.id)
    return level.name if alone or position < 0 else full_name(view, position)


def _handed_out(moment: Moment, rule: RuleCoverage, gap: Gap, who: str, now: dt.datetime, source: Source) -> Step:
    view = moment.view
    home = view.home(view.position(gap.focus.id))
    return Step(gap=gap.id, rule=rule.rule, focus=gap.focus.id, home=view.ids([home])[0] if home >= 0 else "",
                name=gap.focus.name, place=_place(gap), state=next(iter(settings().state)),
                due=now.date() + dt.timedelta(settings().days[gap.severity]), by=who, at=now, source=source)


def _place(gap: Gap) -> str:
    """Where a gap is: the two nearest areas, for a workbook is about one of those above."""
    return "/".join(gap.focus.area_path[-2:])


def _write(path: Path, name: str, moment: Moment, gaps: Sequence[Numbered], known: Mapping[str, Step]) -> None:
    words = settings()
    with open_workbook(path) as book:
        looks = {name: book.add_format(_CELL | look) for name, look in _LOOKS.items()}
        sheet = book.add_worksheet(words.title)
        for at, column in enumerate(words.column):
            sheet.set_column(at, at, column.width)
        sheet.write_string(0, 0, str(inert(f"{name}{words.title}")), book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, f"截至日期：{moment.day}　　只填最后四列；缺口编号不能改")
        for at, column in enumerate(words.column):
            sheet.write_string(_HEAD - 1, at, column.zh, looks["head"])
        for row, (rule, gap) in enumerate(gaps, _HEAD):
            cells = _cells(rule, gap, known.get(gap.id))
            sheet.set_row(row, LINE * max(lines(cells[column.field], column.width) for column in words.column))
            for at, column in enumerate(words.column):
                look = looks.get(column.field) or looks["fill" if column.fill else "fixed"]
                text = cells[column.field]
                if text:
                    sheet.write_string(row, at, str(inert(text)), look)
                else:
                    sheet.write_blank(row, at, None, look)
        bottom = _HEAD + len(gaps) - 1
        place = {column.field: at for at, column in enumerate(words.column)}
        states = [state.zh for state in words.state.values()]
        sheet.data_validation(_HEAD, place["state"], bottom, place["state"], {"validate": "list", "source": states})
        sheet.data_validation(_HEAD, place["finished"], bottom, place["finished"], {
            "validate": "date", "criteria": ">", "value": "=DATE(2000,1,1)", "error_message": "写日期，如 2025-06-30"})
        sheet.freeze_panes(_HEAD, 1)
        sheet.autofilter(_HEAD - 1, 0, bottom, len(words.column) - 1)
        on_paper(sheet, _HEAD - 1)
        sheet.set_footer("&C第 &P 页，共 &N 页")


def _cells(rule: RuleCoverage, gap: Gap, step: Step | None) -> dict[str, str]:
    """What stands in the columns of a gap; step: what was said of it last, if it was handed out."""
    owner = gap.owner
    cells: dict[str, Cell] = {
        "gap": gap.id, "rule": rule.title, "name": gap.focus.name, "place": step.place if step else _place(gap),
        "message": gap.message, "owner": owner.organization.name if owner else "",
        "person": owner.person.name if owner and owner.person else "",
        "contact": owner.contact.value if owner and owner.contact else "", "since": gap.since or ""}
    said: dict[str, Cell] = {} if step is None else {
        "due": step.due.isoformat(), "state": settings().state[step.state].zh, "note": step.note,
        "handler": step.handler, "finished": step.finished.isoformat() if step.finished else ""}
    blank = {column.field: "" for column in settings().column}
    return {field: str(cell) for field, cell in (blank | cells | said).items()}
