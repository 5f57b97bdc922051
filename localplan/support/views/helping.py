"""Requests for help: asked from any page, listed, talked about, offered to others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Membership
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock, files
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused

from .. import actions
from ..asking import whence
from ..forms import AskForm, OfferForm, SayForm
from ..middleware import TROUBLE
from ..models import HelpFile, HelpMessage, HelpRequest, SeeingAs

#: Solutions offered before one asks.
OFFERED = 5
STATES = ("waiting", "answered", "closed", "all")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """?page= the address it is asked from. First what others asked and what solved it, then the form."""
    by = acting(request)
    if not may(by, Do.ASK_HELP):
        raise Http404
    posted = request.method == "POST"
    asked = request.POST if posted else request.GET
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    place = whence(asked.get("page", ""), by=by, year=year)
    trouble = request.session.get(TROUBLE) or {}
    seen = trouble.get("words", "") if trouble.get("page") == place.page.split("?")[0] else ""
    initial = {"page": place.page, "step": asked.get("step") or place.step}
    form = AskForm(request.POST if posted else None, request.FILES or None, initial=initial)
    if posted and form.is_valid():
        try:
            made = actions.ask_for_help(by.organisation, form.asked(place.page, seen), by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("Sent to %(office)s.") % {"office": made.office.short_name})
            return redirect("help-request", pk=made.pk)
    step = form["step"].value() or ""
    offered = HelpRequest.objects.published_to(by).about(step)[:OFFERED]
    context = {"form": form, "offered": offered, "place": place, "trouble": seen}
    return render(request, "support/ask_help.html", context, status=422 if posted else 200)


@require_POST
def solved(request: HttpRequest, pk: int) -> HttpResponse:
    """An offered solution helped: nothing needs to be asked."""
    by = acting(request)
    if not may(by, Do.ASK_HELP):
        raise Http404
    actions.was_solved_by(get_object_or_404(HelpRequest.objects.published_to(by), pk=pk), by=by)
    messages.success(request, _("Good. Your vote helps the next one who asks."))
    back = whence(request.POST.get("page", ""), by=by, year=request.fiscal_year)  # type: ignore[attr-defined]
    return redirect(back.page or "home")


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Those of one's own LAO, or for an office those of its LAOs: what waits first, by its clock."""
    by = acting(request)
    is_lao, is_dla = by.organisation.level == Level.LAO, by.organisation.level == Level.DLA
    words = ListWords.of(
        request.GET,
        sorts={"clock": ("answer_by", "id"), "asked": ("at", "id")},
        default="-asked" if is_lao else "clock",
        filters={"state": STATES, "of": ("all", "mine", "nobody")},
    )
    state = words.filters.get("state", "all" if is_lao else "waiting")
    of = words.filters.get("of", "")
    rows = HelpRequest.objects.visible_to(by)
    if state != "all":
        rows = rows.filter(state=state)
    if of == "mine":
        rows = rows.filter(owner=by)
    elif of == "nobody":
        rows = rows.filter(owner=None)
    elif is_dla and of != "all":
        rows = rows.filter(office=by.organisation)  # what climbed; the rest is a click away
    if words.search:
        rows = rows.filter(Q(subject__icontains=words.search) | Q(organisation__name__icontains=words.search))
    context = {
        "words": words,
        "state": state,
        "of": of or ("climbed" if is_dla else "all"),
        "page": words.page_of(rows.for_listing().order_by(*words.order_by())),
        "is_lao": is_lao,
        "is_dla": is_dla,
        "may_ask": may(by, Do.ASK_HELP),
        "now": clock.now(),
        "consents": list(SeeingAs.objects.visible_to(by).filter(officer=by).in_force(clock.now()).for_listing()),
    }
    return render(request, "support/help.html", context)


def the_request(request: HttpRequest, pk: int) -> HelpRequest:
    by = acting(request)
    found: HelpRequest = get_object_or_404(HelpRequest.objects.visible_to(by).for_listing(), pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said, and the box to say more or to answer."""
    by, found = acting(request), the_request(request, pk)
    answers = may(by, Do.HELP)
    may_speak = answers or may(by, Do.ASK_HELP)
    form = SayForm(request.POST or None, request.FILES or None, initial={"seen": found.version})
    if request.method == "POST":
        if not may_speak:
            raise Http404
        if form.is_valid():
            verb = actions.answer if answers else actions.say_more
            try:
                verb(found, form.said(), by=by)
            except Refused as refused:
                put_problems_on(form, refused)
                found.refresh_from_db()
                form.data = form.data.copy()
                form.data["seen"] = str(found.version)  # it is shown below: the next answer knows of it
            else:
                messages.success(request, _("Sent."))
                return redirect("help-request", pk=pk)
        return _show(request, found, form=form, status=422)
    if by.organisation.level == Level.LAO and may_speak and _has_news(found) and not _only_looks(request):
        actions.note_answer_read(found, by=by)
    return _show(request, found, form=form)


def _has_news(found: HelpRequest) -> bool:
    return found.state == HelpRequest.State.ANSWERED and found.read_at is None


def _only_looks(request: HttpRequest) -> bool:
    """An officer who sees as the LAO reads nothing for it."""
    return getattr(request, "seeing", None) is not None


def _show(
    request: HttpRequest, found: HelpRequest, *, form: SayForm, offer: OfferForm | None = None, status: int = 200
) -> HttpResponse:
    by = acting(request)
    answers = may(by, Do.HELP)
    said = HelpMessage.objects.visible_to(by).filter(request=found).for_listing()
    now = clock.now()
    context: dict[str, Any] = {
        "found": found,
        "said": said,
        "form": form if answers or may(by, Do.ASK_HELP) else None,
        "offer": offer or OfferForm(initial=_first_words(found)),
        "offer_failed": offer is not None,
        "may_offer": answers and found.state != HelpRequest.State.WAITING,
        "answers": answers,
        "is_own": by.organisation.level == Level.LAO,
        "may_let_see": may(by, Do.LET_SEE),
        "now": now,
        "consents": list(
            SeeingAs.objects.visible_to(by).filter(organisation=found.organisation).in_force(now).for_listing()
        ),
    }
    return render(request, "support/help_request.html", context, status=status)


def _first_words(found: HelpRequest) -> dict[str, str]:
    """What the offer begins with: the words as they were said, for the officer to take the names out."""
    if found.question:
        return {"question": found.question, "solution": found.solution}
    said = list(found.messages.order_by("id"))
    asked = next((one.text for one in said if not one.from_office), "")
    answered = next((one.text for one in reversed(said) if one.from_office), "")
    return {"question": f"{found.subject}\n{asked}"[:1000], "solution": answered[:3000]}


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """See to it oneself, or take it over from the owner that was shown."""
    by, found = acting(request), the_request(request, pk)
    _insist(by, Do.HELP)
    shown = request.POST.get("owner", "")
    try:
        actions.take(found, by=by, seen_owner=int(shown) if shown.isascii() and shown.isdigit() else None)
    except Refused as refused:
        messages.warning(request, str(next(iter(refused))))
    return redirect("help-request", pk=pk)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """It is solved."""
    by, found = acting(request), the_request(request, pk)
    if not (may(by, Do.HELP) or may(by, Do.ASK_HELP)):
        raise Http404
    try:
        actions.close(found, by=by)
    except Refused as refused:
        messages.warning(request, str(next(iter(refused))))
    else:
        messages.success(request, _("Closed as solved."))
    return redirect("help-request", pk=pk)


@require_POST
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the solution to all, or (withdraw=1) no longer."""
    by, found = acting(request), the_request(request, pk)
    _insist(by, Do.HELP)
    if request.POST.get("withdraw"):
        actions.withdraw_offer(found, by=by)
        messages.success(request, _("It is no longer offered."))
        return redirect("help-request", pk=pk)
    form = OfferForm(request.POST)
    if form.is_valid():
        try:
            actions.offer_solution(found, form.offer(), by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            messages.success(request, _("Whoever asks about this step sees it first."))
            return redirect("help-request", pk=pk)
    return _show(request, found, form=SayForm(initial={"seen": found.version}), offer=form, status=422)


@require_safe
def handed_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a conversation, for those who may read it."""
    rows = HelpFile.objects.visible_to(acting(request)).select_related("file")
    return files.serve(get_object_or_404(rows, pk=pk).file)


def _insist(by: Membership, do: Do) -> None:
    if not may(by, do):
        raise Http404
