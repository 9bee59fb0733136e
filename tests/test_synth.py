"""The made-up region: the same bytes for a seed, the texts' proportions, files that load without a word."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

import orgraph
from orgraph import synth
from orgraph.errors import UsageError
from orgraph.synth.proportions import TODAY
from orgraph.synth.upper import largest, place


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """All rows of one kind of file, over its parts."""
    found: list[dict[str, str]] = []
    for path in sorted(folder.glob(f"{name}*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += csv.DictReader(file)
    return found


def digest(folder: Path) -> dict[str, str]:
    """Name and hash of every file."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, synth.Written]:
    """Half a dozen streets."""
    folder = tmp_path_factory.mktemp("synth") / "region"
    return folder, synth.write(folder, 20_000, seed=3)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        synth.write(tmp_path / name, 3000, seed)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a") != digest(tmp_path / "c")


def test_larger_region_begins_with_the_smaller(tmp_path: Path) -> None:
    """A street does not depend on how many others there are."""
    for name, nodes in (("small", 3000), ("large", 6000)):
        synth.write(tmp_path / name, nodes)
    small = (tmp_path / "small" / "区域001.csv").read_bytes()
    assert (tmp_path / "large" / "区域001.csv").read_bytes().startswith(small)


@pytest.mark.parametrize("nodes", [20_000, 60_000])
def test_about_so_many_nodes(tmp_path: Path, nodes: int) -> None:
    assert synth.write(tmp_path / "r", nodes).nodes == pytest.approx(nodes, rel=0.12)


def test_files_are_split(tmp_path: Path) -> None:
    whole = synth.write(tmp_path / "whole", 3000)
    split = synth.write(tmp_path / "split", 3000, rows_a_file=500)
    assert split.nodes == whole.nodes
    assert split.files == len(list((tmp_path / "split").iterdir())) > whole.files
    for path in (tmp_path / "split").iterdir():
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") <= 501
    assert rows(tmp_path / "split", "任职") == rows(tmp_path / "whole", "任职")


def test_proportions_of_the_texts(region: tuple[Path, synth.Written]) -> None:
    kinds = Counter(row["区域类型"] for row in rows(region[0], "区域"))
    communities = kinds["社区"]
    assert kinds["网格"] / communities == pytest.approx(5700 / 573, rel=0.1)
    assert kinds["小区"] / communities == pytest.approx(953 / 159, rel=0.1)
    assert kinds["微网格"] / communities == pytest.approx(8900 / 159, rel=0.1)
    units = Counter(row["组织类别"] for row in rows(region[0], "组织"))
    assert (units["业委会"] + units["物管会"]) / kinds["小区"] == pytest.approx(0.99, abs=0.03)
    served = [len(row["服务范围"].split("、")) for row in rows(region[0], "组织") if row["组织类别"] == "物业企业"]
    assert sum(served) / kinds["小区"] == pytest.approx(0.91, abs=0.04)
    assert sum(served) / len(served) == pytest.approx(8, abs=1)


def test_nothing_is_of_anybody(region: tuple[Path, synth.Written]) -> None:
    for name in ("组织", "人员"):
        for row in rows(region[0], name):
            assert re.fullmatch(r"(000-0000-\d{4})?", row["联系电话"])
    assert all(row["姓名"].startswith("示例") and row["人员编号"] for row in rows(region[0], "人员"))
    assert all(row["区域名称"].startswith("示例") for row in rows(region[0], "区域"))
    terms = rows(region[0], "任职")
    day = TODAY.isoformat()
    assert any(row["离任日期"] and row["离任日期"] <= day for row in terms)
    assert any(row["任职日期"] > day for row in terms)


def test_loads_and_is_covered_as_said(region: tuple[Path, synth.Written], tmp_path: Path) -> None:
    graph = orgraph.open(f"sqlite:///{tmp_path}/region.db")
    report = graph.load([region[0]])
    assert (report.errors, report.warnings) == ([], [])
    assert report.rows == region[1].rows.total()
    now = graph.at(TODAY)
    rates = {found.rule: found.rate for found in now.coverage(
        "owners-committee", "compound-party-organization", "cross-appointment-property", "police-deputy",
        "community-organ-report-in", "post-filled", gaps=0).rules}
    assert all(rate is not None for rate in rates.values())
    assert rates["cross-appointment-property"] == pytest.approx(1 / 3, abs=0.08)
    assert rates["owners-committee"] == pytest.approx(0.99, abs=0.03)
    assert now.who_to_call("楼上夜里装修噪声扰民", at="示例街道00000").candidates
    graph.close()


def test_codes_are_of_no_real_province() -> None:
    assert place(0).code == "010101001"
    last = place(largest() - 1).code
    assert len(last) == 9
    provinces = {place(serial).code[:2] for serial in range(largest())}
    assert len(provinces) > 31
    assert not provinces & {"11", "14", "21", "35", "54", "81"}


@pytest.mark.parametrize("scale", ["village", 0, -5, "1.5"])
def test_unknown_scale(tmp_path: Path, scale: str | int) -> None:
    with pytest.raises(UsageError, match="规模"):
        synth.write(tmp_path / "r", scale)


def test_folder_must_be_empty(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(UsageError, match="不是空的"):
        synth.write(tmp_path, 1000)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_too_large(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="太大"):
        synth.write(tmp_path / "r", 10**9)
