"""Every error code has a file that earns it, and only it, at the right cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fake_store import FakeStore

from orgraph.errors import LoadRejected
from orgraph.loaders import load
from orgraph.loaders.codes import CODES
from orgraph.loaders.copies import COPY

BAD = Path(__file__).parents[2] / "fixtures" / "bad"

ERRORS: dict[str, list[tuple[int, str, str]]] = {
    "file.encoding.csv": [(0, "", "file.encoding")],
    "file.format.xlsx": [(0, "", "file.format")],
    "file.format.json": [(0, "", "file.format")],
    "file.empty.csv": [(0, "", "file.empty")],
    "sheet.unknown.csv": [(0, "", "sheet.unknown")],
    "header.missing.csv": [(1, "组织类别", "header.missing")],
    "header.duplicate.csv": [(1, "电话", "header.duplicate")],
    "file.password.xlsx": [(0, "", "file.password")],
    "file.too-large.xlsx": [(0, "", "file.too-large")],
    "file.unsafe.xlsx": [(0, "", "file.unsafe")],
    "header.second-table.csv": [(4, "", "header.second-table")],
    "cell.date-range.csv": [(2, "成立日期", "cell.date-range")],
    "cell.too-long.csv": [(2, "备注", "cell.too-long")],
    "cell.formula-error.xlsx": [(2, "成员数", "cell.formula-error")],
    "cell.formula-no-value.xlsx": [(2, "成员数", "cell.formula-no-value")],
    "cell.required.csv": [(2, "所在区域", "cell.required"), (3, "组织名称", "cell.required")],
    "cell.type.csv": [(2, "户数", "cell.type")],
    "cell.date.csv": [(2, "成立日期", "cell.date")],
    "cell.choice.csv": [(2, "层级", "cell.choice")],
    "cell.kind.csv": [(2, "组织类别", "cell.kind")],
    "cell.number-cut.xlsx": [(2, "统一社会信用代码", "cell.number-cut")],
    "code.check-digit.csv": [(2, "统一社会信用代码", "code.check-digit")],
    "relation.type.csv": [(2, "关系类型", "relation.type")],
    "relation.ends.csv": [(2, "签约单位", "relation.ends")],
    "reference.unknown.csv": [(2, "所在区域", "reference.unknown")],
    "reference.ambiguous.csv": [(2, "所在区域", "reference.ambiguous")],
    "area.cycle.csv": [(3, "上级区域", "area.cycle")],
    "area.code.csv": [(3, "上级区域", "area.code"), (4, "区划代码", "area.code")],
    "area.level.csv": [(2, "上级区域", "area.level")],
    "area.overlap.csv": [(3, "起始日期", "area.overlap")],
    "time.order.csv": [(2, "撤销日期", "time.order")],
    "duplicate.conflict.csv": [(3, "", "duplicate.conflict")],
    "exchange.id.csv": [(2, "编号", "exchange.id")],
    "scope.outside.csv": [(3, "", "scope.outside")],
    "scope.unknown.csv": [(0, "scope", "scope.unknown")],
    "privacy.roster.csv": [(1, "身份证号", "privacy.roster")],
    "source.invalid.source.toml": [(0, "", "source.invalid")],
    "source.driver.source.toml": [(0, "", "source.driver")],
    "source.query.source.toml": [(0, "", "source.query")],
    "file.unreadable.csv": [(0, "", "file.unreadable")],  # it does not exist
}
WARNINGS: dict[str, list[tuple[int, str, str]]] = {
    "file.macros.xlsm": [(0, "", "file.macros")],
    "file.external-links.xlsx": [(0, "", "file.external-links")],
    "sheet.hidden.xlsx": [(0, "", "sheet.hidden")],
    "header.unknown.csv": [(1, "星座", "header.unknown")],
    "file.superseded.csv": [(0, "", "file.superseded")],
    "row.total-skipped.csv": [(3, "", "row.total-skipped"), (4, "", "row.total-skipped")],
    "row.example-skipped.csv": [(2, "", "row.example-skipped")],
    "sheet.skipped.xlsx": [(0, "", "sheet.skipped")],
    "row.blank.csv": [(3, "", "row.blank")],
    "area.gap.csv": [(3, "起始日期", "area.gap")],
}

SAID_OF = {"scope.unknown.csv": "_scope.mapping.toml"}  # where the mistake is, if not in the file itself
HANGING = {"area.cycle.csv": 2, "scope.unknown.csv": 1}  # rows left out, if others than those with an error


def files(name: str) -> list[Path]:
    return [BAD / "_areas.csv", BAD / "_organizations.csv", BAD / name, *BAD.glob(f"{name}{COPY}")]


@pytest.mark.parametrize("name", ERRORS)
def test_error(name: str) -> None:
    store = FakeStore()
    with pytest.raises(LoadRejected) as caught:
        load(store, files(name))
    report = caught.value.report
    file = f"bad/{SAID_OF.get(name, name)}"
    assert report.flatten("file", "row", "column", "code") == [(file, *rest) for rest in ERRORS[name]]
    assert report.generation is None
    assert store.said == {}


@pytest.mark.parametrize("name", WARNINGS)
def test_warning(name: str) -> None:
    report = load(FakeStore(), files(name))
    found = [(w.where.file, w.where.row, w.where.column, w.code) for w in report.warnings]
    assert found == [(f"bad/{name}", *rest) for rest in WARNINGS[name]]
    assert report.errors == []
    assert report.generation == 1


def test_every_code_has_a_file() -> None:
    tested = {code for expected in (*ERRORS.values(), *WARNINGS.values()) for _, _, code in expected}
    assert tested == set(CODES)
    present = {path.name for path in BAD.iterdir() if not path.name.startswith(("_", ".", "generate"))
               and not path.name.endswith(COPY)}
    assert present == {*ERRORS, *WARNINGS} - {"file.unreadable.csv"}


@pytest.mark.parametrize("name", ERRORS)
def test_allowing_errors_leaves_out_only_the_bad(name: str) -> None:
    alone, store = FakeStore(), FakeStore()
    load(alone, files(name)[:2])
    report = load(store, files(name), allow_errors=True)
    assert report.flatten("row", "column", "code") == ERRORS[name]
    assert alone.said.items() <= store.said.items()
    assert report.left_out == HANGING.get(name, len({row for row, _, _ in ERRORS[name] if row > 1}))


def test_ambiguity_lists_the_full_paths() -> None:
    report = load(FakeStore(), files("reference.ambiguous.csv"), dry_run=True)
    (hint,) = report.flatten("hint")[0]
    assert "示例东社区示例一网格" in hint
    assert "示例西社区示例一网格" in hint


def test_an_unknown_reference_names_what_is_like_it() -> None:
    report = load(FakeStore(), files("reference.unknown.csv"), dry_run=True)
    (hint,) = report.flatten("hint")[0]
    assert "示例东社区" in hint


def test_no_telephone_or_identity_number_leaves_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "组织.csv"
    path.write_text("组织名称,组织类别,所在区域,成立日期,联系电话,电话确认日期\n"
                    "某单位,驻区单位,13912345678,000-0000-0417,13912345678,110101199001011238\n", encoding="utf-8")
    report = load(FakeStore(), [BAD / "_areas.csv", path], dry_run=True)
    assert len(report.errors) == 3
    shown: Any = str(report.to_dict())
    for secret in ("13912345678", "0000-0417", "110101199001011238"):
        assert secret not in shown
