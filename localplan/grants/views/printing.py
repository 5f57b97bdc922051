"""The follow-up sheet of open grants, to be saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting, the_organisation
from localplan.toolkit import excel
from localplan.toolkit.downloads import as_download
from localplan.toolkit.pdf.render import MEDIA_TYPE, PrintFailed

from ..prints import follow_up


@require_safe
def grants_print(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Of an LAO, or of all LAOs of an office, as PDF or Excel."""
    area = the_organisation(request, pk)
    if kind not in ("pdf", "xlsx"):
        raise Http404
    made = follow_up(area, acting(request))
    name = _("Open grants %(office)s") % {"office": area.short_name}
    if kind == "xlsx":
        return as_download(HttpResponse(made.as_xlsx(), content_type=excel.MEDIA_TYPE), f"{name}.xlsx")
    try:
        content = made.as_pdf()
    except PrintFailed as failed:
        for problem in failed:
            messages.error(request, str(problem))
        return redirect("grants", pk=pk) if area.level == Level.LAO else redirect("all-grants")
    return as_download(HttpResponse(content, content_type=MEDIA_TYPE), f"{name}.pdf")
