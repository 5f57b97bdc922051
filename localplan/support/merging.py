"""Merge fields of a letter: what stands in ‹ › and what takes its place in the copy to each organisation. Thai."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from localplan.calendar.models import Submission
from localplan.calendar.states import Turn
from localplan.monitoring.standing import Cell, cells, lines
from localplan.organisations.models import Kind, Organisation
from localplan.organisations.posts import KINDS_OF_A_DISTRICT, Level
from localplan.toolkit.letters import letter_date
from localplan.toolkit.thai_dates import format_medium

from .gaps import gaps_of_steps
from .models import Letter

LAO, HEAD, GAP, OVERDUE, CITED = "อปท.", "ผู้บริหาร", "สิ่งที่ขาด", "เกินกำหนด", "อ้างถึง"
#: Fields of each copy, in the order offered; CITED is the same in all copies.
OF_A_COPY = (LAO, HEAD, GAP, OVERDUE)
KNOWN = (*OF_A_COPY, CITED)
#: Filled only in letters that chase a step.
OF_A_CHASE = (GAP, OVERDUE)
_FIELD = re.compile(r"‹\s*([^‹›]{1,40}?)\s*›")
#: Missing things that a letter names: all of them, within reason.
NAMED = 12

#: How the head of each kind of organisation is addressed, before its name. Official titles; not translated.
_HEADS = {
    Kind.PAO: "นายกองค์การบริหารส่วนจังหวัด",
    Kind.CITY: "นายกเทศมนตรีนคร",
    Kind.TOWN: "นายกเทศมนตรีเมือง",
    Kind.SUBM: "นายกเทศมนตรีตำบล",
    Kind.SAO: "นายกองค์การบริหารส่วนตำบล",
    Kind.SPECIAL: "นายกเมือง",
    Kind.PROVINCE: "ท้องถิ่นจังหวัด",
    Kind.DISTRICT: "ท้องถิ่นอำเภอ",
}


def head_of(organisation: Organisation) -> str:
    """As a letter addresses who heads it: นายกองค์การบริหารส่วนตำบลห้วยน้ำใส."""
    return f"{_HEADS.get(Kind(organisation.kind), '')}{organisation.name}"


def fields_in(*texts: str) -> set[str]:
    """The names that stand in ‹ ›."""
    return {name for text in texts for name in _FIELD.findall(text)}


def unknown_in(text: str, *, chases: bool) -> set[str]:
    """As they were written, of those that nothing is filled in for; what is missing only a chase letter can say."""
    known = set(KNOWN) if chases else set(KNOWN) - set(OF_A_CHASE)
    return {f"‹{name}›" for name in fields_in(text) - known}


def fill(text: str, fields: Mapping[str, str]) -> str:
    """The text with what it says for one organisation; an unknown field stands as it was written."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), text)


def cited_of(letter: Letter) -> list[str]:
    """Each as ที่ นน 0023.3/ว 12 ลงวันที่ 5 มกราคม 2570."""
    return [
        f"ที่ {number}" + (f" ลงวันที่ {letter_date(day)}" if day else "") for number, day in letter.cited_letters if number
    ]


def goes_through_district(letter: Letter, organisation: Organisation) -> Organisation | None:
    """The district office the copy passes through, if the letter goes that way and the LAO is of its kinds."""
    above = organisation.parent
    if not letter.through_district or above is None or above.level != Level.DISTRICT:
        return None
    return above if organisation.kind in KINDS_OF_A_DISTRICT else None


def undone_at(step: str, year: int, organisations: Iterable[int]) -> dict[int, list[Cell]]:
    """The cells of a column of the matrix that each LAO still has to do, opened ones only: five statements or so."""
    ids = list(organisations)
    rows = lines(Submission.objects.filter(organisation_id__in=ids).of_year(year).expected())
    found: dict[int, list[Cell]] = {}
    for cell in cells(rows):
        if cell.turn == Turn.ACTOR and cell.step.column == step:
            found.setdefault(cell.line.organisation_id, []).append(cell)
    return found


def fields_of(letter: Letter, organisations: Sequence[Organisation]) -> dict[int, dict[str, str]]:
    """What is filled in for each organisation now, from its own steps where the letter chases one."""
    undone: dict[int, list[Cell]] = {}
    if letter.step and letter.year_id:
        undone = {
            id: [cell for cell in own if cell.today > cell.deadline] or own  # of twelve months only those that are late
            for id, own in undone_at(letter.step, letter.year_id, [one.pk for one in organisations]).items()
        }
    gaps = gaps_of_steps([cell for own in undone.values() for cell in own], named=NAMED) if undone else {}
    found = {}
    for one in organisations:
        own = undone.get(one.pk, [])
        found[one.pk] = {LAO: one.full_name, HEAD: head_of(one)}
        if own:
            found[one.pk] |= {GAP: "; ".join(gaps[cell.line.id] for cell in own), OVERDUE: _overdue(own)}
    return found


def _overdue(own: Sequence[Cell]) -> str:
    """By the worst of them: 17 วัน (ครบกำหนด 28 ก.พ. 2553)."""
    worst = max(own, key=lambda cell: (cell.today - cell.deadline).days)
    with translation.override("th"):
        days = (worst.today - worst.deadline).days
        values = {"days": days, "day": format_medium(worst.deadline)}
        return _("%(days)s days overdue (due %(day)s)") % values if days > 0 else _("due on %(day)s") % values
