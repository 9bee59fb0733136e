"""How the gaps that were handed out stand: what people said of them beside what the data say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from orgraph.queries.coverage.standing import Holding, standing
from orgraph.queries.refs import node_ref
from orgraph.queries.scope import may_ask, reach, told, whole
from orgraph.results import Part, Result, SourceRef, Table, Tables
from orgraph.stores.worklist import Step, Worklist, last
from orgraph.worklist.settings import settings

if TYPE_CHECKING:
    from orgraph.moment import Moment

_MISSING = {"open": "open", "doing": "doing", "done": "claimed", "untrue": "disputed", "waive": "wanted"}


class WorkItem(Part):
    """A gap that was handed out. standing: a name in settings.toml; overdue: still missing after its due day.

    state, note, handler, finished: what was said last, `by` whom `at` what time it was loaded, from which row.
    """

    gap: str
    rule: str
    title: str
    name: str
    place: str
    standing: str
    due: str
    overdue: bool
    state: str
    note: str
    handler: str
    finished: str | None
    by: str
    at: str
    source: SourceRef


class WorklistResult(Result):
    """The gaps that were handed out, as they stand: what is said to be done and still missing first."""

    query: str = "worklist"
    counts: dict[str, int] = {}
    overdue: int = 0
    items: list[WorkItem] = []

    def answer(self) -> str:
        said = "，".join(f"{settings().standing[name]} {count}" for name, count in self.counts.items())
        return (f"派单 {len(self.items)} 件，逾期 {self.overdue} 件{f'：{said}' if said else ''} "
                f"({len(self.items)} handed out, {self.overdue} overdue)")

    def tables(self) -> Tables:
        return {"items": Table.of(
            "gap rule title name place standing due_on overdue state note handler finished by at source", (
                [one.gap, one.rule, one.title, one.name, one.place, settings().standing[one.standing], one.due,
                 one.overdue, one.state, one.note, one.handler, one.finished, one.by, one.at, str(one.source)]
                for one in self.items), brief="title name place standing due_on overdue handler")}


def status(moment: Moment, record: Worklist, *, area: str | None = None) -> WorklistResult:
    """How every gap handed out by the moment's day stands on it, in `area` if given.

    A gap is closed when the data fulfil its rule, whatever was said of it; what was said never closes one.
    """
    view, day = moment.view, moment.day
    position, said = moment.area(area)
    here = reach(view, position)
    steps = last(record.steps(), day)
    data = _in_the_data(moment, steps.values())
    order = list(settings().standing)
    items = [_item(moment, step, data[step.gap]) for step in steps.values()
             if (mine(moment, step) if position is None else _where(moment, step) in here)]
    items.sort(key=lambda item: (order.index(item.standing), not item.overdue, item.due, item.gap))
    counted = Counter(item.standing for item in items)
    return WorklistResult(as_of=day.isoformat(), generation=view.generation, items=items, warnings=said,
                          area=None if position is None else node_ref(view, position),
                          counts={name: counted[name] for name in order if counted[name]},
                          overdue=sum(item.overdue for item in items))


def mine(moment: Moment, step: Step) -> bool:
    """Whether the caller may ask about a gap that was handed out."""
    return not moment.scope.areas or may_ask(moment.view, _where(moment, step))


def _where(moment: Moment, step: Step) -> int:
    """Position of the focus; of one that is there no more, of the area it lay in."""
    view = whole(moment.view)
    focus = view.position(step.focus)
    return focus if focus >= 0 else view.position(step.home)


def _in_the_data(moment: Moment, steps: Iterable[Step]) -> dict[str, str]:
    """Of each gap: missing, waived, closed (covered), or gone (not eligible, or the rule is none any more)."""
    view, day = moment.view, moment.day.toordinal()
    by_rule: defaultdict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_rule[step.rule].append(step)
    holding = Holding(view, (day,))
    data: dict[str, str] = {}
    for name, its in by_rule.items():
        rule = moment.rules.get(name)
        found = None if rule is None or not rule.in_force(day) else standing(holding, rule, 0, view.size).on(0)
        states: dict[int, str] = {}
        if found is not None:
            for state, positions in (("closed", found.covered), ("missing", found.missing), ("waived", found.waived)):
                states |= dict.fromkeys(positions.tolist(), state)
        data |= {step.gap: states.get(view.position(step.focus), "gone") for step in its}
    return data


def _item(moment: Moment, step: Step, data: str) -> WorkItem:
    rule = moment.rules.get(step.rule)
    source = told(moment.view, step.source)
    return WorkItem(
        gap=step.gap, rule=step.rule, title=rule.title.zh if rule else "", name=step.name, place=step.place,
        standing=_MISSING[step.state] if data == "missing" else data, due=step.due.isoformat(),
        overdue=data == "missing" and step.due < moment.day, state=step.state, note=step.note, handler=step.handler,
        finished=step.finished.isoformat() if step.finished else None, by=step.by,
        at=step.at.isoformat(timespec="seconds"),
        source=SourceRef(file=source.file, sheet=source.sheet, row=source.row))
