"""Papers as a Word document: each on pages of its own, A4, the header of its table again on every page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgraph.errors import UsageError
from orgraph.exports.reports.paper import SIGNATURES, Paper, shown

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_MOST_CELLS = 40_000  # in a document that Word still opens with ease
_FONT = "宋体"
_SHORT, _LONG, _MARGIN = 210, 297, 15  # millimetres
_SMALL, _TITLE = 9, 16  # points
_BESIDE = "45"  # twentieths of a point


def write_document(papers: Sequence[Paper], path: Path) -> None:
    """Write the papers. Raises UsageError for one too long for a document."""
    import docx
    from docx.enum.section import WD_SECTION
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cells = sum(len(paper.rows) * len(paper.columns) for paper in papers)
    if cells > _MOST_CELLS:
        raise UsageError(f"共 {cells:,} 格，一份文档放不下 (too much for a document)",
                         hint="写成 .xlsx，或选小一点的区域 (an .xlsx, or a smaller area)")
    document = docx.Document()
    _font(document)
    for number, paper in enumerate(papers):
        _page(document.add_section(WD_SECTION.NEW_PAGE) if number else document.sections[0], paper)
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(title, paper.title, _TITLE, bold=True)
        _run(document.add_paragraph(), paper.above)
        _table(document, paper)
        for note in paper.notes:
            _run(document.add_paragraph(), note)
        _run(document.add_paragraph(), "　　　　　　　　".join(("", *SIGNATURES)).strip() + "　　　　")
    document.save(str(path))


def _font(document: Document) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style: Any = document.styles["Normal"]
    language = OxmlElement("w:lang")  # decides which country's forms of characters and commas are drawn
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)
    style.font.name, style.font.size = _FONT, Pt(_SMALL)
    style.paragraph_format.space_after = Pt(2)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _page(section: Section, paper: Paper) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    width, height = (_LONG, _SHORT) if paper.across else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if paper.across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    footer = section.footer
    if footer.is_linked_to_previous and not footer.paragraphs[0].text:
        line = footer.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
            _run(line, text)
            if field:
                _field(line, field)


def _field(line: Paragraph, name: str) -> None:
    """A number that Word works out: of the page, of all pages."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    line._p.append(field)


def _table(document: Document, paper: Paper) -> None:
    from docx.shared import Mm

    upper = [["" for _ in paper.columns]] if paper.grouped else []
    lower = [column.title if column.group or not paper.grouped else "" for column in paper.columns]
    body = [[shown(cell, column) for cell, column in zip(row, paper.columns, strict=True)]
            for row in (*paper.rows, paper.total)]
    lines = [*upper, lower, *body]
    table = document.add_table(len(lines), len(paper.columns), "Table Grid")
    table.autofit = False
    _tight(table)
    width = (_LONG if paper.across else _SHORT) - 2 * _MARGIN
    characters = sum(column.width for column in paper.columns)
    widths = [Mm(width * column.width / characters) for column in paper.columns]
    for column, its_width in zip(table.columns, widths, strict=True):
        column.width = its_width
    heads = len(upper) + 1
    for at, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        for cell, text, its_width in zip(row.cells, line, widths, strict=True):
            cell.width = its_width
            if text:
                _run(cell.paragraphs[0], text, bold=at < heads or at == len(lines) - 1)
        _whole(row, repeated=at < heads)
    if paper.grouped:
        _merge(table, paper)


def _tight(table: Table) -> None:
    """Little space beside the text of a cell, for tables have many columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), _BESIDE)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # the order in it is laid down


def _merge(table: Table, paper: Paper) -> None:
    """The upper header over the columns of each group; what has none over both rows."""
    for group, first, last in paper.groups():
        joined = table.cell(0, first).merge(table.cell(0, last) if group else table.cell(1, first))
        _run(joined.paragraphs[0], group or paper.columns[first].title, bold=True)


def _whole(row: Any, *, repeated: bool) -> None:
    """A row is not broken over pages; one of the header comes again on each."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _run(paragraph: Paragraph, text: str, size: int = _SMALL, *, bold: bool = False) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
