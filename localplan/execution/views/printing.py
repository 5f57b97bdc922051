"""The registers of commitments and payments, to be saved."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from localplan.toolkit.downloads import PRINTS, print_as_file

from ..prints.forms import FORMS
from .opened import open_money

NAMES = {"commitments": _("Register of commitments"), "payments": _("Register of payments")}


@require_safe
def money_print(request: HttpRequest, pk: int, year: int, form: str, kind: str) -> HttpResponseBase:
    """The register as PDF or Excel."""
    opened = open_money(request, pk, year)
    if form not in FORMS or kind not in PRINTS:
        raise Http404
    made = FORMS[form].made(opened.organisation, year)
    name = f"{NAMES[form]} {opened.organisation.short_name} {year}"
    return print_as_file(request, made, kind, name=name, back=("commitments", pk, year))
