"""What an ordinance is called by the type of its LAO, and who may have signed its approval: dated data."""

from __future__ import annotations

from dataclasses import dataclass

from localplan.organisations.models import Identity, Organisation
from localplan.toolkit.thai_dates import fiscal_year_dates

from .models import Ordinance, OrdinanceForm

#: Where no form is known for the type and the year.
PLAIN = "ข้อบัญญัติ"


@dataclass(frozen=True)
class Wording:
    """The words for one LAO and year. `approvers`: as they sign, the usual one first; others may be typed."""

    word: str
    approvers: tuple[str, ...] = ()

    def title(self, ordinance: Ordinance) -> str:
        """As it stands on the cover, in official Thai."""
        more = f"เพิ่มเติม (ฉบับที่ {ordinance.number}) " if ordinance.number else " "
        return f"{self.word}งบประมาณรายจ่าย{more}ประจำปีงบประมาณ พ.ศ. {ordinance.year_id}"


def wording_of(organisation: Organisation, year: int) -> Wording:
    """The words by what the LAO was on the first day of the fiscal year, and where it lies. Four statements at most."""
    first = fiscal_year_dates(year)[0]
    was = Identity.objects.on(first).filter(organisation=organisation).first()
    form = OrdinanceForm.objects.in_year(year).filter(kind=(was or organisation).kind).order_by("-first_year").first()
    if form is None:
        return Wording(PLAIN)
    names = {"district": "", "province": ""}
    above = organisation.parent
    while above is not None and above.level in names:
        names[above.level] = above.name
        above = above.parent
    return Wording(form.word, tuple(text.format(**names) for text in form.signed))
