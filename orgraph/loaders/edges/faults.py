"""What can be wrong with an edge list, beside what can be wrong with any table (`loaders.codes`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from orgraph.errors import LoadRejected, RowError, Where
from orgraph.loaders.codes import Code, said
from orgraph.loaders.report import LoadReport, in_order

CODES: dict[str, Code] = {
    "edges.one-column": Code("只有一列，看不出谁和谁有联系：{seen}", "边表每行要有两端，各占一列，用逗号或制表符分开"),
    "edges.matrix": Code("像是邻接矩阵，不是边表：{seen}", "改成每行一条联系：起点、终点、权重；没有联系的不写"),
    "edges.columns": Code("认不出哪两列是联系的两端；看到的表头：{seen}", "用 --from 和 --to 写明表头或列的序号"),
    "edges.column": Code("没有“{name}”这一列；看到的表头：{seen}", "照表头写，或写列的序号（从 1 起）"),
    "edges.same-column": Code("联系的两端是同一列：“{name}”", "--from 和 --to 要写不同的列"),
    "edges.weights": Code("“{first}”和“{second}”都像权重", "用 --weight 写明哪一列；都不用就写 --unweighted"),
    "edges.weight": Code("权重“{value}”不是正数",
                         "权重表示联系的强弱，要大于 0；没有联系就删去这一行，不用权重就写 --unweighted"),
    "edges.sheet": Code("没有“{name}”这张工作表；有：{seen}", "照工作表的名称写 --sheet"),
    "edges.none": Code("没有一条联系", "确认选对了文件和工作表"),
    "edges.both-sides": Code("“{value}”两边都有（左边见第 {row} 行），二模网络的两边不能是同一个",
                             "同名的不是同一个，就写得不同；是同一个，就去掉 --two-mode"),
    "nodes.columns": Code("节点表里没有名称这一列；看到的表头：{seen}", "加上一列表头为“名称”或 id 的列"),
    "nodes.unknown": Code("节点表里没有“{value}”", "在节点表中补上，或改正写法"),
    "nodes.conflict": Code("“{value}”在第 {row} 行已有，内容不同", "同一个节点只写一行"),
}


def fault(code: str, where: Where, /, **parts: object) -> RowError:
    """The error `code` at `where`; `parts` fill the templates."""
    return said(CODES[code], code, where, **parts)


def reject(file: str, errors: Sequence[RowError], rows: int = 0) -> NoReturn:
    """Raise LoadRejected with the errors."""
    report = LoadReport(files=[file], rows=rows, errors=in_order(errors))
    raise LoadRejected(f"{file} 有 {len(errors):,} 处错误，没有计算 ({len(errors):,} errors)", report,
                       hint="改正后重试 (mend the file and try again)")
