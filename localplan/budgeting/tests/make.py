"""Makers for tests of budgets: rows put straight into the tables. Only tests may do so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from localplan.budgeting.facts import LineRow, OrdinanceFacts
from localplan.budgeting.models import (
    BudgetLine,
    Classification,
    ControlStatement,
    LineEntry,
    Ordinance,
    Transfer,
)
from localplan.calendar.models import FiscalYear, YearBook
from localplan.organisations.models import Membership, Organisation, Post
from localplan.organisations.tests import make
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year, fiscal_year_dates


def this_year() -> int:
    """The fiscal year (พ.ศ.) of today."""
    return fiscal_year(clock.today())


def a_year(number: int | None = None) -> int:
    """A fiscal year that is begun."""
    number = number or this_year()
    FiscalYear.objects.get_or_create(number=number)
    return number


def the_code(code: str) -> Classification:
    """A code of the lists, as the migrations loaded them: 00312, 542000, 411000, 54."""
    return Classification.objects.get(code=code)


def a_finance_officer(lao: Organisation) -> Membership:
    return make.a_post(Post.FINANCE, at=lao)


def an_ordinance(lao: Organisation | None = None, *, year: int | None = None, **values: Any) -> Ordinance:
    """The annual ordinance of this fiscal year, in effect since its first day, unless said otherwise."""
    lao = lao or make.an_lao()
    year = a_year(year)
    first = fiscal_year_dates(year)[0]
    YearBook.objects.get_or_create(organisation=lao, year_id=year)
    values = {
        "passed_on": first - dt.timedelta(days=40),
        "approved_on": first - dt.timedelta(days=20),
        "promulgated_on": first - dt.timedelta(days=10),
        "effective_on": first,
        **values,
    }
    return Ordinance.objects.create(
        organisation=lao,
        year_id=year,
        kind=values.pop("kind", "annual"),
        by=values.pop("by", None) or a_finance_officer(lao),
        recorded_at=clock.now(),
        **values,
    )


def an_ordinance_line(
    ordinance: Ordinance | None = None, *, amount: str = "100000.00", development: bool = True, **values: Any
) -> BudgetLine:
    """A line of the ordinance with its entry: construction of 100,000 baht, development, unless said otherwise."""
    ordinance = ordinance or an_ordinance()
    return a_line(
        ordinance.organisation,
        year=ordinance.year_id,
        ordinance=ordinance,
        source="ordinance" if ordinance.kind == "annual" else "supplementary",
        amount=amount,
        development=development,
        **values,
    )


def a_line(
    lao: Organisation,
    *,
    year: int | None = None,
    amount: str = "100000.00",
    development: bool = True,
    source: str = "surplus",
    **values: Any,
) -> BudgetLine:
    """A line of any source with its entry."""
    year = a_year(year)
    YearBook.objects.get_or_create(organisation=lao, year_id=year)
    number = BudgetLine.objects.filter(organisation=lao, year_id=year).count() + 1
    by = values.pop("by", None) or a_finance_officer(lao)
    values = {
        "name": "ก่อสร้างถนน",
        "work": the_code("00312"),
        "category": the_code("542000" if development else "533000"),
        **values,
    }
    line = BudgetLine.objects.create(
        organisation=lao,
        year_id=year,
        number=number,
        source=source,
        development=development,
        budget=Decimal(amount),
        by=by,
        recorded_at=clock.now(),
        **values,
    )
    LineEntry.objects.create(
        organisation=lao,
        line=line,
        kind="entered",
        amount=Decimal(amount),
        on=fiscal_year_dates(year)[0],
        project=line.project,
        by=by,
        recorded_at=clock.now(),
    )
    return line


def a_head(**values: Any) -> OrdinanceFacts:
    """The head of an annual ordinance as a person tells it."""
    return OrdinanceFacts(**values)


def a_row(name: str = "ก่อสร้างถนน", amount: str = "100000.00", **values: Any) -> LineRow:
    """A new development line as a person sends it."""
    return LineRow({"name": name, "amount": Decimal(amount), "development": True, **values})


def a_transfer(lao: Organisation, *, year: int | None = None, **values: Any) -> Transfer:
    """A round of 5 baht between two lines of its own, decided today."""
    lines = [a_line(lao, year=year, development=False) for _ in range(2)]
    year, by = lines[0].year_id, lines[0].by
    made = Transfer.objects.create(
        organisation=lao,
        year_id=year,
        number=values.pop("number", 1),
        authority=values.pop("authority", "executive"),
        decided_on=values.pop("decided_on", clock.today()),
        by=by,
        recorded_at=clock.now(),
        **values,
    )
    for line, amount in zip(lines, (Decimal("-5.00"), Decimal("5.00")), strict=True):
        LineEntry.objects.create(
            organisation=lao,
            line=line,
            kind="transfer",
            amount=amount,
            on=made.decided_on,
            transfer=made,
            by=by,
            recorded_at=clock.now(),
        )
        line.budget += amount
        line.save(update_fields=["budget"])
    return made


def a_statement(lao: Organisation, *, year: int | None = None, quarter: int = 1, **values: Any) -> ControlStatement:
    """What the accounts of a quarter said, without figures."""
    by = values.pop("by", None) or a_finance_officer(lao)
    return ControlStatement.objects.create(
        organisation=lao,
        year_id=a_year(year),
        quarter=quarter,
        origin=values.pop("origin", "typed"),
        by=by,
        recorded_at=clock.now(),
        **values,
    )
