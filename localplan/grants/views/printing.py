"""The follow-up sheet of open grants, to be saved."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.organisations.models import Level
from localplan.organisations.views.organisations import acting, the_organisation
from localplan.toolkit.downloads import PRINTS, print_as_file

from ..prints import follow_up


@require_safe
def grants_print(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Of an LAO, or of all LAOs of an office, as PDF or Excel."""
    area = the_organisation(request, pk)
    if kind not in PRINTS:
        raise Http404
    made = follow_up(area, acting(request))
    name = _("Open grants %(office)s") % {"office": area.short_name}
    back = ("grants", pk) if area.level == Level.LAO else ("all-grants",)
    return print_as_file(request, made, kind, name=name, back=back)
