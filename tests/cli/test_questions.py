"""coverage, bridging, call, find, show: the same answers as in Python, and tables that people can read."""

from __future__ import annotations

from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

import orgraph
from orgraph.queries.coverage import load_rules

DAY = "2022-10-15"
NOISE = "商场夜里撤柜装修,噪声太大"


def untimed(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "took_ms"}


@pytest.fixture(scope="module")
def now(cities: str) -> orgraph.Moment:
    return orgraph.open(cities).at(DAY)


def test_json_is_what_python_gives(answer: Any, now: orgraph.Moment) -> None:
    day = "--as-of", DAY
    pairs = [
        (answer("coverage", "owners-committee", "--area", "宁德市", "--gaps", *day),
         now.coverage("owners-committee", area="宁德市")),
        (answer("coverage", "owners-committee", "--area", "宁德市", "--by", "社区", "--since", "2021-01-01", *day),
         now.coverage("owners-committee", area="宁德市", by="Community", since="2021-01-01")),
        (answer("bridging", "--area", "宁德市", "--measure", "degree,constraint", "--layers", "alliance，agreement",
                *day),
         now.bridging(area="宁德市", measure=["degree", "constraint"], layers=["alliance", "agreement"])),
        (answer("bridging", "islands", "--area", "宁德市", "--mode", "two", *day),
         now.bridging("islands", area="宁德市", mode="two")),
        (answer("bridging", "islands", "--area", "宁德市", "--mode", "two", "--page", "2", *day),
         now.bridging("islands", area="宁德市", mode="two", page=2)),
        (answer("bridging", "failure-points", "--area", "宁德市", "--of", "organization", "--top", "2", *day),
         now.bridging("failure-points", area="宁德市", of="organization", top=2)),
        (answer("bridging", "failure-points", "--what-if", "陈碧乔", "--area", "宁德市", *day),
         now.what_if("陈碧乔", area="宁德市")),
        (answer("bridging", "--trend", "3", "--since", "2022-01-01", "--area", "宁德市", "--top", "2", *day),
         now.bridging_trend(area="宁德市", months=3, since="2022-01-01", top=2)),
        (answer("bridging", "brokerage", "--area", "宁德市", "--by", "area", "--null", "groups", "--directed", "--top",
                "5", *day),
         now.bridging("brokerage", area="宁德市", by="area", null="groups", directed=True, top=5)),
        (answer("bridging", "key-players", "--area", "宁德市", "--size", "2", "--measure", "distance_reach", *day),
         now.bridging("key-players", area="宁德市", size=2, measure=["distance_reach"])),
        (answer("call", NOISE, "--at", "南街街道", "--top", "3", *day), now.who_to_call(NOISE, at="南街街道", top=3)),
        (answer("find", "鹤峰社区", *day), now.find("鹤峰社区")),
        (answer("show", "鹤峰社区党总支", *day), now.show("鹤峰社区党总支")),
    ]
    for seen, wanted in pairs:
        assert untimed(seen) == untimed(wanted.to_dict())


def test_several_places(answer: Any, now: orgraph.Moment) -> None:
    seen = answer("call", NOISE, "--at", "南街街道", "--at", "金山街道", "--as-of", DAY)
    assert [place["name"] for place in seen["places"]] == ["南街街道", "金山街道"]


@pytest.mark.parametrize(("command", "shown"), [
    (("coverage", "--area", "宁德市"), "覆盖率"),
    (("coverage", "compound-party-organization", "--area", "宁德市", "--gaps"), "谁负责 owner"),
    (("coverage", "owners-committee", "--since", "2021-01-01"), "补上"),
    (("bridging", "--area", "宁德市"), "中介度"),
    (("bridging", "islands", "--area", "宁德市"), "孤岛"),
    (("bridging", "failure-points", "--area", "宁德市"), "谁会失联"),
    (("bridging", "failure-points", "--area", "宁德市", "--what-if", "陈碧乔"), "能互相联系的对数"),
    (("bridging", "failure-points", "--area", "宁德市", "--of", "organization", "--top", "2"), "小区党支部"),
    (("bridging", "--area", "宁德市", "--mode", "two", "--since", "2022-01-01"), "成为桥梁"),
    (("bridging", "proposals", "--area", "宁德市"), "增益"),
    (("bridging", "brokerage", "--area", "宁德市"), "守门人"),
    (("bridging", "brokerage", "--area", "宁德市", "--by", "area", "--mode", "two"), "联络人"),
    (("bridging", "key-players", "--area", "宁德市", "--size", "2"), "关键的 2 个"),
    (("call", NOISE, "--at", "南街街道", "--explain"), "fuzhou/组织机构.csv"),
    (("call", "闻到煤气味", "--at", "南街街道"), "【紧急 EMERGENCY】先拨 dial 119"),
    (("find", "鹤峰社区"), "蕉北街道"),
    (("show", "鹤峰社区党总支"), "ningde/组织.csv 第"),
    (("show", "鹤峰社区"), "组织："),
    (("generations",), "fuzhou"),
    (("check",), "完好"),
    (("rules",), "owners-committee"),
    (("layers",), "cross_appointment"),
    (("measures",), "betweenness"),
    (("topics",), "noise-mall-night-works"),
    (("topics", "of", "路灯坏了"), "路灯"),
])
def test_tables_fit_a_hundred_columns(run: Any, command: tuple[str, ...], shown: str) -> None:
    dated = command[0] in ("coverage", "bridging", "call", "find", "show")
    done = run(*command, *(("--as-of", DAY) if dated else ()))
    assert done.exit_code == 0, done.stderr
    assert shown in done.stdout
    assert max(cell_len(line) for line in done.stdout.splitlines()) <= 100


def test_contacts_are_masked(run: Any) -> None:
    for done in (run("call", NOISE, "--at", "南街街道", "--as-of", DAY), run("show", "鼓楼区城管局南街中队")):
        assert "000****" in done.stdout
        assert "000-0000-" not in done.stdout


def test_coverage_workbook(run: Any) -> None:
    done = run("coverage", "--area", "宁德市", "--as-of", DAY, "--xlsx", "out.xlsx")
    assert (done.exit_code, done.stdout) == (0, "")
    book = CalamineWorkbook.from_path("out.xlsx")
    assert book.sheet_names == ["规则", "分区域", "缺口", "说明"]
    for name in ("规则", "分区域"):
        rows = book.get_sheet_by_name(name).to_python()
        at = rows[0].index("应建")
        assert rows[-1][0] == "合计"
        for column in range(at, at + 4):
            assert rows[-1][column] == sum(row[column] for row in rows[1:-1])
    rules = book.get_sheet_by_name("规则").to_python()[1:-1]
    assert {row[0] for row in rules} == set(load_rules())
    assert all(row[5] == row[6] + row[7] + row[8] for row in rules)
    gaps = book.get_sheet_by_name("缺口").to_python()[1:]
    assert gaps[-1][:2] == ["合计", len(gaps) - 1]
    assert len(gaps) - 1 == sum(row[7] for row in rules)
