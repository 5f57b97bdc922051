"""Official letters as plain data, printed by prints/letter.typ: under a stamp, to the outside, within the service."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from django.utils.translation import gettext_lazy as _

from .pdf.render import render
from .problems import Problem, Refused
from .thai_dates import BE, MONTHS

TEMPLATE = Path(__file__).parent / "prints" / "stamped_letter.typ"
MANY = Path(__file__).parent / "prints" / "letters.typ"
#: Letters that one run of Typst sets; more are set in parts, whose pages are put together.
IN_ONE_RUN = 100
#: Where a number or a day is not known yet: to be filled in by hand.
DOTS = "…" * 8


def letter_date(day: dt.date) -> str:
    """11 มกราคม 2570, as letters bear it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + BE}"


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
    on: dt.date | None
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
            "date": letter_date(self.on) if self.on else DOTS,
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


@dataclass(frozen=True)
class OfficialLetter(StampedLetter):
    """A letter in one of three forms: "stamped"; "external" (หนังสือภายนอก) and "memo" (บันทึกข้อความ) are signed.

    `cites` and `encloses` stand above the text of an external letter, a line each; `address` under its office.
    `through` is the office a copy passes on its way.
    """

    form: str = "stamped"
    cites: Sequence[str] = ()
    encloses: Sequence[str] = ()
    address: Sequence[str] = ()
    signer: str = ""
    signer_post: str = ""
    through: str = ""

    def as_data(self) -> dict[str, Any]:
        return {
            **super().as_data(),
            "form": self.form,
            "cites": list(self.cites),
            "encloses": list(self.encloses),
            "address": list(self.address),
            "signer": self.signer,
            "signer_post": self.signer_post,
            "through": self.through,
        }

    def as_pdf(self, *, made_at: dt.datetime | None = None) -> bytes:
        return letters_as_pdf([self], made_at=made_at)


def letters_as_pdf(letters: Sequence[OfficialLetter], *, made_at: dt.datetime | None = None) -> bytes:
    """All of them in one file, each begun on a page of its own and counted from 1."""
    parts = [
        render(MANY, {"letters": [one.as_data() for one in letters[begin : begin + IN_ONE_RUN]]}, made_at=made_at)
        for begin in range(0, len(letters), IN_ONE_RUN)
    ]
    if len(parts) == 1:
        return parts[0]
    with pikepdf.new() as pdf:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as opened:
                pdf.pages.extend(opened.pages)
        pdf.docinfo["/Title"] = letters[0].subject
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()
