"""What a viewer copies out of a PDF, for tests: page by page, with or without heeding ActualText."""

import io
import re
from collections.abc import Iterator

import pikepdf

from localplan.toolkit.thai_text import norm


def pages(content: bytes, *, heed_actual_text: bool = False) -> list[str]:
    """The text of each page without spaces, cleaned as a search would (ํา is one letter ำ)."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [squeezed("".join(_pieces(page, heed_actual_text))) for page in pdf.pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", norm(text.replace("\u00a0", " "), newlines=False))


def _pieces(page: pikepdf.Page, heed_actual_text: bool) -> Iterator[str]:
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
    letters: dict[int, str] = {}
    depth, silent_from = 0, 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
            properties = operands[1] if len(operands) > 1 else None
            if heed_actual_text and isinstance(properties, pikepdf.Dictionary) and "/ActualText" in properties:
                yield str(properties.ActualText)
                silent_from = silent_from or depth
        elif name == "EMC":
            if silent_from == depth:
                silent_from = 0
            depth -= 1
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in ("Tj", "TJ") and not silent_from:
            parts = operands[0] if name == "TJ" else [operands[0]]
            for part in parts:
                if isinstance(part, pikepdf.String):
                    glyphs = bytes(part)
                    for at in range(0, len(glyphs), 2):
                        yield letters.get(int.from_bytes(glyphs[at : at + 2], "big"), "")


def _letters(font: pikepdf.Object) -> dict[int, str]:
    text = font.ToUnicode.read_bytes().decode("latin1").partition("beginbfchar")[2]
    pairs = re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", text)
    return {int(glyph, 16): bytes.fromhex(code).decode("utf-16-be") for glyph, code in pairs}
