"""The registers of commitments and payments, to be saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from localplan.toolkit import excel
from localplan.toolkit.downloads import as_download
from localplan.toolkit.pdf.render import MEDIA_TYPE, PrintFailed

from ..prints.forms import FORMS
from .opened import open_money

NAMES = {"commitments": _("Register of commitments"), "payments": _("Register of payments")}


@require_safe
def money_print(request: HttpRequest, pk: int, year: int, form: str, kind: str) -> HttpResponseBase:
    """The register as PDF or Excel."""
    opened = open_money(request, pk, year)
    if form not in FORMS or kind not in ("pdf", "xlsx"):
        raise Http404
    made = FORMS[form].made(opened.organisation, year)
    name = f"{NAMES[form]} {opened.organisation.short_name} {year}"
    if kind == "xlsx":
        return as_download(HttpResponse(made.as_xlsx(), content_type=excel.MEDIA_TYPE), f"{name}.xlsx")
    try:
        content = made.as_pdf()
    except PrintFailed as failed:
        for problem in failed:
            messages.error(request, str(problem))
        return redirect("commitments", pk=pk, year=year)
    return as_download(HttpResponse(content, content_type=MEDIA_TYPE), f"{name}.pdf")
