"""The letters of prints, made at set-up: `python -m localplan.toolkit.pdf.fonts FROM TO`.

FROM is the npm package @expo-google-fonts/sarabun. TO receives "Sarabun Print", a copy of Sarabun (OFL 1.1, no reserved
name) in which a few marks above the line no longer shift vertically: at every such shift Typst begins a new run of
text and writes the tone mark twice, so that ท้องถิ่น is copied out of the PDF as ท้องถิ่ถิ่น. Nobody sees the difference.
Beside the fonts: outlines.json (which outline is which character, for `to_unicode`), and which characters there are.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FAMILY = "Sarabun Print"
#: Path in the npm package → name of the derived font.
STYLES = {
    "400Regular/Sarabun_400Regular.ttf": "SarabunPrint-Regular.ttf",
    "700Bold/Sarabun_700Bold.ttf": "SarabunPrint-Bold.ttf",
}
OUTLINES, CHARACTERS, LICENSE = "outlines.json", "characters.json", "OFL.txt"
_VOWELS_ABOVE = {"uni0E31", "uni0E34", "uni0E35", "uni0E36", "uni0E37"}
_TONES_SMALL = {f"uni0E{code}.small" for code in ("48", "49", "4A", "4B", "4C")}
_MARK_TO_MARK, _EXTENSION = 6, 9
#: Glyphs whose names do not tell their characters.
_NAMED = {
    **{f"uni0E4D0E{code}": f"\u0e4d{chr(0x0E00 + int(code, 16))}" for code in ("48", "49", "4A", "4B")},
    "yoYingthai.less": "ญ",
    "thoThanthai.less": "ฐ",
    "doChadathai.short": "ฎ",
    "toPatakthai.short": "ฏ",
    "loChulathai.short": "ฬ",
}


def make(source: Path, target: Path) -> None:
    """Derive the fonts; the same source always gives the same bytes."""
    target.mkdir(parents=True, exist_ok=True)
    outlines, characters = {}, set(range(0x110000))
    for path, name in STYLES.items():
        font = TTFont(source / path, recalcTimestamp=False)
        level_marks(font)
        rename(font)
        font.save(target / name)
        outlines[font["name"].getDebugName(6)] = outlines_of(font)
        characters &= set(font.getBestCmap())
    (target / OUTLINES).write_text(json.dumps(outlines, ensure_ascii=False, sort_keys=True), "utf-8")
    (target / CHARACTERS).write_text(json.dumps(sorted(characters)), "utf-8")
    shutil.copyfile(source / "LICENSE_FONT", target / LICENSE)


def level_marks(font: TTFont) -> int:
    """Set the anchors of marks upon marks level with the first tone's; return how many moved."""
    moved = 0
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = table.ExtSubTable if table.LookupType == _EXTENSION else table
            if table.LookupType != _MARK_TO_MARK:
                continue
            upper = list(zip(table.Mark1Coverage.glyphs, table.Mark1Array.MarkRecord, strict=True))
            heights = [record.MarkAnchor.YCoordinate for glyph, record in upper if glyph == "uni0E48.small"]
            if not heights:
                continue
            anchors = [record.MarkAnchor for glyph, record in upper if glyph in _TONES_SMALL]
            for glyph, record in zip(table.Mark2Coverage.glyphs, table.Mark2Array.Mark2Record, strict=True):
                if glyph.split(".")[0] in _VOWELS_ABOVE:
                    anchors += [anchor for anchor in record.Mark2Anchor if anchor is not None]
            for anchor in anchors:
                moved += anchor.YCoordinate != heights[0]
                anchor.YCoordinate = heights[0]
    return moved


def rename(font: TTFont) -> None:
    """A changed font under a name of its own."""
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = str(record).replace("Sarabun", FAMILY)
        elif record.nameID == 6:
            record.string = str(record).replace("Sarabun", FAMILY.replace(" ", ""))
        elif record.nameID == 3:
            record.string = f"{record};level marks"


def outlines_of(font: TTFont) -> dict[str, str]:
    """Mark of an outline → the character (or two) it stands for."""
    character_of: dict[str, str] = {}
    for code, glyph in font.getBestCmap().items():
        character_of.setdefault(glyph, chr(code))
    found: dict[str, str] = {}
    for glyph in font.getGlyphOrder():
        base = glyph.split(".")[0]
        means = character_of.get(glyph) or _NAMED.get(glyph) or character_of.get(base) or _NAMED.get(base)
        mark = outline_mark(font["glyf"], glyph)
        if means and mark:
            found.setdefault(mark, means)
    return found


def outline_mark(glyphs: Any, name: str) -> str | None:
    """The same for the same outline in a whole font and in a subset of it; None for a blank glyph."""
    glyph = glyphs[name]
    if glyph.numberOfContours == 0:
        return None
    points, ends, _flags = glyph.getCoordinates(glyphs)
    return hashlib.md5(repr((list(points), list(ends))).encode(), usedforsecurity=False).hexdigest()


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
