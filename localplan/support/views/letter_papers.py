"""Letters on paper: one copy to look at, PDF of one or of all, Word, the lists of addressees, the register."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.downloads import PRINTS, made_as_file, print_as_file
from localplan.toolkit.letter_docx import MEDIA_TYPE as WORD
from localplan.toolkit.letter_docx import letters_as_docx
from localplan.toolkit.letters import OfficialLetter, letters_as_pdf
from localplan.toolkit.pdf.render import MEDIA_TYPE as PDF
from localplan.toolkit.thai_dates import BE

from ..letter_prints import (
    address_list,
    name_of_series,
    paper_of,
    papers_of,
    part_of,
    register_sheet,
    to_in_words,
    troubles_of,
    words_of,
)
from ..models import Letter, LetterCopy
from ..outgoing import numbered_circulars, register_of
from .letters import the_letter


def _copies(request: HttpRequest, letter: Letter) -> list[LetterCopy]:
    """All copies; ?to= narrows to one organisation, ?district= to what passes through one."""
    rows = LetterCopy.objects.visible_to(acting(request)).filter(letter=letter).for_listing()
    for word, field in (("to", "organisation_id"), ("district", "organisation__parent_id")):
        asked = request.GET.get(word, "")
        if asked.isascii() and asked.isdigit() and len(asked) < 10:
            rows = rows.filter(**{field: int(asked)})
    return list(rows)


def _file_copy(request: HttpRequest, letter: Letter) -> OfficialLetter:
    """สำเนาคู่ฉบับ, as the office keeps it: with initials, its addressee as it was written."""
    return paper_of(letter, None, {}, file_copy=True)


@require_safe
def letter_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One copy as it will be on paper; ?to= whose. Without addressees as it was written."""
    letter = the_letter(request, pk)
    rows = LetterCopy.objects.visible_to(acting(request)).filter(letter=letter).for_listing()
    ids = list(rows.values_list("organisation_id", flat=True))
    asked = request.GET.get("to", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) in ids else None
    chosen = chosen if chosen is not None else (ids[0] if ids else None)
    one = rows.filter(organisation_id=chosen).first() if chosen is not None else None
    place = ids.index(chosen) if chosen is not None else 0
    paper = (
        paper_of(letter, one.organisation, words_of(letter, [one])[one.organisation_id])
        if one is not None
        else paper_of(letter, None, {})
    )
    context = {
        "letter": letter,
        "copy": one,
        "paper": paper.as_data(),
        "place": place + 1,
        "number": len(ids),
        "before": ids[place - 1] if place > 0 else None,
        "after": ids[place + 1] if place + 1 < len(ids) else None,
    }
    return render(request, "support/letter_paper.html", context)


@require_safe
def letter_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """pdf or docx of all copies (?to=, ?district= narrow, ?part= of several files); ?copy=1 the office's file copy."""
    if kind not in ("pdf", "docx"):
        raise Http404
    letter = the_letter(request, pk)
    if request.GET.get("copy") == "1":
        papers = [_file_copy(request, letter)]
    else:
        part = (
            int(asked) if (asked := request.GET.get("part", "")).isascii() and asked.isdigit() and len(asked) < 4 else 1
        )
        copies = part_of(_copies(request, letter), part)
        papers = papers_of(letter, copies) or [paper_of(letter, None, {})]
    name = f"หนังสือ {letter.number or letter.pk}.{kind}".replace("/", "-")
    make, media = (letters_as_pdf, PDF) if kind == "pdf" else (letters_as_docx, WORD)
    return made_as_file(request, partial(make, papers), name=name, media=media, back=("letter", pk))


@require_safe
def letter_list(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The list of addressees by district, as PDF or Excel."""
    if kind not in PRINTS:
        raise Http404
    letter = the_letter(request, pk)
    sheet = address_list(letter, _copies(request, letter))
    name = f"บัญชีผู้รับ {letter.number or letter.pk}".replace("/", "-")
    return print_as_file(request, sheet, kind, name=name, back=("letter", pk))


@require_safe
def letter_register(request: HttpRequest) -> HttpResponseBase:
    """?in= a calendar year (BE): the office's numbers in order, with the gaps; ?as= pdf or xlsx."""
    by = acting(request)
    if by.organisation.level == Level.LAO:
        raise Http404
    this_year = clock.today().year
    asked = request.GET.get("in", "")
    year = int(asked) - BE if asked.isascii() and asked.isdigit() and 2540 < int(asked) <= this_year + BE else this_year
    rows = Letter.objects.visible_to(by).of_office(by.organisation_id).sent().numbered_in(year)
    circulars = numbered_circulars(by.organisation_id, year)
    series = register_of(by.organisation_id, year, letters=rows.with_receipts().for_listing(), circulars=circulars)
    kind = request.GET.get("as", "")
    if kind in PRINTS:
        sheet = register_sheet(by.organisation, year, series)
        return print_as_file(request, sheet, kind, name=f"ทะเบียนหนังสือส่ง {year + BE}", back=("letter-register",))
    first = Letter.objects.visible_to(by).of_office(by.organisation_id).sent().order_by("dated_on").first()
    begun = first.dated_on.year if first is not None and first.dated_on else this_year
    context = {
        "series": [
            (one, name_of_series(one), troubles_of(one), [(row, to_in_words(row.to)) for row in one.entries])
            for one in series
        ],
        "year": year + BE,
        "years": [one + BE for one in range(this_year, min(begun, year) - 1, -1)],
    }
    return render(request, "support/letter_register.html", context)
