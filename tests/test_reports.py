"""Reports as they are handed up: figures that add up, sheets made up for print, files that no spreadsheet runs."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

import orgraph
from orgraph.errors import NotFound, UsageError
from orgraph.exports import coverage_document
from orgraph.exports.reports import layouts, write_report
from orgraph.model import Entity, Link, Source
from orgraph.moment import Moment

DAY = "2025-06-02"
FIXTURES = Path(__file__).parent.parent / "fixtures"
EVIL = '=HYPERLINK("x")'


@pytest.fixture(scope="module")
def yangquan(tmp_path_factory: pytest.TempPathFactory) -> Moment:
    graph = orgraph.open(f"sqlite:///{tmp_path_factory.mktemp('reports') / 'city.db'}")
    names = "区划.csv", "小区.xlsx", "网格.xlsx", "物业服务.xlsx", "街道社区组织.xlsx"
    graph.load([FIXTURES / "yangquan" / name for name in names])
    return graph.at(DAY)


def town(path: Path) -> Moment:
    """A community: a manager of the property firm in its Party organisation as the rule allows, a cleaner in its
    residents' committee as it does not, and two needs."""
    source = Source("任职.csv", "", 7)

    def node(kind: str, id_: str, **props: str | bool) -> Entity:
        return Entity(id=id_, kind=kind, name=id_, home=None if kind == "Street" else "街" if kind == "Community"
                      else "社区", source=source, props=props)

    def link(type_: str, a: str, b: str, start: dt.date | None = None, **props: str) -> Link:
        return Link(id=f"{type_}-{a}-{b}", type=type_, subject=a, object=b, source=source, start=start, props=props)

    graph = orgraph.open(f"sqlite:///{path / 'town.db'}")
    graph.store.record([
        node("Street", "街"), node("Community", "社区"), node("Compound", "小区"), node("PropertyFirm", "物业"),
        node("CommunityPartyOrganization", "党委", phone="13800000417"), node("ResidentsCommittee", "居委会"),
        node("Person", EVIL, party_member=True), node("Person", "保洁", party_member=False),
        node("Need", "修灯", status="done"), node("Need", "停车", status="open"),
        link("SERVES", "物业", "小区"), link("SERVES", "党委", "社区"), link("SERVES", "居委会", "社区"),
        link("MEMBER", EVIL, "物业", dt.date(2020, 1, 1), role="项目经理"),
        link("MEMBER", EVIL, "党委", dt.date(2021, 3, 1), role="兼职委员"),
        link("MEMBER", "保洁", "物业", role="保洁员"), link("MEMBER", "保洁", "居委会", role="兼职委员"),
        link("NEEDS", "党委", "修灯"), link("MEETS", "物业", "修灯")])
    return graph.at(DAY)


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_property_service_of_a_city(yangquan: Moment, tmp_path: Path) -> None:
    """953 compounds, of which 869 have a firm and 84 look after themselves (text 001), by district and in total."""
    (path,) = write_report(yangquan, "owners-and-property", tmp_path / "统计.xlsx", area="阳泉市")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "阳泉市业委会和物业服务覆盖统计表"
    assert rows[1][0] == f"填报单位：阳泉市　　截至日期：{DAY}"
    at = rows[2].index("市场化物业服务")
    assert rows[3][at:at + 5] == ["应建", "已建", "未建", "豁免", "覆盖率"]
    districts, total = rows[4:9], rows[9]
    assert total[0] == "合计"
    assert total[at:at + 4] == [953, 869, 84, 0]
    assert total[at + 4] == pytest.approx(869 / 953)
    for column in range(at, at + 4):
        assert sum(row[column] for row in districts) == total[column]
    assert [row[0] for row in rows[12:]] == ["制表人："]
    assert [cell for cell in rows[12] if cell] == ["制表人：", "审核人：", "日期："]


def test_a_workbook_is_made_up_for_a4(yangquan: Moment, tmp_path: Path) -> None:
    write_report(yangquan, "owners-and-property", tmp_path / "宽.xlsx", area="阳泉市")
    sheet = openpyxl.load_workbook(tmp_path / "宽.xlsx").worksheets[0]
    page = sheet.page_setup
    assert (int(page.paperSize or 0), page.orientation, page.fitToHeight) == (9, "landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$4"
    assert "&P" in sheet.oddFooter.center.text
    assert sheet.freeze_panes == "A5"


def test_a_document_is_made_up_for_a4(yangquan: Moment, tmp_path: Path) -> None:
    write_report(yangquan, "owners-and-property", tmp_path / "表.docx", area="阳泉市")
    document = docx.Document(str(tmp_path / "表.docx"))
    section, rows = document.sections[0], document.tables[0].rows
    assert (section.orientation, round(section.page_width.mm), round(section.page_height.mm)) == (
        WD_ORIENT.LANDSCAPE, 297, 210)
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert repeated == [True, True, *[False] * 6]
    assert rows[0].cells[0].text == "区域"
    assert [cell.text for cell in rows[-1].cells][11:16] == ["953", "869", "84", "0", "91.2%"]
    text = [paragraph.text for paragraph in document.paragraphs]
    assert text[0] == "阳泉市业委会和物业服务覆盖统计表"
    assert "制表人：" in text[-1]
    assert "PAGE" in section.footer._element.xml


def test_a_csv_opens_in_a_chinese_spreadsheet(yangquan: Moment, tmp_path: Path) -> None:
    write_report(yangquan, "owners-and-property", tmp_path / "表.csv", area="阳泉市")
    data = (tmp_path / "表.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf" + "区域,".encode())
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.endswith(b"100.0%\r\n")
    header, *_, total = table(tmp_path / "表.csv")
    assert total[header.index("市场化物业服务 未建")] == "84"


def test_cross_appointments_with_the_line_that_permits_them(tmp_path: Path) -> None:
    write_report(town(tmp_path), "cross-appointments", tmp_path / "表.csv", area="社区")
    header, *rows, total = table(tmp_path / "表.csv")
    found = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    allowed, forbidden = found[f"'{EVIL}"], found["保洁"]
    assert (allowed["来自单位"], allowed["职务"], allowed["进入单位"], allowed["担任职务"], allowed["任职起始"]) == (
        "物业", "项目经理", "党委", "兼职委员", "2021-03-01")
    assert allowed["方向"] == "物业企业→社区党组织"
    assert allowed["依据"] == "物业企业管理层中的党员进入社区党组织任兼职委员"
    assert allowed["来源"] == "任职.csv 第7行"
    assert (forbidden["进入单位"], forbidden["依据"], forbidden["任职起始"]) == ("居委会", "不在规定内", "")
    assert total[:2] == ["合计", "2项"]


def test_cross_appointments_of_a_text(tmp_path: Path) -> None:
    """Text 000: 4 members of the community's Party committee and 7 member households entered it by law."""
    graph = orgraph.open(f"sqlite:///{tmp_path / 'city.db'}")
    graph.load([FIXTURES / "shenyang"])
    write_report(graph.at("2023-06-30"), "cross-appointments", tmp_path / "表.csv", area="沈阳市")
    header, *rows, total = table(tmp_path / "表.csv")
    assert Counter(row[header.index("方向")] for row in rows) == {"社区党组织→业委会": 4, "党员中心户→业委会": 7}
    assert all("法定程序" in row[header.index("依据")] for row in rows)
    assert total[1] == "11项"


def test_nobody_is_judged_by_what_is_not_recorded(tmp_path: Path) -> None:
    moment = town(tmp_path)
    source = Source("任职.csv", "", 9)
    write = orgraph.open(f"sqlite:///{tmp_path / 'town.db'}")
    write.store.record([
        Entity(id="经理", kind="Person", name="经理", source=source),
        Link(id="m-1", type="MEMBER", subject="经理", object="物业", source=source, props={"role": "项目经理"}),
        Link(id="m-2", type="MEMBER", subject="经理", object="党委", source=source, props={"role": "兼职委员"})])
    write_report(write.at(moment.day), "cross-appointments", tmp_path / "表.csv")
    header, *rows, _ = table(tmp_path / "表.csv")
    assert {row[1]: row[header.index("依据")] for row in rows}["经理"] == "没有登记是否党员，不能判断"


def test_blank_spots_mask_contacts(tmp_path: Path) -> None:
    write_report(town(tmp_path), "blank-spots", tmp_path / "表.csv", rules=["compound-party-organization"])
    header, row, total = table(tmp_path / "表.csv")
    found = dict(zip(header, row, strict=True))
    assert (found["对象"], found["责任单位"], found["联系电话"]) == ("小区", "党委", "138****0417")
    assert found["缺口编号"].startswith("g-")
    assert total[1] == "1项"


def test_three_lists_with_state(tmp_path: Path) -> None:
    moment = town(tmp_path)
    files = write_report(moment, "three-lists", tmp_path / "清单.csv")
    assert [path.name for path in files] == ["清单.需求清单.csv", "清单.资源清单.csv", "清单.项目清单.csv"]
    header, *rows, total = table(files[0])
    assert header == ["序号", "需求", "所在", "提出单位", "认领单位", "状态"]
    assert {row[1]: row[2:] for row in rows} == {
        "停车": ["社区", "", "", "未完成"], "修灯": ["社区", "党委", "物业", "已完成"]}
    assert total[1] == "2项"
    write_report(moment, "three-lists", tmp_path / "清单.xlsx")
    assert openpyxl.load_workbook(tmp_path / "清单.xlsx").sheetnames == ["需求清单", "资源清单", "项目清单"]


def test_key_persons(tmp_path: Path) -> None:
    """Each of the two is the only tie of one body to the firm, and the other the only one who could follow there."""
    write_report(town(tmp_path), "key-persons", tmp_path / "表.csv")
    header, *rows, total = table(tmp_path / "表.csv")
    found = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    assert {name: (row["断开数"], row["一旦缺位断开的"], row["可接替的人"]) for name, row in found.items()} == {
        f"'{EVIL}": ("1", "党委", "保洁（物业保洁员）"), "保洁": ("1", "居委会", f"'{EVIL}（物业项目经理）")}
    assert total[1] == "2人"


@pytest.mark.parametrize("name", list(layouts()))
def test_no_report_runs_what_a_cell_says(name: str, tmp_path: Path) -> None:
    moment = town(tmp_path)
    write_report(moment, name, tmp_path / "表.xlsx", unit="=1+1")
    for sheet in openpyxl.load_workbook(tmp_path / "表.xlsx").worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for path in write_report(moment, name, tmp_path / "表.csv"):
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in table(path) for cell in row)


def test_a_report_is_the_same_twice(tmp_path: Path) -> None:
    moment = town(tmp_path)

    def texts(name: str) -> Iterable[bytes]:
        return [path.read_bytes() for one in layouts() for path in write_report(moment, one, tmp_path / name)]

    assert texts("甲.csv") == texts("乙.csv")


def test_what_there_is_none_of(yangquan: Moment, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        write_report(yangquan, "nothing", tmp_path / "a.xlsx")
    with pytest.raises(NotFound):
        write_report(yangquan, "party-coverage", tmp_path / "a.xlsx", area="无此地")
    with pytest.raises(UsageError):
        write_report(yangquan, "party-coverage", tmp_path / "a.pdf")


def test_an_answer_as_a_document(tmp_path: Path) -> None:
    """Rules with what they add up to, each by area, and the gaps, which name the nearest of one lack together."""
    coverage_document(town(tmp_path).coverage("owners-committee", "compound-party-organization", area="街"),
                      tmp_path / "覆盖.docx")
    document = docx.Document(str(tmp_path / "覆盖.docx"))
    rules, *by_area, gaps = ([[cell.text for cell in row.cells] for row in one.rows] for one in document.tables)
    assert [row[2:] for row in rules[1:]] == [["1", "0", "1", "0", "0.0%"]] * 2 + [["2", "0", "2", "0", "0.0%"]]
    assert [rows[1] for rows in by_area] == [["社区", "1", "0", "1", "0", "0.0%"]] * 2
    assert [row[1:3] for row in gaps[1:3]] == [["小区", "社区"]] * 2
    assert gaps[-1][:2] == ["合计", "2项"]
    assert "街覆盖情况" in [paragraph.text for paragraph in document.paragraphs]
    assert "13800000417" not in str(gaps)
