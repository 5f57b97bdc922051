"""`manage.py today`: the day moved for web, worker and commands, in development only."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django import app

from localplan.toolkit import clock
from localplan.toolkit.actions import move_the_day
from localplan.toolkit.problems import NotAllowed


@pytest.fixture(autouse=True)
def own_clock():
    yield
    clock.shift_by(dt.timedelta(0))


@pytest.fixture
def in_development(settings):
    settings.DEBUG = True


def today(*words: str) -> str:
    said = io.StringIO()
    call_command("today", *words, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["2553-03-01", "2010-03-01"])
def test_the_day_is_read_in_either_era(in_development, written):
    assert today(written).startswith("2553-03-01 = 2010-03-01")
    assert clock.today() == dt.date(2010, 3, 1)


@pytest.mark.django_db
def test_a_second_move_counts_from_the_real_day_and_real_goes_back(in_development):
    real = clock.today()
    today("2570-03-01")
    today("2570-03-02")
    assert clock.today() == dt.date(2027, 3, 2)
    assert "moved" not in today("real")
    assert clock.today() == real


@pytest.mark.django_db
@pytest.mark.parametrize("nonsense", ["tomorrow", "2570-13-01", "1/3/2570"])
def test_what_is_no_day_is_refused(in_development, nonsense):
    with pytest.raises(CommandError, match="is no date"):
        today(nonsense)


@pytest.mark.django_db
def test_in_production_the_day_stays(settings):
    settings.DEBUG = False
    with pytest.raises(NotAllowed):
        move_the_day(dt.date(2027, 3, 1), real=clock.today())
    with pytest.raises(CommandError):
        today("2570-03-01")


@pytest.mark.django_db
def test_a_request_sees_the_moved_day(in_development, rf):
    from localplan.toolkit.middleware import MovedDayMiddleware

    today("2570-03-01")
    clock.shift_by(dt.timedelta(0))
    assert MovedDayMiddleware(lambda request: clock.today())(rf.get("/")) == dt.date(2027, 3, 1)


@pytest.mark.django_db(transaction=True)
def test_a_job_sees_the_moved_day(in_development):
    seen = []

    @app.task(name="look_at_the_clock")
    def look_at_the_clock() -> None:
        seen.append(clock.today())

    today("2570-03-01")
    clock.shift_by(dt.timedelta(0))
    look_at_the_clock.defer()
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert seen == [dt.date(2027, 3, 1)]
