"""An office's letters: the list, writing one, to whom it goes, numbering and sending, who has received it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.models import Change, Level, Membership, Organisation
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused, Stale

from .. import actions
from ..forms_letters import LetterForm, NumberForm
from ..letter_prints import by_district, parts_of, words_of
from ..letter_texts import first_words, groups_of, late_at, members_of, not_done_at, reachable, steps_of
from ..merging import GAP, KNOWN, OF_A_CHASE, OVERDUE
from ..models import Letter, LetterCopy
from ..outgoing import next_number

#: So many at once by ticking; groups may be larger.
MOST = 10_000


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """?box= sent, drafts, received; a district sees here what passes through it. LAOs have only received ones."""
    by = acting(request)
    is_lao = by.organisation.level == Level.LAO
    boxes = ("received",) if is_lao else ("sent", "drafts", "received", "below")
    words = ListWords.of(
        request.GET, sorts={"day": ("dated_on", "id")}, default="-day", filters={"box": boxes, "wait": ("1",)}, size=30
    )
    box = words.filters.get("box", "received" if is_lao else "sent")
    received = LetterCopy.objects.visible_to(by).received_by(by)
    below = LetterCopy.objects.visible_to(by).below(by)
    own = Letter.objects.visible_to(by).of_office(by.organisation_id)
    if box in ("received", "below"):
        rows = (received if box == "received" else below).newest_first()
        if words.filters.get("wait"):
            rows = rows.waiting()
        found = Q(letter__subject__icontains=words.search) | Q(letter__number__icontains=words.search)
        found |= Q(organisation__name__icontains=words.search)
    else:
        rows = (own.drafts().order_by("-id") if box == "drafts" else own.sent()).for_listing().with_receipts()
        found = Q(subject__icontains=words.search) | Q(number__icontains=words.search)
    context = {
        "words": words,
        "box": box,
        "page": words.page_of(rows.filter(found) if words.search else rows),
        "is_lao": is_lao,
        "drafts": own.drafts().count(),
        "waiting": received.waiting().count(),
        "passing": not is_lao and (box == "below" or below.exists()),
        "may_write": _may_write(by),
    }
    return render(request, "support/letters.html", context)


def _may_write(by: Membership) -> bool:
    return may(by, Do.WRITE_LETTERS)


def writer(request: HttpRequest) -> Membership:
    """The post, if it writes letters; else there is no such page."""
    by = acting(request)
    if not _may_write(by):
        raise Http404
    return by


def the_letter(request: HttpRequest, pk: int) -> Letter:
    """A letter within one's scope, else 404; a draft only of one's own office."""
    by = acting(request)
    there = Q(sent_at__isnull=False) | Q(organisation_id=by.organisation_id)
    found: Letter = get_object_or_404(Letter.objects.visible_to(by).filter(there).for_listing(), pk=pk)
    return found


def own_draft(request: HttpRequest, pk: int) -> Letter:
    """A draft of one's own office, to be written on."""
    by = writer(request)
    rows = Letter.objects.visible_to(by).drafts().for_listing()
    found: Letter = get_object_or_404(rows.filter(organisation_id=by.organisation_id), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def new_letter(request: HttpRequest) -> HttpResponse:
    """?kind= the form; ?step= a column of the matrix to chase; ?lao= once for each, else all that are late."""
    by = writer(request)
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    asked = request.POST if request.method == "POST" else request.GET
    steps = steps_of(by, year)
    step = next((one for one in steps if one.code == asked.get("step")), None)
    kind = asked.get("kind", "")
    kind = kind if kind in Letter.Kind.values else Letter.Kind.STAMPED
    chosen = _ids(asked.getlist("lao"))
    if step is not None:
        late = [] if chosen else late_at(by, step.code, year)
        to = late or not_done_at(by, step.code, year, chosen)
    else:
        to = list(reachable(by).filter(pk__in=chosen).for_listing()) if chosen else []
    posted = request.method == "POST"
    form = LetterForm(request.POST if posted else None, initial=first_words(by, kind, step=step, year=year))
    if posted and form.is_valid():
        chases = (step.code, year) if step is not None else None
        try:
            made = actions.draft_letter(by.organisation, form.text(), to, by=by, chases=chases)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            return redirect("letter" if to else "letter-addressees", pk=made.pk)
    context = {
        "form": form,
        "kind": kind,
        "kinds": Letter.Kind.choices,
        "steps": steps,
        "step": step,
        "chosen": chosen,
        "to": to,
        "left_out": len(chosen) - len(to) if chosen else 0,
        "fields": _fields_offered(step is not None),
        "year": year,
    }
    return render(request, "support/new_letter.html", context, status=422 if posted else 200)


def _fields_offered(chases: bool) -> list[str]:
    return [f"‹{name}›" for name in KNOWN if chases or name not in OF_A_CHASE]


def _ids(values: list[str]) -> list[int]:
    return [int(id) for id in values[:MOST] if id.isascii() and id.isdigit() and len(id) < 10]


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with what is left to do; a sent letter with who has received it and who has not."""
    return _show(request, the_letter(request, pk))


def _show(request: HttpRequest, found: Letter, *, form: NumberForm | None = None) -> HttpResponse:
    by = acting(request)
    own = found.organisation_id == by.organisation_id
    copies = list(LetterCopy.objects.visible_to(by).filter(letter=found).for_listing())
    words = words_of(found, copies) if not found.is_sent else {}
    today = clock.today()
    may_send = own and not found.is_sent and may(by, Do.SEND_LETTERS)
    numbering = {"number": next_number(found.organisation_id, today.year), "dated_on": today} if may_send else {}
    context: dict[str, Any] = {
        "letter": found,
        "own": own,
        "copies": copies,
        "parts": parts_of(len(copies)),
        "groups": [
            (district, [(one, words.get(one.organisation_id, {}).get(GAP, "")) for one in rows])
            for district, rows in by_district(found, copies).items()
        ],
        "done": [one for one in copies if found.step and not found.is_sent and GAP not in words[one.organisation_id]],
        "waiting": [one for one in copies if one.received_at is None],
        "received": [one for one in copies if one.received_at is not None],
        "may_write": own and not found.is_sent and _may_write(by),
        "may_send": may_send,
        "form": form or NumberForm(initial=numbering),
        "gap_field": f"‹{GAP}› ‹{OVERDUE}›",
    }
    return render(request, "support/letter.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a draft."""
    row, by = own_draft(request, pk), acting(request)
    form = LetterForm(request.POST or None, row=row)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_letter(row, form.yours(), form.before(), by=by)
        except Stale:
            last = Change.objects.visible_to(by).of("letter", pk).for_listing().first()
            form.show_conflicts(own_draft(request, pk), last.by.user.full_name if last and last.by else "")
            status = 409
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("letter", pk=pk)
    context = {"form": form, "letter": row, "fields": _fields_offered(bool(row.step))}
    return render(request, "support/edit_letter.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def letter_addressees(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a draft goes to: ?group= narrows the choice; what is ticked in it takes the place of what was."""
    row, by = own_draft(request, pk), acting(request)
    there = set(LetterCopy.objects.visible_to(by).filter(letter=row).values_list("organisation_id", flat=True))
    posted = request.method == "POST"
    word = (request.POST if posted else request.GET).get("group", "")
    if posted:
        shown = {one.pk for one in _choices(by, row, word, there)}
        ticked = shown & set(_ids(request.POST.getlist("to")))
        if request.POST.get("all"):
            ticked = shown
        wanted = (there - shown) | ticked
        try:
            actions.address_letter(row, list(reachable(by).filter(pk__in=wanted)), by=by)
        except Refused as refused:
            for problem in refused:
                messages.error(request, str(problem))
        else:
            words = ngettext("The letter goes to %(number)s.", "The letter goes to %(number)s.", len(wanted))
            messages.success(request, words % {"number": f"{len(wanted):,}"})
            return redirect("letter", pk=pk)
    choices = _choices(by, row, word, there)
    context = {
        "letter": row,
        "groups": groups_of(by),
        "group": word,
        "choices": choices,
        "there": there,
        "elsewhere": len(there - {one.pk for one in choices}),
    }
    return render(request, "support/letter_addressees.html", context, status=422 if posted else 200)


def _choices(by: Membership, row: Letter, word: str, there: set[int]) -> list[Organisation]:
    """Of a group; without one those that are on the list; of a chase letter those that have the step to do."""
    if word == "undone" and row.step and row.year_id:
        return not_done_at(by, row.step, row.year_id)
    if word:
        return list(members_of(by, word))
    return list(reachable(by).filter(pk__in=there).for_listing())


@require_POST
def send_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Number it and send it."""
    row, by = own_draft(request, pk), acting(request)
    if not may(by, Do.SEND_LETTERS):
        raise Http404
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            sent = actions.send_letter(row, form.numbering(), by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("Sent as no. %(number)s.") % {"number": sent.number})
            return redirect("letter", pk=pk)
    return _show(request, row, form=form)


@require_POST
def discard_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    row, by = own_draft(request, pk), acting(request)
    try:
        actions.discard_letter(row, by=by)
    except Refused as refused:
        messages.error(request, str(next(iter(refused))))
        return redirect("letter", pk=pk)
    messages.success(request, _("The draft was thrown away."))
    return redirect("letters")


@require_POST
def drop_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Take those off a chase letter that have done the step meanwhile."""
    row, by = own_draft(request, pk), acting(request)
    copies = list(LetterCopy.objects.visible_to(by).filter(letter=row).for_listing())
    words = words_of(row, copies)
    kept = [one.organisation for one in copies if GAP in words[one.organisation_id]]
    try:
        actions.address_letter(row, kept, by=by)
    except Refused as refused:
        messages.error(request, str(next(iter(refused))))
    return redirect("letter", pk=pk)
