"""What orgraph exports it loads again unchanged; what somebody has spoilt in between is told cell by cell."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import orgraph
from orgraph.errors import LoadRejected
from orgraph.exports import write_statements
from orgraph.exports.statements import STATEMENTS
from orgraph.inert import inert, plain
from orgraph.model import Entity, Link, Membership, Record, Source
from orgraph.vocabulary import vocabulary

FIXTURES = Path(__file__).parents[2] / "fixtures"
DAYS = "2022-10-15", "2025-06-30"
CALLS = (("商场夜里装修噪声扰民", "阳泉市"), ("小区电梯坏了没人修", "福州市"), ("路灯不亮", "宁德市"),
         ("有人乱停车堵了消防通道", "阳泉市"), ("老人想要送餐", "福州市"))
Open = Callable[[str], orgraph.Graph]

CITY = Entity(id="a-1", kind="City", name="=示例市", source=Source("甲/区域.csv", "", 2), code="9801")
GARDEN = Entity(id="a-2", kind="Compound", name="'@花园", source=Source("甲/区域.csv", "", 3), home="a-1",
                aliases=("-旧名", "花园 小区"), props={"households": 40, "self_managed": False, "note": "无"})
BODY = Entity(id="o-1", kind="OwnersCommittee", name="花园业委会", source=Source("甲/组织.xlsx", "表一", 7), home="a-2",
              number="0012", start=dt.date(2024, 1, 1), end=dt.date(2025, 1, 1),
              props={"phone": "000-0000-0417", "published_on": dt.date(2024, 5, 1), "party_coverage": "none"})
PERSON = Entity(id="p-1", kind="Person", name="甲某", source=Source("甲/人员.csv", "", 2), home="a-2",
                props={"phone": "000-0000-0418"})
SEAT = Membership(id="l-1", subject="p-1", object="o-1", source=Source("甲/任职.csv", "", 2),
                  start=dt.date(2024, 1, 1), props={"role": "+主任\n兼委员", "on_behalf_of": "o-1"})
SERVES = Link(id="l-2", type="SERVES", subject="o-1", object="a-2", source=Source("甲/组织.xlsx", "表一", 7))
SMALL: tuple[Record, ...] = (CITY, GARDEN, BODY, PERSON, SEAT, SERVES)


@pytest.fixture
def database(tmp_path: Path) -> Open:
    """Opens a database of a name in this test's folder."""
    return lambda name: orgraph.open(f"sqlite:///{tmp_path / name}.db")


@pytest.fixture
def small(database: Open) -> orgraph.Graph:
    graph = database("small")
    put(graph, SMALL)
    return graph


def put(graph: orgraph.Graph, records: tuple[Record, ...]) -> None:
    with graph.store.begin("", sorted({record.source.file for record in records})) as load:
        load.put(records)
        load.activate()


def export(graph: orgraph.Graph, path: Path, **options: Any) -> list[Path]:
    return write_statements(graph.store, path, graph.store.view(), **options).files


def stated(graph: orgraph.Graph) -> list[Record]:
    """All statements but the catalogue's."""
    words = vocabulary()
    return [r for r in graph.store.statements()
            if not words.in_catalogue(r.kind if isinstance(r, Entity) else r.type)]


def forget(value: Any) -> Any:
    """An answer without the time it took and the number of the generation."""
    if isinstance(value, dict):
        return {key: forget(part) for key, part in value.items() if key not in ("took_ms", "generation")}
    return [forget(part) for part in value] if isinstance(value, list) else value


def answers(graph: orgraph.Graph) -> list[Any]:
    found: list[Any] = []
    for day in DAYS:
        now = graph.at(day)
        found += [now.coverage(), now.bridging(), now.bridging("failure-points")]
        found += [now.who_to_call(text, at=place) for text, place in CALLS]
        found += [now.find(kind="Organization", area="宁德市")]
    return [forget(json.loads(orjson.dumps(result.to_dict()))) for result in found]


def content(file: Path) -> list[bytes]:
    """The bytes of an export: of a workbook those of its sheets."""
    if file.suffix != ".xlsx":
        return [file.read_bytes()]
    with ZipFile(file) as book:
        return [book.read(name) for name in sorted(book.namelist()) if "worksheets/" in name]


def cells(files: list[Path]) -> list[Any]:
    """What the tables of an export hold."""
    from orgraph.loaders.reading.formats import tables

    return [list(table.rows()) for file in files for table in tables(file)[0]]


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> orgraph.Graph:
    """Three cities in one database."""
    graph = orgraph.open(f"sqlite:///{tmp_path_factory.mktemp('three') / 'three.db'}")
    graph.load([FIXTURES / city for city in ("yangquan", "fuzhou", "ningde")])
    return graph


@pytest.mark.slow
@pytest.mark.parametrize("suffix", STATEMENTS)
def test_round_trip_of_three_cities(cities: orgraph.Graph, database: Open, tmp_path: Path, suffix: str) -> None:
    files = export(cities, tmp_path / f"all{suffix}", contacts=True)
    again = database("again")
    report = again.load(files)
    assert report.warnings == []
    assert list(again.store.statements()) == list(cities.store.statements())
    if suffix == ".json":  # what the statements give they give whatever file they came by
        assert answers(again) == answers(cities)
        unchanged = cities.load(files, dry_run=True).diff
        assert {(d.added, d.changed, d.ended) for d in unchanged.values()} == {(0, 0, 0)}
    second = export(again, tmp_path / f"second{suffix}", contacts=True)
    assert [content(file) for file in second] == [content(file) for file in files]


@pytest.mark.parametrize("suffix", STATEMENTS)
def test_every_cell_comes_back_as_it_was(small: orgraph.Graph, database: Open, tmp_path: Path, suffix: str) -> None:
    again = database("again")
    again.load(export(small, tmp_path / f"small{suffix}", contacts=True))
    assert stated(again) == list(SMALL)


@pytest.mark.parametrize("suffix", STATEMENTS)
def test_a_masked_number_means_the_one_that_is_known(small: orgraph.Graph, database: Open, tmp_path: Path, suffix: str
                                                     ) -> None:
    files = export(small, tmp_path / f"small{suffix}")
    assert "0000-0417" not in str(cells(files))
    assert "000****0417" in str(cells(files))
    small.load(files)
    assert stated(small) == list(SMALL)
    assert len(small.generations()) == 2  # the catalogue came with the load
    again = database("again")
    again.load(files)
    assert [r.props["phone"] for r in stated(again) if "phone" in r.props] == ["000****0417", "000****0418"]
    (mine, theirs) = (forget(graph.at("2024-06-01").show("花园业委会").to_dict()) for graph in (small, again))
    assert mine == theirs


def test_a_part_ends_nothing(small: orgraph.Graph, tmp_path: Path) -> None:
    for name, options in {"area": {"area": "a-2"}, "day": {"day": dt.date(2023, 1, 1)}}.items():
        files = export(small, tmp_path / f"{name}.csv", **options)
        small.load(files)
        assert stated(small) == list(SMALL)
        assert len(cells(files)[1]) < 5  # a header and fewer than all four nodes


def test_the_whole_ends_what_it_lacks(small: orgraph.Graph, tmp_path: Path) -> None:
    files = export(small, tmp_path / "all.csv")
    lines = files[0].read_text(encoding="utf-8-sig").splitlines(keepends=True)
    files[0].write_text("".join(line for line in lines if not line.startswith("l-2")), encoding="utf-8")
    diff = small.load(files).diff
    assert {name: (d.added, d.changed, d.ended) for name, d in diff.items() if d.ended or d.changed} == {
        "SERVES": (0, 0, 1)}
    assert [r.id for r in stated(small) if isinstance(r, Link)] == ["l-1"]


SPOILT: dict[str, tuple[str, str, str, tuple[int, str, str]]] = {  # file, old, new → row, column, code
    "an id that is none": (".nodes.csv", "\na-2,", "\n甲,", (3, "编号", "exchange.id")),
    "an id of another kind of thing": (".nodes.csv", "\np-1,", "\no-9,", (5, "编号", "exchange.id")),
    "no kind": (".nodes.csv", ",业委会,", ",俱乐部,", (4, "类别", "cell.kind")),
    "an area that there is none of": (".nodes.csv", ",0012,a-2,", ",0012,a-7,", (4, "所在编号", "reference.unknown")),
    "a home that is no area": (".nodes.csv", ",0012,a-2,", ",0012,p-1,", (4, "所在编号", "reference.unknown")),
    "areas in a circle": (".nodes.csv", ",9801,,,", ",9801,,a-2,", (2, "所在编号", "area.cycle")),
    "an end before the start": (".nodes.csv", "2025-01-01", "2023-01-01", (4, "结束日期", "time.order")),
    "a choice that is none": (".nodes.csv", "空白", "空的", (4, "党组织覆盖方式", "cell.choice")),
    "no name": (".nodes.csv", ",花园业委会,", ",,", (4, "名称", "cell.required")),
    "no relation": (".csv", ",服务,", ",喜欢,", (3, "关系", "relation.type")),
    "a derived relation": (".csv", ",服务,", ",位于,", (3, "关系", "relation.type")),
    "an end that there is none of": (".csv", "p-1,", "p-3,", (2, "起点编号", "reference.unknown")),
    "ends that do not fit": (".csv", ",a-2,", ",o-1,", (3, "关系", "relation.ends")),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_was_spoilt_is_told(small: orgraph.Graph, database: Open, tmp_path: Path, name: str) -> None:
    end, old, new, expected = SPOILT[name]
    export(small, tmp_path / "e.csv")
    path = tmp_path / f"e{end}"
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(LoadRejected) as caught:
        database("again").load(sorted(tmp_path.glob("e*.csv")))
    found = caught.value.report.flatten("file", "row", "column", "code")
    assert (f"{tmp_path.name}/e{end}", *expected) in found


def test_leaving_out_a_bad_row_leaves_out_what_hangs_on_it(small: orgraph.Graph, database: Open, tmp_path: Path
                                                           ) -> None:
    files = export(small, tmp_path / "e.csv")
    text = files[1].read_text(encoding="utf-8-sig")
    files[1].write_text(text.replace(",小区,", ",大院子,"), encoding="utf-8")
    again = database("again")
    report = again.load(files, allow_errors=True)
    assert report.flatten("row", "code") == [(3, "cell.kind")]
    assert stated(again) == [CITY]
    assert report.left_out == 5


def test_two_rows_of_one_id_that_differ(small: orgraph.Graph, database: Open, tmp_path: Path) -> None:
    files = export(small, tmp_path / "e.csv")
    with files[1].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with files[1].open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([cell.replace("甲某", "乙某") for cell in rows[4]])
    with pytest.raises(LoadRejected) as caught:
        database("again").load(files)
    assert caught.value.report.flatten("row", "code", "detail") == [
        (6, "duplicate.conflict", "和第 5 行说的是同一个对象，但内容不同")]


@pytest.mark.parametrize("which", [0, 1])
def test_links_or_nodes_alone_end_nothing(small: orgraph.Graph, tmp_path: Path, which: int) -> None:
    small.load([export(small, tmp_path / "e.csv")[which]])
    assert stated(small) == list(SMALL)


def test_nodes_and_then_their_links(small: orgraph.Graph, database: Open, tmp_path: Path) -> None:
    again = database("again")
    for file in reversed(export(small, tmp_path / "e.csv", contacts=True)):
        again.load([file])
    assert stated(again) == list(SMALL)


def test_a_file_that_breaks_off_ends_nothing(small: orgraph.Graph, tmp_path: Path) -> None:
    files = export(small, tmp_path / "e.csv")
    text = files[0].read_text(encoding="utf-8-sig")
    files[0].write_text(text + 'l-3,"', encoding="utf-8")
    report = small.load(files, dry_run=True)
    assert report.flatten("row", "code") == [(4, "file.format")]
    small.load(files, allow_errors=True)
    assert stated(small) == list(SMALL)


def test_headers_do_not_collide() -> None:
    from orgraph.loaders.exchange.statements import layouts

    for layout in layouts():
        fields = layout.fields(part=False)
        for name in (layout.header, layout.key):
            assert len({name(field) for field in fields}) == len(fields)


@given(st.text(alphabet="'=+-@\t\r＝ab", max_size=6))
def test_the_apostrophe_comes_off_again(text: str) -> None:
    assert plain(str(inert(text))) == text
    assert not str(inert(text)).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_the_nodes_come_with_the_links_of_a_pair(small: orgraph.Graph, database: Open, tmp_path: Path) -> None:
    links, nodes = export(small, tmp_path / "all.csv")
    assert (links.name, nodes.name) == ("all.csv", "all.nodes.csv")
    again = database("again")
    report = again.load(links)
    assert (report.errors, {sheet.file.rpartition("/")[2] for sheet in report.sheets}) == (
        [], {"all.nodes.csv", "all.csv"})
    assert {r.id for r in stated(again)} == {r.id for r in SMALL}


def test_a_file_of_another_sort_has_no_pair(small: orgraph.Graph, database: Open, tmp_path: Path) -> None:
    """Its neighbour of such a name is somebody else's: nodes of an edge list, say."""
    _, nodes = export(small, tmp_path / "all.csv")
    (tmp_path / "areas.csv").write_text("区域名称,区域类型,上级区域\n某省,省,\n", encoding="utf-8")
    nodes.rename(tmp_path / "areas.nodes.csv")
    assert database("again").load(tmp_path / "areas.csv").rows == 1
