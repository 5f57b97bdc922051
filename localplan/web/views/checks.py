"""The administrator's page of check_data: is every kept figure what its rows say?"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from localplan.organisations.access import Do, may
from localplan.organisations.models import Organisation
from localplan.organisations.views.organisations import acting
from localplan.toolkit.checks import ask_for_check, last_runs, state_of_checks
from localplan.toolkit.lists import PAGE_SIZE
from localplan.toolkit.truth import names_of_checks

SHOWN_RUNS = 14


@require_http_methods(["GET", "HEAD", "POST"])
def data_checks(request: HttpRequest) -> HttpResponse:
    """The last runs, what the latest found, and a button that lets the worker check now."""
    by = acting(request)
    if not may(by, Do.OPERATE):
        raise Http404
    if request.method == "POST":
        if ask_for_check():
            messages.success(request, _("The check is asked for. Its result stands here when it has run."))
        else:
            messages.info(request, _("A check is waiting already."))
        return redirect("data-checks")
    state = state_of_checks()
    found = state.last.differences if state.last else []
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    owners = {one["organisation"] for one in page if one["organisation"]}
    names = Organisation.objects.visible_to(by).in_bulk(owners)
    context = {
        "state": state,
        "runs": last_runs(SHOWN_RUNS),
        "checks": names_of_checks(),
        "page": page,
        "rows": [(one, names.get(one["organisation"])) for one in page],
    }
    return render(request, "web/data_checks.html", context)
