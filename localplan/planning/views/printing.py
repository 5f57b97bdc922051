"""ผ.01 and ผ.02 of an edition, to be saved."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from localplan.toolkit.downloads import PRINTS, print_as_file

from ..prints.forms import FORMS
from .opened import open_edition

#: How a file is called, by form.
NAMES = {"po01": "ผ.01", "po02": "ผ.02"}


@require_safe
def plan_print(request: HttpRequest, pk: int, form: str, kind: str) -> HttpResponseBase:
    """The form as PDF or Excel; a draft's says that it is one."""
    opened = open_edition(request, pk)
    if form not in FORMS or kind not in PRINTS:
        raise Http404
    made = FORMS[form].of(opened.edition)
    name = f"{NAMES[form]} {opened.organisation.short_name} {opened.plan}"
    return print_as_file(request, made, kind, name=name, back=("edition", pk))
