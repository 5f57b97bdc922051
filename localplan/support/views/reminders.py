"""One's own reminders; the mail of the whole system for whoever operates it; in development what was sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.organisations.access import Do, may
from localplan.organisations.views.organisations import acting
from localplan.toolkit.lists import ListWords

from .. import actions
from ..digests import nudges_of
from ..models import Digest, Mail, Round

DIGESTS_ON_A_PAGE = 15


@require_safe
def digests(request: HttpRequest) -> HttpResponse:
    """What the system reminded one of, day by day, the latest first."""
    by = acting(request)
    words = ListWords.of(request.GET, sorts={"on": ("on", "number")}, default="-on", size=DIGESTS_ON_A_PAGE)
    page = words.page_of(Digest.objects.visible_to(by).select_related("mail").order_by("-on", "-number"))
    told = nudges_of(page.object_list, by=by)
    context = {"page": page, "days": [(digest, told[digest.pk]) for digest in page], "development": settings.DEBUG}
    return render(request, "support/digests.html", context)


@require_POST
def read_digests(request: HttpRequest, pk: int) -> HttpResponse:
    """This one and those before it leave the home."""
    by = acting(request)
    actions.read_digests(get_object_or_404(Digest.objects.visible_to(by), pk=pk), by=by)
    return redirect("digests" if request.POST.get("to") == "digests" else "home")


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """What waits, was put off, given up or refused, with why; POST has it tried again."""
    by = acting(request)
    if not may(by, Do.OPERATE):
        raise Http404
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("mail") if pk.isascii() and pk.isdigit() and len(pk) < 12]
        number = actions.try_again(None if "all" in request.POST else chosen, by=by)
        text = ngettext("%(number)s mail is tried again.", "%(number)s mails are tried again.", number)
        messages.success(request, text % {"number": f"{number:,}"})
        return redirect("mail")
    rows = Mail.objects.visible_to(by).in_trouble().select_related("user").order_by("-recorded_at", "-pk")
    counted = dict(Mail.objects.visible_to(by).order_by().values_list("state").annotate(Count("pk")))
    context = {
        "page": ListWords.of(request.GET, sorts={"at": ("recorded_at", "pk")}, default="-at").page_of(rows),
        "counts": [(state.label, counted.get(state.value, 0)) for state in Mail.State],
        "last": Round.objects.visible_to(by).order_by("-on").first(),
        "goes_out": actions.mail_goes_out(),
        "server": settings.EMAIL_HOST,
        "development": settings.DEBUG,
    }
    return render(request, "support/mail.html", context)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Development only: every mail as it was or will be sent, the latest first."""
    if not settings.DEBUG:
        raise Http404
    rows = Mail.objects.visible_to(acting(request), development=settings.DEBUG).select_related("user")
    words = ListWords.of(request.GET, sorts={"at": ("recorded_at", "pk")}, default="-at", size=20)
    return render(request, "support/mailbox.html", {"page": words.page_of(rows.order_by("-recorded_at", "-pk"))})
