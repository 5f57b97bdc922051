"""Letters as a Word file, for officers to work on: TH Sarabun New 16 pt, margins of the regulation, Thai digits."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from .letters import OfficialLetter
from .thai_text import norm, thai_digits

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "TH Sarabun New"
RED = RGBColor(0xB3, 0x26, 0x1E)
#: The order Word insists on among the properties of a run.
_ORDER = [qn(f"w:{name}") for name in ("rFonts", "b", "bCs", "color", "sz", "szCs", "cs")]
_LATIN_OR_DIGIT = re.compile(r"[A-Za-z][A-Za-z0-9./-]*(?:[ \u00a0]+[0-9]+)?|[0-9]")


def official_digits(text: str) -> str:
    """Thai digits; words in Latin letters keep theirs ("Phase 2", "ISO 9001"), as in prints/thai.typ."""
    return _LATIN_OR_DIGIT.sub(lambda found: thai_digits(found[0]) if found[0].isdigit() else found[0], text)


def letters_as_docx(letters: Sequence[OfficialLetter]) -> bytes:
    """All of them in one file, each begun on a page of its own."""
    docx = Document()
    section = docx.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(2)
    _use_sarabun(docx.styles["Normal"])
    docx.core_properties.title = norm(letters[0].subject, newlines=False)
    docx.core_properties.author = letters[0].office
    for number, letter in enumerate(letters):
        if number:
            docx.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _FORMS[letter.form](docx, _clean(letter.as_data()))
    made = io.BytesIO()
    docx.save(made)
    return made.getvalue()


def _clean(value: Any) -> Any:
    """Texts without what XML forbids and what Word shows as boxes."""
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return norm(value) if isinstance(value, str) else value


def _use_sarabun(style: Any) -> None:
    """Thai is complex script to Word: without cs and szCs it falls back to another font of 12 pt."""
    style.font.name, style.font.size = FONT, Pt(16)
    properties = style.element.get_or_add_rPr()
    properties.rFonts.set(qn("w:cs"), FONT)
    properties.rFonts.set(qn("w:eastAsia"), FONT)
    _add(properties, "w:szCs", "32")
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0


def _add(parent: Any, name: str, value: str = "") -> None:
    made = OxmlElement(name)
    if value:
        made.set(qn("w:val"), value)
    parent.append(made)


def _run(paragraph: Any, text: str, *, size: float = 0, bold: bool = False, color: RGBColor | None = None) -> Any:
    run = paragraph.add_run(official_digits(text))
    run.font.name = FONT
    properties = run._element.get_or_add_rPr()
    properties.rFonts.set(qn("w:cs"), FONT)
    if bold:
        run.font.bold = True
        _add(properties, "w:bCs")
    if size:
        run.font.size = Pt(size)
        _add(properties, "w:szCs", str(int(size * 2)))
    if color is not None:
        run.font.color.rgb = color
    _add(properties, "w:cs")
    properties[:] = sorted(properties, key=lambda part: _ORDER.index(part.tag))
    return run


def _line(document: Any, text: str = "", *, before: float = 0, left: float = 0, centre: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(before)
    if left:
        paragraph.paragraph_format.left_indent = Cm(left)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if text:
        _run(paragraph, text)
    return paragraph


def _space(document: Any, height: float) -> None:
    """An empty line of a height in cm: where the Garuda stands, or a signature."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(height * 28.35)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY


def _head(document: Any, d: dict[str, Any], height: float) -> None:
    """Urgency and the words of the file copy, then what is left of the height of the Garuda."""
    if d["urgency"] or d["copy"]:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16), alignment=WD_TAB_ALIGNMENT.RIGHT)
        _run(paragraph, d["urgency"], size=32, bold=True, color=RED)
        if d["copy"]:
            _run(paragraph, "\tสำเนาคู่ฉบับ", size=24, bold=True)
        height = max(height - 1.4, 0.4)
    _space(document, height)


def _heading(document: Any, word: str, lines: Sequence[str]) -> None:
    """Its lines hang beside the word."""
    if not lines:
        return
    paragraph = _line(document, before=6)
    indent = Cm(1.5 if len(word) < 7 else 3)
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = indent, -indent
    paragraph.paragraph_format.tab_stops.add_tab_stop(indent)
    _run(paragraph, word + "\t" + "\n".join(lines))


def _addressee(d: dict[str, Any]) -> list[str]:
    return [d["to"], *([f"(ผ่าน {d['through']})"] if d["through"] else [])]


def _paragraphs(document: Any, d: dict[str, Any]) -> None:
    for part in d["paragraphs"]:
        paragraph = _line(document, before=6)
        paragraph.paragraph_format.first_line_indent = Cm(2.5)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.THAI_JUSTIFY
        _run(paragraph, part if isinstance(part, str) else f"{part['number']} {part['text']}")


def _signature(document: Any, d: dict[str, Any], *, polite: str = "") -> None:
    if polite:
        _line(document, polite, before=12, left=6.5, centre=True)
    _space(document, 1.5)
    _line(document, f"({d['signer'] or '……………………………………'})", left=6.5, centre=True)
    for line in d["signer_post"].split("\n"):
        _line(document, line, left=6.5, centre=True)


def _foot(document: Any, d: dict[str, Any], *, contact: bool = True) -> None:
    if d["copy"]:
        for place, name in enumerate(d["initials"]):
            _line(document, f"{name} …………………… …/…/…", before=0 if place else 12, left=9.8)
    if contact:
        for place, line in enumerate(d["contact"]):
            _line(document, line, before=0 if place else 24)


def _stamped(document: Any, d: dict[str, Any]) -> None:
    _head(document, d, 3)
    _line(document, f"ที่  {d['number']}")
    _heading(document, "ถึง", _addressee(d))
    _paragraphs(document, d)
    _space(document, 2)
    _line(document, d["office"], left=5, centre=True)
    _line(document, d["date"], left=5, centre=True)
    _space(document, 1.5)
    _foot(document, d)


def _external(document: Any, d: dict[str, Any]) -> None:
    _head(document, d, 3)
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Cm(8.4), Cm(7.6)
    _run(left.paragraphs[0], f"ที่  {d['number']}")
    _run(right.paragraphs[0], "\n".join([d["office"], *d["address"]]))
    _line(document, d["date"], before=6, left=8)
    _heading(document, "เรื่อง", [d["subject"]])
    _heading(document, "เรียน", _addressee(d))
    _heading(document, "อ้างถึง", d["cites"])
    _heading(document, "สิ่งที่ส่งมาด้วย", d["encloses"])
    _paragraphs(document, d)
    _signature(document, d, polite="ขอแสดงความนับถือ")
    _foot(document, d)


def _memo(document: Any, d: dict[str, Any]) -> None:
    _head(document, d, 0.6)
    title = _line(document, centre=True)
    _run(title, "บันทึกข้อความ", size=29, bold=True)
    first = _line(document)
    _run(first, "ส่วนราชการ  ", size=20, bold=True)
    _run(first, "  ".join([d["office"], *d["contact"]]))
    second = _line(document)
    second.paragraph_format.tab_stops.add_tab_stop(Cm(8))
    _run(second, "ที่  ", size=20, bold=True)
    _run(second, d["number"])
    _run(second, "\tวันที่  ", size=20, bold=True)
    _run(second, d["date"])
    third = _line(document)
    _run(third, "เรื่อง  ", size=20, bold=True)
    _run(third, d["subject"])
    _heading(document, "เรียน", _addressee(d))
    _heading(document, "อ้างถึง", d["cites"])
    _heading(document, "สิ่งที่ส่งมาด้วย", d["encloses"])
    _paragraphs(document, d)
    _signature(document, d)
    _foot(document, d, contact=False)


_FORMS = {"stamped": _stamped, "external": _external, "memo": _memo}
