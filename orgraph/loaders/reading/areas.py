"""The statistical code tables (provinces, cities, areas, streets, villages .csv) read as area sheets.

They have English headers of their own: `code,name` and the codes of the areas above, or (villages) one wide row with
the whole chain from province to community. Each becomes a table with the usual Chinese headers, so the rest of the
loaders does not know of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from orgraph.loaders.reading.cells import Cell, CellError, text
from orgraph.loaders.reading.formats import FormatError, Row, Table
from orgraph.loaders.reading.headers import line
from orgraph.names import area_key

_HEADERS = ("区域名称", "区域类型", "上级区域", "区划代码", "别名")
_KIND_OF_DIGITS = {2: "省", 4: "市", 6: "区", 9: "街道", 12: "社区"}
_UPPER = ("areaCode", "cityCode", "provinceCode")
_WIDE = ("province", "city_code", "city", "area_code", "area", "street_code", "street", "community_code", "community",
         "is_residents_committee")


def statistical(table: Table) -> Table | None:
    """The same table under Chinese headers if it is one of the code tables, else None."""
    if table.sheet:  # they are CSV files, and to look into a workbook costs as much as to read it
        return None
    first = next(islice(table.rows(), 1), None)
    headers = list(line(first[1])) if first else []
    if headers[:2] == ["code", "name"]:
        return replace(table, rows=lambda: _narrow(table, headers))
    if headers == list(_WIDE):
        return replace(table, rows=lambda: _wide(table))
    return None


def _narrow(table: Table, headers: list[str]) -> Iterator[Row]:
    upper = next((headers.index(name) for name in _UPPER if name in headers), None)
    rows = table.rows()
    number, _ = next(rows)
    yield number, list(_HEADERS)
    for number, cells in rows:
        if len(cells) != len(headers):
            raise FormatError(f"应有 {len(headers)} 格", number)
        texts = _texts(cells, number)
        code, name = texts[:2]
        yield number, [name, _KIND_OF_DIGITS.get(len(code)), texts[upper] if upper else None, code, None]


def _texts(cells: list[Cell], number: int) -> list[str]:
    try:
        return [text(cell) or "" for cell in cells]
    except CellError:
        raise FormatError("有一格读不出", number) from None


def _wide(table: Table) -> Iterator[Row]:
    rows = table.rows()
    number, _ = next(rows)
    yield number, list(_HEADERS)
    seen: set[str] = set()
    for number, cells in rows:
        if len(cells) != len(_WIDE):
            raise FormatError(f"应有 {len(_WIDE)} 格", number)
        province, city_code, city, area_code, area, street_code, street, code, name, urban = (
            _texts(cells, number))
        chain = ((city_code[:2], province), (city_code, city), (area_code, area), (street_code, street))
        for at, (upper_code, upper) in enumerate(chain):
            if upper_code not in seen:
                seen.add(upper_code)
                above = chain[at - 1][0] if at else None
                yield number, [upper, _KIND_OF_DIGITS.get(len(upper_code)), above, upper_code, None]
        short = area_key(name)
        yield number, [short, "社区" if urban == "1" else "村", street_code, code, name if name != short else None]
