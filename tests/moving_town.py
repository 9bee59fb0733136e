"""A street of two communities, with a compound that moves from one to the other on 1 July 2025; and what else moves.

阳光小区 moves from 甲社区 to 乙社区. On that day 丙社区 is merged into 甲社区, and 丁社区 split into 甲社区 and 乙社区:
of what lies in it 星光小区 goes to 甲社区, and of 晨光小区 nothing is said.
"""

from __future__ import annotations

import csv
from pathlib import Path

from orgraph.graph import Graph
from orgraph.graph import open as open_graph

BEFORE, AFTER = "2025-06-30", "2025-07-01"

TABLES = {
    "区域": [
        ["区域名称", "区域类型", "上级区域", "区域编号", "起始日期", "终止日期", "撤销日期", "承接区域"],
        ["示例市", "市"], ["示例区", "区", "示例市"], ["南街街道", "街道", "示例区"],
        ["甲社区", "社区", "南街街道"], ["乙社区", "社区", "南街街道"],
        ["丙社区", "社区", "南街街道", "", "", "", AFTER, "甲社区"],
        ["丁社区", "社区", "南街街道", "", "", "", AFTER, "甲社区、乙社区"],
        ["阳光小区", "小区", "甲社区", "X-1", "", AFTER], ["阳光小区", "小区", "乙社区", "X-1", AFTER],
        ["月光小区", "小区", "甲社区"], ["霞光小区", "小区", "丙社区"],
        ["星光小区", "小区", "丁社区", "X-2", "", AFTER], ["星光小区", "小区", "甲社区", "X-2", AFTER],
        ["晨光小区", "小区", "丁社区"]],
    "组织": [
        ["组织名称", "组织类别", "所在区域"],
        *([f"{name}社区居委会", "居委会", f"{name}社区"] for name in "甲乙丙丁"),
        ["阳光业委会", "业委会", "阳光小区"], ["阳光物业", "物业企业", "阳光小区"]],
    "人员": [["姓名", "所在区域", "联系电话"], ["赵一", "甲社区", "000-0000-0001"], ["钱二", "乙社区", "000-0000-0002"],
             ["孙三", "阳光小区", "000-0000-0003"]],
    "任职": [["姓名", "任职组织", "职务"], ["赵一", "甲社区居委会", "主任"], ["钱二", "乙社区居委会", "主任"],
             ["孙三", "阳光业委会", "主任"], ["孙三", "阳光物业", "经理"]],
}


def write(folder: Path, **changed: list[list[str]]) -> Path:
    """The town as CSV files in a folder, some tables replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {**TABLES, **changed}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def loaded(folder: Path) -> Graph:
    """The town in a database of its own."""
    graph = open_graph(f"sqlite:///{folder}/town.db")
    graph.load([write(folder / "镇")])
    return graph
