"""Contacts with an LAO and their promises, noted where they are seen; a person's named views of the matrix."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from localplan.calendar.models import Submission
from localplan.calendar.states import Life
from localplan.calendar.steps import STEPS
from localplan.organisations import staffing
from localplan.organisations.access import Do, may
from localplan.organisations.models import Level, Organisation
from localplan.organisations.views.organisations import acting
from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused

from .. import actions
from ..chasing import promises_of
from ..forms_contacts import ContactForm, ViewForm
from ..models import Contact, SavedView


def _the_lao(request: HttpRequest, pk: int) -> Organisation:
    """An LAO below one's office; what an office noted of it is not the LAO's own page."""
    by = acting(request)
    if by.organisation.level == Level.LAO:
        raise Http404
    rows = Organisation.objects.visible_to(by).laos().select_related("parent")
    found: Organisation = get_object_or_404(rows, pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said with one LAO and what it promised; a form to note one more, about the most pressing step unless
    ?about= says another. Into the list of calls, as a part."""
    by, lao = acting(request), _the_lao(request, pk)
    posted, may_note = request.method == "POST", may(by, Do.CHASE)
    if posted and not may_note:
        raise Http404
    about = _undone(request, lao)
    asked = request.GET.get("about", str(about[0].pk) if about else "")
    prefix = f"c{lao.pk}" if request.htmx else ""  # type: ignore[attr-defined]
    form = ContactForm(request.POST if posted else None, about=about, initial={"submission": asked}, prefix=prefix)
    made = _noted(request, lao, form) if posted and form.is_valid() else None
    status = 422 if posted and made is None else 200
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "support/_contact_row.html", _row_context(lao, form, made), status=status)
    elif made is not None:
        messages.success(request, _("Noted: %(lao)s.") % {"lao": lao.short_name})
        return redirect("home" if request.POST.get("to") == "home" else reverse("contacts", args=[lao.pk]))
    else:
        response = render(request, "support/contacts.html", _page_context(request, lao, form), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _row_context(lao: Organisation, form: ContactForm, made: Contact | None) -> dict[str, Any]:
    return {"organisation": lao, "form": form, "made": made}


def _page_context(request: HttpRequest, lao: Organisation, form: ContactForm) -> dict[str, Any]:
    by = acting(request)
    rows = Contact.objects.visible_to(by).filter(organisation=lao).for_listing()
    page = ListWords.of(request.GET, sorts={"at": ("recorded_at", "id")}, default="-at").page_of(rows)
    promise = promises_of([lao.pk]).get(lao.pk)
    return {
        "organisation": lao,
        "form": form,
        "may_note": may(by, Do.CHASE),
        "page": page,
        "rows": [(one, _step_of(one)) for one in page.object_list],
        "promise": promise,
        "promised_step": _step_of(promise) if promise else "",
        "holders": staffing.holders(by, lao, clock.today()),
        "today": clock.today(),
        "to": request.POST.get("to", request.GET.get("to", "")),
    }


def _step_of(contact: Contact) -> str:
    row = contact.submission
    return f"{STEPS[row.deadline.step].name} {row.deadline.year_id}" if row else ""


def _undone(request: HttpRequest, lao: Organisation) -> list[Submission]:
    """What the LAO still has to do, the most pressing first: the steps a contact may be about."""
    rows = Submission.objects.visible_to(acting(request)).filter(organisation=lao, life__in=[Life.DRAFT, Life.RETURNED])
    opened = rows.filter(opens_on__lte=clock.today()).expected()
    return list(opened.select_related("deadline").order_by("due_on", "id"))


def _noted(request: HttpRequest, lao: Organisation, form: ContactForm) -> Contact | None:
    try:
        return actions.note_contact(lao, form.talk(), by=acting(request))
    except Refused as refused:
        put_problems_on(form, refused)
        return None


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the matrix under a name."""
    by, form = acting(request), ViewForm(request.POST)
    if by.organisation.level == Level.LAO:
        raise Http404
    query = request.POST.get("query", "")
    name = form.cleaned_data["name"] if form.is_valid() else ""
    try:
        view = actions.save_view(name, query, by=by)
    except Refused as refused:
        for problem in refused:
            messages.error(request, str(problem))
        return redirect(f"{reverse('matrix')}?{query}")
    messages.success(request, _("View “%(name)s” kept.") % {"name": view.name})
    return redirect(f"{reverse('matrix')}?{view.query}")


@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view of one's own."""
    view = get_object_or_404(SavedView.objects.visible_to(acting(request)), pk=pk)
    actions.forget_view(view)
    messages.success(request, _("View “%(name)s” deleted.") % {"name": view.name})
    return redirect("matrix")
