"""Makers for tests of grants."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from localplan.budgeting.tests import make as budgets
from localplan.grants import actions
from localplan.grants.facts import Allotment, Event
from localplan.grants.models import Grant
from localplan.grants.standing import Standing, standing_of
from localplan.organisations.models import Membership, Organisation
from localplan.organisations.tests import make
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year_dates


def an_allotment(lao: Organisation, **values: Any) -> Allotment:
    """One item of a letter of the year's first day: 100,000 baht from DLA, unless said otherwise."""
    year = budgets.a_year(values.pop("year", None))
    told = {
        "grantor": "dla",
        "letter": "มท 0808.2/1204",
        "letter_on": fiscal_year_dates(year)[0],
        "purpose": "อาคารศูนย์พัฒนาเด็กเล็ก",
        "amount": Decimal("100000.00"),
        **values,
    }
    return Allotment(organisation=lao.pk, year=year, **told)


def a_grant(lao: Organisation | None = None, *, by: Membership | None = None, **values: Any) -> Grant:
    """A grant registered and thereby confirmed by the LAO itself."""
    lao = lao or make.an_lao()
    [made] = actions.register_grants([an_allotment(lao, **values)], by=by or budgets.a_finance_officer(lao))
    made.refresh_from_db()
    return made


def an_event(
    grant: Grant, kind: str = "received", amount: str = "0.00", on: dt.date | None = None, **more: Any
) -> Event:
    """An event of today."""
    return Event(grant.pk, kind, on or clock.today(), amount=Decimal(amount), **more)


def stands(grant: Grant) -> Standing:
    """Where the grant stands now."""
    return standing_of([grant])[grant.pk]
