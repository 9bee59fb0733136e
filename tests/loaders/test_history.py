"""A history of texts and labels is read from every format, and what is wrong with it is said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import xlsxwriter

from orgraph.errors import NotFound, UsageError
from orgraph.loaders.history import history

ROWS = [("电梯坏了", "三天没人修", "电梯"), ("太吵", "半夜打桩", "噪声"), ("", "垃圾没人收", "垃圾"),
        ("没有标签", "", "")]
EXPECTED = (["电梯坏了。三天没人修", "太吵。半夜打桩", "垃圾没人收"], ["电梯", "噪声", "垃圾"], 1)


def _delimited(path: Path, mark: str, encoding: str, before: str = "") -> Path:
    lines = [before] if before else []
    lines += [mark.join(cells) for cells in [("编号", "标题", "正文", "标签"), *(("1", *row) for row in ROWS)]]
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def _json_lines() -> str:
    return "".join(json.dumps(dict(zip(("标题", "正文", "标签"), row, strict=True)), ensure_ascii=False) + "\n"
                   for row in ROWS)


def _made(folder: Path, kind: str) -> Path:
    path = folder / f"留言{kind}"
    match kind:
        case ".csv":
            return _delimited(path, ",", "utf-8-sig")
        case ".tsv":
            return _delimited(path, "\t", "gb18030", "2025年留言汇总")
        case ".jsonl":
            path.write_text(_json_lines(), encoding="utf-8")
        case ".jsonl.gz":
            path.write_bytes(gzip.compress(_json_lines().encode(), mtime=0))
        case ".xlsx":
            with xlsxwriter.Workbook(path) as book:
                book.add_worksheet("说明").write_row(0, 0, ("填表说明", "略"))
                sheet = book.add_worksheet("留言")
                for at, row in enumerate([("标题", "正文", "标签"), *ROWS]):
                    sheet.write_row(at, 0, row)
    return path


@pytest.mark.parametrize("kind", [".csv", ".tsv", ".jsonl", ".jsonl.gz", ".xlsx"])
def test_every_format_gives_the_same_history(tmp_path: Path, kind: str) -> None:
    found = history(_made(tmp_path, kind), ["标题", "正文"], "标签")
    assert (found.texts, found.labels, found.skipped) == EXPECTED


def test_a_label_that_is_a_number_is_its_digits(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([("正文", "类"), ("电梯坏了", 3), ("太吵", 4.0)]):
            sheet.write_row(at, 0, row)
    assert history(tmp_path / "a.xlsx", ["正文"], "类").labels == ["3", "4"]


def test_an_identity_number_in_a_message_does_not_refuse_the_history(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("正文,标签\n我的身份证号是 11010519491231002X,证件\n", encoding="utf-8")
    assert history(path, ["正文"], "标签").labels == ["证件"]


def test_a_missing_column_is_named_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="没有列“诉求”") as raised:
        history(_made(tmp_path, ".csv"), ["诉求"], "标签")
    assert raised.value.hint == "有的列 columns：编号、标题、正文、标签"


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.pdf", b"%PDF", "file.format"),
    ("a.jsonl", b'{"a": 1}\n[2]\n', "file.format"),
    ("a.csv.gz", b"not packed", "file.unreadable"),
    ("a.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "file.unreadable"),
    ("a.xlsx", b"PK\x03\x04 cut off", "file.format"),
])
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as raised:
        history(tmp_path / name, ["a"], "b")
    assert raised.value.code == code
