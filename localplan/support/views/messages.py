"""Messages: an office reminds those below, an organisation reads."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.calendar.models import Deadline, FiscalYear
from localplan.calendar.steps import Actor
from localplan.monitoring.columns import columns_of
from localplan.organisations.access import Do, may, reaches
from localplan.organisations.models import Organisation
from localplan.organisations.views.organisations import acting
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.lists import ListWords
from localplan.toolkit.problems import Refused

from .. import actions
from ..forms import ReminderForm
from ..models import Message

#: So many at once; a province has a few hundred LAOs at most.
MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: HttpRequest) -> HttpResponse:
    """?lao= once for each: who will get it, who has nothing to do, who was reminded lately; then the words."""
    by = acting(request)
    if not may(by, Do.CHASE):
        raise Http404
    number: int = request.fiscal_year  # type: ignore[attr-defined]
    asked = request.POST if request.method == "POST" else request.GET
    chosen = [int(id) for id in asked.getlist("lao")[:MOST] if id.isascii() and id.isdigit() and len(id) < 10]
    laos = list(Organisation.objects.visible_to(by).laos().filter(pk__in=chosen).for_listing())
    steps = columns_of(Deadline.objects.published_to(by).of_year(number).values_list("step", flat=True), Actor.LAO)
    choices = [(column.code, f"{column.number}. {column.name}") for column in steps]
    data = request.POST if request.method == "POST" else None
    form = ReminderForm(data, steps=choices, initial={"text": _first_words(), "step": request.GET.get("step", "")})
    about = asked.get("step", "") if asked.get("step", "") in {code for code, _name in choices} else ""
    todo = actions.to_do(laos, number, about, by=by)
    going = [lao for lao in laos if todo[lao.pk].steps]
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.remind(going, FiscalYear(number=number), form.fact(), by=by)
        except Refused as refused:
            put_problems_on(form, refused)
        else:
            text = ngettext("Message sent to %(number)s LAO.", "Message sent to %(number)s LAOs.", len(sent))
            messages.success(request, text % {"number": len(sent)})
            return redirect(reverse("matrix") + (f"?province={going[0].province_id}" if _is_dla(request) else ""))
    context = {
        "form": form,
        "going": [(lao, todo[lao.pk]) for lao in going],
        "done": [lao for lao in laos if not todo[lao.pk].steps],
        "recent": [lao for lao in going if lao.pk in actions.recently_reminded(going, by=by)],
        "year": number,
        "hours": actions.HOURS,
        "may_write_letters": may(by, Do.WRITE_LETTERS),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "support/remind.html", context, status=status)


def _is_dla(request: HttpRequest) -> bool:
    return acting(request).organisation.level == "dla"


def _first_words() -> str:
    return _(
        "To ‹LAO›: ‹overdue steps› is not done yet (‹days› days overdue). Please see to it as soon as you can. "
        "If something holds you up, ring us."
    )


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """The messages to one's organisation, or for an office those it sent; the latest first."""
    by = acting(request)
    is_lao = by.organisation.level == "lao"
    rows = Message.objects.visible_to(by)
    rows = rows.received_by(by) if is_lao else rows.filter(by__organisation_id=by.organisation_id)
    page = ListWords.of(request.GET, sorts={"sent": ("sent_at", "id")}, default="-sent").page_of(rows.for_listing())
    context = {"page": page, "is_lao": is_lao, "may_read": is_lao and may(by, Do.READ_MESSAGES)}
    return render(request, "support/messages.html", context)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message to one's own organisation as read."""
    by = acting(request)
    message = get_object_or_404(Message.objects.visible_to(by).received_by(by), pk=pk)
    if not may(by, Do.READ_MESSAGES) or not reaches(by, message.organisation_id):
        raise Http404
    actions.read(message, by=by)
    return redirect("messages" if request.POST.get("to") == "messages" else "home")
