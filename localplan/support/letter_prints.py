"""The papers of letters: one copy or all in the form chosen, the lists by district, the register. Thai."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localplan.organisations.models import Organisation
from localplan.toolkit import clock
from localplan.toolkit.letters import DOTS, OfficialLetter, letter_date
from localplan.toolkit.sheet import Heading, Part, Row, Sheet, SheetColumn
from localplan.toolkit.thai_dates import BE, format_medium

from .merging import CITED, KNOWN, cited_of, fields_of, fill, goes_through_district
from .models import Letter, LetterCopy
from .outgoing import Series

#: Copies that one file holds; the page offers more in parts.
IN_ONE_FILE = 1000


def words_of(letter: Letter, copies: Sequence[LetterCopy]) -> dict[int, Mapping[str, str]]:
    """What is filled in, by organisation: as it was kept when it was sent; of a draft as of now."""
    if letter.is_sent:
        return {one.organisation_id: one.fields for one in copies}
    return dict(fields_of(letter, [one.organisation for one in copies]))


def paper_of(
    letter: Letter, organisation: Organisation | None, fields: Mapping[str, str], *, file_copy: bool = False
) -> OfficialLetter:
    """One copy; without an organisation the letter as it was written, its merge fields standing in it."""
    cited = cited_of(letter)
    filled = {**fields, CITED: " และ".join(cited)}
    through = goes_through_district(letter, organisation) if organisation is not None else None
    external = letter.kind == Letter.Kind.EXTERNAL
    cites = [f"หนังสือ {one}" for one in cited]
    body = [fill(part, filled) for part in _paragraphs(letter.body)]
    if cites and not external and f"‹{CITED}›" not in letter.body:
        body.insert(0, f"อ้างถึง{' และ '.join(cites)}")
    return OfficialLetter(
        form=letter.kind,
        number=letter.number or DOTS,
        to=fill(letter.addressed_to, filled),
        through=_chief(through, letter) if through is not None else "",
        subject=fill(letter.subject, filled),
        paragraphs=body,
        office=letter.organisation.full_name,
        address=_paragraphs(letter.organisation.address) if external else (),
        on=letter.dated_on,
        contact=_paragraphs(letter.contact),
        urgency=letter.urgency,
        cites=cites if external else (),
        encloses=_paragraphs(letter.encloses),
        signer=letter.signer,
        signer_post=letter.signer_post,
        initials=letter.initials,
        file_copy=file_copy,
    )


def papers_of(letter: Letter, copies: Sequence[LetterCopy]) -> list[OfficialLetter]:
    """All copies, in the order of their districts: what passes through one lies together."""
    words = words_of(letter, copies)
    return [paper_of(letter, one.organisation, words[one.organisation_id]) for one in copies]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n") if part.strip()]


def _chief(district: Organisation, letter: Letter) -> str:
    """นายอำเภอเวียงสา as one writes to a person; อำเภอเวียงสา as one writes to an office."""
    return f"{'' if letter.kind == Letter.Kind.STAMPED else 'นาย'}อำเภอ{district.name}"


def part_of(copies: Sequence[LetterCopy], part: int) -> Sequence[LetterCopy]:
    """Those of one file, the first being part 1."""
    return copies[IN_ONE_FILE * (part - 1) : IN_ONE_FILE * part]


def parts_of(copies: int) -> list[tuple[int, int, int]]:
    """The files that so many copies need: which part, from which copy, to which."""
    return [
        (first // IN_ONE_FILE + 1, first + 1, min(first + IN_ONE_FILE, copies))
        for first in range(0, copies, IN_ONE_FILE)
    ]


def by_district(letter: Letter, copies: Iterable[LetterCopy]) -> dict[Organisation | None, list[LetterCopy]]:
    """The copies by the district office they pass; under None those that go straight to their addressee."""
    found: dict[Organisation | None, list[LetterCopy]] = {}
    for one in copies:
        found.setdefault(goes_through_district(letter, one.organisation), []).append(one)
    return found


def address_list(letter: Letter, copies: Sequence[LetterCopy]) -> Sheet:
    """To whom the letter goes, a part for each district it passes, with room for whoever takes it over on paper."""
    with translation.override("th"):
        columns = [
            SheetColumn(pgettext("calendar", "No."), 1.2, fixed=True),
            SheetColumn(_("Addressee"), 8.0),
            SheetColumn(_("Received in the system"), 4.4, fixed=True),
            SheetColumn(_("Receipt number"), 3.2, fixed=True),
            SheetColumn(_("Name of who took it over"), 5.0, fixed=True),
            SheetColumn(_("Day"), 2.6, fixed=True),
        ]
        parts: list[Part] = []
        for district, own in by_district(letter, copies).items():
            word = _("through %(district)s") % {"district": f"อำเภอ{district.name}"} if district else _("sent directly")
            rows = [_row_of_list(place, one) for place, one in enumerate(own, start=1)]
            parts.append(Part([Heading(f"{word} ({len(own):,})"), *rows], new_page=bool(district) and bool(parts)))
        number = letter.number or DOTS
        day = letter_date(letter.dated_on) if letter.dated_on else DOTS
        return Sheet(
            title=_("List of addressees"),
            columns=columns,
            parts=parts,
            organisation=letter.organisation.full_name,
            subtitles=[letter.subject, f"ที่ {number} ลงวันที่ {day}"],
            foot=f"ที่ {number} ลงวันที่ {day}",
        )


def _row_of_list(place: int, copy: LetterCopy) -> Row:
    received = format_medium(clock.day_of(copy.received_at)) if copy.received_at else ""
    return Row((str(place), copy.organisation.full_name, received, copy.receipt_number, "", ""))


def register_sheet(office: Organisation, year: int, series: Sequence[Series]) -> Sheet:
    """The register of outgoing letters of a calendar year (Gregorian), its gaps told below."""
    with translation.override("th"):
        columns = [
            SheetColumn(pgettext("calendar", "No."), 1.4, fixed=True),
            SheetColumn(pgettext("letter", "Letter no."), 4.0, fixed=True),
            SheetColumn(_("Dated"), 2.8, fixed=True),
            SheetColumn(pgettext("letter", "To"), 6.0),
            SheetColumn(_("Subject"), 9.0),
            SheetColumn(pgettext("register", "Remark"), 3.0, fixed=True),
        ]
        parts = []
        for one in series:
            rows = [
                Row(
                    (
                        str(entry.serial or ""),
                        entry.number,
                        format_medium(entry.dated_on),
                        to_in_words(entry.to),
                        entry.subject,
                        _("circular with a calendar") if entry.circular else "",
                    )
                )
                for entry in one.entries
            ]
            parts.append(Part([Heading(name_of_series(one)), *rows], new_page=False))
        notes = [told for one in series for told in troubles_of(one)]
        return Sheet(
            title=_("Register of outgoing letters, calendar year %(year)s") % {"year": year + BE},
            columns=columns,
            parts=parts,
            organisation=office.full_name,
            notes=notes,
        )


def name_of_series(series: Series) -> str:
    """Circulars that are counted by themselves, or everything else."""
    if series.name:
        return _("Circulars, counted by themselves (%(series)s)") % {"series": series.name}
    return _("Letters")


def troubles_of(series: Series) -> list[str]:
    """Missing and double numbers, in words."""
    told = []
    if series.gaps:
        runs = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in series.gaps)
        words = _("%(series)s: numbers not in the system: %(runs)s")
        told.append(words % {"series": name_of_series(series), "runs": runs})
    if series.twice:
        numbers = ", ".join(map(str, series.twice))
        words = _("%(series)s: numbers used twice: %(numbers)s")
        told.append(words % {"series": name_of_series(series), "numbers": numbers})
    return told


def to_in_words(addressed_to: str) -> str:
    """The addressee as the register names it: a merge field stands for all who are on the list."""
    return fill(addressed_to, dict.fromkeys(KNOWN, _("as on the list of addressees")))
