"""Changes that reach past the checksum of a ZIP archive: of an input that is a workbook, one part is changed.

Bytes changed at random break the archive in nearly every case, and what reads the XML inside never sees them. Parts
are stored unpacked, so that libFuzzer finds in them what the readers compare.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from fuzz_files import packed, unpacked

Change = Callable[[bytes, int], bytes]
_ZIP = b"PK\x03\x04"
_LONGEST = 1 << 15

# What spreadsheets are made of: pieces that are put into parts and texts, and libFuzzer's dictionary.
PIECES = (
    b'<c r="A1" t="s"><v>0</v></c>', b'<c r="B2"><v>1e308</v></c>', b'<c r="XFD1048576"><v>1</v></c>', b"<v>-1</v>",
    b"<v>99999</v>", b"<v>nan</v>", b"<v>inf</v>", b"<f>A1</f>", b"<v></v>", b"<is><t>", b"</t></is>", b"<rPh>",
    b' t="inlineStr"', b' t="e"', b' t="b"', b' t="d"', b' t="str"', b' s="1"', b"_x0000_", b"_xD800_", b"&#x0;",
    b"&#xD800;", b"&amp;", b'<row r="1048576">', b"</row>", b"<sheetData/>", b"</sheetData>", b"<si/>", b"<si>",
    b"</si>", b'<mergeCell ref="A1:XFD1048576"/>', b"<!--", b"<![CDATA[", b"<!DOCTYPE",
    b'<?xml version="1.0" encoding="utf-16"?>', b'state="hidden"', b'r:id="rId1"',
    b'date1904="1"', b'formatCode="[h]:mm"', b'formatCode="yyyy-mm-dd"',
    b'table:number-rows-repeated="1048576"', b'table:number-columns-repeated="16384"', b'office:value="1e308"',
    b"<table>", b"<tr>", b"<td>", b"</td>", b'<td colspan="1000" rowspan="9999">', b"<br>", b"\r\n", b"\t", b";", b'"',
    b'""', b"sep=;\n", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b'{"', b'":', b"[[", b"null", b"\\u0000",
    *(text.encode() for text in (
        "组织名称", "组织类别", "所在区域", "区域名称", "区域类型", "上级区域", "姓名", "职务", "起", "止", "合计",
        "例：", "，", "、", "至今", "2023年5月", "2023.13", "２０２３", "#REF!", "#N/A", "小区", "业委会",
        "编号", "联系电话", "统一社会信用代码", "91350211M000100Y43", "9.13502E+17", "(", "：", "示例东社区",
        "示例街道/示例花园", "code,name,areaCode", "制表人：")),
)


def dictionary() -> str:
    """The pieces as a dictionary file of libFuzzer."""
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in piece) + '"\n' for piece in PIECES)


def mutated(data: bytes, most: int, seed: int, change: Change) -> bytes:
    """`data` (a byte for the suffix, then a file) changed; `change` is libFuzzer's own way. At most `most` bytes."""
    chance = random.Random(seed)
    parts = unpacked(data[1:]) if data[1:5] == _ZIP and chance.random() < 0.95 else None
    if not parts:
        return _changed(data, most, chance, change)
    parts = {name: content[:_LONGEST] for name, content in parts.items()}
    name = chance.choice(list(parts))
    parts[name] = _changed(parts[name], _LONGEST, chance, change)
    made = data[:1] + packed(parts)
    return made if len(made) <= most else data[:most]


def _changed(content: bytes, most: int, chance: random.Random, change: Change) -> bytes:
    if chance.random() < 0.5 or not content:
        return change(content, most)
    begin = chance.randrange(len(content))
    end = min(len(content), begin + chance.choice((0, 0, 1, 8, 64)))
    piece = chance.choice(PIECES)
    if chance.random() < 0.2:  # a piece of itself
        begin2 = chance.randrange(len(content))
        piece = content[begin2:begin2 + chance.choice((8, 64, 512))]
    return (content[:begin] + piece * chance.choice((1, 1, 1, 2, 30)) + content[end:])[:most]
