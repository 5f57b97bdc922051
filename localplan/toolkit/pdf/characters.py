"""Characters that prints can show. One that no font has makes a PDF/A fail as a whole, so each is looked at first."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from .fonts import CHARACTERS

#: Stands for a character that cannot be printed.
UNKNOWN = "□"
#: Not in Sarabun, but in DejaVu Sans Mono, which Typst carries and the prints name as their second font.
FROM_SECOND_FONT = "□☐☑☒✓✗●○◆◇▲▼"
#: Said without a sign of its own: what joins, colours or turns the emoji before it.
_SILENT = (
    "[\u0300-\u036f\u180b-\u180f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
#: What reads the same for one that is missing.
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2015": "—", "\u2043": "•", "\u3001": ","})


def printable(text: str, fonts: Path) -> str:
    """The text with □ for whatever the print's fonts do not have."""
    silent, foreign = _patterns(fonts)
    return foreign.sub(UNKNOWN, silent.sub("", text.translate(_ALIKE)))


@cache
def _patterns(fonts: Path) -> tuple[re.Pattern[str], re.Pattern[str]]:
    have = {chr(code) for code in json.loads((fonts / CHARACTERS).read_text("utf-8"))} | set(FROM_SECOND_FONT)
    have = {character for character in have if character >= " "} | {"\n", "\t"}
    known = "".join(re.escape(character) for character in sorted(have))
    return re.compile(f"(?![{known}]){_SILENT}"), re.compile(f"[^{known}]")
