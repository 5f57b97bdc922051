"""Which plan, edition or project a page is about, and what the person may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from localplan.organisations.access import Do, may_here
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.views.organisations import acting, the_organisation

from ..models import Edition, Plan


@dataclass(frozen=True)
class Opened:
    """A plan, one of its editions, and the rights of the post one acts in."""

    by: Membership
    organisation: Organisation
    plan: Plan
    edition: Edition
    latest: Edition
    may_record: bool
    may_confirm: bool

    @property
    def may_write(self) -> bool:
        """Rows may be written here and now."""
        return self.may_record and self.edition.is_open

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of a plan needs."""
        return {
            "organisation": self.organisation,
            "plan": self.plan,
            "edition": self.edition,
            "latest": self.latest,
            "may_record": self.may_record,
            "may_confirm": self.may_confirm,
            "may_write": self.may_write,
            "years": self.plan.years,
            **more,
        }


def open_plan(request: HttpRequest, pk: int, *, edition: int | None = None) -> Opened:
    """The plan in reach of the post, at its latest edition or the one asked for; else 404."""
    by = acting(request)
    plan = get_object_or_404(Plan.objects.visible_to(by).select_related("organisation", "direction"), pk=pk)
    organisation = the_organisation(request, plan.organisation_id)
    editions = Edition.objects.visible_to(by).filter(plan=plan).select_related("organisation", "confirmed_by__user")
    latest = editions.standing().order_by("-sequence")[0]
    chosen = latest
    if edition is not None and edition != latest.pk:
        chosen = get_object_or_404(editions, pk=edition)
    chosen.plan = latest.plan = plan
    return Opened(
        by,
        organisation,
        plan,
        chosen,
        latest,
        may_here(by, Do.RECORD, organisation),
        may_here(by, Do.CONFIRM, organisation),
    )


def open_edition(request: HttpRequest, pk: int) -> Opened:
    """The plan at this edition."""
    by = acting(request)
    found = get_object_or_404(Edition.objects.visible_to(by), pk=pk)
    return open_plan(request, found.plan_id, edition=found.pk)


def insist(allowed: bool) -> None:
    """A page for those who may; for the others there is none."""
    if not allowed:
        raise Http404
