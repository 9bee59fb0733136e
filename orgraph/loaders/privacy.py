"""What a loader refuses to read: rosters of ordinary members or residents, and columns of sensitive personal data.

Ordinary members and residents are counts, never records (design §2). The whole file is refused, and no value of it
is shown, so that a roster cannot get in by way of an error list either.
"""

from __future__ import annotations

from collections.abc import Sequence

from orgraph.names import normalise

# Personal data that nobody needs to know whom to call; a header that has one of these words is refused anywhere.
_SENSITIVE = (
    "身份证", "证件号", "公民身份", "护照", "病史", "疾病", "病情", "健康状况", "残疾", "宗教", "信仰", "子女",
    "未成年", "儿童姓名", "学生姓名", "银行卡", "银行账", "工资", "指纹", "人脸", "照片",
)
# Headers that only a register of ordinary members or residents has, beside 姓名.
_ROSTER = (
    "入党", "转正日期", "党费", "户主", "房号", "门牌", "住址", "房产证", "房间号", "出生", "年龄", "户籍", "籍贯",
    "婚姻",
)
_TITLES = (
    "党员花名册", "党员名册", "党员名单", "居民名册", "居民花名册", "居民名单", "村民名册", "业主名册", "业主名单",
    "住户", "户籍", "群众名单",
)
_NAMES = frozenset(("姓名", "居民姓名", "党员姓名", "业主姓名"))
_POSTS = ("职务", "岗位", "任职", "角色")


def refusal(title: str, headers: Sequence[str]) -> tuple[str, str] | None:
    """(header, why) if a table with this title and header row must not be read."""
    folded = [normalise(header) for header in headers]
    named = any(header in _NAMES for header in folded)
    for header, key in zip(headers, folded, strict=True):
        if _has(key, _SENSITIVE):
            return header, f"“{header}”一列"
        if named and _has(key, _ROSTER):
            return header, f"有“{header}”一列的名册"
    if named and _has(normalise(title), _TITLES) and not any(_has(key, _POSTS) for key in folded):
        return "", "普通党员或居民的名册"
    return None


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)
