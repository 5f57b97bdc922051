"""A letter where it arrived: what it says to this organisation, its receipt, and the paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.views.organisations import acting
from localplan.toolkit.downloads import print_as_file
from localplan.toolkit.problems import Refused

from .. import actions
from ..forms_letters import ReceiptForm
from ..letter_prints import paper_of, words_of
from ..models import LetterCopy


def the_copy(request: HttpRequest, pk: int) -> LetterCopy:
    """A copy to one's own organisation, or to one within one's scope; a draft's has not arrived anywhere."""
    rows = LetterCopy.objects.visible_to(acting(request)).filter(letter__sent_at__isnull=False).for_listing()
    found: LetterCopy = get_object_or_404(rows, pk=pk)
    return found


def _is_own(request: HttpRequest, copy: LetterCopy) -> bool:
    by = acting(request)
    return copy.organisation_id in (by.organisation_id, *by.organisation.absorbed)


@require_safe
def letter_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as this organisation reads it, and the button that receives it."""
    copy, by = the_copy(request, pk), acting(request)
    own = _is_own(request, copy)
    paper = paper_of(copy.letter, copy.organisation, words_of(copy.letter, [copy])[copy.organisation_id])
    context = {
        "copy": copy,
        "letter": copy.letter,
        "paper": paper.as_data(),
        "own": own,
        "form": ReceiptForm(),
        "may_receive": own and copy.received_at is None and may(by, Do.RECEIVE_LETTERS),
        "sender": copy.letter.organisation_id == by.organisation_id,
    }
    return render(request, "support/letter_copy.html", context)


@require_POST
def receive_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Received; with one's own receipt number, if there is one."""
    copy, by = the_copy(request, pk), acting(request)
    if not _is_own(request, copy) or not may(by, Do.RECEIVE_LETTERS):
        raise Http404
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            actions.receive_letter(copy, receipt_number=form.cleaned_data["receipt_number"], by=by)
        except Refused as refused:
            messages.error(request, str(next(iter(refused))))
        else:
            messages.success(request, _("Received."))
    return redirect("letter-copy", pk=pk)


@require_safe
def letter_copy_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """This copy as PDF."""
    copy = the_copy(request, pk)
    paper = paper_of(copy.letter, copy.organisation, words_of(copy.letter, [copy])[copy.organisation_id])
    name = f"หนังสือ {copy.letter.number}".replace("/", "-")
    return print_as_file(request, paper, "pdf", name=name, back=("letter-copy", pk))
