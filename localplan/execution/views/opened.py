"""Whose money a page is about, which year and quarter of it, and what the person may do there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from localplan.calendar.actions import facts_closed_until
from localplan.calendar.models import FiscalYear
from localplan.calendar.steps import quarter_end
from localplan.organisations.access import Do, may_here
from localplan.organisations.models import Level, Membership, Organisation
from localplan.organisations.views.organisations import acting, the_organisation
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_quarter, fiscal_year, fiscal_year_dates

from ..models import Commitment


@dataclass(frozen=True)
class Opened:
    """The money of an LAO in one fiscal year, and the rights of the post one acts in."""

    by: Membership
    organisation: Organisation
    year: int
    closed_until: dt.date | None
    may_record: bool

    @property
    def first(self) -> dt.date:
        return fiscal_year_dates(self.year)[0]

    @property
    def last(self) -> dt.date:
        return fiscal_year_dates(self.year)[1]

    @property
    def may_write(self) -> bool:
        """Facts may be entered: the post may, and the year is not handed in to its end."""
        return self.may_record and (self.closed_until is None or self.closed_until < self.last)

    def is_closed(self, day: dt.date) -> bool:
        """Whether handed-in figures speak for the day."""
        return self.closed_until is not None and day <= self.closed_until

    @property
    def quarter(self) -> int:
        """The quarter that is worked on: the first that is not handed in, no later than today's."""
        today = clock.today()
        now = fiscal_quarter(today) if fiscal_year(today) == self.year else 4 if self.last < today else 1
        return next((q for q in range(1, now) if not self.is_closed(quarter_end(self.year, q))), now)

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of the room needs."""
        return {
            "organisation": self.organisation,
            "year": self.year,
            "quarter": self.quarter,
            "may_record": self.may_record,
            "may_write": self.may_write,
            "closed_until": self.closed_until,
            **more,
        }


def open_money(request: HttpRequest, pk: int, year: int | None = None) -> Opened:
    """An LAO in reach and one of its years (None: the year in view); else 404."""
    by, lao = acting(request), the_organisation(request, pk)
    number: int = year or request.fiscal_year  # type: ignore[attr-defined]
    if lao.level != Level.LAO:
        raise Http404
    if year is not None:
        get_object_or_404(FiscalYear, pk=year)
    return Opened(by, lao, number, facts_closed_until(lao.pk, number), may_here(by, Do.RECORD, lao))


def open_commitment(request: HttpRequest, pk: int) -> tuple[Commitment, Opened]:
    """A commitment in reach, opened in the latest year it takes money of."""
    rows = Commitment.objects.visible_to(acting(request)).select_related("organisation", "by__user")
    found: Commitment = get_object_or_404(rows, pk=pk)
    year = found.shares.order_by("-line__year_id").values_list("line__year_id", flat=True).first()
    return found, open_money(request, found.organisation_id, year or found.year_id)


def insist(allowed: bool) -> None:
    """A page for those who may; for the others there is none."""
    if not allowed:
        raise Http404
