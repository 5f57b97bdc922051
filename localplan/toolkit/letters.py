"""Official letters as plain data, printed by prints/letter.typ."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from .pdf.render import render
from .problems import Problem, Refused
from .thai_dates import BE, MONTHS

TEMPLATE = Path(__file__).parent / "prints" / "stamped_letter.typ"


@dataclass(frozen=True)
class StampedLetter:
    """หนังสือประทับตรา (for a signature): nobody signs; the office's seal stands over its name.

    `paragraphs` are texts, or (number, text) for an item. `initials` (เจ้าหน้าที่, หัวหน้ากลุ่มงาน, ผู้อำนวยการ) are
    printed on the file copy alone. `number` is typed from the office's own register.
    """

    number: str
    to: str
    subject: str
    paragraphs: Sequence[str | tuple[str, str]]
    office: str
    on: dt.date
    contact: Sequence[str] = ()
    urgency: str = ""
    seal_name: str = ""
    initials: Sequence[str] = ()
    file_copy: bool = False

    def as_data(self) -> dict[str, Any]:
        """Mappings, lists and plain values only. `subject` goes into the file's properties: the letter has none."""
        return {
            "number": self.number,
            "to": self.to,
            "subject": self.subject,
            "paragraphs": [
                part if isinstance(part, str) else {"number": part[0], "text": part[1]} for part in self.paragraphs
            ],
            "office": self.office,
            "date": f"{self.on.day} {MONTHS[self.on.month - 1]} {self.on.year + BE}",
            "contact": list(self.contact),
            "urgency": self.urgency,
            "seal_name": self.seal_name or self.office,
            "initials": list(self.initials),
            "copy": self.file_copy,
        }

    def as_pdf(self, *, made_at: dt.datetime | None = None) -> bytes:
        return render(TEMPLATE, self.as_data(), made_at=made_at)

    def as_xlsx(self) -> bytes:
        raise Refused(Problem(rule="letter_is_no_table", message=_("A letter is not made as Excel. Take it as PDF.")))
