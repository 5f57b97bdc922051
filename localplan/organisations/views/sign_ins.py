"""Failed sign-ins of the last day, for whoever operates the system."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from localplan.toolkit import clock
from localplan.toolkit.lists import ListWords

from ..access import Do, may
from ..models import SignIn
from .organisations import acting


@require_safe
def failed_sign_ins(request: HttpRequest) -> HttpResponse:
    """Wrong passwords and throttled tries, newest first."""
    by = acting(request)
    if not may(by, Do.OPERATE):
        raise Http404
    since = clock.now() - dt.timedelta(days=1)
    tries = SignIn.objects.visible_to(by).failed_since(since).select_related("user").order_by("-at", "-id")
    page = ListWords.of(request.GET, sorts={"at": ("at", "id")}, default="-at").page_of(tries)
    return render(request, "organisations/failed_sign_ins.html", {"page": page})
