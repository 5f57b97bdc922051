"""When money may be entered: in a year that is begun, on a day whose quarter is not handed in."""

import datetime as dt

import pytest

from localplan.calendar import actions, rules
from localplan.calendar.states import Life
from localplan.calendar.tests import make
from localplan.organisations.tests import make as people
from localplan.toolkit.problems import Refused

YEAR = 2570
END = dt.date(2026, 12, 31)


@pytest.mark.parametrize(("day", "refused"), [(-1, True), (0, True), (1, False)])
def test_fact_date_is_open_after_the_last_day_that_was_handed_in(day, refused):
    on = END + dt.timedelta(days=day)
    found = list(rules.fact_date_is_open(on, closed_until=END, field="paid_on"))
    assert [(p.rule, p.field) for p in found] == [("fact_date_is_open", "paid_on")] * refused
    assert not list(rules.fact_date_is_open(on, closed_until=None))


@pytest.mark.django_db
def test_year_is_begun_before_money_is_entered():
    lao = people.an_lao()
    with pytest.raises(Refused) as caught:
        actions.lock_year(lao, YEAR)
    assert [p.rule for p in caught.value] == ["year_is_begun"]
    make.a_deadline("ordinance", year=YEAR)
    assert actions.lock_year(lao, YEAR) is None


@pytest.mark.django_db
def test_the_latest_quarter_handed_in_closes_all_before_it():
    lao = people.an_lao()
    make.a_submission(lao, "spending_q1", year=YEAR, life=Life.ACCEPTED)
    assert actions.lock_year(lao, YEAR) == END
    second = make.a_submission(lao, "spending_q2", year=YEAR, life=Life.SUBMITTED)
    assert actions.lock_year(lao, YEAR) == dt.date(2027, 3, 31)
    second.life, second.correct_by = Life.RETURNED, people.days(7)
    second.save()
    assert actions.lock_year(lao, YEAR) == END
    make.a_submission(lao, "year_close", year=YEAR, life=Life.SUBMITTED)
    assert actions.lock_year(lao, YEAR) == dt.date(2027, 9, 30)
