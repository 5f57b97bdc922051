"""The e-LAAS report of the remaining budget (รายงานงบประมาณคงเหลือ): 15 columns, headings in row 8, one row a line.

Its "obligated" is what is still OUTSTANDING of contracts: remaining = approved + in − out − obligated − disbursed.
Ours is the whole contract; so a part's outstanding and disbursed are taken over as they stand, never added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

from localplan.organisations.models import Organisation
from localplan.toolkit.problems import Findings, Problem, Refused
from localplan.toolkit.thai_text import arabic_digits, norm
from localplan.toolkit.workbook import Field, Parse, ReadRow, Sheet, read_workbook

from . import rules
from .facts import PartTotal
from .models import Classification

ZERO = Decimal("0.00")
HEADING_ROW = 8
#: The report's own words are Thai, whoever reads it.
_TEXTS = (
    ("place", "ลำดับ", ("ลำดับที่", "ที่")),
    ("area", "ด้าน", ()),
    ("programme", "แผนงาน", ()),
    ("work", "งาน", ()),
    ("part", "งบ", ("งบรายจ่าย", "หมวดงบ")),
    ("category", "หมวด", ("หมวดรายจ่าย",)),
    ("kind", "ประเภท", ("ประเภทรายจ่าย",)),
    ("item", "โครงการ", ("รายการ", "โครงการ/รายการ", "ประเภท/โครงการ")),
    ("source", "แหล่งเงิน", ("แหล่งเงินงบประมาณ", "แหล่งที่มา")),
)
FIGURES = ("approved", "gained", "given", "obligated", "disbursed", "remaining")
_MONEY = (
    ("approved", "งบประมาณอนุมัติ", ("อนุมัติ", "งบประมาณ", "งบประมาณตามข้อบัญญัติ", "งบประมาณตั้งไว้")),
    ("gained", "โอนเพิ่ม", ("โอนเพิ่ม(+)", "รับโอน")),
    ("given", "โอนลด", ("โอนลด(-)", "โอนออก")),
    ("obligated", "ก่อหนี้", ("ก่อหนี้ผูกพัน", "ภาระผูกพัน")),
    ("disbursed", "เบิกจ่าย", ("เบิกจ่ายแล้ว", "จ่ายแล้ว")),
    ("remaining", "คงเหลือ", ("งบประมาณคงเหลือ", "คงเหลือ(บาท)")),
)
SHEET = Sheet(
    "elaas_remaining",
    "งบประมาณคงเหลือ",
    (
        *(
            Field(key, label, required=key == "part", may_be_absent=key != "part", aliases=aliases)
            for key, label, aliases in _TEXTS
        ),
        *(Field(key, label, Parse.MONEY, required=True, aliases=aliases) for key, label, aliases in _MONEY),
    ),
    identity=False,
    skips_totals=True,
)
_TOTAL = re.compile(r"^(รวม|ยอดรวม|total)", re.I)
_YEAR = re.compile(r"ปีงบประมาณ(?:พ\.?ศ\.?)?(25\d\d|26\d\d)")
_OWNER = re.compile(r"(องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล(?:ตำบล|เมือง|นคร)|เมืองพัทยา|อบต\.|อบจ\.|ท[ตมน]\.).+")
_SPACES = re.compile(r"\s+")


@dataclass
class Remaining:
    """What was read: per งบ (classification id) the four figures, how many rows, and what the report says it is."""

    totals: list[PartTotal] = field(default_factory=list)
    names: Mapping[int, str] = field(default_factory=dict)
    rows: int = 0
    left_out: int = 0  # lines of totals, and of words between them
    titles: Sequence[str] = ()

    @property
    def lines(self) -> list[tuple[str, PartTotal, Decimal]]:
        """Name of the งบ, its figures, what remains."""
        return [(self.names[t.part], t, t.budget - t.outstanding - t.disbursed) for t in self.totals]


def read_remaining(
    source: bytes | Path | IO[bytes], organisation: Organisation, year: int, *, name: str = ""
) -> Remaining:
    """Read the report for one LAO and year. Refused with everything that is wrong, row and column as Excel shows."""
    reading = read_workbook(source, SHEET, name=name)
    findings = Findings()
    findings.add(rules.elaas_headings_stand_in_their_row(reading.heading_row, expected=HEADING_ROW))
    findings.add(_judge_titles(reading.above, organisation, year))
    findings.settle()
    parts = list(Classification.objects.in_year(year).filter(tree="object", depth=0))
    rows = [row for row in reading.rows if not _is_total(row) and not _is_section(row)]
    found: dict[int, PartTotal] = {}
    before = ""
    for row in rows:
        before = _name_part(row, before)
        part = _part_of(before, parts)
        findings.add(_without(row, "part" if before else ""))
        findings.add(rules.elaas_part_is_known(before, found=part is not None), row=row.number, column=_label("part"))
        if any(row.values.get(key) is None for key in FIGURES):
            continue
        findings.add(_adds_up(row), row=row.number, column=_label("remaining"))
        if part is not None:
            found[part.pk] = _added(found.get(part.pk), part.pk, row)
    findings.settle()
    if not found:
        raise Refused(Problem("workbook_has_rows", _("There is no row with figures in the report."), field="file"))
    known = {part.pk: part.name for part in parts}
    totals = sorted(found.values(), key=lambda total: next(p.code for p in parts if p.pk == total.part))
    titles = [norm(text, newlines=False) for text in reading.above if text.strip()]
    return Remaining(totals, known, len(rows), len(reading.rows) - len(rows), titles)


def _label(key: str) -> str:
    return str(SHEET.column(key).label)


def _is_total(row: ReadRow) -> bool:
    """A line that begins with รวม, anywhere in the table."""
    first = next((row.raw[key] for key, _label, _more in _TEXTS if row.raw.get(key)), None)
    return isinstance(first, str) and bool(_TOTAL.match(norm(first, newlines=False)))


def _is_section(row: ReadRow) -> bool:
    """A line of words between the rows, without any figure."""
    silent = all(row.raw.get(key) is None for key in FIGURES)
    return silent and all(problem.rule == "cell_is_filled" for problem in row.problems)


def _name_part(row: ReadRow, before: str) -> str:
    """The งบ of the row; where the cell is blank, as under a merged one, that of the row above."""
    return str(row.values.get("part") or "") or before


def _without(row: ReadRow, field: str) -> Iterable[Problem]:
    """The row's problems; a blank that was filled from above is none."""
    return [problem for problem in row.problems if not (field and problem.field == field)]


def _part_of(text: str, parts: Iterable[Classification]) -> Classification | None:
    """By code (54, 540000, 54-…) or by name (งบลงทุน, 540000 งบลงทุน)."""
    plain = _plain(text)
    digits = re.match(r"\d+", plain)
    for part in parts:
        if plain == _plain(part.name) or (digits and len(digits[0]) in (2, 6) and digits[0].startswith(part.code)):
            return part
    named = [part for part in parts if _plain(part.name) in plain]
    return named[0] if len(named) == 1 else None


def _plain(text: str) -> str:
    return _SPACES.sub("", arabic_digits(norm(text, newlines=False)))


def _adds_up(row: ReadRow) -> Iterable[Problem]:
    return rules.elaas_row_adds_up(**{key: row.values[key] for key in FIGURES})


def _added(total: PartTotal | None, part: int, row: ReadRow) -> PartTotal:
    total = total or PartTotal(part, ZERO, ZERO, ZERO)
    value = row.values
    return replace(
        total,
        budget=total.budget + value["approved"] + value["gained"] - value["given"],
        outstanding=total.outstanding + value["obligated"],
        disbursed=total.disbursed + value["disbursed"],
    )


def _judge_titles(above: Sequence[str], organisation: Organisation, year: int) -> list[Problem]:
    """Whose report it is and of which year, where the lines over the table say so."""
    texts = [arabic_digits(norm(text, newlines=False)) for text in above]
    years = {int(found[1]) for text in texts if (found := _YEAR.search(_SPACES.sub("", text)))}
    owners = [found[0] for text in texts if (found := _OWNER.search(text))]
    ours = {_plain(organisation.full_name), _plain(organisation.short_name)}
    is_ours = any(_is_of(_plain(owner), ours) for owner in owners)
    return [
        *rules.elaas_is_of_this_organisation(owners, found=is_ours, organisation=organisation.full_name),
        *rules.elaas_is_of_this_year(years, year=year),
    ]


def _is_of(owner: str, ours: Iterable[str]) -> bool:
    """The name, alone or with district and province after it."""
    return any(owner == own or re.match(rf"{re.escape(own)}(อ\.|อำเภอ|จ\.|จังหวัด|ปี|[(,])", owner) for own in ours)
