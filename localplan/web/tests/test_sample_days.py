"""The sample is loaded on whatever day somebody tries LocalPlan: in the old year, the new one, on a leap day."""

import datetime as dt

import pytest
from django.core.management import call_command

from localplan.budgeting.models import Ordinance
from localplan.toolkit import clock
from localplan.web import sample

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", ["2026-07-20", "2026-08-20", "2028-02-29"])
def test_it_loads_on_any_day_of_the_year(day, capsys: pytest.CaptureFixture[str]):
    today = dt.date.fromisoformat(day)
    with clock.at(today):
        sample.load(seed=3, today=today, scale=0.02)
        call_command("check_data")  # ends the program where something differs
    assert Ordinance.objects.count() >= 4
    assert " 0 differences" in capsys.readouterr().out
