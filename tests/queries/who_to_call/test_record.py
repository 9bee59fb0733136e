"""What the record does to the order: shrunk shares, time, load, and what came of kept calls. It never hides a unit."""

from __future__ import annotations

import datetime as dt

import pytest
from stores.memory import view_of

from orgraph.queries.coverage.facts import DAY, records
from orgraph.queries.who_to_call.units.candidates import Anchor, Weighing, collect, pushed_down, ranked
from orgraph.queries.who_to_call.units.record import FEW, Past, Tally, in_data, load, reliability
from orgraph.queries.who_to_call.units.routes import ranking
from orgraph.stores.referrals import Call, Outcome

WEIGHTS = ranking().reliability  # prior 0.8 of strength 5, usual 15 days
NOON = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


def call(name: str, topic: str = "t") -> Call:
    return Call(id=name, text="", places=(), near="", as_of=dt.date(2025, 6, 1), asked_at="", top=5, generation=1,
                known=0, versions={}, answer="", units=(), topics=(topic,), by="", at=NOON)


def said(name: str, unit: str, outcome: str, day: int = 2, better: str = "", satisfied: int | None = None) -> Outcome:
    return Outcome(call=name, unit=unit, outcome=outcome, day=dt.date(2025, 6, day), reason="", better=better,
                   satisfied=satisfied, by="", at=NOON)


@pytest.mark.parametrize(("tally", "like", "expected"), [
    (Tally(), Tally(), 0.8),
    (Tally(closed=5, solved=5), Tally(), 0.9),  # (5 + 4) / 10
    (Tally(closed=5, solved=0), Tally(), 0.4),
    (Tally(closed=5, solved=5), Tally(closed=5, solved=0), 0.45),  # 0.9 × 5 / 10
    (Tally(closed=5, solved=5, timed=5, days=525), Tally(), 0.45),  # a mean of (525 + 75) / 10 = 60 days: √(15 / 60)
    (Tally(closed=5, solved=5, timed=5, days=5), Tally(), 0.9),  # quicker than usual is no better than usual
])
def test_reliability(tally: Tally, like: Tally, expected: float) -> None:
    assert reliability(tally, like, WEIGHTS) == pytest.approx(expected)


def test_load_is_against_the_peers() -> None:
    assert load(0.0, [0.0], 3.0) == 1.0
    assert load(6.0, [6.0, 0.0], 3.0) == pytest.approx(0.5)  # 1 / (1 + 6 / (3 + 3))
    assert load(6.0, [6.0, 6.0], 3.0) == pytest.approx(0.6)  # all are as busy: 1 / (1 + 6 / 9)


def test_the_tally_of_the_data() -> None:
    view = view_of(records("""(o:Department),
        (o)-[:HANDLED]->(:Case {status: "done", start: "2025-03-01", closed_on: "2025-03-11"}),
        (o)-[:HANDLED]->(:Case {status: "done", closed_on: "2025-04-01"}), (o)-[:HANDLED]->(:Case {status: "refused"}),
        (o)-[:HANDLED]->(:Case {status: "open"}), (o)-[:HANDLED]->(:Case {start: "2025-07-01", status: "done"})"""))
    assert in_data(view, view.position("o"), DAY.toordinal()) == Tally(closed=3, solved=2, open=1, timed=1, days=10)


@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_few_and_many_cases_are_counted_alike(number: int) -> None:
    case = 'status: "done", start: "2025-03-01", closed_on: "2025-03-0'
    done = "".join(f', (o)-[:HANDLED]->(:Case {{{case}{2 + n % 3}"}})' for n in range(number - 3))
    view = view_of(records(f"""(o:Department){done}, (o)-[:HANDLED]->(:Case {{status: "open"}}),
        (o)-[:HANDLED]->(:Case),
        (o)-[:HANDLED]->(:Case {{status: "done", start: "2020-01-01", closed_on: "2021-01-01"}})"""))
    days = sum(1 + n % 3 for n in range(number - 3))
    assert in_data(view, view.position("o"), DAY.toordinal()) == Tally(
        closed=number - 1, solved=number - 2, open=1, timed=number - 3, days=days)


def test_the_last_word_on_a_call_holds_and_a_better_unit_is_credited_for_the_topic() -> None:
    outcomes = [
        said("a", "u", "accepted"), said("a", "u", "solved", 9, satisfied=5), said("b", "u", "accepted"),
        said("c", "u", "refused", better="v"), said("d", "u", "solved", 3, satisfied=1), said("e", "w", "unreachable"),
        said("f", "w", "unsolved"), said("x", "u", "solved")]
    past = Past([call(name) for name in "abcdef"], outcomes, dt.date(2025, 6, 30), dissatisfied=0.5)
    assert past.of("u") == Tally(closed=3, solved=1.5, open=1, timed=2, days=10)
    assert past.of("u", "t") == past.of("u")
    assert past.of("u", "other") == Tally()
    assert (past.of("v"), past.of("v", "t")) == (Tally(), Tally(closed=1, solved=1))
    assert past.of("w") == Tally(closed=2)
    early = Past([call("a")], outcomes[:2], dt.date(2025, 6, 8))
    assert early.of("u") == Tally(open=1)  # on the 8th it was not solved yet


TWINS = """(k:Community), (one:Department)-[:RESPONSIBLE_FOR]->(t:Topic), (one)-[:SERVES]->(k),
    (two:Department)-[:RESPONSIBLE_FOR]->(t), (two)-[:SERVES]->(k)"""


def order(past: Past, facts: str = TWINS, top: int = 1) -> tuple[list[str], list[str]]:
    """The units best first, and those that would be among the first `top` but for their record."""
    view = view_of(records(facts))
    at, t = view.position("k"), view.position("t")
    weighing = Weighing(past=past)
    found = collect(view, [at], [Anchor(t, "topic", 0.9, False, t)], DAY.toordinal(), weighing)
    full = ranked(view, found, DAY.toordinal(), weighing)
    down = pushed_down(full, top, weighing.weights)
    return (view.ids([one.organization for one, _, _ in full]), [view.ids([one.organization])[0] for _, one in down])


def test_a_refusal_puts_the_better_unit_first_and_says_so() -> None:
    first, second = order(Past())[0]
    past = Past([call("a")], [said("a", first, "refused", better=second)])
    assert order(past) == ([second, first], [first])
    assert order(past, top=2) == ([second, first], [])


def test_however_bad_its_record_a_unit_is_there() -> None:
    calls = [call(str(number)) for number in range(1000)]
    past = Past(calls, [said(one.id, "one", "refused") for one in calls])
    assert order(past)[0] == ["two", "one"]


def test_of_two_alike_the_one_with_less_to_do_goes_first() -> None:
    first, second = order(Past())[0]
    busy = TWINS + "".join(f', ({first})-[:HANDLED]->(:Case {{status: "open"}})' for _ in range(3))
    assert order(Past(), busy)[0] == [second, first]
    heads = "".join(f", (p{n}:Person)-[:MEMBER]->({first})" for n in range(60))
    spread = order(Past(), busy + heads)[0]
    assert spread == [second, first]  # still more than none
    both = busy + "".join(f', ({second})-[:HANDLED]->(:Case {{status: "open"}})' for _ in range(3)) + heads
    assert order(Past(), both)[0] == [first, second]  # three among sixty heads against three for nobody
