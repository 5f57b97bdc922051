"""Who did what: the history of one record, and of one organisation."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from localplan.toolkit.downloads import list_as_file
from localplan.toolkit.lists import ListWords

from .. import listing
from ..access import Do, may
from ..history import VERBS, columns, tell
from ..models import Access, Change, Membership, Organisation, Post
from ..queries import ChangeQuerySet
from .organisations import acting, the_organisation

NEWEST = {"at": ("at", "id")}


@require_safe
def history(request: HttpRequest, object_type: str, object_id: int) -> HttpResponse:
    """Everything ever done to one record. 404 when there is nothing in reach."""
    changes = Change.objects.visible_to(acting(request)).of(object_type, object_id).for_listing()
    words = ListWords.of(request.GET, sorts=NEWEST, default="-at")
    page = words.page_of(changes)
    if not page.paginator.count:
        raise Http404
    acts = tell(page.object_list)
    context = {"page": page, "acts": acts, "label": acts[0].change.label, "organisation": acts[0].change.organisation}
    return render(request, "organisations/history.html", context)


@require_safe
def organisation_history(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Everything done in one organisation: by verb, by person, in pages; as a file with ?as=csv or xlsx."""
    by, kind = acting(request), request.GET.get("as", "")
    found = the_organisation(request, pk)
    changes = Change.objects.visible_to(by).filter(organisation=found)
    people, verbs = _people(changes), _verbs(changes)
    words = ListWords.of(
        request.GET,
        sorts=NEWEST,
        default="-at",
        filters={"person": {str(person["id"]) for person in people}, "verb": {verb["verb"] for verb in verbs}},
    )
    shown = _narrowed(changes, words).for_listing()
    if kind in ("csv", "xlsx"):
        name = _("History of %(organisation)s") % {"organisation": found.short_name}
        return list_as_file(kind, columns(), tell(shown), name=name)
    page = words.page_of(shown)
    context = {
        **_frame(by, found),
        "page": page,
        "acts": tell(page.object_list),
        "words": words,
        "people": people,
        "verbs": verbs,
        "left_out": sum(verb["number"] for verb in verbs) - page.paginator.count,
    }
    return render(request, "organisations/organisation_history.html", context)


@require_safe
def organisation_accesses(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Which pages auditors opened; for the one who runs the organisation and for DLA's administrator."""
    by, kind = acting(request), request.GET.get("as", "")
    found = the_organisation(request, pk)
    if not may_see_accesses(by, found):
        raise Http404
    accesses = Access.objects.visible_to(by).filter(organisation=found).for_listing()
    if kind in ("csv", "xlsx"):
        name = _("Auditors' visits to %(organisation)s") % {"organisation": found.short_name}
        return list_as_file(kind, listing.columns_of_accesses(), accesses, name=name)
    page = ListWords.of(request.GET, sorts=NEWEST, default="-at").page_of(accesses)
    return render(request, "organisations/organisation_accesses.html", {**_frame(by, found), "page": page})


def may_see_accesses(by: Membership, organisation: Organisation) -> bool:
    """The clerk or head of that very organisation, and DLA's administrator."""
    runs_it = by.post in (Post.CLERK, Post.HEAD) and by.organisation_id == organisation.pk
    return runs_it or may(by, Do.OPERATE)


def _frame(by: Membership, organisation: Organisation) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "place": listing.place_of(organisation),
        "may_see_accesses": may_see_accesses(by, organisation),
    }


def _people(changes: ChangeQuerySet) -> list[dict[str, Any]]:
    rows = changes.exclude(by=None).order_by("by__user__full_name")
    grouped = rows.values("by__user_id", "by__user__full_name").annotate(number=Count("pk"))
    return [{"id": r["by__user_id"], "name": r["by__user__full_name"], "number": r["number"]} for r in grouped]


def _verbs(changes: ChangeQuerySet) -> list[dict[str, Any]]:
    grouped = changes.order_by("verb").values("verb").annotate(number=Count("pk"))
    return [{"verb": r["verb"], "words": VERBS.get(r["verb"], r["verb"]), "number": r["number"]} for r in grouped]


def _narrowed(changes: ChangeQuerySet, words: ListWords) -> ChangeQuerySet:
    if "person" in words.filters:
        changes = changes.filter(by__user_id=int(words.filters["person"]))
    if "verb" in words.filters:
        changes = changes.filter(verb=words.filters["verb"])
    return changes
