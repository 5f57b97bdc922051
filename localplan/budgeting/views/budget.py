"""The budget of a year: lines of every source with their balances."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.organisations.views.organisations import page_or_part
from localplan.toolkit.downloads import list_as_file

from .. import listing
from .opened import open_budget


@require_safe
def budget(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    """Lines of all sources: searched, filtered, sorted, in pages; as a file with ?as=csv or xlsx."""
    opened, kind = open_budget(request, pk, year), request.GET.get("as", "")
    if kind in ("csv", "xlsx"):
        rows = listing.rows_for_file(pk, year, request.GET)
        name = _("Budget lines of %(organisation)s %(year)s") % {
            "organisation": opened.organisation.short_name,
            "year": year,
        }
        return list_as_file(kind, listing.columns(), rows, name=name)
    printing = kind == "print"
    found = listing.find(pk, year, request.GET, everything=printing)
    context = opened.context(found=found, words=found.words, page=found.page, printing=printing)
    return page_or_part(request, "budgeting/budget.html", "budgeting/_lines.html", context)
