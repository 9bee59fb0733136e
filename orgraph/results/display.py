"""A result in a notebook: the sentence that answers, what to mind, and the first rows of its main table."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import islice

from orgraph.results.table import Table

ROWS = 10
_LONGEST = 60  # characters of a cell
_CELL = "padding:2px 8px;text-align:{side};vertical-align:top;border-bottom:1px solid #d9dfe4"
_NUMBERS = ("count", "number", "share")


def html(sentence: str, notes: Iterable[str], warnings: Iterable[str], table: Table | None, name: str) -> str:
    """The HTML of it; everything that comes from data is escaped."""
    found = [f"<p><b>{escape(sentence)}</b></p>", *(f"<p>{escape(note)}</p>" for note in notes),
             *(f"<p>⚠ {escape(warning)}</p>" for warning in warnings)]
    if table is not None and table.rows:
        found += [_table(table), _more(len(table.rows) - ROWS, name)]
    return f'<div class="orgraph-result">{"".join(found)}</div>'


def _table(table: Table) -> str:
    columns, rows = table.shown()
    styles = [_CELL.format(side="right" if column.type in _NUMBERS else "left") for column in columns]
    head = "".join(f'<th style="{style}" title="{escape(column.meaning)}">{escape(column.zh)}</th>'
                   for column, style in zip(columns, styles, strict=True))
    body = "".join(f"<tr>{_row(row, styles)}</tr>" for row in islice(rows, ROWS))
    return f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: list[str], styles: list[str]) -> str:
    return "".join(f'<td style="{style}">{escape(_short(cell))}</td>' for cell, style in zip(row, styles, strict=True))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST - 1]}…"


def _more(rest: int, name: str) -> str:
    return f"<p>… 还有 {rest:,} 行 {rest:,} more：<code>.frame({name!r})</code></p>" if rest > 0 else ""
