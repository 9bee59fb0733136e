"""The tree of areas that the loaders' tests start from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Write = Callable[..., Path]

AREAS = [
    ["区域名称", "区域类型", "上级区域", "区划代码"],
    ["示例省", "省", "", "98"],
    ["示例市", "市", "示例省", "9801"],
    ["甲区", "区", "示例市", "980101"],
    ["南街街道", "街道", "甲区", "980101001"],
    ["东社区", "社区", "南街街道", "980101001001"],
    ["西社区", "社区", "南街街道", "980101001002"],
    ["一网格", "网格", "东社区", ""],
    ["一网格", "网格", "西社区", ""],
    ["花园小区", "小区", "东社区", ""],
]
