"""Text that can be copied out of a PDF by Typst in every viewer.

Typst tells the text of Thai clusters by ActualText alone, which Firefox's viewer and macOS Preview do not read
(upstream: krilla issues 411 and 425). Here each glyph gets its own character in ToUnicode, found by comparing the
outlines of the font's subset with those of the whole font. To be removed when upstream does the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pikepdf
from fontTools.ttLib import TTFont

from .fonts import outline_mark

_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
_CHUNK = 100  # a CMap may not list more at once


def tell_characters(content: bytes, outlines: Mapping[str, Mapping[str, str]]) -> bytes:
    """The PDF with a whole ToUnicode; `outlines` is PostScript name → mark of outline → character."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and font.get("/Subtype") == "/Type0":
                _tell(pdf, font, outlines)
        out = io.BytesIO()
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    return out.getvalue()


def _tell(pdf: pikepdf.Pdf, font: pikepdf.Dictionary, outlines: Mapping[str, Mapping[str, str]]) -> None:
    descriptor = font.DescendantFonts[0].FontDescriptor
    known = outlines.get(str(font.BaseFont).removeprefix("/").split("+")[-1])
    if "/FontFile2" not in descriptor or known is None:
        return
    subset = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()), lazy=True)
    pairs = font.ToUnicode.read_bytes().decode("latin1").partition("beginbfchar")[2]
    told = {int(glyph, 16): code for glyph, code in re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", pairs)}
    for number, name in enumerate(subset.getGlyphOrder()):
        mark = outline_mark(subset["glyf"], name)
        if mark and mark in known:
            told[number] = known[mark].encode("utf-16-be").hex().upper()
    lines = [f"<{glyph:04X}> <{code}>\n" for glyph, code in sorted(told.items())]
    body = ""
    for start in range(0, len(lines), _CHUNK):
        chunk = lines[start : start + _CHUNK]
        body += f"{len(chunk)} beginbfchar\n" + "".join(chunk) + "endbfchar\n"
    font.ToUnicode = pdf.make_stream((_HEAD + body + _TAIL).encode())
