"""Editions of a plan: the chain, an amendment opened or given up, old and new side by side."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.toolkit import clock
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused
from localplan.toolkit.thai_dates import BE

from .. import actions
from ..facts import Amendment
from ..forms import AmendmentForm, ReasonForm
from ..models import Edition
from ..reading import Comparison, compare_with_before
from .opened import insist, open_edition, open_plan


@require_http_methods(["GET", "HEAD", "POST"])
def editions(request: HttpRequest, pk: int) -> HttpResponse:
    """The chain of editions, the given-up ones too; a form to open an amendment where one may."""
    opened = open_plan(request, pk)
    form = AmendmentForm(request.POST or None, initial={"year": clock.today().year + BE})
    may_open = opened.may_record and not opened.latest.is_open
    status = 200
    if request.method == "POST":
        insist(opened.may_record)
        status = 422
        if form.is_valid():
            try:
                made = actions.open_edition(opened.plan, Amendment(**form.cleaned_data), by=opened.by)
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("%(edition)s is open.") % {"edition": made})
                return redirect("plan", pk=opened.plan.pk)
    rows = Edition.objects.visible_to(opened.by).filter(plan=opened.plan).with_counts().order_by("-sequence", "-pk")
    duties = []
    if opened.may_confirm and opened.plan.editions.confirmed().exists():
        listed = actions.duties_to_hand_in(opened.plan)
        duties = [duty.deadline.year_id for duty in listed]
    context = opened.context(listed=rows, form=form, may_open=may_open, reason=ReasonForm(), duties=duties)
    return render(request, "planning/editions.html", context, status=status)


@require_safe
def edition_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What an amendment changes: old and new side by side, what is new, what is withdrawn."""
    opened = open_edition(request, pk)
    compared: list[Comparison] = compare_with_before(opened.edition)
    return render(request, "planning/changes.html", opened.context(compared=compared))


@require_POST
def withdraw_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up an amendment that is not confirmed, with a reason."""
    opened = open_edition(request, pk)
    insist(opened.may_record)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason why the amendment is given up."))
        return redirect("editions", pk=opened.plan.pk)
    try:
        given_up = actions.withdraw_edition(opened.edition, reason=form.cleaned_data["reason"], by=opened.by)
    except Refused as refused:
        messages.error(request, str(refused.problems[0]))
    else:
        messages.success(request, _("%(edition)s is given up.") % {"edition": given_up})
    return redirect("editions", pk=opened.plan.pk)
