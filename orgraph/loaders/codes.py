"""The table of load errors: code → what is said of it and how to mend it, both in Chinese.

`error` makes the typed value. No value that may hold a telephone or identity number leaves this module unmasked.
"""

from __future__ import annotations

from typing import NamedTuple

from orgraph.errors import RowError, Where
from orgraph.masks import without_numbers


class Code(NamedTuple):
    """A kind of load error: `message` and `hint` are templates; a warning leaves out at most the row that it is on."""

    message: str
    hint: str
    warning: bool = False


CODES: dict[str, Code] = {
    "file.unreadable": Code("文件打不开：{reason}", "检查文件是否存在、是否损坏、是否加密"),
    "file.encoding": Code("认不出文件的编码", "另存为 UTF-8 的 CSV 再导入{guess}"),
    "file.format": Code("文件的格式不对：{reason}", "支持 .csv、.tsv、.xlsx、.xls、.ods、.json、.jsonl"),
    "file.password": Code("工作簿有密码", "去掉密码，另存后再导入"),
    "file.too-large": Code("文件太大：{size}，最多 {limit}", "分成几个文件，或另存为 .csv、.jsonl"),
    "file.unsafe": Code("文件不安全，没有打开：{reason}", "用 Excel 或 WPS 打开确认后另存为新的 .xlsx"),
    "file.external-links": Code("工作簿引用了别的文件，只读保存时的值", "先更新链接并保存，或粘贴为数值", warning=True),
    "file.macros": Code("工作簿有宏，没有运行", "", warning=True),
    "sheet.hidden": Code("隐藏的工作表没有读入：{names}", "要读入就取消隐藏", warning=True),
    "header.second-table": Code("同一张工作表里又有一张表，从这一行起没有读入；表头：{seen}", "分成两张工作表"),
    "file.empty": Code("文件里没有数据", "确认导出时选对了工作表"),
    "file.superseded": Code("原文件和更正本只读较新的一个，没有读 {name}", "用不着的那个可以删去", warning=True),
    "source.invalid": Code("数据来源写得不对：{reason}", "每个 [[table]] 要有 name、query 和 url（或 url_env）"),
    "source.driver": Code("连数据库要用的 {library} 没有装", "pip install 'orgraph[sql]'，再装数据库自己的驱动"),
    "source.query": Code("数据库没有答：{reason}", "检查地址、网络、权限和查询语句"),
    "sheet.unknown": Code("认不出是哪一种表；看到的表头：{seen}", "{nearest}"),
    "sheet.skipped": Code("这一页是说明文字，不是表，没有读入", "", warning=True),
    "header.missing": Code("{title}缺少必填的列“{column}”", "加上这一列；认得的写法：{aliases}{near}"),
    "header.duplicate": Code("两列意思相同：“{first}”和“{second}”", "只留一列"),
    "header.unknown": Code("不认识的列“{column}”，没有读入", "{suggestion}用 orgraph map 说明它的意思或略过它",
                           warning=True),
    "cell.required": Code("“{column}”不能为空", "补上这一格"),
    "cell.type": Code("“{value}”不是{expected}", "{example}"),
    "cell.date": Code("“{value}”不是日期", "写成 2025-06-30、2025年6月30日或 2025.6.30"),
    "cell.date-range": Code("“{value}”里有起止两个日期", "分成“{first}”和“{second}”两列"),
    "cell.too-long": Code("这一格有 {length} 个字，最多 {longest}", "缩短，或检查引号是否成对"),
    "cell.formula-error": Code("公式出错：“{value}”", "改正公式，或粘贴为数值"),
    "cell.formula-no-value": Code("公式没有算出值", "用 Excel 或 WPS 打开、保存一次再导入，或粘贴为数值"),
    "cell.choice": Code("“{column}”没有“{value}”这一项", "可填：{choices}"),
    "cell.kind": Code("“{value}”不是{title}可用的类别", "可填：{choices}"),
    "cell.number-cut": Code("“{value}”像是被 Excel 截断的编码", "把这一列设为文本格式，重新填写完整的编码"),
    "code.check-digit": Code("统一社会信用代码“{value}”{fault}", "对照证照改正，或留空{guess}"),
    "relation.type": Code("没有“{value}”这种关系", "可填：{choices}"),
    "relation.ends": Code("“{relation}”不能从{subject}到{object}", "{allowed}"),
    "reference.unknown": Code("找不到“{value}”", "先在{table}中列出，或改正写法{near}"),
    "reference.ambiguous": Code("“{value}”有 {count} 个，分不清是哪一个", "写编码或写全：{choices}"),
    "area.cycle": Code("上级区域绕成一圈：{loop}", "改正其中一行的上级区域"),
    "area.code": Code("区划代码“{value}”{fault}", "对照统计用区划代码改正，或改正上级区域"),
    "area.level": Code("{child}不能设在{parent}之下", "改正区域类型或上级区域"),
    "area.overlap": Code("和{other}说的是同一个区域，起止日期有重叠或没有写全",
                         "改正起始、终止日期；不是同一个区域就用不同的编号"),
    "area.gap": Code("{first} 至 {second} 之间没有写在哪里，按前一个算", "补上一行，或改正起始、终止日期",
                     warning=True),
    "exchange.id": Code("“{value}”不是{title}的编号", "导出文件的编号不能改；新增的内容请填模板"),
    "scope.unknown": Code("映射文件说的范围“{value}”{reason}", "改正 scope，写区域的名称、全称或代码"),
    "scope.outside": Code("“{value}”不在这份文件的范围“{scope}”之内", "删去这一行，或改正映射文件里的 scope"),
    "time.order": Code("结束日期 {end} 早于开始日期 {start}", "改正其中一个日期"),
    "duplicate.conflict": Code("和{other}说的是同一个对象，但内容不同", "合并成一行，或用编号分开"),
    "privacy.roster": Code("含有不得收集的个人信息：{what}，整个文件没有读入",
                           "普通党员、居民只填人数；删去这一列再导入"),
    "row.total-skipped": Code("合计或落款行，没有读入", "", warning=True),
    "row.example-skipped": Code("示例行，没有读入", "", warning=True),
    "row.blank": Code("空行", "", warning=True),
}

_LONGEST = 60


def safe(value: object) -> str:
    """`value` as an error may show it: telephone and identity numbers starred, long texts cut."""
    text = without_numbers(str(value).strip())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def error(code: str, where: Where, **parts: object) -> RowError:
    """The error (or warning) `code` at `where`; `parts` fill the templates and are masked like the value."""
    return said(CODES[code], code, where, **parts)


def said(known: Code, code: str, where: Where, /, **parts: object) -> RowError:
    """The error `code` of another table of errors than this one."""
    shown = {name: safe(part) if name in ("value", "reason") else str(part) for name, part in parts.items()}
    shown = {"column": where.column, "value": safe(where.value), "near": "", "guess": "", "suggestion": ""} | shown
    at = Where(where.file, where.sheet, where.row, where.column, safe(where.value))
    return RowError(code, known.message.format_map(shown), at, known.hint.format_map(shown))
