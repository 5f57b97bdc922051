"""The plans of all LAOs in reach, for the offices above."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting, page_or_part
from localplan.toolkit.downloads import list_as_file

from .. import laos


@require_safe
def lao_plans(request: HttpRequest) -> HttpResponseBase:
    """Each LAO with its plan of the fiscal year chosen: searched, filtered by state, as a file with ?as=."""
    by, kind = acting(request), request.GET.get("as", "")
    if by.organisation.level == Level.LAO:
        raise Http404
    year: int = request.fiscal_year  # type: ignore[attr-defined]
    words, everybody = laos.words_of(request.GET), laos.everybody(by, year)
    found = laos.narrowed(everybody, words)
    if kind in ("csv", "xlsx"):
        name = _("Plans of LAOs %(year)s") % {"year": year}
        return list_as_file(kind, laos.columns(year), laos.lines(found, year), name=name)
    page = words.page_of(found)
    context = {
        "page": page,
        "lines": laos.lines(page.object_list, year),
        "words": words,
        "year": year,
        "states": laos.STATES.items(),
        "areas": laos.areas(by),
        "in_all": everybody.count() if words.narrowed else page.paginator.count,
    }
    return page_or_part(request, "planning/laos.html", "planning/_laos.html", context)
