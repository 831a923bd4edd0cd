"""A sheet of official paper: margins, styles, blocks and tables that Word and LibreOffice agree on.

Layout after ГОСТ Р 7.0.97-2025: margins 20/10/20/20 mm, a font of 12–14, page numbers from the second page.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

LOCALES = {"ru": "ru-RU", "kk": "kk-KZ", "en": "en-GB"}
FONT = "Times New Roman"
ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
# What XML 1.0 cannot carry; everything else a person may type.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Paper:
    """One document under construction; `save()` gives its bytes."""

    def __init__(
        self, *, title: str, author: str, lang: str, made_at: datetime, landscape: bool = False
    ) -> None:
        self.document = Document()
        self.lang = lang
        properties = self.document.core_properties
        properties.title, properties.author = clean(title)[:250], clean(author)[:250]
        properties.language = LOCALES[lang]
        properties.created = properties.modified = made_at
        properties.last_modified_by, properties.comments = "RegTrack", ""
        _drop_second_styles(self.document.part)
        self._page(landscape)
        self._styles()

    # Blocks

    def heading(self, text: str, level: int = 1, *, align: str = "center") -> Paragraph:
        paragraph = self.document.add_paragraph(clean(text), style=f"Heading {level}")
        paragraph.alignment = ALIGNMENTS[align]
        return paragraph

    def line(
        self, text: str = "", *, align: str = "left", keep: bool = False, bold: bool = False
    ) -> Paragraph:
        """A line without indent: requisites, captions, signatures."""
        paragraph = self.document.add_paragraph(style="Requisite")
        run = paragraph.add_run(clean(text))
        run.bold = bold or None
        paragraph.alignment = ALIGNMENTS[align]
        paragraph.paragraph_format.keep_with_next = keep
        return paragraph

    def text(self, text: str, *, keep: bool = False) -> Paragraph:
        """A paragraph of the body: justified, indented first line."""
        paragraph = self.document.add_paragraph(clean(text), style="Body Text")
        paragraph.paragraph_format.keep_with_next = keep
        return paragraph

    def ends(self, left: str, right: str, *, keep: bool = False) -> Paragraph:
        """Two texts at the two ends of one line (date and number, post and name)."""
        paragraph = self.line(f"{left}\t{right}", keep=keep)
        width = Mm(267 if self._landscape else 180)
        paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        return paragraph

    def new_section(self, *, landscape: bool) -> None:
        """The following pages in another orientation, with the same margins."""
        self.document.add_section()
        self._page(landscape)

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths_mm: Sequence[int],
        *,
        caption: str = "",
        numeric: frozenset[int] = frozenset(),
    ) -> None:
        """A grid whose head is repeated on every page. Rows are copied XML: `table.cell` takes seconds."""
        table = self.document.add_table(rows=2, cols=len(head), style="Table Grid")
        table.autofit = False
        _describe(table, caption)
        for cell, width in zip(table._tbl.tr_lst[0].tc_lst, widths_mm, strict=True):
            cell.width = Mm(width)
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths_mm, strict=True):
            column.w = Mm(width)
        head_row, model = table._tbl.tr_lst
        for cell, width in zip(model.tc_lst, widths_mm, strict=True):
            cell.width = Mm(width)
        _mark_head(head_row)
        _no_split(model)
        _fill(head_row, head, "Table Head")
        table._tbl.remove(model)
        for row in rows:
            line = copy.deepcopy(model)
            _fill(line, row, "Table Text", numeric)
            table._tbl.append(line)

    def footer(self, text: str) -> None:
        """A small line at the foot of every page."""
        for section in self.document.sections:
            for foot in (section.footer, section.first_page_footer):
                foot.is_linked_to_previous = False
                foot.paragraphs[0].text = clean(text)
                foot.paragraphs[0].style = "Footer"

    def save(self) -> bytes:
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    # Form

    def _page(self, landscape: bool) -> None:
        self._landscape = landscape
        section = self.document.sections[-1]
        width, height = Mm(210), Mm(297)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        section.left_margin, section.right_margin = Mm(20), Mm(10)
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        first = len(self.document.sections) == 1
        section.different_first_page_header_footer = first
        if first:
            _page_number(section.header.paragraphs[0])

    def _styles(self) -> None:
        styles = self.document.styles
        _language(styles.element, LOCALES[self.lang])
        normal = styles["Normal"]
        _font(normal, 12)
        normal.paragraph_format.space_after = Pt(0)
        body = styles["Body Text"]
        _font(body, 12)
        form = body.paragraph_format
        form.first_line_indent, form.line_spacing, form.space_after = Mm(12.5), 1.15, Pt(4)
        form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        for level, size in ((1, 14), (2, 12), (3, 12)):
            style = styles[f"Heading {level}"]
            _font(style, size)
            style.font.bold, style.font.color.rgb = True, RGBColor(0, 0, 0)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(8)
        _font(styles["Footer"], 8)
        for name, bold in (("Requisite", False), ("Table Head", True), ("Table Text", False)):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            _font(style, 12 if name == "Requisite" else 10)
            style.font.bold = bold


def clean(text: str | None) -> str:
    """Text that XML can carry."""
    return _UNPRINTABLE.sub("", text or "")


def _drop_second_styles(part: Any) -> None:
    """The library's empty document carries a second set of styles for Word 2010; ours would contradict it."""
    for key, relation in list(part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del part.rels[key]


def _font(style: Any, size: int) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)


def _language(styles: Any, code: str) -> None:
    defaults = styles.find(qn("w:docDefaults"))
    for lang in defaults.iter(qn("w:lang")):
        lang.set(qn("w:val"), code)


def _page_number(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _mark_head(row: Any) -> None:
    properties = row.get_or_add_trPr()
    for tag in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(tag))


def _no_split(row: Any) -> None:
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe(table: Any, caption: str) -> None:
    """What a screen reader says before it reads the table."""
    if not caption:
        return
    element = OxmlElement("w:tblCaption")
    element.set(qn("w:val"), clean(caption))
    table._tbl.tblPr.append(element)


def _fill(row: Any, values: Sequence[str], style: str, numeric: frozenset[int] = frozenset()) -> None:
    style_id = style.replace(" ", "")
    for nth, (cell, value) in enumerate(zip(row.tc_lst, values, strict=True)):
        paragraph = cell.p_lst[0]
        paragraph.get_or_add_pPr().style = style_id
        if nth in numeric:
            paragraph.get_or_add_pPr().jc_val = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_r().text = clean(value)  # a line feed becomes a break
