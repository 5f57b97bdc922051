"""The ordinance itself: its head as on paper, its document, supplementary ones beside it; what is found of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from localplan.toolkit import files
from localplan.toolkit.forms import put_problems_on
from localplan.toolkit.problems import Refused, Stale

from .. import actions
from ..classification import choices_of
from ..facts import OrdinanceFacts
from ..findings import DATES, Judgement
from ..forms import HeadForm, SupplementaryForm
from ..models import Ordinance, RevenueEstimate
from .frame import frame, judged
from .opened import OpenedOrdinance, insist, open_budget, open_ordinance

ANNUAL, SUPPLEMENTARY = Ordinance.Kind.ANNUAL, Ordinance.Kind.SUPPLEMENTARY


def _form(opened: OpenedOrdinance, request: HttpRequest) -> HeadForm:
    items = choices_of("revenue", opened.year)
    data = request.POST if request.method == "POST" else None
    return HeadForm(data, request.FILES or None, year=opened.year, items=items, row=opened.ordinance)


@require_http_methods(["GET", "HEAD", "POST"])
def ordinance(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """The head of the ordinance, to be typed from the paper; read by those who may not."""
    opened = open_ordinance(request, pk, year, number)
    form, status = _form(opened, request), 200
    if request.method == "POST":
        insist(opened.may_record)
        status = 422
        if form.is_valid():
            try:
                _keep(form, opened)
            except Stale:
                opened = open_ordinance(request, pk, year, number)
                form.show_conflicts(opened.ordinance, opened.ordinance.by.user.full_name if opened.ordinance else "")
                status = 409
            except Refused as refused:
                put_problems_on(form, refused)
            else:
                messages.success(request, _("The ordinance is saved."))
                return redirect("ordinance", *opened.arguments)
    others = Ordinance.objects.visible_to(opened.by).for_listing().filter(organisation_id=pk, year_id=year)
    supplementary = list(others.filter(kind=SUPPLEMENTARY).order_by("number"))
    following = SupplementaryForm(initial={"number": len(supplementary) + 1})
    context = frame(opened, judged(opened), form=form, supplementary=supplementary, following=following)
    context |= {"revenues": _revenues(opened.ordinance)}
    return render(request, "budgeting/ordinance.html", context, status=status)


def _revenues(ordinance: Ordinance | None) -> list[RevenueEstimate]:
    """The estimate as it stands, for those who only read."""
    return list(ordinance.revenues.select_related("item").order_by("item__code")) if ordinance else []


def _keep(form: HeadForm, opened: OpenedOrdinance) -> None:
    uploaded = form.cleaned_data.get("document")
    document = files.keep(uploaded, field="document") if uploaded else None
    if form.same_items(opened.ordinance):
        raise Stale([], [])
    kind = SUPPLEMENTARY if opened.number else ANNUAL
    told = form.facts(opened.ordinance, kind=kind, number=opened.number, document=document)
    actions.adopt_ordinance(opened.organisation, opened.year, told, by=opened.by)


@require_POST
def add_supplementary(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Begin a supplementary ordinance of the year."""
    opened = open_budget(request, pk, year)
    insist(opened.may_record)
    form = SupplementaryForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("ordinance", pk, year)
    number = form.cleaned_data["number"]
    try:
        made = actions.adopt_ordinance(
            opened.organisation, year, OrdinanceFacts(kind=SUPPLEMENTARY, number=number), by=opened.by
        )
    except Refused as refused:
        messages.error(request, " ".join(str(problem) for problem in refused))
        return redirect("ordinance", pk, year)
    messages.success(request, _("Supplementary ordinance no. %(number)s is begun.") % {"number": made.number})
    return redirect("ordinance", pk, year, made.number)


@require_safe
def ordinance_document(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponseBase:
    """The signed ordinance, as it was attached."""
    opened = open_ordinance(request, pk, year, number)
    insist(opened.ordinance is not None and opened.ordinance.document is not None)
    assert opened.ordinance is not None
    assert opened.ordinance.document is not None
    return files.serve(opened.ordinance.document)


@require_http_methods(["GET", "HEAD", "POST"])
def ordinance_findings(request: HttpRequest, pk: int, year: int, number: int = 0) -> HttpResponse:
    """Everything that is found: what must be mended, each a link to its fault; what may stand, with its reason."""
    opened = open_ordinance(request, pk, year, number)
    judgement, problems = judged(opened), []
    if request.method == "POST":
        insist(opened.may_record and opened.ordinance is not None)
        assert opened.ordinance is not None
        reasons = {(one.number, one.rule): _reason(request, one.key, one.rule) for one in judgement.excusable}
        try:
            actions.excuse_findings(opened.ordinance, reasons, by=opened.by)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("The reasons are saved."))
            return redirect("ordinance-findings", *opened.arguments)
    given = len(judgement.excusable) - len(judgement.without_reason)
    labels = [(name, Ordinance._meta.get_field(name).verbose_name) for name in DATES]  # type: ignore[union-attr]
    context = frame(opened, judgement, problems=problems, given=given, head_labels=labels)
    context |= {"repeated": _repeated(judgement)}
    return render(request, "budgeting/findings.html", context, status=422 if problems else 200)


def _reason(request: HttpRequest, key: str, rule: str) -> str:
    """A reason at the finding goes before the one given for all of its kind."""
    return (request.POST.get(key, "").strip() or request.POST.get(f"all.{rule}", "").strip())[:500]


def _repeated(judgement: Judgement) -> list[tuple[str, int, str]]:
    """Rules that several findings without a reason break, each in words: one reason may be given for all of them."""
    found: dict[str, list[str]] = {}
    for one in judgement.without_reason:
        found.setdefault(one.rule, []).append(one.text)
    return [(rule, len(texts), texts[0]) for rule, texts in found.items() if len(texts) > 1]
