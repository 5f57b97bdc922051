"""What the reviewer sees of what changed since a step was last accepted, or sent."""

import datetime as dt

import pytest

from localplan.calendar import actions
from localplan.calendar.duties import duty_of
from localplan.calendar.facts import Review, Verdict
from localplan.calendar.tests import make
from localplan.monitoring.since import differences_of
from localplan.organisations.models import Post
from localplan.organisations.tests import make as people
from localplan.strategy.actions import save_direction
from localplan.strategy.facts import DirectionFact
from localplan.strategy.models import Direction
from localplan.strategy.tests import make as strategies
from localplan.toolkit import clock
from localplan.toolkit.thai_dates import fiscal_year

pytestmark = pytest.mark.django_db
YEAR = fiscal_year(clock.today())
BACK = Review((Verdict("vision", "วิสัยทัศน์", False, "แก้วิสัยทัศน์"),))


@pytest.fixture
def story():
    """A strategy that an LAO has sent an hour ago, its planner, and the officer who checks."""
    lao = people.an_lao()
    direction = strategies.a_full_direction(lao, strategies=1, first_year=YEAR, last_year=YEAR + 3)
    row = make.a_submission(lao, year=YEAR)
    planner, officer = people.a_post(Post.PLANNER, at=lao), people.a_post(Post.OFFICER, at=people.a_province())
    with earlier(hours=3):
        save(direction, "ก่อนส่ง", planner)
    with earlier(hours=2):
        actions.submit(row, by=planner)
    return direction, row, planner, officer


def earlier(*, hours):
    return clock.at(clock.now() - dt.timedelta(hours=hours))


def save(direction, vision, by):
    now = Direction.objects.get(pk=direction.pk)
    save_direction(now, DirectionFact(vision, now.missions), by=by)


def told(row, officer):
    row.refresh_from_db()
    found = differences_of(officer, row, duty_of("lao_strategy"))
    return found if found is None else [(one.before, one.now) for one in found]


def test_sent_once_there_is_nothing_before(story):
    _direction, row, _planner, officer = story
    assert told(row, officer) is None


def test_after_a_return_only_what_changed_since_it_was_sent(story):
    direction, row, planner, officer = story
    with earlier(hours=1):
        actions.return_(row, BACK, by=officer)
    save(direction, "เมืองสะอาด", planner)
    save(direction, "เมืองสะอาด คนมีสุข", planner)
    [(before, now)] = told(row, officer)
    assert before.endswith("ก่อนส่ง")
    assert now.endswith("เมืองสะอาด คนมีสุข")


def test_what_was_changed_and_changed_back_differs_in_nothing(story):
    direction, row, planner, officer = story
    with earlier(hours=1):
        actions.return_(row, BACK, by=officer)
    save(direction, "อื่น", planner)
    save(direction, "ก่อนส่ง", planner)
    assert told(row, officer) == [("", "")]
