"""What every record store must do, whatever its engine: a subclass supplies `url`, a fixture, and gets all tests."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgraph.errors import NotFound
from orgraph.model import Entity, Link, Membership, Record, Source
from orgraph.patterns import parse
from orgraph.stores import open_store
from orgraph.stores.base import Store
from orgraph.stores.generations import Generation
from stores.dump import answers, difference

DAY = dt.date(2024, 6, 1)
ELSEWHERE = """
import sys
from orgraph.stores import open_store
from orgraph.patterns import parse
view = open_store(sys.argv[1]).view()
names = [view.name(int(p)) for p in view.select(parse("(f:Organization)"), "f", int(sys.argv[2]))]
print(view.generation, *sorted(names))
"""


def entity(known: str, kind: str, name: str, *, file: str = "a.csv", row: int = 2, home: str | None = "a-1",
           **rest: object) -> Entity:
    return Entity(id=known, kind=kind, name=name, source=Source(file, "", row), home=home, **rest)  # type: ignore[arg-type]


def link(known: str, type_: str, subject: str, object_: str, *, file: str = "a.csv", row: int = 9, **rest: object
         ) -> Link:
    return Link(id=known, type=type_, subject=subject, object=object_, source=Source(file, "", row), **rest)  # type: ignore[arg-type]


STREET = entity("a-1", "Street", "南街街道", home=None, code="980101001")
GARDEN = entity("a-2", "Compound", "花园小区", props={"households": 40, "self_managed": True})
OWNERS = entity("o-1", "OwnersCommittee", "花园小区业委会", home="a-2", start=dt.date(2024, 1, 1),
                props={"published_on": dt.date(2024, 5, 1), "phone": "000-0000-0001"}, aliases=("业委会",))
FIRM = entity("o-2", "PropertyFirm", "示例物业", number="7")
PERSON = entity("p-1", "Person", "甲某", props={"party_member": True})
SERVES = link("l-1", "SERVES", "o-1", "a-2", start=dt.date(2024, 1, 1), end=dt.date(2024, 7, 1))
SEAT = Membership(id="l-2", subject="p-1", object="o-1", source=Source("a.csv", "", 10), props={"role": "主任"})
BASE: tuple[Record, ...] = (STREET, GARDEN, OWNERS, FIRM, PERSON, SERVES, SEAT)


def put(store: Store, records: Sequence[Record], files: Sequence[str] = ("a.csv",)) -> Generation:
    """Load records as what `files` now say."""
    with store.begin("test", files) as load:
        load.put(records)
        return load.activate()


def organizations(store: Store, generation: int | None = None) -> list[str]:
    view = store.view(generation)
    return sorted(view.ids(view.select(parse("(f:Organization)"), "f", DAY.toordinal())))


class StoreTests:
    """The conformance suite."""

    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        """URL of an empty store."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        """The store, opened."""
        opened = open_store(url)
        yield opened
        opened.close()

    # ---- loads and generations ----
    def test_empty(self, store: Store) -> None:
        assert store.generations() == []
        assert list(store.directory()) == []
        view = store.view()
        assert (view.size, view.position("a-1"), view.named(["南街街道"])) == (0, -1, [[]])
        assert view.select(parse("(f:Compound)"), "f", DAY.toordinal()).tolist() == []
        assert view.matches(parse("(f:Compound)-[:WITHIN]->(a)"), {}, DAY.toordinal()) == []

    def test_load(self, store: Store) -> None:
        made = put(store, BASE)
        assert (made.number, made.active, made.entities, made.links) == (1, True, 5, 2)
        assert [g.number for g in store.generations()] == [1]
        assert difference(store.view(), BASE) == []

    def test_same_load_changes_nothing(self, store: Store) -> None:
        put(store, BASE)
        with store.begin("again", ["a.csv"]) as load:
            load.put(reversed(BASE))
            diff = load.diff()
            assert load.activate().number == 1
        assert {kind: (d.added, d.changed, d.ended, d.unchanged) for kind, d in diff.items()} == dict.fromkeys(
            ("Street", "Compound", "OwnersCommittee", "PropertyFirm", "Person", "SERVES", "MEMBER"), (0, 0, 0, 1))
        assert len(store.generations()) == 1

    def test_diff_of_a_load_and_of_generations(self, store: Store) -> None:
        put(store, BASE)
        changed = entity("o-1", "OwnersCommittee", "新业委会", home="a-2")
        new = entity("o-3", "Alliance", "联盟", row=7)
        with store.begin("next", ["a.csv"]) as load:
            load.put((STREET, GARDEN, changed, PERSON, SERVES, SEAT, new))
            diff = load.diff()
            load.activate()
        for found in (diff, store.diff(1, 2)):
            counts = {kind: (d.added, d.changed, d.ended) for kind, d in found.items() if d.added + d.changed + d.ended}
            assert counts == {"OwnersCommittee": (0, 1, 0), "Alliance": (1, 0, 0), "PropertyFirm": (0, 0, 1)}
            assert found["Alliance"].examples["added"] == ["o-3"]
        assert {kind: (d.added, d.ended) for kind, d in store.diff(2, 1).items() if d.added + d.ended} == {
            "Alliance": (0, 1), "PropertyFirm": (1, 0)}

    def test_leaving_a_load_changes_nothing(self, store: Store) -> None:
        put(store, BASE)
        with store.begin("dropped", ["a.csv"]) as load:
            load.put([STREET])
        with pytest.raises(ZeroDivisionError), store.begin("failed", ["a.csv"]) as load:  # noqa: PT012
            load.put([STREET])
            raise ZeroDivisionError
        assert len(store.generations()) == 1
        assert difference(store.view(), BASE) == []

    def test_rows_that_contradict_each_other(self, store: Store) -> None:
        other = entity("o-2", "PropertyFirm", "另一物业", row=20)
        with store.begin("", ["a.csv", "b.csv"]) as load:
            load.put((*BASE, other, entity("o-1", "Alliance", "甲", file="b.csv"), entity("a-2", "Compound", "花园小区",
                      row=30, props=GARDEN.props)))
            found = load.conflicts()
            load.activate()
        assert [(c.id, c.first.row, c.second.row) for c in found] == [("o-2", 2, 20)]
        assert store.view().name(store.view().position("o-2")) == "示例物业"

    def test_what_only_another_file_said_stays(self, store: Store) -> None:
        mine = entity("o-2", "PropertyFirm", "物业（乙表）", file="b.csv", props={"stars": 3, "note": "乙"})
        put(store, (*BASE, mine), ["a.csv", "b.csv"])
        assert difference(store.view(), (*BASE, mine)) == []
        put(store, BASE[:3])
        assert difference(store.view(), (*BASE[:3], mine)) == []
        put(store, BASE)
        assert difference(store.view(), (*BASE, mine)) == []

    def test_order_of_files_changes_nothing(self, store: Store) -> None:
        mine = entity("o-2", "PropertyFirm", "物业（0表）", file="0.csv", props={"stars": 3})
        put(store, BASE)
        put(store, [mine], ["0.csv"])
        assert difference(store.view(), (*BASE, mine)) == []
        assert store.view().name(store.view().position("o-2")) == "物业（0表）"

    def test_activate_an_older_generation(self, store: Store) -> None:
        put(store, BASE)
        first = answers(store.view(), DAY, generation=True)
        put(store, BASE[:4])
        assert answers(store.view(), DAY, generation=True) != first
        assert store.activate(1).active
        assert [(g.number, g.active) for g in store.generations()] == [(2, False), (1, True)]
        assert answers(store.view(), DAY, generation=True) == first
        assert {e.id for e in store.directory()} == {"a-1", "a-2", "o-1", "o-2", "p-1"}

    def test_load_after_activating_an_older_one(self, store: Store) -> None:
        new = entity("o-3", "Alliance", "联盟", file="b.csv")
        put(store, BASE)
        put(store, BASE[:4])
        store.activate(1)
        assert put(store, [new], ["b.csv"]).number == 3
        assert difference(store.view(), (*BASE, new)) == []
        assert [difference(store.view(n), known) for n, known in ((1, BASE), (2, BASE[:4]))] == [[], []]
        assert store.diff(1, 3)["Alliance"].added == 1
        assert store.diff(2, 3)["Person"].added == 1

    def test_unknown_generation(self, store: Store) -> None:
        put(store, BASE)
        for ask in (store.view, store.activate, lambda n: store.diff(1, n)):
            with pytest.raises(NotFound):
                ask(7)

    def test_order_of_records_changes_nothing(self, store: Store, url: str) -> None:
        put(store, BASE)
        first = answers(store.view(), DAY)
        put(store, [])
        put(store, BASE[::-1])
        assert answers(store.view(), DAY) == first

    # ---- small edits ----
    def test_an_edit_is_seen_at_once(self, store: Store, url: str) -> None:
        put(store, BASE)
        other, old = open_store(url), store.view()
        try:
            assert organizations(other) == ["o-1", "o-2"]
            made = store.record([entity("o-3", "Alliance", "联盟", file="edit")], ended=["l-1"], note="an edit")
            assert (made.number, made.active, made.entities, made.links) == (2, True, 6, 1)
            for seen in (store, other):
                assert organizations(seen) == ["o-1", "o-2", "o-3"]
                at = seen.view().position("o-1")
                assert seen.view().edges(at, "SERVES", inbound=False) == []
            assert other.generations()[0].note == "an edit"
            assert difference(old, BASE) == []
        finally:
            other.close()

    def test_an_edit_of_a_record_replaces_what_its_file_said(self, store: Store) -> None:
        put(store, BASE)
        moved = entity("o-2", "PropertyFirm", "改名物业", home="a-2", props={"stars": 5}, end=dt.date(2024, 3, 1))
        store.record([moved])
        assert difference(store.view(), (*(r for r in BASE if r.id != "o-2"), moved)) == []
        assert organizations(store) == ["o-1"]
        assert difference(store.view(1), BASE) == []

    def test_a_node_ended_and_brought_back(self, store: Store) -> None:
        put(store, BASE)
        store.record([], ended=["o-1"])
        assert difference(store.view(), [r for r in BASE if r.id != "o-1"]) == []
        store.record([OWNERS])
        assert difference(store.view(), BASE) == []

    def test_a_load_after_edits_replaces_them(self, store: Store) -> None:
        put(store, BASE)
        store.record([entity("o-2", "PropertyFirm", "改名物业")], ended=["p-1"])
        assert put(store, BASE).number == 3
        assert difference(store.view(), BASE) == []

    def test_many_edits(self, store: Store) -> None:
        put(store, BASE)
        for number in range(30):
            store.record([entity(f"o-{number + 10}", "Alliance", f"联盟{number}", file="edit", row=number)])
        assert len(organizations(store)) == 32
        assert len(organizations(store, 11)) == 12

    # ---- together with others ----
    def test_another_process_sees_a_new_generation(self, store: Store, url: str) -> None:
        def elsewhere() -> str:
            done = subprocess.run([sys.executable, "-c", ELSEWHERE, url, str(DAY.toordinal())], check=True,
                                  capture_output=True, text=True, encoding="utf-8")
            return done.stdout.strip()

        put(store, BASE)
        assert elsewhere() == "1 示例物业 花园小区业委会"
        store.record([entity("o-3", "Alliance", "联盟", file="edit")])
        assert elsewhere() == "2 示例物业 联盟 花园小区业委会"
        store.activate(1)
        assert elsewhere() == "1 示例物业 花园小区业委会"

    def test_reading_while_loading(self, store: Store, url: str) -> None:
        """A reader sees a generation whole: every body of it is there, in any thread, at any moment."""
        put(store, BASE)
        stop, wrong = threading.Event(), []

        def read() -> None:
            mine = open_store(url)
            while not stop.is_set():
                view = mine.view()
                seen = len(view.select(parse("(f:Alliance)"), "f", DAY.toordinal()))
                if seen != (view.generation - 1) * 200:
                    wrong.append((view.generation, seen))
            mine.close()

        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for turn in range(1, 5):
            records = [entity(f"o-{turn}-{n}", "Alliance", f"联盟{n}", file=f"{turn}.csv", row=n) for n in range(200)]
            put(store, records, [f"{turn}.csv"])
        stop.set()
        for reader in readers:
            reader.join()
        assert wrong == []
        assert store.generations()[0].number == 5

    def test_two_loads_at_once(self, store: Store, url: str) -> None:
        put(store, BASE)
        gate = threading.Barrier(3)

        def load(name: str) -> None:
            mine = open_store(url)
            with mine.begin(name, [f"{name}.csv"]) as staged:
                staged.put(entity(f"o-{name}-{n}", "Alliance", f"{name}{n}", file=f"{name}.csv") for n in range(50))
                gate.wait()
                staged.activate()
            mine.close()

        threads = [threading.Thread(target=load, args=(name,)) for name in "xyz"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [g.number for g in store.generations()] == [4, 3, 2, 1]
        assert len(organizations(store)) == 152

    def test_two_handles_build_one_snapshot(self, store: Store, url: str) -> None:
        """Handles of one process that meet a generation at the same time do not step on each other."""
        put(store, BASE)
        put(store, BASE[:4])
        store.record([PERSON])
        gate, failed = threading.Barrier(6), []

        def read() -> None:
            mine = open_store(url)
            gate.wait()
            try:
                mine.view(2)
                mine.view()
            except OSError as error:
                failed.append(error)
            mine.close()

        self.forget_snapshots(url)
        threads = [threading.Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []

    def forget_snapshots(self, url: str) -> None:
        """Drop what the engine has computed from the record, if it keeps such a thing."""

    # ---- a view ----
    def test_view(self, store: Store) -> None:
        put(store, BASE)
        view = store.view()
        ids = view.ids(range(view.size))
        assert sorted(ids) == ["a-1", "a-2", "o-1", "o-2", "p-1"]
        assert [view.position(i) for i in ids] == list(range(5))
        street, garden, owners, person = (view.position(i) for i in ("a-1", "a-2", "o-1", "p-1"))
        assert (view.name(owners), view.kind(owners)) == ("花园小区业委会", "OwnersCommittee")
        assert view.home(owners) == garden
        assert view.path_of(owners) == [garden, street]
        assert sorted(view.ids(range(*view.inside(garden)))) == ["a-2", "o-1"]
        assert view.props(owners) == {"published_on": "2024-05-01", "phone": "000-0000-0001"}
        assert view.record(owners)["aliases"] == ["业委会"]
        assert view.lifetime(owners)[0] == dt.date(2024, 1, 1).toordinal()
        assert [view.alive(owners, dt.date(*d).toordinal()) for d in ((2023, 12, 31), (2024, 1, 1))] == [False, True]
        asked = view.named(["花园小区业主委员会", "980101001", "7", "没有"])
        assert asked == [[owners], [street], [view.position("o-2")], []]
        assert view.of_kind("HousingCommittee").tolist() == [owners]
        assert view.of_kind("Organization", *view.inside(garden)).tolist() == [owners]
        (seat,) = view.edges(owners, "MEMBER", inbound=True)
        assert (seat.subject, seat.props, seat.source) == (person, {"role": "主任"}, Source("a.csv", "", 10))
        assert view.edge("MEMBER", seat.number) == seat
        end = dt.date(2024, 7, 1).toordinal()
        assert [len(view.edges(garden, "SERVES", inbound=True, day=d)) for d in (end - 1, end)] == [1, 0]

    def test_homes_that_hold_nothing(self, store: Store) -> None:
        """A person at home in a body, areas in a circle: a loader refuses them, and a store must not hang on them."""
        circle = [entity("a-8", "Community", "甲", home="a-9"), entity("a-9", "Community", "乙", home="a-8")]
        put(store, [*BASE, *circle, entity("p-2", "Person", "乙某", home="o-1")])
        view = store.view()
        assert view.home(view.position("p-2")) == -1
        counts = {"(f)-[:WITHIN]->(k:Street)": 4, "(k:Street)<-[:WITHIN]-(f)": 4, "(f)-[:WITHIN]->(k)": 5}
        for text, count in counts.items():
            assert len(view.select(parse(text), "f", DAY.toordinal())) == count
        assert sorted(len(view.path_of(view.position(i))) for i in ("a-8", "a-9")) == [0, 1]

    def test_areas_lie_as_they_did_on_the_day(self, store: Store) -> None:
        moved = link("l-9", "LIES_IN", "a-2", "a-3", start=dt.date(2024, 3, 1))
        put(store, (*BASE, entity("a-3", "Community", "东社区"), moved))
        now = store.view()
        then = now.on(dt.date(2024, 2, 29).toordinal())
        assert now.on(dt.date(2024, 3, 1).toordinal()) is now
        assert [view.ids(view.path_of(view.position("o-1"))) for view in (then, now)] == [
            ["a-2", "a-1"], ["a-2", "a-3", "a-1"]]
        assert sorted(now.ids(range(*now.inside(now.position("a-3"))))) == ["a-2", "a-3", "o-1"]
        store.record([], ended=["l-9"])
        assert store.view().on(DAY.toordinal()) is store.view()

    def test_end_day_is_the_first_day_after(self, store: Store) -> None:
        put(store, BASE)
        pattern, view = parse("(f:Compound)<-[:SERVES]-(:OwnersCommittee)"), store.view()
        held = [len(view.select(pattern, "f", dt.date(*day).toordinal()))
                for day in ((2023, 12, 31), (2024, 1, 1), (2024, 6, 30), (2024, 7, 1))]
        assert held == [0, 1, 1, 0]


@given(st.permutations(BASE))
def test_base_is_what_it_says(records: list[Record]) -> None:
    """The order of records carries no meaning in what the suite compares with."""
    from stores.memory import view_of

    assert difference(view_of(records), BASE) == []
