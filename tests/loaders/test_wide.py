"""Wide tables: one row that holds several records, by the mappings that are shipped and by a department's own."""

from __future__ import annotations

import re
from pathlib import Path

from fake_store import FakeStore
from small_town import Write

from orgraph.loaders import load
from orgraph.loaders.mapping.files import shipped

COMPOUNDS = [
    ["某街道小区一览表", "", "", "", "", "", "", "", "", ""],
    ["序号", "所属街道", "社区", "小区名称", "户数", "党支部书记", "书记电话", "业委会主任", "物业公司", "项目经理"],
    ["1", "南街街道", "东社区", "甲园", "120", "赵某", "000-0000-0501", "钱某", "大同物业", "孙某"],
    ["2", "南街街道", "东社区", "乙园", "80", "李某", "000-0000-0502", "李某", "大同物业", "周某"],
    ["3", "南街街道", "西社区", "甲园", "60", "", "", "", "大同物业", "李某"],
    ["4", "南街街道", "西社区", "丙园", "10", "吴某", "", "无", "", ""],
    ["合计", "", "", "", "270", "", "", "", "", ""],
]


def own(folder: Path, text: str) -> None:
    (folder / "本地.mapping.toml").write_text(text, encoding="utf-8")


def test_a_compound_with_its_branch_committee_and_firm(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区一览表", COMPOUNDS)
    report = load(store, [folder])
    assert report.errors == []
    assert [(w.code, w.where.row) for w in report.warnings] == [("row.total-skipped", 7)]
    assert (report.rows, [(s.kind, s.rows) for s in report.sheets if "一览" in s.file]) == (9 + 4, [("area", 4)])
    # the tree has 花园小区 of its own
    assert sorted(a.name for a in store.entities("Compound")) == ["丙园", "乙园", "甲园", "甲园", "花园小区"]
    assert sorted(b.name for b in store.entities("CompoundBranch")) == ["丙园党支部", "乙园党支部", "甲园党支部"]
    assert sorted(c.name for c in store.entities("OwnersCommittee")) == ["乙园业主委员会", "甲园业主委员会"]
    (firm,) = store.entities("PropertyFirm")
    assert (firm.name, firm.home) == ("大同物业", store.entity("南街街道").id)
    served = {link.object for link in store.links("SERVES") if link.subject == firm.id}
    names = {a.id: a.name for a in store.entities("Compound")}
    assert sorted(names[area] for area in served) == ["乙园", "甲园", "甲园"]
    roles = sorted((store_name(store, m.subject), m.role) for m in store.links("MEMBER"))
    assert roles == [("吴某", "书记"), ("周某", "项目经理"), ("孙某", "项目经理"), ("李某", "主任"), ("李某", "书记"),
                     ("李某", "项目经理"), ("赵某", "书记"), ("钱某", "主任")]


def store_name(store: FakeStore, known: str) -> str:
    return next(r.name for r in store.said.values() if r.id == known and hasattr(r, "name"))


def test_who_holds_two_posts_in_one_compound_is_one_person(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区一览表", COMPOUNDS)
    load(store, [folder])
    branch, committee = store.entity("乙园党支部").id, store.entity("乙园业主委员会").id
    (secretary,) = {m.subject for m in store.links("MEMBER") if m.object == branch}
    (chair,) = {m.subject for m in store.links("MEMBER") if m.object == committee}
    assert secretary == chair
    manager = {m.subject for m in store.links("MEMBER") if store_name(store, m.subject) == "李某"} - {secretary}
    assert len(manager) == 1  # 李某 of the other compound is nobody's twin


def test_loading_it_again_or_in_another_order_changes_nothing(write: Write, folder: Path, store: FakeStore) -> None:
    path = write("小区一览表", COMPOUNDS)
    load(store, [folder])
    before = dict(store.said)
    load(store, [path])
    assert store.said == before
    write("小区一览表", [*COMPOUNDS[:2], *COMPOUNDS[-2:1:-1]])
    load(store, [path])
    assert store.said.keys() == before.keys()


def test_an_error_keeps_the_row_and_the_departments_column(write: Write, folder: Path) -> None:
    rows = [*COMPOUNDS[:3], ["2", "南街街道", "北社区", "丁园", "很多", "", "", "", "", ""]]
    write("小区一览表", rows)
    report = load(FakeStore(), [folder], dry_run=True)
    assert report.flatten("row", "column", "code") == [(4, "户数", "cell.type"), (4, "社区", "reference.unknown")]
    rows[2] = [*rows[2][:3], "", *rows[2][4:]]
    write("小区一览表", rows[:3])
    report = load(FakeStore(), [folder], dry_run=True)
    assert ("小区名称", "cell.required") in report.flatten("column", "code")


def test_a_bad_row_is_left_out_whole(write: Write, folder: Path, store: FakeStore) -> None:
    rows = [list(row) for row in COMPOUNDS]
    rows[2][4] = "很多"
    write("小区一览表", rows)
    report = load(store, [folder], allow_errors=True)
    assert report.left_out == 1
    assert "甲园党支部" not in {b.name for b in store.entities("CompoundBranch")}
    assert len([link for link in store.links("SERVES") if link.subject == store.entity("大同物业").id]) == 2


def test_rows_about_one_firm_that_contradict_each_other_are_a_conflict(write: Write, folder: Path) -> None:
    own(folder, '''
[[table]]
headers = ["小区", "物业", "电话"]
[[table.record]]
kind = "organization"
each = "物业"
columns = { name = "物业", home = "{街道}", serves = "小区", phone = "电话" }
fixed = { kind = "物业公司" }
''')
    rows = [["小区", "街道", "物业", "电话"], ["花园小区", "南街街道", "大同物业", "000-0000-0511"],
            ["东社区", "南街街道", "大同物业", ""], ["西社区", "甲区", "大同物业", ""]]
    write("物业", rows)
    store = FakeStore()
    assert load(store, [folder]).errors == []  # what one row leaves empty another says
    (firm,) = store.entities("PropertyFirm")
    assert firm.props["phone"] == "000-0000-0511"
    assert len(store.links("SERVES")) == 3
    rows[2][3] = "000-0000-0512"
    write("物业", rows)
    report = load(FakeStore(), [folder], dry_run=True)
    assert report.flatten("row", "code") == [(3, "duplicate.conflict")]


def test_member_units_and_part_time_members_of_a_community(write: Write, folder: Path, store: FakeStore) -> None:
    write("大党委成员单位表", [
        ["社区", "大党委书记", "成员单位名称", "兼职委员", "联系电话"],
        ["东社区", "郑某", "示例银行支行", "冯某", "000-0000-0521"],
        ["东社区", "郑某", "示例小学", "", ""], ["西社区", "", "示例银行支行", "冯某", ""]])
    report = load(store, [folder])
    assert (report.errors, report.warnings) == ([], [])
    assert [u.name for u in store.entities("ResidentUnit")].count("示例银行支行") == 2  # one in each community
    assert store.named_links("MEMBER") == sorted([
        ("郑某", "东社区大党委"), ("示例银行支行", "东社区大党委"), ("示例小学", "东社区大党委"),
        ("冯某", "东社区大党委"),
        ("示例银行支行", "西社区大党委"), ("冯某", "西社区大党委")])
    (link,) = [m for m in store.links("MEMBER") if m.role == "兼职委员" and m.object == store.entity("东社区大党委").id]
    assert store_name(store, link.on_behalf_of) == "示例银行支行"


def test_grids_with_their_heads_and_contacts(write: Write, folder: Path, store: FakeStore) -> None:
    write("网格员包联表", [
        ["网格名称", "所属社区", "网格长", "联系电话", "网格员1", "网格员2", "包联干部"],
        ["二网格", "东社区", "陈某", "000-0000-0531", "褚某", "卫某", "蒋某"],
        ["三网格", "西社区", "沈某", "", "韩某、杨某", "", ""]])
    report = load(store, [folder])
    assert (report.errors, report.warnings) == ([], [])
    found = sorted((store_name(store, k.subject), store_name(store, k.object), str(k.props["role"]))
                   for k in store.links("TAKES_CHARGE_OF"))
    assert found == sorted([
        ("陈某", "二网格", "网格长"), ("褚某", "二网格", "网格员"), ("卫某", "二网格", "网格员"),
        ("蒋某", "二网格", "包联干部"),
        ("沈某", "三网格", "网格长"), ("韩某", "三网格", "网格员"), ("杨某", "三网格", "网格员")])
    assert store.entity("陈某").props["phone"] == "000-0000-0531"


def test_a_matrix_of_units_and_areas(write: Write, folder: Path, store: FakeStore) -> None:
    own(folder, '''
[[table]]
headers = ["包联单位"]
[[table.record]]
kind = "organization"
columns = { name = "包联单位" }
fixed = { kind = "机关单位", home = "甲区" }
[[table.record]]
kind = "relation"
for_columns = "*社区"
columns = { from = "包联单位", to = "{列}" }
fixed = { type = "包联", role = "包联单位" }
''')
    write("包联", [["包联单位", "东社区", "西社区"], ["示例局一", "√", ""], ["示例局二", "√", "√"],
                 ["示例局三", "×", "无"]])
    assert load(store, [folder]).errors == []
    assert store.named_links("TAKES_CHARGE_OF") == [
        ("示例局一", "东社区"), ("示例局二", "东社区"), ("示例局二", "西社区")]


def test_a_record_whose_columns_the_table_lacks_is_left_out(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区一览表", [["小区", "社区", "物业企业"], ["甲园", "东社区", "大同物业"]])
    assert load(store, [folder]).errors == []
    assert store.entity("大同物业").home == store.entity("东社区").id
    assert store.links("MEMBER") == []


def test_the_shipped_mappings_name_no_place() -> None:
    assert len(shipped()) == 3
    assert not any(table.file or table.sheet or table.scope for table in shipped())


def test_the_worked_example_of_the_guide(write: Write, folder: Path, store: FakeStore) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
    (table,), (text,) = (re.findall(rf"```{kind}\n(.*?)```", guide, re.DOTALL) for kind in ("csv", "toml"))
    (folder / "台账.csv").write_text(table, encoding="utf-8")
    own(folder, text)
    report = load(store, [folder])
    assert (report.errors, report.warnings) == ([], [])
    assert store.named_links("MEMBER") == [("赵某", "梅园业委会"), ("赵某", "梅园党支部"), ("钱某", "竹园党支部")]
    assert len({m.subject for m in store.links("MEMBER")}) == 2
    served = [pair for pair in store.named_links("SERVES") if pair[0] == "大同物业"]
    assert served == [("大同物业", "梅园"), ("大同物业", "竹园")]
    assert store.named_links("TAKES_CHARGE_OF") == [("示例小学", "梅园"), ("示例银行", "梅园"), ("示例银行", "竹园")]


def test_a_cell_that_cannot_be_read_is_an_error_in_its_row(write: Write, folder: Path, store: FakeStore) -> None:
    for column in (2, 3, 5, 8):  # community, compound, secretary, firm: each is looked at before any is read
        rows = [list(row) for row in COMPOUNDS]
        rows[3][column] = "#REF!"
        write("小区一览表", rows)
        report = load(store, [folder], dry_run=True)
        assert {(e.where.row, e.code) for e in report.errors} == {(4, "cell.formula-error")}, column
        assert {e.where.value for e in report.errors} == {"#REF!"}


def test_a_file_that_ends_in_disorder(write: Write, folder: Path, store: FakeStore) -> None:
    path = write("小区一览表", COMPOUNDS)
    with path.open("a", encoding="utf-8") as file:
        file.write('4,南街街道,"西社区\n')
    report = load(store, [folder], dry_run=True)
    assert [(e.where.row, e.code) for e in report.errors] == [(8, "file.format")]


def test_levels_of_which_one_cannot_be_read(write: Write, folder: Path, store: FakeStore) -> None:
    write("小区", [["所属街道", "所属社区", "小区名称", "区域类型"], ["南街街道", "东社区", "甲园", "小区"],
                   ["#REF!", "东社区", "乙园", "小区"]])
    report = load(store, [folder], dry_run=True)
    assert [(e.where.row, e.code, e.where.value) for e in report.errors] == [(3, "cell.formula-error", "#REF!")]
