"""Whose budget of which year a page is about, which ordinance, and what the person may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from localplan.calendar.actions import governing_submission, what_closes
from localplan.calendar.models import Submission
from localplan.organisations.access import Do, may_here
from localplan.organisations.models import Level, Membership, Organisation
from localplan.organisations.views.organisations import acting, the_organisation
from localplan.toolkit.problems import Problem

from ..models import Ordinance

STEP = "ordinance"
FIRST_YEAR, LAST_YEAR = 2540, 2640


@dataclass(frozen=True)
class OpenedBudget:
    """The budget of an LAO for a fiscal year, and the rights of the post one acts in."""

    by: Membership
    organisation: Organisation
    year: int
    may_record: bool

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of a budget needs."""
        return {
            "organisation": self.organisation,
            "year": self.year,
            "may_record": self.may_record,
            "here": [self.organisation.pk, self.year],
            **more,
        }


@dataclass(frozen=True)
class OpenedOrdinance(OpenedBudget):
    """One ordinance of it: `number` 0 the annual one. `ordinance` None: nothing of it was entered yet."""

    number: int
    ordinance: Ordinance | None
    duty: Submission | None
    closed: list[Problem]

    @property
    def may_write(self) -> bool:
        """Its content may be changed here and now."""
        return self.may_record and not self.closed

    @property
    def arguments(self) -> list[int]:
        """Of its addresses."""
        return [self.organisation.pk, self.year, *([self.number] if self.number else [])]

    def context(self, **more: Any) -> dict[str, Any]:
        return super().context(
            number=self.number,
            ordinance=self.ordinance,
            duty=self.duty,
            closed=self.closed,
            may_write=self.may_write,
            **more,
        )


def open_budget(request: HttpRequest, pk: int, year: int) -> OpenedBudget:
    """The budget of an LAO in reach, else 404."""
    by, organisation = acting(request), the_organisation(request, pk)
    if organisation.level != Level.LAO or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return OpenedBudget(by, organisation, year, may_here(by, Do.RECORD, organisation))


def open_ordinance(request: HttpRequest, pk: int, year: int, number: int = 0) -> OpenedOrdinance:
    """One ordinance of the year; the annual one may be opened before anything of it is there."""
    budget = open_budget(request, pk, year)
    rows = Ordinance.objects.visible_to(budget.by).for_listing().filter(organisation_id=pk, year_id=year)
    ordinance = get_object_or_404(rows, number=number) if number else rows.filter(number=0).first()
    if ordinance is not None:
        ordinance.organisation = budget.organisation
    duty = governing_submission(pk, STEP, [year])
    return OpenedOrdinance(
        budget.by,
        budget.organisation,
        year,
        budget.may_record,
        number,
        ordinance,
        duty,
        [] if number else what_closes(duty),
    )


def insist(allowed: bool) -> None:
    """A page for those who may; for the others there is none."""
    if not allowed:
        raise Http404
