"""check_data: every kept figure is what its rows say, and a figure that is not is named."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from localplan.budgeting.models import BudgetLine, LineEntry
from localplan.budgeting.tests import make as budgets
from localplan.calendar.models import Submission
from localplan.calendar.tests import make as calendars
from localplan.execution import actions as execution
from localplan.execution.models import Share
from localplan.execution.tests import make as spending
from localplan.organisations.tests import make
from localplan.toolkit.truth import Difference, find_differences, names_of_checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> BudgetLine:
    """A line with a commitment and a payment, entered through the verbs."""
    line = budgets.an_ordinance_line()
    commitment = spending.a_commitment(line)
    execution.disburse(line.organisation, [spending.a_payment(commitment)], by=line.by)
    return line


def figures(found: list[Difference]) -> set[tuple[str, str]]:
    return {(one.check, one.figure) for one in found}


def test_what_the_verbs_wrote_agrees(line: BudgetLine) -> None:
    assert find_differences() == []
    assert {"line_budget", "share_balances", "line_spending", "submission_life", "funnel"} <= set(names_of_checks())


def test_a_balance_that_was_touched_is_named_with_both_figures(line: BudgetLine) -> None:
    BudgetLine.objects.filter(pk=line.pk).update(committed=Decimal("70000.00"))
    found = [one for one in find_differences() if one.check == "line_spending"]
    [one] = found
    assert (one.figure, one.kept, one.counted) == ("committed", "70000.00", "60000.00")
    assert (one.organisation, one.record) == (line.organisation_id, f"budget line {line.pk}")


def test_a_missing_row_is_named(line: BudgetLine) -> None:
    LineEntry.objects.filter(line=line).delete()
    assert ("line_budget", "budget") in figures(find_differences())


def test_a_share_paid_otherwise_than_its_payments_is_named(line: BudgetLine) -> None:
    Share.objects.filter(line=line).update(paid=0)
    assert ("share_balances", "paid") in figures(find_differences())


def test_a_submission_that_stands_elsewhere_than_its_moves_led_is_named() -> None:
    submission = calendars.a_submission(make.an_lao())
    assert find_differences() == []
    Submission.objects.filter(pk=submission.pk).update(
        life="submitted", submitted_at=dt.datetime.now(dt.UTC), due_on=submission.due_on + dt.timedelta(days=1)
    )
    assert {("submission_life", "life"), ("submission_dates", "due")} <= figures(find_differences())


def test_the_command_tells_and_ends_with_one_when_something_differs(line: BudgetLine) -> None:
    out = io.StringIO()
    call_command("check_data", "--json", stdout=out)
    assert json.loads(out.getvalue())["number"] == 0
    BudgetLine.objects.filter(pk=line.pk).update(paid=Decimal("1.00"))
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_data", stdout=out)
    assert ended.value.code == 1
    assert "paid: kept 1.00, rows say 10000.00" in out.getvalue()
