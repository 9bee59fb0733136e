"""A watched folder: what comes is loaded, what is bad changes nothing and comes back as a corrected copy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread

import openpyxl
import pytest
from fake_store import FakeStore
from small_town import Write

from orgraph.errors import MappingError, StoreError
from orgraph.loaders import LoadReport, load
from orgraph.loaders import watch as watching
from orgraph.loaders.watch import Happened, Settling, Watch

GOOD = [["组织名称", "组织类别", "所在区域"], ["示例队", "志愿服务队", "东社区"]]
BAD = [["组织名称", "组织类别", "所在区域"], ["示例队", "志愿服务队", "没有的社区"]]
PATIENCE = 60  # seconds; a test that passes needs less than two


class Told(Queue[Happened]):
    def next(self) -> Happened:
        return self.get(timeout=PATIENCE)

    def all(self) -> list[tuple[str, list[str]]]:
        return [self._short(self.get_nowait()) for _ in range(self.qsize())]

    @staticmethod
    def _short(one: Happened) -> tuple[str, list[str]]:
        return one.what, [f"{file.parent.name}/{file.name}" for file in one.files]


@pytest.fixture
def told() -> Told:
    return Told()


def watched(folder: Path, store: FakeStore, told: Told, **options: object) -> Watch:
    return Watch(folder, lambda files: load(store, files), told.put, settle=0.1, **options)  # type: ignore[arg-type]


@contextmanager
def running(watch: Callable[[Event], Watch]) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=watch(stop).run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_files_are_at_rest_when_nothing_changes_for_a_while(tmp_path: Path) -> None:
    now = 0.0
    settling = Settling(2.0, clock=lambda: now)
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("1")
    settling.add([first])
    now = 1.9
    assert settling.settled() == set()
    first.write_text("12")  # still being copied, though nobody has said so
    now = 2.0
    assert settling.settled() == set()
    now = 3.0
    second.write_text("1")
    settling.add([second])
    now = 4.5
    assert settling.settled() == set()  # the first is, the second is not: they come together
    now = 5.0
    assert settling.settled() == {first, second}
    assert settling.settled() == set()


def test_a_file_dropped_in_is_loaded_a_bad_one_comes_back_and_is_loaded_when_mended(
        write: Write, folder: Path, tmp_path: Path, told: Told) -> None:
    store = FakeStore()
    with running(lambda stop: watched(tmp_path, store, told, stop=stop)):
        assert told.next().what == "loaded"  # the areas that were there
        write("组织", GOOD)
        happened = told.next()
        assert (happened.what, store.number) == ("loaded", 2)
        assert [e.name for e in store.entities("VolunteerTeam")] == ["示例队"]
        write("组织", BAD)
        happened = told.next()
        assert (happened.what, store.number) == ("rejected", 2)
        assert happened.report is not None
        (copy,) = happened.report.corrected
        assert copy == tmp_path / "退回" / "甲" / "组织.csv.更正.xlsx"
        book = openpyxl.load_workbook(copy)
        book["数据"]["C2"] = "西社区"
        book.save(copy)
        copy.rename(folder / copy.name)
        happened = told.next()
        assert (happened.what, store.number) == ("loaded", 3)
        assert store.entity("示例队").source.file == "甲/组织.csv"
        (folder / "组织.csv").unlink()
        happened = told.next()
        assert (happened.what, [file.name for file in happened.files]) == ("gone", ["组织.csv"])
        assert store.entities("VolunteerTeam")
    assert told.qsize() == 0


def test_a_folder_moved_in_is_loaded(write: Write, tmp_path: Path, told: Told) -> None:
    outside = tmp_path / "外"
    (tmp_path / "甲").rename(outside)
    inside = tmp_path / "内"
    inside.mkdir()
    store = FakeStore()
    with running(lambda stop: watched(inside, store, told, stop=stop)):
        (inside / "begin.csv").write_text("区域名称,区域类型\n别省,省\n", encoding="utf-8")
        assert told.next().what == "loaded"
        outside.rename(inside / "甲")
        happened = told.next()
        assert [file.name for file in happened.files] == ["区域.csv"]


def test_once_loads_all_as_one_generation(write: Write, tmp_path: Path, told: Told) -> None:
    write("组织", GOOD, folder="乙")
    store = FakeStore()
    assert watched(tmp_path, store, told).once()
    assert store.number == 1
    assert told.all() == [("loaded", ["乙/组织.csv", "甲/区域.csv"])]


def test_folders_without_errors_do_not_wait_for_those_with(write: Write, tmp_path: Path, told: Told) -> None:
    path = write("组织", BAD, folder="乙")
    store = FakeStore()
    watch = watched(tmp_path, store, told)
    assert not watch.once()
    assert told.all() == [("rejected", ["乙/组织.csv", "甲/区域.csv"]), ("loaded", ["甲/区域.csv"])]
    assert store.number == 1
    # The next change tries what waits again, with the folder that has changed; only the copies are not looked at.
    write("区域二", [["区域名称", "区域类型", "上级区域"], ["没有的社区", "社区", "南街街道"]])
    watch._changed({path.parent.parent / "甲" / "区域二.csv"})
    assert told.all() == [("loaded", ["乙/组织.csv", "甲/区域.csv", "甲/区域二.csv"])]
    assert store.number == 2


def test_what_is_no_data_is_not_looked_at(write: Write, tmp_path: Path, told: Told) -> None:
    watch = watched(tmp_path, FakeStore(), told)
    matters = {name: watch._matters(tmp_path / name) for name in (
        "甲/组织.csv", "甲/~$组织.xlsx", "甲/.组织.csv.swp", ".git/组织.csv", "退回/甲/组织.csv.更正.xlsx",
        "甲/说明.docx", "甲/README.csv", "甲/甲.mapping.toml", "甲/民政.source.toml", "甲")}
    assert [name for name, does in matters.items() if does] == [
        "甲/组织.csv", "甲/甲.mapping.toml", "甲/民政.source.toml", "甲"]


def test_corrected_copies_go_where_they_are_told(write: Write, tmp_path: Path, told: Told) -> None:
    write("组织", BAD)
    inside = tmp_path / "甲" / "请改"
    watch = watched(tmp_path, FakeStore(), told, corrected=inside)
    assert not watch.once()
    assert [file.name for file in (inside / "甲").iterdir()] == ["组织.csv.更正.xlsx"]
    assert not watch._matters(inside / "甲" / "组织.csv.更正.xlsx")
    assert not watch.once()  # the copies that lie there are not loaded
    assert told.all()[1] == ("rejected", ["甲/区域.csv", "甲/组织.csv"])


def test_a_mapping_speaks_for_what_lies_below_it(write: Write, tmp_path: Path, told: Told) -> None:
    write("组织", GOOD, folder="乙")
    store = FakeStore()
    watch = watched(tmp_path, store, told)
    mapping = tmp_path / "我们.mapping.toml"
    mapping.write_text("", encoding="utf-8")
    watch._changed({mapping})
    assert told.all() == [("loaded", ["乙/组织.csv", "甲/区域.csv"])]


def test_a_locked_database_is_tried_again_then_said(write: Write, tmp_path: Path, told: Told,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_WAITS", (0.0, 0.0))
    store = FakeStore()
    locked = [True, True, False]

    def sometimes(files: list[Path]) -> LoadReport:
        if locked.pop(0):
            raise StoreError("database is locked")
        return load(store, files)

    assert Watch(tmp_path, sometimes, told.put).once()
    assert told.all() == [("loaded", ["甲/区域.csv"])]
    locked = [True] * 3 + [False]
    watch = Watch(tmp_path, sometimes, told.put)
    assert not watch.once()
    assert told.all() == [("failed", ["甲/区域.csv"])]
    os.utime(tmp_path / "甲" / "区域.csv")
    watch._changed({tmp_path / "甲" / "区域.csv"})
    assert told.all() == [("loaded", ["甲/区域.csv"])]


def test_what_no_waiting_mends_is_said_at_once(write: Write, tmp_path: Path, told: Told) -> None:
    def wrong(_: list[Path]) -> LoadReport:
        raise MappingError("映射文件有错")

    assert not Watch(tmp_path, wrong, told.put).once()
    assert told.all() == [("failed", ["甲/区域.csv"])]
